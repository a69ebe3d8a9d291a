//! `solve 'EXPR'`: an objective of the user's own.

use assert_cmd::Command;
use forgetting::minimize::WEIGHT_ACCURACY;
use serde_json::Value;

fn solve(arguments: &[&str]) -> (i32, String, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_forgetting"))
        .arg("solve")
        .args(arguments)
        .output()
        .expect("runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (
        out.status.code().expect("ends"),
        text(out.stdout),
        text(out.stderr),
    )
}

#[test]
fn an_expression_gives_what_the_named_objective_does() {
    let text = "(1 - share)*kl_sft(beta, delta) + share*kl_reverse(beta, alpha, delta)";
    let flags = [
        "--share",
        "0.3",
        "--alpha",
        "0.4",
        "--scenario",
        "plane",
        "--json",
    ];
    let run = |first: &[&str]| {
        let (code, out, _) = solve(&[first, &flags].concat());
        assert_eq!(code, 0, "{out}");
        serde_json::from_str::<Value>(&out).expect("JSON")
    };
    let (own, named) = (run(&[text]), run(&["hybrid", "--weights-only"]));
    let mass = |document: &Value| document["old_mass"].as_f64().expect("a number");
    assert!((mass(&own) / mass(&named) - 1.0).abs() < 2.0 * WEIGHT_ACCURACY);
    assert_eq!(own["identified"], true);
    let enclosure = own["old_mass_enclosure"].as_array().expect("two ends");
    let ends: Vec<f64> = enclosure.iter().filter_map(Value::as_f64).collect();
    let error = WEIGHT_ACCURACY * mass(&named);
    assert!(ends[0] <= mass(&named) + error && mass(&named) - error <= ends[1]);
}

#[test]
fn what_is_certified_and_what_is_not_is_said() {
    let (code, out, _) = solve(&["kl_sft(beta, delta)", "--delta", "2"]);
    assert!(code == 0 && out.contains("certified"), "{out}");
    let generator = "expect old (old(x)/mix(x)) + 0.1*kl_sft(beta, delta)";
    let (code, out, _) = solve(&[generator]);
    assert!(code == 0 && out.contains("not certified"), "{out}");
    let (code, _, err) = solve(&[generator, "--certify"]);
    assert!(code == 3 && err.contains("undecided"), "{err}");
    let (code, out, err) = solve(&["(beta - 1/4)^2*(beta - 3/4)^2"]);
    assert!(
        code == 3 && out.contains("2 places") && err.contains("undecided"),
        "{out}{err}"
    );
}

#[test]
fn faults_are_named() {
    for (arguments, part) in [
        (&["tau*beta"][..], "`tau` has no value: give --tau"),
        (&["beta^2", "--tau", "1"], "does not mention `tau`"),
        (&["beta^2", "--alpha", "0.5"], "does not mention `alpha`"),
        (&["betta^2"], "did you mean `beta`"),
        (&["beta +"], "line 1"),
        (&["ln(beta)"], "falls towards beta = 0"),
        (&["-1/(1 - beta)"], "no minimum"),
        (&["reverse-lk"], "unknown objective"),
    ] {
        let (code, out, err) = solve(arguments);
        assert!(
            code == 2 && out.is_empty() && err.contains(part),
            "{arguments:?}: {code} {err}"
        );
    }
}
