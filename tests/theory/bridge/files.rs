//! Bad files: one clear line with file, row and column, exit 2, nothing written. And files in every form say the same.

use crate::support::files::{npy, npy_header as header};
use assert_cmd::Command;
use std::path::Path;
use tempfile::TempDir;

/// Exit code, standard output and standard error.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_forgetting"));
    let output = command.args(arguments).output().expect("runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (
        output.status.code().expect("a code"),
        text(output.stdout),
        text(output.stderr),
    )
}

fn good() -> String {
    (0..40)
        .map(|k| format!("{},{}\n", k % 7, (k * k) % 11))
        .collect()
}

#[test]
fn bad_features_are_refused_in_one_line() {
    let folder = TempDir::new().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let write = |name: &str, text: &str| std::fs::write(at(name), text).expect("writes");
    write("good.csv", &good());
    write("ragged.csv", "1,2\n3,4\n5\n");
    write("text.csv", "a,b\n1,2\n3,x\n");
    write("nan.csv", &(good() + "nan,1\n"));
    write("infinite.csv", &(good() + "1,inf\n"));
    write(
        "constant.csv",
        &good()
            .lines()
            .map(|l| format!("{},3\n", l.split(',').next().unwrap_or("")))
            .collect::<String>(),
    );
    write(
        "collinear.csv",
        &(0..40)
            .map(|k| format!("{},{}\n", k % 7, 2 * (k % 7) + 1))
            .collect::<String>(),
    );
    write("few.csv", "1,2\n2,1\n");
    write("header.csv", "a,b\n");
    write("empty.csv", "");
    write("three.csv", "1,2,3\n4,5,7\n");
    npy(
        &at("fortran.npy"),
        &header("<f8", "True", "(1, 2)"),
        &[0; 16],
    );
    npy(
        &at("dtype.npy"),
        &header("<i8", "False", "(1, 2)"),
        &[0; 16],
    );
    npy(&at("cut.npy"), &header("<f8", "False", "(2, 2)"), &[0; 16]);
    npy(
        &at("cube.npy"),
        &header("<f8", "False", "(1, 2, 1)"),
        &[0; 16],
    );
    let raw = |name: &str, bytes: &[u8]| std::fs::write(at(name), bytes).expect("writes");
    raw("short.npy", b"\x93NUMPY\x01");
    raw("six.npy", b"\x93NUMPY");
    raw("table.parquet", b"PAR1xxxx");
    raw("table.gz", b"\x1f\x8b\x08\x00\x00\x00");
    raw("wide.csv", b"\xff\xfe1\x00,\x002\x00");
    raw("latin.csv", b"1,2\n3,\xe9\n");
    npy(&at("long.npy"), &header("<f8", "False", "(1, 2)"), &[0; 24]);
    npy(&at("none.npy"), &header("<f8", "False", "(0, 2)"), &[]);
    npy(
        &at("object.npy"),
        &header("|O", "False", "(1, 2)"),
        &[0; 16],
    );
    npy(&at("big.npy"), &header(">f8", "False", "(1, 2)"), &[0; 16]);
    npy(
        &at("complex.npy"),
        &header("<c16", "False", "(1, 2)"),
        &[0; 32],
    );
    npy(&at("half.npy"), &header("<f2", "False", "(1, 2)"), &[0; 4]);
    npy(
        &at("nan.npy"),
        &header("<f8", "False", "(1, 2)"),
        &[0xff; 16],
    );
    write("mixed.csv", "1,x\n2,3\n");
    write("index.csv", ",a,b\n0,1,2\n");
    write("twice.csv", "a,a\n1,2\n");
    write("blank.csv", "\n\n\n");
    write("hole.csv", "1,2\n\n3,4\n");
    write("more.csv", "1,2\n3,4,5\n");
    write("escape.csv", "1,2\n3,\u{1b}[2J\r4\n");
    write("overflow.csv", "1,1e400\n");
    write("comma.csv", "1,5;2,5\n3,5;4,5\n");
    let same = at("good.csv");
    for (file, said) in [
        ("ragged.csv", "row 3: 1 cells; expected 2"),
        ("text.csv", "row 3, column 2 (`b`): `x` is not a number"),
        ("nan.csv", "row 41, column 1: NaN; expected a finite number"),
        (
            "infinite.csv",
            "row 41, column 2: inf; expected a finite number",
        ),
        ("header.csv", "a header and no row"),
        ("empty.csv", "the file is empty"),
        ("three.csv", "3 columns; "),
        ("fortran.npy", "Fortran order; expected C order"),
        ("dtype.npy", "dtype <i8; expected <f4 or <f8"),
        ("cut.npy", "a 2 x 2 array of this dtype takes"),
        ("cube.npy", "expected two axes"),
        ("short.npy", "cut short"),
        ("table.parquet", "this is Parquet"),
        ("six.npy", "cut short"),
        ("table.gz", "this is gzip"),
        ("wide.csv", "this is text in UTF-16"),
        ("latin.csv", "row 2: not text in UTF-8"),
        ("long.npy", "a 1 x 2 array of this dtype takes"),
        ("none.npy", "expected at least one row"),
        ("object.npy", "dtype |O; expected <f4 or <f8"),
        ("big.npy", "dtype >f8; expected <f4 or <f8"),
        ("complex.npy", "dtype <c16; expected <f4 or <f8"),
        ("half.npy", "dtype <f2; expected <f4 or <f8"),
        ("nan.npy", "row 1, column 1: NaN; expected a finite number"),
        ("mixed.csv", "row 1, column 2: `x` beside numbers"),
        ("index.csv", "row 1, column 1: no name"),
        ("twice.csv", "row 1, column 2: `a` is column 1's name too"),
        ("blank.csv", "row 1: a blank row"),
        ("hole.csv", "row 2: a blank row; expected 2 cells"),
        ("more.csv", "row 2: 3 cells; expected 2"),
        (
            "escape.csv",
            "row 2, column 2: `\\u{1b}[2J\\r4` is not a number",
        ),
        (
            "overflow.csv",
            "row 1, column 2: inf; expected a finite number",
        ),
        (
            "comma.csv",
            "row 2, column 1 (`1,5`): `3,5` is not a number",
        ),
        (".", "directory"),
        ("missing.csv", "cannot read"),
    ] {
        let path = at(file);
        let (code, out, err) = run(&[
            "advise",
            "--old",
            &same.display().to_string(),
            "--new",
            &path.display().to_string(),
        ]);
        assert_eq!((code, out.as_str()), (2, ""), "{file}: {err}");
        assert!(
            err.contains(said) && err.trim_end().lines().count() == 1,
            "{file}: {err}"
        );
    }
    write("huge.csv", &good().replace(",3\n", ",3e300\n"));
    write("tiny.csv", &good().replace(',', "e-200,"));
    for (file, said) in [
        ("huge.csv", "column 2: its variance overflows"),
        ("tiny.csv", "column 1: its variance underflows"),
        ("constant.csv", "column 2: constant within both tasks"),
        (
            "collinear.csv",
            "column 2: a linear combination of the columns before it",
        ),
        (
            "few.csv",
            "4 rows in both tasks for 2 columns; expected more than 5",
        ),
    ] {
        let path = at(file).display().to_string();
        let (code, _, err) = run(&["advise", "--old", &path, "--new", &path]);
        assert!(code == 2 && err.contains(said), "{file}: {err}");
    }
}

/// Columns of another order are other features; where both files name them that is seen.
#[test]
fn columns_in_another_order_are_refused() {
    let folder = TempDir::new().expect("a folder");
    let [old, new] = [("old", "a,b\n"), ("new", "b,a\n")].map(|(side, names)| {
        let path = folder.path().join(format!("{side}.csv"));
        std::fs::write(&path, names.to_owned() + &good()).expect("writes");
        path.display().to_string()
    });
    let (code, out, err) = run(&["advise", "--old", &old, "--new", &new]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        err.contains("row 1, column 1 (`b`)") && err.contains("has `a` there"),
        "{err}"
    );
}

#[test]
fn bad_moments_are_refused_in_one_line() {
    let folder = TempDir::new().expect("a folder");
    let task = |n: &str, mean: &str, covariance: &str| {
        format!("{{\"n\": {n}, \"mean\": {mean}, \"covariance\": {covariance}}}")
    };
    let unit = "[[1, 0], [0, 1]]";
    let good = task("50", "[0, 0]", unit);
    for (new, said) in [
        (
            task("50.5", "[1, 0]", unit),
            "new n: 50.5; expected a whole number",
        ),
        (
            task("1", "[1, 0]", unit),
            "new n: 1; expected a whole number of samples, at least 2",
        ),
        (task("50", "[1]", unit), "new mean: 1 entries; expected 2"),
        (
            task("50", "[1, 0]", "[[1, 0]]"),
            "new covariance: 1 rows; expected 2",
        ),
        (
            task("50", "[1, 0]", "[[1, 0], [0]]"),
            "new covariance, row 2: 1 entries; expected 2",
        ),
        (
            task("50", "[1, 0]", "[[1, 0.5], [0.2, 1]]"),
            "row 2, column 1: 0.2, but 0.5 at row 1, column 2",
        ),
        (
            task("50", "[1, 0]", "[[1, 0], [0, -1]]"),
            "row 2, column 2: -1; expected a variance",
        ),
        (
            task("50", "[1, 0]", "[[1, 2], [2, 1]]"),
            "row 2, column 1: 2; expected at most 1 in size",
        ),
        (task("50", "[1, 0]", "[[1, 1], [1, 1e400]]"), "out of range"),
        (task("50", "[1, NaN]", unit), "expected value at line"),
        (
            task("2", "[1, 0]", unit).replace('}', ", \"m\": 2}"),
            "unknown field",
        ),
        (String::new(), "EOF while parsing"),
        ("null".into(), "invalid type"),
    ] {
        let path = folder.path().join("moments.json");
        let text = if new.starts_with('{') {
            format!("{{\"old\": {good}, \"new\": {new}}}")
        } else {
            new.clone()
        };
        std::fs::write(&path, text).expect("writes");
        let (code, out, err) = run(&["advise", "--moments", &path.display().to_string()]);
        assert_eq!((code, out.as_str()), (2, ""), "{new}: {err}");
        let whole = err.contains(said) && err.contains("moments.json");
        assert!(whole && err.trim_end().lines().count() == 1, "{new}: {err}");
    }
    // As few as cannot tell the two apart, features that do not vary, and a covariance that is none.
    for (n, covariance, said) in [
        ("2", unit, "4 rows in both tasks for 2 columns"),
        (
            "50",
            "[[0, 0], [0, 1]]",
            "feature 1: constant within both tasks",
        ),
        ("50", "[[1, 1], [1, 1]]", "feature 2: a linear combination"),
    ] {
        let path = folder.path().join("moments.json");
        let [old, new] = ["[0, 0]", "[1, 0]"].map(|mean| task(n, mean, covariance));
        std::fs::write(&path, format!("{{\"old\": {old}, \"new\": {new}}}")).expect("writes");
        let (code, out, err) = run(&["advise", "--moments", &path.display().to_string()]);
        assert_eq!((code, out.as_str()), (2, ""), "{said}: {err}");
        assert!(err.contains(said) && err.contains("moments.json"), "{err}");
    }
    let toml = folder.path().join("moments.toml");
    std::fs::write(&toml, "[old]\nn = 5\nmean = [0]\ncovariance = 3\n").expect("writes");
    let (code, _, err) = run(&["advise", "--moments", &toml.display().to_string()]);
    assert!(
        code == 2 && err.contains("moments.toml") && err.contains("at line 4"),
        "{err}"
    );
}

#[test]
fn bad_log_likelihoods_are_refused_in_one_line() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("table.csv");
    let start = "source,logp_old,logp_new,logp_model\n";
    for (text, said) in [
        (
            "source,logp_old,logp_new\nold,1,2\n".to_owned(),
            "no column `logp_model`",
        ),
        (
            "logp_old,logp_new,logp_model\n1,2,3\n".to_owned(),
            "no column `source`",
        ),
        (
            format!("{start}old,-1,-2,-1\nold,-1,-2,-1\n"),
            "0 rows with source new",
        ),
        (
            format!("{start}older,-1,-2,-1\n"),
            "row 2, column 1 (`source`): source `older`",
        ),
        (
            format!("{start}old,-1,x,-1\n"),
            "row 2, column 3 (`logp_new`): `x` is not a number",
        ),
        (
            format!("{start}old,-1,-inf,-1\n"),
            "row 2, column 3 (`logp_new`): -inf; expected a finite",
        ),
        (format!("{start}old,-1,-2\n"), "row 2: 3 cells; expected 4"),
        (start.to_owned(), "a header and no row"),
        (String::new(), "the file is empty"),
        ("\u{feff}\n".to_owned(), "row 1: a blank row"),
        (
            "source,logp_old,logp_old,logp_new,logp_model\n".to_owned(),
            "row 1, column 3: `logp_old` is column 2's name too",
        ),
        (
            "source,logp_old,logp_new,logp_model_a,logp_model-a\n".to_owned(),
            "row 1, column 5: another column is the model `a` too",
        ),
        (
            format!("{start}old,-1,-2,\n"),
            "row 2, column 4 (`logp_model`): `` is not a number",
        ),
        (
            "source,logp_old,logp_new,logp_model,length\nold,-1,-2,-1,1.5\n".to_owned(),
            "row 2, column 5 (`length`): length `1.5`; expected a whole number",
        ),
        (
            "PAR1....".to_owned(),
            "this is Parquet; expected CSV or TSV",
        ),
    ] {
        std::fs::write(&path, &text).expect("writes");
        let figure = folder.path().join("figure.svg");
        let figure = figure.display().to_string();
        let (code, out, err) = run(&["diagnose", &path.display().to_string(), "--figure", &figure]);
        assert_eq!((code, out.as_str()), (2, ""), "{text}: {err}");
        assert!(
            err.contains(said) && err.trim_end().lines().count() == 1,
            "{text}: {err}"
        );
        assert!(!Path::new(&figure).exists(), "{text}");
    }
}

/// Log-likelihoods of coins in other units than nats a sample, or in each other's columns.
#[test]
fn log_likelihoods_in_other_units_are_refused() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("table.csv");
    // Sequences of ten coins, heads with probability 0.6 (old) and 0.4 (new), as often as they come.
    let heads = |p: f64| {
        (0..=10u32).flat_map(move |k| {
            let choose: f64 = (0..k)
                .map(|i| f64::from(10 - i) / f64::from(i + 1))
                .product();
            let often = choose * p.powf(f64::from(k)) * (1.0 - p).powf(f64::from(10 - k));
            std::iter::repeat_n(k, (4000.0 * often).round() as usize)
        })
    };
    let log = |k: u32, p: f64| f64::from(k) * p.ln() + f64::from(10 - k) * (1.0 - p).ln();
    for (scale, exchanged, said) in [
        (1.0, false, None),
        (std::f64::consts::LOG10_E, false, Some("base-10 logs")),
        (std::f64::consts::LOG2_E, false, Some("base-2 logs")),
        (0.1, false, Some("averages per token")),
        (1.0, true, Some("these look exchanged")),
    ] {
        let mut text = "source,logp_old,logp_new,logp_model\n".to_owned();
        for (source, p) in [("old", 0.6), ("new", 0.4)] {
            for k in heads(p) {
                let (a, b) = (scale * log(k, 0.6), scale * log(k, 0.4));
                let (a, b) = if exchanged { (b, a) } else { (a, b) };
                text += &format!("{source},{a},{b},{}\n", scale * log(k, 0.5));
            }
        }
        std::fs::write(&path, &text).expect("writes");
        let (code, out, err) = run(&["diagnose", &path.display().to_string()]);
        match said {
            None => assert_eq!((code, err.as_str()), (0, "")),
            Some(said) => {
                assert_eq!((code, out.as_str()), (2, ""), "{said}: {err}");
                assert!(
                    err.contains(said) && err.trim_end().lines().count() == 1,
                    "{err}"
                );
                assert!(err.contains("columns logp_old and logp_new"), "{err}");
            }
        }
    }
}

/// CSV with and without a header, TSV, and NPY of both widths give the same bytes.
#[test]
fn the_same_numbers_in_any_form_say_the_same() {
    let folder = TempDir::new().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let shifted: String = (0..40)
        .map(|k| format!("{},{}\n", k % 7 + 2, (k * k) % 11))
        .collect();
    let forms = |side: &str, text: &str| {
        std::fs::write(at(&format!("{side}.csv")), text).expect("writes");
        std::fs::write(
            at(&format!("{side}-header.csv")),
            format!("\u{feff}a,b\r\n{}", text.replace('\n', "\r\n")),
        )
        .expect("writes");
        std::fs::write(at(&format!("{side}.tsv")), text.replace(',', "\t")).expect("writes");
        let numbers: Vec<f64> = text
            .split([',', '\n'])
            .filter(|t| !t.is_empty())
            .map(|t| t.parse().expect("a number"))
            .collect();
        let wide: Vec<u8> = numbers.iter().flat_map(|x| x.to_le_bytes()).collect();
        let narrow: Vec<u8> = numbers
            .iter()
            .flat_map(|x| (*x as f32).to_le_bytes())
            .collect();
        npy(
            &at(&format!("{side}-wide.npy")),
            &header("<f8", "False", "(40, 2)"),
            &wide,
        );
        npy(
            &at(&format!("{side}-narrow.npy")),
            &header("<f4", "False", "(40, 2)"),
            &narrow,
        );
    };
    forms("old", &good());
    forms("new", &shifted);
    let said = |form: &str| {
        let [old, new] =
            ["old", "new"].map(|side| at(&format!("{side}{form}")).display().to_string());
        let (code, out, err) = run(&["advise", "--old", &old, "--new", &new, "--json"]);
        assert_eq!((code, err.as_str()), (0, ""), "{form}");
        out
    };
    let first = said(".csv");
    for form in ["-header.csv", ".tsv", "-wide.npy", "-narrow.npy"] {
        assert_eq!(said(form), first, "{form}");
    }
}
