//! The command `sweep`: the same bytes for any number of threads, from shards, and after an interruption; and what it refuses.

use assert_cmd::Command;
use forgetting::kernel::enclosure::RELATIVE_WIDTH;
use forgetting::overlap::ACCURACY;
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const GRID: [&str; 3] = ["--grid", "beta=0.01:0.99:37", "delta=0.1:12:301:log"];
const BOUND: &str = "eps_old(beta, delta)/bc(delta)";

fn sweep(folder: &Path, arguments: &[&str]) -> (Option<i32>, Vec<u8>, String) {
    let output = Command::cargo_bin("forgetting")
        .expect("the binary is built")
        .current_dir(folder)
        .arg("sweep")
        .args(arguments)
        .output()
        .expect("it runs");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    (output.status.code(), output.stdout, said)
}

/// A sweep of [`BOUND`] that must go well.
fn bound(folder: &Path, more: &[&str]) -> Vec<u8> {
    let arguments: Vec<&str> = [BOUND].iter().chain(&GRID).chain(more).copied().collect();
    let (code, out, said) = sweep(folder, &arguments);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    out
}

fn files(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into()
        })
        .collect();
    names.sort();
    names
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn rows_are_in_grid_order_with_the_values_of_eval() {
    let here = folder();
    let out = String::from_utf8(bound(here.path(), &[])).expect("UTF-8");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!((lines[0], lines.len()), ("beta,delta,value", 1 + 37 * 301));
    let cells = |k: usize| -> Vec<f64> {
        let cells = lines[k]
            .split(',')
            .map(|cell| cell.parse().expect("a number"));
        cells.collect()
    };
    assert_eq!((cells(1)[0], cells(1)[1]), (0.01, 0.1));
    assert_eq!((cells(301)[0], cells(301)[1]), (0.01, 12.0));
    assert_eq!((cells(302)[0] > 0.01, cells(302)[1]), (true, 0.1));
    for k in [1, 77, 5000, 1 + 37 * 300] {
        let row = cells(k);
        let direct =
            forgetting::theory::evaluate(&format!("eps_old({}, {})/bc({1})", row[0], row[1]));
        // The batch and the single value each keep the contract, the quotient rounds twice.
        let gap = (row[2] / direct.expect("a value") - 1.0).abs();
        assert!(
            gap <= 2.0 * forgetting::overlap::ACCURACY,
            "row {k}: {gap:e}"
        );
    }
}

#[test]
fn bytes_do_not_depend_on_threads() {
    let here = folder();
    let with = |threads: &str| {
        let output = Command::cargo_bin("forgetting")
            .expect("the binary is built")
            .env("RAYON_NUM_THREADS", threads)
            .args(["sweep", BOUND])
            .args(GRID)
            .output()
            .expect("it runs");
        output.stdout
    };
    assert_eq!(with("1"), with("3"));
    bound(here.path(), &["--out", "all.csv"]);
    assert_eq!(
        fs::read(here.path().join("all.csv")).expect("a file"),
        with("2")
    );
    assert_eq!(files(&here), ["all.csv"]);
}

#[test]
fn shards_in_any_order_merge_into_the_bytes_of_one_run() {
    for ending in ["csv", "npy"] {
        let here = folder();
        let name = |stem: &str| format!("{stem}.{ending}");
        bound(here.path(), &["--out", &name("whole")]);
        let parts: Vec<String> = (1..=7).map(|k| name(&format!("part{k}"))).collect();
        for (k, part) in parts.iter().enumerate().rev() {
            bound(
                here.path(),
                &["--shard", &format!("{}/7", k + 1), "--out", part],
            );
        }
        let (all, whole) = (name("all"), name("whole"));
        let merged = |parts: &[&str]| {
            let arguments = [&["--merge"], parts, &["--out", all.as_str()]].concat();
            let (code, _, said) = sweep(here.path(), &arguments);
            (code, said)
        };
        let order: Vec<&str> = [3, 0, 6, 1, 2, 5, 4]
            .map(|k: usize| parts[k].as_str())
            .to_vec();
        assert_eq!(merged(&order), (Some(0), String::new()));
        let read = |name: &str| fs::read(here.path().join(name)).expect("a file");
        assert_eq!(read(&all), read(&whole));
        fs::remove_file(here.path().join(&all)).expect("it is there");

        let refused = |parts: &[&str], message: &str| {
            let (code, said) = merged(parts);
            assert_eq!(code, Some(2));
            assert!(said.contains(message), "{said}");
            assert!(!here.path().join(&all).exists());
        };
        refused(&order[1..], "are missing before this shard");
        refused(&[parts[0].as_str()], "are missing after this shard");
        refused(&[&order[..], &order[..1]].concat(), "are there twice");
        bound(
            here.path(),
            &["--name", "other", "--shard", "2/7", "--out", &name("other")],
        );
        refused(
            &[parts[0].as_str(), &name("other")],
            "a shard of another request",
        );
        refused(&[whole.as_str()], "manifest.json");
        let mut changed = read(&parts[2]);
        let last = changed.len() - 2;
        changed[last] ^= 1;
        fs::write(here.path().join(&parts[2]), changed).expect("it can be written");
        refused(&order, "not the bytes that its manifest names");
    }
}

/// Starts a long sweep and kills it once it has kept something; whether it did before it ended.
fn killed(folder: &Path, arguments: &[&str], kept: &str) -> bool {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_forgetting"))
        .current_dir(folder)
        .arg("sweep")
        .args(arguments)
        .spawn()
        .expect("it starts");
    let begun = Instant::now();
    let progress = folder.join(kept);
    let reached = || {
        let text = fs::read_to_string(&progress).unwrap_or_default();
        let state: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        state["rows"].as_u64().unwrap_or(0)
    };
    while reached() == 0 && begun.elapsed() < Duration::from_secs(120) {
        std::thread::sleep(Duration::from_millis(2));
    }
    let alive = child.try_wait().expect("a child").is_none();
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    alive && progress.exists()
}

#[test]
fn an_interrupted_run_goes_on_to_the_same_bytes() {
    let here = folder();
    let grid = ["--grid", "beta=0.001:0.999:1000", "delta=0.1:12:1100"];
    let long: Vec<&str> = ["bc(delta)*beta"].iter().chain(&grid).copied().collect();
    let run = |more: &[&str]| sweep(here.path(), &[&long[..], more].concat());
    assert_eq!(run(&["--out", "whole.csv"]).0, Some(0));
    let path = |name: &str| here.path().join(name);
    let begun = [&long[..], &["--out", "cut.csv"]].concat();
    assert!(killed(here.path(), &begun, "cut.csv.progress"));
    assert!(!path("cut.csv").exists());
    // A torn write after the last note is cut off.
    let mut part = fs::read(path("cut.csv.part")).expect("a part");
    part.extend(b"0.5,0.");
    fs::write(path("cut.csv.part"), &part).expect("it can be written");

    let (code, _, said) = run(&["--out", "cut.csv"]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("--resume goes on with it, --restart discards it"),
        "{said}"
    );
    let (code, _, said) = sweep(
        here.path(),
        &[
            "bc(delta)",
            "--grid",
            "delta=0:1:3",
            "--out",
            "cut.csv",
            "--resume",
        ],
    );
    assert_eq!(code, Some(2));
    assert!(said.contains("the progress of another sweep"), "{said}");

    assert_eq!(run(&["--out", "cut.csv", "--resume"]).0, Some(0));
    let read = |name: &str| fs::read(path(name)).expect("a file");
    assert_eq!(read("cut.csv"), read("whole.csv"));
    assert_eq!(files(&here), ["cut.csv", "whole.csv"]);
    // With nothing to go on with, --resume begins.
    assert_eq!(run(&["--out", "cut.csv", "--resume"]).0, Some(0));
    assert_eq!(read("cut.csv"), read("whole.csv"));

    assert!(killed(here.path(), &begun, "cut.csv.progress"));
    let mut part = fs::read(path("cut.csv.part")).expect("a part");
    part[30] ^= 1;
    fs::write(path("cut.csv.part"), &part).expect("it can be written");
    let (code, _, said) = run(&["--out", "cut.csv", "--resume"]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("has changed; --restart begins again"),
        "{said}"
    );
    assert_eq!(run(&["--out", "cut.csv", "--restart"]).0, Some(0));
    assert_eq!(read("cut.csv"), read("whole.csv"));
}

#[test]
fn what_an_objective_keeps_is_what_solve_says() {
    let here = folder();
    let arguments = [
        "--solve",
        "ttt-discover",
        "--weights-only",
        "--grid",
        "tau=0.1:2:9",
    ];
    let (code, out, _) = sweep(here.path(), &[&arguments[..], &["delta=2,3"]].concat());
    assert_eq!(code, Some(0));
    let out = String::from_utf8(out).expect("UTF-8");
    let rows: Vec<Vec<f64>> = out
        .lines()
        .skip(1)
        .map(|line| {
            line.split(',')
                .map(|cell| cell.parse().expect("a number"))
                .collect()
        })
        .collect();
    assert_eq!(rows.len(), 18);
    for row in &rows {
        let critical = format!("ttt_critical_anchor(1, 1, 0.7, {})", row[1]);
        let critical = forgetting::theory::evaluate(&critical).expect("a value");
        // E1: the old mass survives iff the anchor exceeds the critical one.
        assert_eq!(row[2] > 0.0, row[0] > critical, "{row:?}");
    }
}

#[test]
fn values_there_are_not_are_counted() {
    let (code, out, said) = sweep(
        folder().path(),
        &["1/(delta - 2)", "ln(delta)", "--grid", "delta=0,1,2"],
    );
    let rows = "delta,value1,value2\n0.0,NaN,NaN\n1.0,-1.0,0.0\n2.0,NaN,NaN\n";
    assert_eq!(
        (code, String::from_utf8_lossy(&out).as_ref()),
        (Some(1), rows)
    );
    assert!(said.contains("4 of the values do not exist"), "{said}");
}

#[test]
fn bad_requests_give_one_line_and_no_file() {
    let cases: &[(&[&str], &str)] = &[
        (&["bc(delta", "--grid", "delta=0:1:3"], "line 1, column"),
        (&["bc(x)", "--grid", "delta=0:1:3"], "x"),
        (
            &["bc(delta)", "--grid", "delta"],
            "grid must be NAME=LO:HI:N",
        ),
        (
            &["bc(delta)", "--grid", "delta=0:1"],
            "have a count for each variable",
        ),
        (&["bc(delta)", "--grid", "delta=0:1:0"], "have a count >= 1"),
        (
            &["bc(delta)", "--grid", "delta=0:1:1"],
            "a count >= 2 between different ends",
        ),
        (&["bc(delta)", "--grid", "delta=0:inf:3"], "finite numbers"),
        (
            &["bc(delta)", "--grid", "delta=0:1:3:log"],
            "positive ends for log",
        ),
        (
            &["bc(delta)", "--grid", "delta=0:1:3:4:5"],
            "be NAME=LO:HI:N or",
        ),
        (
            &["bc(delta)", "--grid", "delta=1", "delta=2"],
            "different names, got delta",
        ),
        (
            &[
                "bc(delta)",
                "--grid",
                "a=0:1:9999999999",
                "delta=0:1:9999999999",
            ],
            "at most",
        ),
        (
            &["bc(delta)", "--grid", "delta=0:1", "--sample", "sobol"],
            "sobol:N or halton:N",
        ),
        (
            &["bc(delta)", "--grid", "delta=1", "--name", "a,b"],
            "without commas",
        ),
        (
            &[
                "bc(delta)",
                "--grid",
                "delta=1",
                "--name",
                "a",
                "--name",
                "b",
            ],
            "1 entries",
        ),
        (
            &["bc(delta)", "--grid", "delta=1", "--shard", "3/2"],
            "K/N with 1 <= K <= N",
        ),
        (
            &["bc(delta)", "--grid", "delta=1", "--shard", "0/2"],
            "K/N with 1 <= K <= N",
        ),
        (
            &["--solve", "ppo", "--grid", "delta=1"],
            "unknown objective `ppo`",
        ),
        (
            &["--solve", "sft", "--grid", "tau=1"],
            "unknown variable `tau`; allowed: delta",
        ),
        (
            &["--solve", "sft", "--scenario", "plane", "--grid", "delta=1"],
            "be left out where",
        ),
        (
            &["--merge", "nothing.csv"],
            "cannot read nothing.csv.manifest.json",
        ),
    ];
    for (arguments, message) in cases {
        let here = folder();
        let (code, _, said) = sweep(here.path(), &[arguments, &["--out", "x.csv"][..]].concat());
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
        assert!(said.contains(message), "{arguments:?}: {said}");
        assert!(files(&here).is_empty(), "{arguments:?}");
    }
    let here = folder();
    let (code, _, said) = sweep(here.path(), &["1", "--grid", "x=1", "--out", "x.txt"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("allowed: csv, npy"), "{said}");
    let (code, _, said) = sweep(here.path(), &["1", "--grid", "x=1", "--out", "no/x.csv"]);
    assert_eq!(
        (code, said.contains("cannot write no/x.csv")),
        (Some(2), true),
        "{said}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let mut full = std::process::Command::new(env!("CARGO_BIN_EXE_forgetting"));
    full.args(["sweep", "x", "--grid", "x=0:1:99999"]);
    full.stdout(
        fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .expect("it is there"),
    );
    let ended = full.output().expect("it runs");
    assert_eq!(ended.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ended.stderr).contains("cannot write standard output"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Shards of any number cover all rows once, and rows do not depend on where a range begins.
    #[test]
    fn shards_partition_the_rows(rows in 0u64..1_000_000_000_000, of in 1u64..50) {
        use forgetting::sweep::Shard;
        let mut next = 0;
        for number in 1..=of {
            let range = Shard { number, of }.range(rows);
            prop_assert_eq!(range.start, next);
            next = range.end;
        }
        prop_assert_eq!(next, rows);
    }

    #[test]
    fn any_range_has_the_rows_of_the_whole(
        from in 0u64..9000, length in 0u64..2000, sampled in any::<bool>(), seed in any::<u64>(),
    ) {
        use forgetting::sweep::{FileFormat, Quantity, Request, Sample, SequenceKind, Sweep};
        let axes = ["beta=0.01:0.99:100", "delta=0.1:9:110:log"];
        let quantity = Quantity::Expressions(vec!["beta*bc(delta)".into()]);
        let mut request = Request::over(quantity, axes, FileFormat::Npy);
        let kind = SequenceKind::ALL[(seed % 2) as usize];
        request.sample = sampled.then_some(Sample { kind, count: 11_000, seed });
        let sweep = Sweep::new(request).expect("a request");
        let (whole, _) = sweep.values(0..sweep.rows());
        let (part, _) = sweep.values(from..from + length);
        let at = from as usize * 3;
        prop_assert_eq!(&whole[at..at + part.len()], &part[..]);
        for row in whole.chunks_exact(3) {
            prop_assert!((0.01..=0.99).contains(&row[0]) && (0.1..=9.0).contains(&row[1]));
        }
    }
}

#[test]
fn the_example_shards_are_named_as_paths_allow() {
    let here = folder();
    let deep = here.path().join("a folder");
    fs::create_dir(&deep).expect("a folder");
    let out: PathBuf = deep.join("x y.csv");
    let name = out.to_string_lossy().into_owned();
    bound(here.path(), &["--out", &name, "--shard", "1/1"]);
    assert!(out.exists());
}

/// A claim over a grid: enclosed slack, the same from shards, and an exit code where a point refutes it.
#[test]
fn claims_over_a_grid_give_their_slack() {
    let here = folder();
    let grid = ["--grid", "beta=0.1:0.9:5", "delta=0.5:6:12"];
    let claim = "eps_old(beta, delta) <= 1/2 * sqrt((1 - beta)/beta) * bc(delta)";
    let with = |claim: &str, more: &[&str]| {
        sweep(
            here.path(),
            &[&["--claim", claim][..], &grid, more].concat(),
        )
    };
    let (code, out, said) = with(claim, &[]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    let text = String::from_utf8(out.clone()).expect("UTF-8");
    assert!(text.starts_with("beta,delta,slack_lo,slack_hi\n"));
    for line in text.lines().skip(1) {
        let cells: Vec<f64> = line
            .split(',')
            .map(|c| c.parse().expect("a number"))
            .collect();
        let [beta, delta, lo, hi] = cells[..] else {
            panic!("{line}")
        };
        let expression =
            format!("1/2 * sqrt((1 - {beta})/{beta}) * bc({delta}) - eps_old({beta}, {delta})");
        let slack = forgetting::theory::evaluate(&expression).expect("a value");
        // Both sides of the claim are below the bound, which is at most sqrt((1 - beta)/beta)/2.
        let size = ((1.0 - beta) / beta).sqrt();
        assert!(
            0.0 < lo && lo <= hi && hi - lo < RELATIVE_WIDTH * size,
            "{line}"
        );
        assert!(
            (slack - lo).abs() < (RELATIVE_WIDTH + ACCURACY) * size,
            "{line}: {slack}"
        );
    }
    let parts = ["1.csv", "2.csv"];
    for (part, shard) in parts.iter().zip(["1/2", "2/2"]) {
        assert_eq!(with(claim, &["--shard", shard, "--out", part]).0, Some(0));
    }
    let (code, ..) = sweep(
        here.path(),
        &["--merge", "2.csv", "1.csv", "--out", "all.csv"],
    );
    assert_eq!(code, Some(0));
    assert_eq!(fs::read(here.path().join("all.csv")).expect("merged"), out);
    // False from delta = 4.13 on by the factor that A4 gains; a chain is all of its relations; a NaN is no truth.
    for (claim, holds) in [
        (
            "eps_old(beta, delta) >= 1/3 * sqrt((1 - beta)/beta) * bc(delta)",
            false,
        ),
        ("0 < eps_old(beta, delta) < 1", true),
        ("0 < eps_old(beta, delta) < 1/2", false),
        ("ln(beta - 1/2) <= 1", false),
    ] {
        let (code, _, said) = with(claim, &[]);
        assert_eq!(code, Some(i32::from(!holds)), "{claim}");
        assert_eq!(
            said.contains("not certain to hold"),
            !holds,
            "{claim}: {said}"
        );
    }
    for (claim, said) in [
        ("bc(delta) = exp(-delta^2/8)", "inequalities"),
        ("bc(delta)", "expected"),
        ("bc(gamma) <= 1", "gamma"),
        ("bc(delta) <= 1 and beta <= 1", "and"),
    ] {
        let (code, out, err) = with(claim, &[]);
        assert_eq!(
            (code, out.as_slice()),
            (Some(2), &b""[..]),
            "{claim}: {err}"
        );
        assert!(err.contains(said), "{claim}: {err}");
    }
}
