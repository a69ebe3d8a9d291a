//! The command `simulate`: formats, bad input, and going on after an interruption.

use assert_cmd::Command;
use std::fs;
use std::path::Path;

fn simulate(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::cargo_bin("forgetting")
        .expect("the binary is built")
        .current_dir(folder)
        .args(["simulate", "chen-two-mode"])
        .args(arguments)
        .output()
        .expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn csv_has_the_columns_of_the_published_results() {
    let here = Path::new(".");
    let (code, csv, _) = simulate(here, &["--population", "--format", "csv"]);
    assert_eq!(code, Some(0));
    let header = forgetting::simulate::chen::PUBLISHED.lines().next();
    assert_eq!(csv.lines().next(), header);
    assert_eq!(csv.lines().count(), 13);
    let quick = ["--seeds", "3", "--batch", "50", "--format", "csv"];
    let (code, sampled, _) = simulate(here, &quick);
    assert_eq!((code, sampled.lines().next()), (Some(0), header));
    let (_, moved, _) = simulate(
        here,
        &["--population", "--format", "csv", "--new-mean", "2"],
    );
    assert!(
        moved
            .lines()
            .nth(1)
            .is_some_and(|row| row.starts_with("2.0,") || row.starts_with("2,"))
    );
}

#[test]
fn the_same_seed_gives_the_same_bytes_for_any_number_of_threads() {
    let with = |threads: &str| {
        let output = Command::cargo_bin("forgetting")
            .expect("the binary is built")
            .env("RAYON_NUM_THREADS", threads)
            .args(["simulate", "chen-two-mode", "--seeds", "4", "--batch", "30"])
            .output()
            .expect("it runs");
        output.stdout
    };
    let one = with("1");
    assert!(!one.is_empty());
    assert_eq!(one, with("2"));
}

#[test]
fn bad_input_is_exit_code_2() {
    let here = Path::new(".");
    for arguments in [
        &["--seeds", "1"][..],
        &["--seeds", "x"],
        &["--batch", "0"],
        &["--new-mean", "9"],
        &["--new-mean", "nan"],
        &["--format", "pdf"],
        &["--resume"],
        &["--population", "--seed", "3"],
        &["--resume", "--out", "no-such-folder/x.csv"],
    ] {
        let (code, out, err) = simulate(here, arguments);
        assert_eq!(code, Some(2), "{arguments:?}");
        assert!(out.is_empty() && !err.is_empty(), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("run.csv"), "earlier results\n").expect("written");
    let arguments = ["--seeds", "4000", "--batch", "40", "--format", "csv"];
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_forgetting"))
        .current_dir(folder.path())
        .args(["simulate", "chen-two-mode", "--out", "run.csv"])
        .args(arguments)
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    // Until some runs are kept.
    let kept = || fs::read_to_string(at("run.csv.progress")).map_or(0, |text| text.lines().count());
    for _ in 0..2000 {
        if kept() > 5 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let killed = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(killed.is_ok_and(|status| status.success()));
    let status = child.wait().expect("it ends");
    let mut said = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().expect("piped"), &mut said)
        .expect("UTF-8");
    assert_eq!(status.code(), Some(3), "{said}");
    assert!(
        said.contains("interrupted after") && said.contains("--resume"),
        "{said}"
    );
    let earlier = fs::read_to_string(at("run.csv")).expect("still there");
    assert_eq!(earlier, "earlier results\n");

    // A torn last line, as a killed process leaves it.
    let done = kept() - 1;
    assert!(done < 4000);
    let progress = fs::read_to_string(at("run.csv.progress")).expect("kept");
    fs::write(
        at("run.csv.progress"),
        format!("{progress}{{\"replicate\":3999,\"res"),
    )
    .expect("written");
    // What was kept is not discarded without a word.
    let torn = fs::read(at("run.csv.progress")).expect("kept");
    let anew = ["--seeds", "60", "--batch", "40", "--out", "run.csv"];
    let (code, out, err) = simulate(folder.path(), &anew);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert_eq!(
        err,
        "forgetting: run.csv.progress holds an interrupted run: --resume goes on with it, --restart discards it\n"
    );
    assert_eq!(fs::read(at("run.csv.progress")).expect("kept"), torn);
    // Another seed's progress is refused.
    let other = [
        "--seeds", "60", "--batch", "40", "--seed", "2", "--out", "run.csv", "--resume",
    ];
    let (code, _, err) = simulate(folder.path(), &other);
    assert!(code == Some(2) && err.contains("--seed 1"), "{err}");

    let rest = ["--seeds", "60", "--batch", "40", "--format", "csv"];
    let resumed = [&rest[..], &["--out", "run.csv", "--resume"]].concat();
    // Nor is it lost where the result cannot be written.
    fs::remove_file(at("run.csv")).expect("removed");
    fs::create_dir(at("run.csv")).expect("made");
    assert_eq!(simulate(folder.path(), &resumed).0, Some(2));
    assert!(kept() > 60);
    fs::remove_dir(at("run.csv")).expect("removed");
    fs::write(at("run.csv.progress"), torn).expect("written");
    assert_eq!(simulate(folder.path(), &resumed).0, Some(0));
    assert!(!at("run.csv.progress").exists());
    let (_, straight, _) = simulate(folder.path(), &rest);
    assert_eq!(
        fs::read_to_string(at("run.csv")).expect("written"),
        straight
    );
}

#[test]
fn restart_discards_what_was_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("run.csv.progress"), "anything\n").expect("written");
    let arguments = ["--seeds", "3", "--batch", "10", "--format", "csv"];
    let restarted = [&arguments[..], &["--out", "run.csv", "--restart"]].concat();
    assert_eq!(simulate(folder.path(), &restarted).0, Some(0));
    assert!(!at("run.csv.progress").exists());
    let (_, straight, _) = simulate(folder.path(), &arguments);
    assert_eq!(
        fs::read_to_string(at("run.csv")).expect("written"),
        straight
    );
}

/// Runs of any range, in any number of files and in any order, say what one call says; a run that is missing or there twice is refused.
#[test]
fn ranges_of_runs_merge_into_the_bytes_of_one_call() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let quick = ["--batch", "20", "--seed", "5", "--format", "csv"];
    let with = |more: &[&str]| simulate(here, &[&quick[..], more].concat());
    let (code, whole, _) = with(&["--seeds", "7"]);
    assert_eq!(code, Some(0));
    for (runs, out) in [("0..3", "a"), ("3..4", "b"), ("4..7", "c"), ("2..5", "d")] {
        let (code, text, said) = with(&["--runs", runs, "--out", out]);
        assert_eq!((code, text.as_str()), (Some(0), ""), "{said}");
        assert!(!here.join(format!("{out}.progress")).exists());
    }
    let (code, merged, said) = with(&["--merge", "c", "a", "b"]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert_eq!(merged, whole);
    let other = ["--batch", "20", "--seed", "6", "--merge", "a", "b", "c"];
    for (arguments, said) in [
        (
            &[&quick[..], &["--merge", "a", "c"]].concat()[..],
            "without run 3",
        ),
        (
            &[&quick[..], &["--merge", "a", "b", "c", "d"]].concat(),
            "in another file too",
        ),
        (&[&quick[..], &["--merge", "b"]].concat(), "without run 0"),
        (
            &[&quick[..], &["--merge", "no-such-file"]].concat(),
            "no-such-file",
        ),
        (
            &[&quick[..], &["--runs", "3..3", "--out", "e"]].concat(),
            "A..B with A < B",
        ),
        (
            &[&quick[..], &["--runs", "3", "--out", "e"]].concat(),
            "A..B with A < B",
        ),
        (&[&quick[..], &["--runs", "0..2"]].concat(), "--out"),
        (&other, "belong to"),
    ] {
        let (code, out, err) = simulate(here, arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}: {err}");
        assert!(err.contains(said), "{arguments:?}: {err}");
        assert!(!here.join("e").exists());
    }
}

/// Two runs give the same bytes for any number of threads, those recorded; the tables of a thousand have the same settings and truths.
#[test]
fn validations_are_what_is_recorded() {
    let with = |name: &str, threads: &str| {
        let output = Command::cargo_bin("forgetting")
            .expect("the binary is built")
            .env("RAYON_NUM_THREADS", threads)
            .args(["simulate", name, "--seeds", "2", "--format", "csv"])
            .output()
            .expect("it runs");
        assert!(output.status.success());
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    for (name, recorded, two) in [
        (
            "diagnose-recovery",
            include_str!("../../src/exhibit/validation/diagnose_recovery.csv"),
            include_str!("../data/diagnose_recovery_two_runs.csv"),
        ),
        (
            "advise-coverage",
            include_str!("../../src/exhibit/validation/advise_coverage.csv"),
            include_str!("../data/advise_coverage_two_runs.csv"),
        ),
    ] {
        assert_eq!(with(name, "2"), two, "{name}");
        if crate::support::is_full() {
            assert_eq!(with(name, "1"), two, "{name}");
        }
        let settings = |text: &'static str| {
            let start = |line: &str| line.rsplitn(6, ',').nth(5).map(str::to_owned);
            text.lines().map(start).collect::<Vec<_>>()
        };
        assert_eq!(settings(recorded), settings(two), "{name}");
    }
}
