//! What a test demands has a name: no assertion, here or in a module or its examples, compares with a bare small literal.
//!
//! So an accuracy is the constant of the module that promises it, or is derived beside the test, with its reason, from a step, a number of
//! samples or the digits that are printed.

use crate::support::files::files_below;
use std::path::Path;

/// Literals from `1e-5` down state accuracies.
const LEAST_EXPONENT: u32 = 5;

/// Assignments to these names are part of the assertion that uses them.
const TOLERANCES: [&str; 9] = [
    "accuracy",
    "allowed",
    "contract",
    "error",
    "oracle",
    "rounding",
    "slack",
    "tolerance",
    "width",
];

/// Sizes whose comparison is an assertion wherever it stands.
const SIZES: [&str; 4] = [".abs()", ".amax()", ".norm()", ".width()"];

/// The code of a source file, line by line: comments and strings are blanked, examples of the documentation are kept.
fn code(source: &str) -> String {
    let mut in_example = false;
    let lines = source.lines().map(|line| {
        let start = line.trim_start();
        let Some(text) = ["///", "//!"].iter().find_map(|m| start.strip_prefix(m)) else {
            in_example = false;
            return line;
        };
        if text.trim_start().starts_with("```") {
            in_example = !in_example;
            return "";
        }
        if in_example { text } else { "" }
    });
    let text: Vec<char> = lines.collect::<Vec<_>>().join("\n").chars().collect();
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let length = hidden(&text[at..], at.checked_sub(1).map(|k| text[k]));
        let end = (at + length.max(1)).min(text.len());
        for &c in &text[at..end] {
            kept.push(if length == 0 || c == '\n' { c } else { ' ' });
        }
        at = end;
    }
    kept
}

/// How many characters at the start of `text` are a comment, a string or a character; 0 where it is code.
fn hidden(text: &[char], before: Option<char>) -> usize {
    let starts =
        |prefix: &str| prefix.chars().zip(text).filter(|(a, b)| a == *b).count() == prefix.len();
    let until = |from: usize, end: &str| {
        let end: Vec<char> = end.chars().collect();
        let found = text[from..].windows(end.len()).position(|w| w == end);
        found.map_or(text.len(), |k| from + k + end.len())
    };
    if starts("//") {
        return text.iter().position(|c| *c == '\n').unwrap_or(text.len());
    }
    if starts("/*") {
        return until(2, "*/");
    }
    if starts("'\\") {
        return until(3, "'");
    }
    if starts("'") && text.get(2) == Some(&'\'') {
        return 3;
    }
    if starts("\"") {
        let mut escaped = false;
        let end = text[1..].iter().position(|&c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        return end.map_or(text.len(), |k| k + 2);
    }
    let hashes = text.iter().skip(1).take_while(|c| **c == '#').count();
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if starts("r") && !in_word && text.get(1 + hashes) == Some(&'"') {
        return until(2 + hashes, &format!("\"{}", "#".repeat(hashes)));
    }
    0
}

/// The parts of the code that state what is demanded: assertions, comparisons of sizes, tolerances.
fn demands(code: &str, is_test: bool) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (start, _) in code.match_indices("assert") {
        let rest = &code[start..];
        let name = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        if let Some(end) = name.filter(|&end| rest[end..].starts_with("!(")) {
            let open = start + end + 1;
            found.push((open, open + closing(&code[open..])));
        }
    }
    let statement = |from: usize| from + code[from..].find([';', '{', '}']).unwrap_or(0);
    for size in SIZES {
        for (start, _) in code.match_indices(size) {
            let end = start + size.len();
            if code[end..].trim_start().starts_with(['<', '>']) {
                found.push((end, statement(end)));
            }
        }
    }
    for name in TOLERANCES.iter().filter(|_| is_test) {
        let assigned = format!("let {name} =");
        for (start, _) in code.match_indices(&assigned) {
            // Together with the `=`, which stands before the first number.
            let end = start + assigned.len();
            found.push((end - 1, statement(end)));
        }
    }
    found
}

/// The length of what is in parentheses.
fn closing(text: &str) -> usize {
    let mut depth = 0;
    let end = text.find(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0
    });
    end.unwrap_or(text.len())
}

/// Lines, from 1, that compare, multiply or add a bare small literal where something is demanded.
fn bare_accuracies(source: &str, is_test: bool) -> Vec<usize> {
    let code = code(source);
    let mut lines = Vec::new();
    for (from, to) in demands(&code, is_test) {
        let mut at = from;
        while let Some(k) = code[at..to].find(|c: char| c.is_ascii_digit()) {
            let start = at + k;
            let number = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
            let mut end = start + code[start..].find(|c| !number(c)).unwrap_or(0).max(1);
            let is_word =
                code[..start].ends_with(|c: char| c.is_alphanumeric() || "_.".contains(c));
            if !is_word && code[start..end].ends_with('e') && code[end..].starts_with('-') {
                let digits = &code[end + 1..];
                let length = digits
                    .find(|c: char| !c.is_ascii_digit())
                    .unwrap_or(digits.len());
                end += 1 + length;
                let exponent: u32 = digits[..length].parse().unwrap_or(0);
                if exponent >= LEAST_EXPONENT && is_operand(&code[..start], &code[end..]) {
                    lines.push(1 + code[..start].matches('\n').count());
                }
            }
            at = end;
        }
    }
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// Whether a number is compared, or is a factor or a summand; what a found number is divided by, or is told from, is a value.
fn is_operand(before: &str, after: &str) -> bool {
    let before = before.strip_suffix('-').unwrap_or(before);
    let operator = before.trim_end_matches(['(', ' ', '\n']);
    let is_value = operator.ends_with('/')
        || SIZES
            .iter()
            .any(|size| after.starts_with(&format!("){size}")));
    let precedes = after.trim_start().starts_with(['*', '<', '>', '+']);
    !is_value && (precedes || operator.ends_with(['<', '>', '=', '*', '+', '-']))
}

#[test]
fn every_accuracy_has_a_name() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut bare = Vec::new();
    let mut read = 0;
    for folder in ["src", "tests"] {
        for (name, bytes) in files_below(&home.join(folder)) {
            if !name.ends_with(".rs")
                || (folder, name.as_str()) == ("tests", "numeric/accuracies.rs")
            {
                continue;
            }
            read += 1;
            let source = String::from_utf8(bytes).expect("UTF-8");
            for line in bare_accuracies(&source, folder == "tests") {
                let text = source.lines().nth(line - 1).unwrap_or_default().trim();
                bare.push(format!("{folder}/{name}:{line}: {text}"));
            }
        }
    }
    assert!(read > 200, "only {read} files were read");
    assert!(
        bare.is_empty(),
        "name these accuracies, by the constant of the module that promises them:\n{}",
        bare.join("\n")
    );
}

#[test]
fn a_planted_literal_is_found_and_nothing_else() {
    for (planted, line) in [
        ("assert!((a - b).abs() < 1e-12);", 1),
        (
            "prop_assert!(\n    gap <= 2.5e-9 * size,\n    \"{gap}\"\n);",
            2,
        ),
        ("assert!(x <= y * (1.0 + 1e-10));", 1),
        ("assert!(proved <= seen + 1e-10);", 1),
        ("assert!(-1e-9 <= x && x >= -1e-9);", 1),
        ("assert!(1e-9 * size >= gap);", 1),
        ("let near = |x: f64| (x - y).abs() < 1e-12;", 1),
        ("if here.norm() <= 1e-7 {}", 1),
        ("let error = 1e-11 * (1.0 + size);", 1),
        ("/// ```\n/// assert!((p - 1.5).abs() < 1e-15);\n/// ```", 2),
        ("let c = '\"'; assert!(x < 1e-6);", 1),
    ] {
        assert_eq!(bare_accuracies(planted, true), [line], "{planted}");
    }
    for innocent in [
        "assert!((a - b).abs() < ACCURACY);",
        "assert!((a - b).abs() < 10.0 * STEP.powi(2));",
        "assert!(at(1e-9) < at(0.5) && (x / 1e-9 - 1.0).abs() < ACCURACY);",
        "assert!(gap < 1e-3);",
        "assert_eq!(product(1e-200, 1e-200), 5e-324);",
        "// assert!(gap < 1e-12);",
        "/// In text: assert!(gap < 1e-12);",
        "let claim = \"for x in [0, 1]: x <= 1 - 1e-9\"; assert!(claim.len() > 3);",
        "let claim = r#\"x < 1e-9\"#; assert!(holds(\"y\\\" <= 1e-9\"));",
        "if delta < 1e-9 { return; }",
        "const ACCURACY: f64 = 1e-9;",
    ] {
        assert!(bare_accuracies(innocent, true).is_empty(), "{innocent}");
    }
    // Outside tests a bound may be computed from literals, with its reason beside it.
    assert!(bare_accuracies("let error = 1e-11 * size;", false).is_empty());
}
