//! `solve` on the command line, in settings far from the usual ones.

use std::process::Command;

/// What is promised where the digits are known.
const RELATIVE: f64 = 1e-10;

#[test]
fn settings_that_went_wrong_go_right() {
    let file: serde_json::Value =
        serde_json::from_str(include_str!("../data/round2_solve.json")).expect("JSON");
    for line in file["lines"].as_array().expect("a list") {
        let arguments = line["solve"].as_str().expect("text");
        let output = Command::new(env!("CARGO_BIN_EXE_forgetting"))
            .args(["solve", "--json"])
            .args(arguments.split(' '))
            .output()
            .expect("runs");
        assert!(output.status.success(), "{arguments}");
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let [mass, right] = [&found, line].map(|v| v["old_mass"].as_f64().expect("a number"));
        assert!(
            (mass - right).abs() <= RELATIVE * right,
            "{arguments}: {mass}, not {right}"
        );
        assert_eq!(found["identified"], line["identified"], "{arguments}");
        assert_eq!(found["labels"], line["labels"], "{arguments}");
        if let Some(ends) = found["old_mass_enclosure"].as_array() {
            let [lo, hi] = [0, 1].map(|k| ends[k].as_f64().expect("a number"));
            assert!(lo <= mass && mass <= hi, "{arguments}");
        }
    }
}
