//! Bad files: one clear line with file, row and column, exit 2, nothing written. And files in every form say the same.

use assert_cmd::Command;
use std::path::Path;
use tempfile::TempDir;

fn npy(path: &Path, header: &str, body: &[u8]) {
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(body);
    std::fs::write(path, bytes).expect("writes");
}

fn header(descr: &str, fortran: &str, shape: &str) -> String {
    format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n")
}

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
    std::fs::write(at("short.npy"), b"\x93NUMPY\x01").expect("writes");
    std::fs::write(at("table.parquet"), b"PAR1xxxx").expect("writes");
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
    for (file, said) in [
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
            "row 2, column 1: source `older`",
        ),
        (
            format!("{start}old,-1,x,-1\n"),
            "row 2, column 3: `x` is not a number",
        ),
        (
            format!("{start}old,-1,-inf,-1\n"),
            "row 2, column 3: -inf; expected a finite",
        ),
        (format!("{start}old,-1,-2\n"), "row 2: 3 cells; expected 4"),
        (start.to_owned(), "a header and no row"),
        (String::new(), "the file is empty"),
    ] {
        std::fs::write(&path, &text).expect("writes");
        let (code, out, err) = run(&["diagnose", &path.display().to_string()]);
        assert_eq!((code, out.as_str()), (2, ""), "{text}: {err}");
        assert!(
            err.contains(said) && err.trim_end().lines().count() == 1,
            "{text}: {err}"
        );
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
