//! The command line as a contract: output, exit codes, one clear line for bad input, and earlier results never harmed.

use crate::support::files::files_below;
use assert_cmd::Command;
use forgetting::exhibit::{BODY, FIGURES, TABLES};
use forgetting::ledger::Ledger;
use forgetting::minimize::{GRADIENT_TOLERANCE, PARAMETER_ACCURACY, WEIGHT_ACCURACY};
use forgetting::objective::{VALUE_ACCURACY, VALUE_FLOOR};
use forgetting::table::Format;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn forgetting(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_forgetting"));
    command.args(arguments);
    command
}

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn ran(command: &mut Command) -> Ran {
    let output = command.output().expect("runs");
    Ran {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn run(arguments: &[&str]) -> Ran {
    ran(&mut forgetting(arguments))
}

/// Standard output of a run that went well and said nothing else.
fn well(arguments: &[&str]) -> String {
    let ran = run(arguments);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?}");
    ran.out
}

/// The one line on standard error of a run refused for bad input.
fn refused(arguments: &[&str]) -> String {
    let ran = run(arguments);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (2, ""),
        "{arguments:?}: {}",
        ran.err
    );
    let line = ran
        .err
        .strip_suffix('\n')
        .unwrap_or_else(|| panic!("{arguments:?}: no line"));
    assert!(
        !line.contains('\n') && !line.contains("panicked"),
        "{arguments:?}: {line}"
    );
    line.strip_prefix("forgetting: ")
        .unwrap_or_else(|| panic!("{arguments:?}: {line}"))
        .to_owned()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn scenario_file(folder: &TempDir, content: &str) -> PathBuf {
    let path = folder.path().join("tasks.toml");
    std::fs::write(&path, content).expect("written");
    path
}

// reproduce

/// Each verdict of a table is counted once: with what this run judged, or with what it copied from the record.
fn verdicts_are_counted_where_they_were_judged(manifest: &Value, said: &str) {
    let ledger = Ledger::recorded();
    let copied = &manifest["recorded_verdicts"];
    let when = ledger.recorded.as_ref().expect("the day is known");
    assert_eq!(copied["recorded"]["date"], when.date);
    assert_eq!(copied["recorded"]["commit"], when.commit);
    assert_eq!(
        copied["tables"],
        serde_json::json!(["ledger", "claims", "bounds"])
    );
    for (verdict, judged) in manifest["verdicts"].as_object().expect("an object") {
        let mut counts = [0, 0];
        for (table, verdicts) in manifest["verdicts_by_table"].as_object().expect("tables") {
            let names = copied["tables"].as_array().expect("names");
            let n = verdicts[verdict].as_u64().expect("a count");
            counts[usize::from(names.iter().any(|name| name == table))] += n;
        }
        let recorded = copied["verdicts"][verdict].as_u64();
        assert_eq!([judged.as_u64(), recorded], counts.map(Some), "{verdict}");
    }
    // A run judges rows by sampling only: proofs are copied.
    assert_eq!(manifest["verdicts"]["proved"], 0);
    assert!(copied["verdicts"]["proved"].as_u64() > Some(0));
    for table in ["claims", "bounds"] {
        let line = said
            .lines()
            .find(|line| line.starts_with(&format!("{table} ")));
        assert!(line.is_some_and(|line| line.ends_with(&ledger.provenance())));
    }
}

#[test]
fn reproduce_writes_every_table_in_four_formats_and_a_manifest_that_is_right() {
    let home = folder();
    let out = home.path().join("results");
    let said = well(&["reproduce", "--out", text(&out)]);
    for entry in &TABLES {
        assert_eq!(
            said.lines()
                .filter(|l| l.starts_with(&format!("{} ", entry.name)))
                .count(),
            1,
            "{said}"
        );
    }
    let files = files_below(&out);
    let mut expected: Vec<String> = TABLES
        .iter()
        .flat_map(|t| Format::ALL.map(|f| format!("tables/{}.{}", t.name, f.extension())))
        .collect();
    expected.extend(
        FIGURES
            .iter()
            .flat_map(|f| ["svg", "png", "csv"].map(|end| format!("figures/{}.{end}", f.name))),
    );
    expected.push("report.html".into());
    assert!(
        said.contains(&format!("{} files in ", expected.len() + 1)),
        "{said}"
    );
    let manifest = json(std::str::from_utf8(&files["manifest.json"]).expect("UTF-8"));
    assert_eq!(keys(&manifest["files"]), expected);
    expected.push("manifest.json".into());
    expected.sort();
    assert_eq!(
        files.keys().cloned().collect::<Vec<_>>(),
        expected,
        "and nothing else, no temporary file either"
    );
    for (name, hash) in manifest["files"].as_object().expect("an object") {
        let found: String = Sha256::digest(&files[name])
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        assert_eq!(hash, &Value::String(found), "{name}");
    }
    assert_eq!(manifest["tool"], "forgetting");
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(manifest["command"], "reproduce");
    assert_eq!(manifest["inputs"]["scenario"], "moderate");
    assert_eq!(manifest["verdicts"]["refuted"], 0);
    verdicts_are_counted_where_they_were_judged(&manifest, &said);
    // No machine, path or user in it: the folder's own name is the one this test knows.
    assert!(!manifest.to_string().contains(text(home.path())));
    // Again, over the first: the same bytes.
    assert_eq!(well(&["reproduce", "--out", text(&out)]), said);
    assert_eq!(files_below(&out), files);
    // On one thread, in another folder, under another locale: the same bytes.
    let other = home.path().join("elsewhere").join("deep");
    let mut command = forgetting(&["reproduce", "--quick", "--out", text(&other)]);
    let again = ran(command
        .env("RAYON_NUM_THREADS", "1")
        .env("LC_ALL", "de_DE.UTF-8")
        .env("TZ", "Asia/Tokyo"));
    assert_eq!(again.code, 0);
    assert_eq!(files_below(&other), files);
}

#[test]
fn reproduce_is_the_default_and_writes_results_here() {
    let home = folder();
    let ran = ran(forgetting(&[]).current_dir(home.path()));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.ends_with(" files in results\n"), "{}", ran.out);
    let out = home.path().join("named");
    well(&["reproduce", "--out", text(&out)]);
    assert_eq!(files_below(&home.path().join("results")), files_below(&out));
}

#[test]
fn reproduce_only_one_table_with_another_setting() {
    let home = folder();
    let out = home.path().join("r");
    well(&[
        "reproduce",
        "--only",
        "summary",
        "--scenario",
        "plane",
        "--out",
        text(&out),
    ]);
    let files = files_below(&out);
    assert_eq!(files.len(), 5);
    let manifest = json(std::str::from_utf8(&files["manifest-summary.json"]).expect("UTF-8"));
    assert_eq!(
        (&manifest["command"], &manifest["inputs"]["scenario"]),
        (&"reproduce --only summary".into(), &"plane".into())
    );
    // A file's table is the one that `table` prints.
    let printed = well(&["table", "summary", "--scenario", "plane"]);
    assert_eq!(files["tables/summary.md"], printed.as_bytes());
    // Another input has another hash.
    let hash = manifest["inputs"]["scenario_sha256"].clone();
    well(&[
        "reproduce",
        "--only",
        "summary",
        "--scenario",
        "plane",
        "--alpha",
        "0.3",
        "--out",
        text(&out),
    ]);
    let manifest =
        json(&std::fs::read_to_string(out.join("manifest-summary.json")).expect("written"));
    assert_ne!(manifest["inputs"]["scenario_sha256"], hash);
}

// eval

#[test]
fn eval_prints_seventeen_digits_that_are_the_number() {
    for (expression, printed) in [
        ("1/3", "0.33333333333333333"),
        ("0.1 + 0.2", "0.30000000000000000"),
        ("bc(2)", "0.60653065971263342"),
        ("-1", "-1.0000000000000000"),
        ("2 - 2", "0"),
        ("1e-88/3", "3.3333333333333333e-89"),
        ("eps_old(0.25, 0)", "0.75000000000000000"),
    ] {
        let out = well(&["eval", expression]);
        assert_eq!(out, format!("{printed}\n"));
        // Seventeen digits name one f64: reading them back gives the value the library has.
        let value = forgetting::theory::evaluate(expression).expect("a value");
        assert_eq!(
            out.trim().parse::<f64>().map(f64::to_bits),
            Ok(value.to_bits())
        );
        let object = json(&well(&["eval", expression, "--json"]));
        assert_eq!(keys(&object), ["expression", "value", "digits"]);
        assert_eq!(object["digits"], printed);
        assert_eq!(
            (&object["expression"], object["value"].as_f64()),
            (&expression.into(), Some(value))
        );
    }
}

#[test]
fn eval_reads_lines_in_order_and_never_stops_at_a_bad_one() {
    let input = "1/4\neps_old(1.2, 3)\n\n1 +\n1/0\r\nbc(0)\nnope(1)\neps_old(0.5, -1)\nkernel(9, 0, 1)\n2^0.5";
    let lines = ran(forgetting(&["eval", "--stdin"]).write_stdin(input));
    assert_eq!((lines.code, lines.err.as_str()), (1, ""));
    assert_eq!(
        lines.out.lines().collect::<Vec<_>>(),
        [
            "0.25000000000000000",
            "error: eps_old: beta must lie in [0, 1], got 1.2",
            "error: expected an expression, found the end",
            "error: expected an expression, found the end",
            "error: division by zero: 1.0/0",
            "1.0000000000000000",
            "error: unknown function `nope`",
            "error: eps_old: delta must be finite and >= 0, got -1",
            "error: `kernel(n, m, s)`: n must be a literal integer from 0 to 4, got 9",
            "1.4142135623730950",
        ]
    );
    let objects = ran(forgetting(&["eval", "--stdin", "--json"]).write_stdin(input));
    assert_eq!(objects.code, 1);
    for (object, line) in objects.out.lines().map(json).zip(lines.out.lines()) {
        match line.strip_prefix("error: ") {
            Some(message) => assert_eq!(
                (keys(&object), &object["error"]),
                (vec!["expression", "error"], &message.into())
            ),
            None => assert_eq!(object["value"].as_f64(), line.parse().ok()),
        }
    }
    assert_eq!(objects.out.lines().count(), lines.out.lines().count());
    let all_well = ran(forgetting(&["eval", "--stdin"]).write_stdin("1\n2\n"));
    assert_eq!(
        (all_well.code, all_well.out.as_str()),
        (0, "1.0000000000000000\n2.0000000000000000\n")
    );
    let nothing = ran(forgetting(&["eval", "--stdin"]).write_stdin(""));
    assert_eq!(
        (nothing.code, nothing.out.as_str(), nothing.err.as_str()),
        (0, "", "")
    );
    let not_text = ran(forgetting(&["eval", "--stdin"]).write_stdin(&b"\xff\xfe\n1\n"[..]));
    assert_eq!(not_text.code, 1);
    assert!(
        not_text.out.starts_with("error: ") && not_text.out.ends_with("\n1.0000000000000000\n"),
        "{}",
        not_text.out
    );
}

#[test]
fn eval_points_at_the_fault() {
    for (expression, first, caret) in [
        (
            "1 +",
            "forgetting: expected an expression, found the end",
            "    |    ^",
        ),
        (
            "eps_od(0.5, 1)",
            "forgetting: unknown function `eps_od`: did you mean `eps_old`?",
            "  | ^^^^^^",
        ),
        (
            "eps_old(0.5)",
            "forgetting: `eps_old(beta, delta)` takes 2 arguments, got 1",
            "  | ^^^^^^^^^^^^",
        ),
    ] {
        let ran = run(&["eval", expression]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{expression}");
        let lines: Vec<&str> = ran.err.lines().collect();
        assert_eq!(lines[0], first);
        assert!(lines[1].starts_with(" --> line 1, column "), "{}", ran.err);
        assert_eq!(
            lines.last().map(|l| l.trim_start()),
            Some(caret.trim_start()),
            "{}",
            ran.err
        );
    }
    // A domain error has no place but the function.
    assert_eq!(
        refused(&["eval", "eps_old(1.2, 3)"]),
        "eps_old: beta must lie in [0, 1], got 1.2"
    );
    assert_eq!(
        refused(&["eval", "chi2(30)"]),
        "overflow: chi2(30.0) exceeds the largest finite number"
    );
}

// solve

const SOLUTION: [&str; 14] = [
    "objective",
    "scenario",
    "old_mass",
    "old_mass_enclosure",
    "old_mass_digits",
    "identified",
    "labels",
    "drift",
    "minimiser",
    "value",
    "gradient_norm",
    "boundary",
    "iterations",
    "stationary_points",
];

fn solved(arguments: &[&str]) -> Value {
    let mut all = vec!["solve", "--json"];
    all.extend(arguments);
    let solution = json(&well(&all));
    assert_eq!(keys(&solution), SOLUTION, "{arguments:?}");
    assert_eq!(
        keys(&solution["minimiser"]),
        ["old_weight", "old_mean", "new_mean"]
    );
    assert!(number(&solution["gradient_norm"]) <= GRADIENT_TOLERANCE);
    assert!(solution["iterations"].is_u64());
    let points = solution["stationary_points"].as_array().expect("a list");
    assert!(!points.is_empty());
    let lowest = points
        .iter()
        .map(|p| p["value"].as_f64().expect("a number"))
        .fold(f64::INFINITY, f64::min);
    assert!(
        number(&solution["value"]) <= lowest + VALUE_ACCURACY * lowest.abs() + VALUE_FLOOR,
        "{solution}"
    );
    solution
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

#[test]
fn solve_json_has_the_promised_keys_for_every_objective() {
    // SFT forgets, replay in the data keeps rho, replay in the model keeps nothing, reverse KL keeps alpha (B1, B5, B6, C1).
    for (objective, kept, boundary) in [
        ("sft", 0.0, Some("old_weight = 0")),
        ("sft-replay", 0.1, None),
        ("sft-model-replay", 0.0, Some("old_weight = 0")),
        ("reverse-kl", 0.3, None),
    ] {
        for setting in [&["--delta", "2"][..], &["--scenario", "plane"][..]] {
            let mut arguments = vec![
                objective,
                "--weights-only",
                "--alpha",
                "0.3",
                "--beta0",
                "0.8",
            ];
            let replays = objective.contains("replay");
            if replays {
                arguments.extend(["--rho", "0.1"]);
            }
            arguments.extend(setting);
            let solution = solved(&arguments);
            assert_eq!(solution["objective"], objective);
            assert!(
                (number(&solution["minimiser"]["old_weight"]) - kept).abs()
                    <= WEIGHT_ACCURACY * kept,
                "{solution}"
            );
            assert_eq!(solution["boundary"].as_str(), boundary);
            let scenario = &solution["scenario"];
            assert_eq!(["alpha", "beta0"].map(|k| number(&scenario[k])), [0.3, 0.8]);
            assert!(!replays || number(&scenario["rho"]) == 0.1);
        }
    }
}

#[test]
fn solve_refuses_flags_that_an_objective_does_not_use() {
    for (arguments, line) in [
        (
            &["solve", "reverse-kl", "--eta", "3"][..],
            "reverse-kl uses --scenario, --delta, --alpha, --beta0; got --eta",
        ),
        (
            &["solve", "sft", "--rho", "0.3"],
            "sft uses --scenario, --delta, --alpha, --beta0; got --rho",
        ),
        (
            &["solve", "oapl", "--eta", "1"],
            "oapl uses --scenario, --delta, --alpha, --beta0, --gap, --tau; got --eta",
        ),
    ] {
        assert_eq!(refused(arguments), line);
    }
}

#[test]
fn solve_with_free_means_ends_where_the_theory_says() {
    let reverse = solved(&["reverse-kl", "--scenario", "plane"]);
    // The largest deviation of the plane's covariance, which unwhitens the means.
    const DEVIATION: f64 = 1.3;
    let near = |found: &Value, expected: &[f64]| {
        let found: Vec<f64> = found
            .as_array()
            .expect("a list")
            .iter()
            .map(number)
            .collect();
        assert_eq!(found.len(), expected.len());
        assert!(
            found
                .iter()
                .zip(expected)
                .all(|(a, b)| (a - b).abs() < DEVIATION * PARAMETER_ACCURACY),
            "{found:?}"
        );
    };
    assert!((number(&reverse["minimiser"]["old_weight"]) - 0.4).abs() < WEIGHT_ACCURACY);
    near(&reverse["minimiser"]["old_mean"], &[1.0, -2.0]);
    near(&reverse["minimiser"]["new_mean"], &[3.0, 0.5]);
    assert!(reverse["boundary"].is_null());
    let kinds: Vec<&str> = reverse["stationary_points"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|p| p["kind"].as_str().expect("a kind"))
        .collect();
    assert_eq!(
        kinds.iter().filter(|k| **k == "minimum").count(),
        2,
        "the target and its label swap: {kinds:?}"
    );
    let replay = solved(&["sft-replay", "--delta", "3", "--rho", "0.25"]);
    assert!((number(&replay["minimiser"]["old_weight"]) - 0.25).abs() < WEIGHT_ACCURACY);
    let sft = solved(&["sft", "--delta", "3"]);
    assert_eq!(
        (
            number(&sft["minimiser"]["old_weight"]),
            sft["boundary"].as_str()
        ),
        (0.0, Some("old_weight = 0"))
    );
}

#[test]
fn solve_speaks_to_people_and_reads_files() {
    let home = folder();
    let file = scenario_file(
        &home,
        "[modes]\nold_mean = [0.0]\nnew_mean = [4.0]\ncovariance = [[4.0]]\n[target]\nalpha = 0.3\n",
    );
    let said = well(&[
        "solve",
        "reverse-kl",
        "--weights-only",
        "--scenario",
        text(&file),
    ]);
    for part in [
        "reverse-kl in \"tasks\": d = 1, delta = 2.0000000, alpha = 0.3",
        "  old mass kept  0.300000000000   (target 0.3",
        "  old weight     0.300000000000\n",
        "  boundary       no\n",
        "Stationary points found",
    ] {
        assert!(said.contains(part), "{said}");
    }
    let said = well(&["solve", "sft", "--weights-only"]);
    assert!(
        said.contains("\n\n  old mass kept  0   (target 0.5)\n")
            && said.contains("  old weight     0\n")
            && said.contains("  boundary       old_weight = 0\n"),
        "{said}"
    );
    // A flag overrides the file.
    let said = well(&[
        "solve",
        "reverse-kl",
        "--weights-only",
        "--scenario",
        text(&file),
        "--alpha",
        "0.6",
    ]);
    assert!(
        said.contains("  old mass kept  0.600000000000   (target 0.6"),
        "{said}"
    );
}

#[test]
fn reproduce_adds_a_paper_where_it_is_asked_for() {
    let home = folder();
    let out = home.path().join("r");
    well(&["reproduce", "--paper", "--out", text(&out)]);
    let files = files_below(&out);
    let main = String::from_utf8(files["paper/main.tex"].clone()).expect("UTF-8");
    assert!(main.is_ascii(), "what is not ASCII needs a package");
    for entry in &TABLES {
        let table = format!("{}.tex", entry.name);
        assert_eq!(
            files[&format!("paper/tables/{table}")],
            files[&format!("tables/{table}")]
        );
    }
    let shown = |name: &str| main.contains(&format!("{{figures/{name}}}"));
    assert!(FIGURES.iter().filter(|entry| shown(entry.name)).count() >= 6);
    for entry in FIGURES {
        let file = files.get(&format!("paper/figures/{}.pdf", entry.name));
        assert_eq!(file.is_some(), shown(entry.name), "{}", entry.name);
        assert!(file.is_none_or(|pdf| pdf.starts_with(b"%PDF-")));
    }
    let manifest = json(std::str::from_utf8(&files["manifest.json"]).expect("UTF-8"));
    assert_eq!(manifest["command"], "reproduce --paper");
    assert!(!manifest["files"]["paper/main.tex"].is_null());
    compiles(&out.join("paper"));
}

/// With Debian's TeX the paper compiles, and nothing sticks out into the margin.
fn compiles(paper: &Path) {
    let latex = || {
        let mut command = std::process::Command::new("pdflatex");
        let options = ["-interaction=nonstopmode", "-halt-on-error", "main.tex"];
        command.args(options).current_dir(paper).output()
    };
    // Twice, for the references.
    let Ok(output) = latex().and_then(|_| latex()) else {
        eprintln!(
            "skipped: no pdflatex here (Debian: texlive-latex-base texlive-latex-recommended)"
        );
        return;
    };
    let log = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && paper.join("main.pdf").exists(),
        "{log}"
    );
    for word in ["Overfull", "undefined", "too large", "multiply defined"] {
        assert!(!log.contains(word), "{word}: {log}");
    }
}

#[test]
fn quiet_says_nothing_but_results() {
    let home = folder();
    let out = home.path().join("r");
    assert_eq!(
        well(&[
            "reproduce",
            "--quiet",
            "--only",
            "replay",
            "--out",
            text(&out)
        ]),
        ""
    );
    assert_eq!(files_below(&out).len(), 5);
    assert_eq!(well(&["-q", "eval", "bc(0)"]), well(&["eval", "bc(0)"]));
}

/// Nothing that is piped is coloured, whatever the environment asks for.
#[test]
fn what_is_piped_has_no_colour() {
    for colour in ["NO_COLOR", "CLICOLOR_FORCE"] {
        let mut command = forgetting(&["claim", "for x in [0, 1]: x < 2"]);
        let ran = ran(command.env(colour, "1").env("TERM", "xterm-256color"));
        assert!(ran.code == 0 && !ran.out.contains('\x1b') && !ran.err.contains('\x1b'));
    }
}

/// On a terminal (made by util-linux's `script`, where there is one) verdicts are coloured, unless NO_COLOR says no.
#[test]
fn colour_is_for_terminals() {
    let binary = env!("CARGO_BIN_EXE_forgetting");
    let claim = format!("{binary} claim 'for x in [0, 1]: x < 2'");
    let on_a_terminal = |no_colour: &str| {
        let mut command = std::process::Command::new("script");
        command
            .args(["-qec", &claim, "/dev/null"])
            .env("NO_COLOR", no_colour);
        command
            .output()
            .ok()
            .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (Some(plain), Some(coloured)) = (on_a_terminal("1"), on_a_terminal("")) else {
        eprintln!("skipped: no `script` here");
        return;
    };
    assert!(
        !plain.contains("\x1b[") && plain.starts_with("certified"),
        "{plain:?}"
    );
    assert!(coloured.starts_with("\x1b[1;32mcertified"), "{coloured:?}");
}

// figure

#[test]
fn figure_writes_what_the_ending_says() {
    let home = folder();
    for (ending, start) in [
        ("svg", "<svg "),
        ("png", "\u{89}PNG"),
        ("pdf", "%PDF-1.4"),
        ("csv", "panel,series,"),
    ] {
        let file = home.path().join(format!("f.{ending}"));
        assert_eq!(well(&["figure", "starvation", "--out", text(&file)]), "");
        let bytes = std::fs::read(&file).expect("written");
        let start: Vec<u8> = start.chars().map(|c| c as u8).collect();
        assert!(bytes.starts_with(&start), "{ending}");
    }
    let file = home.path().join("f.gif");
    let allowed = "svg, png, pdf, csv";
    assert_eq!(
        refused(&["figure", "starvation", "--out", text(&file)]),
        format!("unknown figure format `gif`; allowed: {allowed}")
    );
    let line = refused(&["figure", "nope", "--out", text(&file)]);
    assert!(
        line.starts_with("unknown figure `nope`; allowed: misassignment, "),
        "{line}"
    );
    assert!(!file.exists());
}

// completions, man

#[test]
fn completions_know_every_command_in_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = well(&["completions", shell]);
        for command in ["reproduce", "figure", "recheck", "--quiet"] {
            assert!(
                script.contains(command.trim_start_matches('-')),
                "{shell}: {command}"
            );
        }
    }
    assert_eq!(run(&["completions", "cmd"]).code, 2);
    // And every kind of name; fish's script has the values of options only.
    for shell in ["bash", "zsh", "fish"] {
        let script = well(&["completions", shell]);
        let positional: &[&str] = if shell == "fish" {
            &[]
        } else {
            &["ttt-phase", "reverse-kl", "A3", "C13"]
        };
        let options = ["sft-collapse", "finite-batches", "overlapping"];
        for name in options.iter().chain(positional) {
            assert!(script.contains(name), "{shell}: {name}");
        }
    }
}

#[test]
fn manual_pages_are_roff_for_the_tool_and_each_command() {
    let page = well(&["man"]);
    assert!(
        page.contains(".TH forgetting 1") && page.contains("forgetting\\-solve"),
        "{page}"
    );
    let page = well(&["man", "solve"]);
    assert!(
        page.contains(".TH forgetting-solve 1") && page.contains("\\-\\-certify"),
        "{page}"
    );
    let line = refused(&["man", "nope"]);
    assert!(
        line.starts_with("unknown command `nope`; allowed: reproduce, "),
        "{line}"
    );
}

// table, list, help

#[test]
fn table_prints_each_table_in_each_format() {
    for entry in &TABLES {
        for format in Format::ALL {
            let out = well(&["table", entry.name, "--format", format.name()]);
            let table = entry
                .build(&forgetting::model::Scenario::find("moderate").expect("shipped"))
                .expect("converges");
            assert_eq!(
                out,
                format.render(&table),
                "{} {}",
                entry.name,
                format.name()
            );
        }
    }
    assert_eq!(
        well(&["table", "summary"]),
        well(&["table", "summary", "--format", "md"])
    );
    assert!(
        well(&["table", "summary", "--delta", "2", "--alpha", "0.25"])
            .contains("δ = 2, target old weight α = 0.25")
    );
}

#[test]
fn list_names_everything_that_has_a_name() {
    let text = well(&["list"]);
    let listed = json(&well(&["list", "--json"]));
    assert_eq!(
        keys(&listed),
        [
            "tables",
            "claims",
            "figures",
            "objectives",
            "simulations",
            "scenarios",
            "functions"
        ]
    );
    for (section, entries) in listed.as_object().expect("an object") {
        assert!(text.lines().any(|l| l == section), "{section}");
        for entry in entries.as_array().expect("a list") {
            let depends = ["tables", "figures"].contains(&section.as_str());
            let expected: &[&str] = if depends {
                &["name", "about", "flags"]
            } else {
                &["name", "about"]
            };
            assert_eq!(keys(entry), expected);
            let flags: Vec<&str> = entry["flags"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let uses = match (depends, flags.as_slice()) {
                (false, _) => String::new(),
                (true, []) => " (uses no flag of the setting, which is fixed)".to_owned(),
                (true, flags) => format!(" (uses {})", flags.join(", ")),
            };
            let (name, about) = (
                entry["name"].as_str().expect("text"),
                entry["about"].as_str().expect("text"),
            );
            assert!(
                !about.is_empty()
                    && text.lines().any(|l| l.starts_with(&format!("  {name} "))
                        && l.ends_with(&format!("{about}{uses}"))),
                "{name}"
            );
        }
    }
    let names = |section: &str| -> Vec<String> {
        let entries = listed[section].as_array().expect("a list");
        entries
            .iter()
            .map(|e| e["name"].as_str().expect("text").to_owned())
            .collect()
    };
    // What is listed works.
    assert_eq!(names("tables"), TABLES.map(|t| t.name));
    assert_eq!(
        names("objectives"),
        [
            "sft",
            "sft-replay",
            "sft-model-replay",
            "reverse-kl",
            "sdft",
            "ttt-discover",
            "ttt-discover-soft",
            "oapl",
            "hybrid",
            "jensen-shannon",
            "skewed-kl",
            "skewed-reverse-kl"
        ]
    );
    let figures: Vec<&str> = FIGURES.iter().map(|f| f.name).collect();
    assert_eq!(names("figures"), figures);
    for scenario in names("scenarios") {
        well(&["table", "summary", "--scenario", &scenario]);
    }
    assert_eq!(
        names("functions").len(),
        forgetting::claim::Function::ALL.len()
    );
}

#[test]
fn help_and_version_are_on_standard_output() {
    let help = well(&["--help"]);
    for command in ["reproduce", "eval", "solve", "table", "list"] {
        assert!(help.contains(&format!("\n  {command} ")), "{help}");
        let own = well(&[command, "--help"]);
        assert!(
            own.contains(&format!("Usage: forgetting {command}")),
            "{own}"
        );
        assert_eq!(own, well(&["help", command]));
        assert!(own.lines().all(|l| l.chars().count() <= 100), "{own}");
    }
    for (command, flags) in [
        (
            "reproduce",
            &[
                "--out",
                "--only",
                "--quick",
                "--scenario",
                "--delta",
                "--alpha",
                "--beta0",
                "--rho",
            ][..],
        ),
        ("eval", &["--stdin", "--json"]),
        (
            "solve",
            &[
                "--weights-only",
                "--json",
                "--scenario",
                "--delta",
                "--alpha",
                "--beta0",
                "--rho",
            ],
        ),
        ("table", &["--format", "--scenario", "--delta"]),
        ("list", &["--json"]),
    ] {
        let own = well(&[command, "--help"]);
        assert!(flags.iter().all(|flag| own.contains(flag)), "{own}");
    }
    assert_eq!(
        well(&["--version"]),
        format!("forgetting {}\n", env!("CARGO_PKG_VERSION"))
    );
}

// bad input

#[test]
fn numbers_outside_their_domain_are_refused_with_name_value_and_domain() {
    for (arguments, message) in [
        (
            &["solve", "sft", "--delta", "-1"][..],
            "delta must be finite and >= 0, got -1",
        ),
        (
            &["solve", "sft", "--delta=-1e-300"],
            "delta must be finite and >= 0, got -0.000",
        ),
        (
            &["solve", "sft", "--delta", "nan"],
            "delta must be finite and >= 0, got NaN",
        ),
        (
            &["solve", "sft", "--delta", "inf"],
            "delta must be finite and >= 0, got inf",
        ),
        (
            &["table", "summary", "--delta", "-3"],
            "delta must be finite and >= 0, got -3",
        ),
        (
            &["solve", "reverse-kl", "--alpha", "1.2"],
            "alpha must lie in (0, 1), got 1.2",
        ),
        (
            &["solve", "reverse-kl", "--alpha", "-0.5"],
            "alpha must lie in (0, 1), got -0.5",
        ),
        (
            &["solve", "reverse-kl", "--alpha", "0"],
            "alpha must lie in (0, 1), got 0",
        ),
        (
            &["solve", "reverse-kl", "--alpha", "1"],
            "alpha must lie in (0, 1), got 1",
        ),
        (
            &["solve", "reverse-kl", "--alpha", "NaN"],
            "alpha must lie in (0, 1), got NaN",
        ),
        (
            &["solve", "sft", "--beta0", "1.5"],
            "beta0 must lie in (0, 1), got 1.5",
        ),
        (
            &["solve", "sft", "--beta0", "nan"],
            "beta0 must lie in (0, 1), got NaN",
        ),
        (
            &["solve", "sft-replay", "--rho", "-0.1"],
            "rho must lie in [0, 1], got -0.1",
        ),
        (
            &["solve", "sft-replay", "--rho", "nan"],
            "rho must lie in [0, 1], got NaN",
        ),
        (
            &["solve", "sft-model-replay", "--rho", "1"],
            "rho must lie in [0, 1), got 1",
        ),
        (
            &["eval", "eps_old(1.2, 3)"],
            "eps_old: beta must lie in [0, 1], got 1.2",
        ),
        (
            &["eval", "eps_old(-1, 3)"],
            "eps_old: beta must lie in [0, 1], got -1",
        ),
        (
            &["eval", "eps_old(0.5, -3)"],
            "eps_old: delta must be finite and >= 0, got -3",
        ),
    ] {
        let line = refused(arguments);
        assert!(
            line.starts_with(message) && (line == message || message.ends_with("0.000")),
            "{line}"
        );
    }
    for flag in ["--delta", "--alpha", "--beta0", "--rho"] {
        assert_eq!(
            refused(&["solve", "sft", flag, "two"]),
            format!(
                "invalid value 'two' for '{flag} <{}>': it must be a number",
                flag[2..].to_uppercase()
            )
        );
    }
}

#[test]
fn unknown_names_are_refused_with_all_that_are_allowed() {
    let of_exhibits = BODY.iter().map(|exhibit| exhibit.name);
    let mut tables = TABLES.map(|table| table.name).to_vec();
    tables.extend(of_exhibits.filter(|name| !TABLES.iter().any(|t| t.name == *name)));
    let tables = tables.join(", ");
    let scenarios =
        "overlapping, moderate, separated, heavy-old, rare-old, plane, eight-dimensional";
    for (arguments, message) in [
        (
            &["table", "nope"][..],
            format!("unknown table `nope`; allowed: {tables}"),
        ),
        (
            &["reproduce", "--only", "nope"],
            format!("unknown table `nope`; allowed: {tables}"),
        ),
        (
            &["solve", "nope"],
            "unknown objective `nope`; allowed: sft, sft-replay, sft-model-replay, reverse-kl, sdft, ttt-discover, ttt-discover-soft, oapl, hybrid, jensen-shannon, skewed-kl, skewed-reverse-kl"
                .into(),
        ),
        (
            &["table", "summary", "--format", "xml"],
            "unknown format `xml`; allowed: md, latex, csv, json".into(),
        ),
        (
            &["solve", "sft", "--scenario", "nope"],
            format!("unknown scenario `nope`; allowed: {scenarios}"),
        ),
        (
            &["reproduce", "--scenario", "nope"],
            format!("unknown scenario `nope`; allowed: {scenarios}"),
        ),
    ] {
        assert_eq!(refused(arguments), message);
    }
}

const PLANE: &str = "[modes]\nold_mean = [0.0, 0.0]\nnew_mean = [1.0, 1.0]\n";

#[test]
fn bad_scenario_files_are_refused_in_one_line_that_names_the_file() {
    let sound = format!("{PLANE}covariance = [[1.0, 0.2], [0.2, 1.0]]\n");
    let cases: Vec<(String, &str)> = vec![
        (
            format!("{PLANE}covariance = [[1.0, 2.0], [2.0, 1.0]]"),
            "covariance must be positive definite, got smallest eigenvalue -",
        ),
        (
            format!("{PLANE}covariance = [[0.0, 0.0], [0.0, 0.0]]"),
            "covariance must be positive definite, got smallest eigenvalue 0",
        ),
        (
            format!("{PLANE}covariance = [[1.0, 0.2], [0.1, 1.0]]"),
            "covariance must be symmetric, got entry (2, 1) = 0.1 and entry (1, 2) = 0.2",
        ),
        (
            format!("{PLANE}covariance = [[nan, 0.0], [0.0, 1.0]]"),
            "covariance must have finite entries, got NaN",
        ),
        (
            format!("{PLANE}covariance = [[1.0]]"),
            "covariance rows must have 2 entries to fit old_mean, got 1",
        ),
        (
            format!("{PLANE}covariance = [[1.0, 0.0], [0.0]]"),
            "every row of covariance must have 2 entries to fit its 2 rows, got 1",
        ),
        (
            sound.replace("[1.0, 1.0]\n", "[1.0]\n"),
            "new_mean must have 2 entries to fit old_mean, got 1",
        ),
        (
            sound.replace("old_mean = [0.0, 0.0]", "old_mean = [0.0, nan]"),
            "old_mean must have finite entries, got NaN",
        ),
        (
            sound.replace("new_mean = [1.0, 1.0]", "new_mean = [-inf, 1.0]"),
            "new_mean must have finite entries, got -inf",
        ),
        (
            "[modes]\nold_mean = []\nnew_mean = []\ncovariance = []".into(),
            "old_mean must have at least one entry, got none",
        ),
        (
            format!("{sound}[target]\nalpha = 1.5"),
            "alpha must lie in (0, 1), got 1.5",
        ),
        (
            format!("{sound}[target]\nalpha = nan"),
            "alpha must lie in (0, 1), got NaN",
        ),
        (
            format!("{sound}[replay]\nrho = -0.5"),
            "rho must lie in [0, 1], got -0.5",
        ),
        (
            format!("{sound}[learner]\nbeta0 = 2.0"),
            "beta0 must lie in (0, 1), got 2",
        ),
        (
            format!("{sound}[learner]\nold_mean = [1.0]"),
            "learner.old_mean must have 2 entries to fit modes.old_mean, got 1",
        ),
        (
            format!("{sound}[learner]\nnew_mean = [1.0, inf]"),
            "learner.new_mean must have finite entries, got inf",
        ),
        (
            format!("{sound}colour = 3"),
            "line 5: unknown field `colour`, expected one of `old_mean`, `new_mean`, `covariance`",
        ),
        (
            format!("{sound}[targt]\nalpha = 0.5"),
            "line 5: unknown field `targt`, expected one of `description`, `modes`, `target`, `replay`, `learner`",
        ),
        (
            format!("{sound}[target]\nalpha = \"half\""),
            "line 6: invalid type: string \"half\", expected f64",
        ),
        ("[modes".into(), "line 1: unclosed table, expected `]`"),
        (String::new(), "line 1: missing field `modes`"),
    ];
    let home = folder();
    for (content, message) in cases {
        let file = scenario_file(&home, &content);
        let expected = format!("{}: {message}", text(&file));
        for command in [&["solve", "sft"][..], &["table", "summary"], &["reproduce"]] {
            let mut arguments = command.to_vec();
            arguments.extend(["--scenario", text(&file)]);
            let line = refused(&arguments);
            assert!(
                line.starts_with(&expected) && (line == expected || message.contains("eigenvalue")),
                "{line}\n{expected}"
            );
        }
    }
}

#[test]
fn unreadable_files_are_refused_in_one_line_with_the_path() {
    let home = folder();
    let missing = home.path().join("missing.toml");
    let binary = home.path().join("binary.toml");
    std::fs::write(&binary, b"\xff\xfe").expect("written");
    for path in [&missing, &binary, &home.path().to_owned()] {
        let line = refused(&["solve", "sft", "--scenario", text(path)]);
        assert!(
            line.starts_with(&format!("cannot read {}: ", text(path))),
            "{line}"
        );
    }
}

#[test]
fn usage_errors_have_exit_code_2_and_say_nothing_on_standard_output() {
    for arguments in [
        &["nope"][..],
        &["--nope"],
        &["solve"],
        &["table"],
        &["eval"],
        &["eval", "1", "--stdin"],
        &["solve", "sft", "--delta"],
        &["solve", "sft", "--delta", "2", "--scenario", "plane"],
        &["reproduce", "extra"],
    ] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(
            ran.err.starts_with("error: ") && ran.err.contains("--help"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn bad_input_leaves_earlier_results_as_they_were() {
    let home = folder();
    let out = home.path().join("results");
    well(&["reproduce", "--out", text(&out)]);
    let before = files_below(&out);
    let bad_file = scenario_file(
        &home,
        &format!("{PLANE}covariance = [[1.0, 2.0], [2.0, 1.0]]"),
    );
    for bad in [
        &["--delta", "-1"][..],
        &["--delta", "nan"],
        &["--alpha", "2"],
        &["--beta0", "0"],
        // Replay in the model has no optimum at rho = 1: found out only while a table is built.
        &["--rho", "1"],
        &["--only", "nope"],
        &["--scenario", "nope"],
        &["--scenario", "missing.toml"],
        &["--scenario", text(&bad_file)],
    ] {
        let mut arguments = vec!["reproduce", "--out", text(&out)];
        arguments.extend(bad);
        refused(&arguments);
        assert_eq!(files_below(&out), before, "{bad:?}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_refused_and_nothing_in_it_changes() {
    let home = folder();
    // Not through permissions, which do not bind every user: a path through a regular file.
    let file = home.path().join("occupied");
    std::fs::write(&file, "mine").expect("written");
    for out in [file.clone(), file.join("below")] {
        let line = refused(&["reproduce", "--out", text(&out)]);
        assert!(
            line.starts_with(&format!("cannot create {}", text(&out))),
            "{line}"
        );
        assert_eq!(std::fs::read_to_string(&file).expect("still there"), "mine");
    }
    // A folder stands where the last file should go: the others must not be replaced either.
    let out = home.path().join("results");
    well(&["reproduce", "--out", text(&out)]);
    let manifest = out.join("manifest.json");
    std::fs::remove_file(&manifest).expect("removed");
    std::fs::create_dir(&manifest).expect("created");
    let before = files_below(&out);
    let line = refused(&["reproduce", "--scenario", "plane", "--out", text(&out)]);
    assert!(
        line.starts_with(&format!("cannot write {}: ", text(&manifest))),
        "{line}"
    );
    assert_eq!(files_below(&out), before);
}

/// A full disk is not a success, whatever is being said; a reader that has seen enough is.
#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_exit_code_2_for_every_command() {
    let folder = folder();
    let certificate = folder.path().join("tanh.json");
    well(&[
        "claim",
        "for x in [1, 30]: exp(-x^2/2)*sqrt(x) < 2*exp(-x^2/2)*x^2",
        "--certificate",
        text(&certificate),
    ]);
    let results = folder.path().join("results");
    let commands: [&[&str]; 19] = [
        &[
            "reproduce",
            "--only",
            "conditioning",
            "--out",
            text(&results),
        ],
        &["check", "A3"],
        &["check", "A3", "--json"],
        &["claim", "for x in [0, 1]: x <= 1"],
        &["claim", "for x in [0, 1]: x <= 1", "--json"],
        &["recheck", text(&certificate)],
        &["recheck", text(&certificate), "--json"],
        &["eval", "bc(2)"],
        &["solve", "sft"],
        &["solve", "reverse-kl", "--json"],
        &["simulate", "chen-two-mode", "--population"],
        &["table", "misassignment"],
        &["table", "summary", "--format", "json"],
        &["list"],
        &["list", "--json"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
        &["--version"],
    ];
    for arguments in commands {
        let full = std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .expect("there");
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_forgetting"))
            .args(arguments)
            .stdout(full)
            .output()
            .expect("runs");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(
            said.starts_with("forgetting: cannot write standard output: ")
                && said.lines().count() == 1,
            "{arguments:?}: {said}"
        );
        // The reading end of this pipe is closed before anything is written.
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_forgetting"))
            .args(arguments)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            (output.status.code(), &*said),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}
