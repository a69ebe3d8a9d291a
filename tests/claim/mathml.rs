//! MathML: everything that has a LaTeX form has a MathML form that says the same.

use forgetting::claim::{
    Definitions, Function, Symbol, latex_to_mathml, parse_claim, parse_expression,
};
use forgetting::exhibit::TABLES;
use forgetting::ledger::shipped_claim_files;
use forgetting::model::Scenario;

fn symbol(name: &str) -> Symbol {
    Symbol::new(name).expect("a name")
}

fn mathml(source: &str) -> String {
    let names = ["a", "b", "c", "x", "beta", "beta0", "delta", "alpha", "gap"].map(symbol);
    let expr = parse_expression(source, &names, &Definitions::new());
    let text = expr
        .unwrap_or_else(|error| panic!("{}", error.render()))
        .to_mathml();
    text.strip_prefix("<math>")
        .and_then(|t| t.strip_suffix("</math>"))
        .expect("a math element")
        .to_owned()
}

/// Element names, each closed where it must be.
fn well_formed(text: &str) {
    let mut open = Vec::new();
    for piece in text.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').expect("a closing bracket");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{text}");
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().expect("a name"));
        }
    }
    assert!(open.is_empty(), "{text}");
}

/// Fractions, roots and scripts take exactly the children their definition says.
fn children(text: &str, name: &str) -> Vec<usize> {
    let mut counts = Vec::new();
    let mut stack: Vec<(String, usize)> = Vec::new();
    for piece in text.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').expect("a closing bracket");
        if tag.starts_with('/') {
            let (open, count) = stack.pop().expect("balanced");
            if open == name {
                counts.push(count);
            }
            continue;
        }
        if let Some(parent) = stack.last_mut() {
            parent.1 += 1;
        }
        if !tag.ends_with('/') {
            stack.push((tag.split(' ').next().expect("a name").to_owned(), 0));
        }
    }
    counts
}

fn sound(text: &str) {
    well_formed(text);
    assert!(!text.contains('\\'), "not understood: {text}");
    for (name, wanted) in [
        ("mfrac", 2),
        ("msub", 2),
        ("msup", 2),
        ("msubsup", 3),
        ("munder", 2),
    ] {
        assert!(
            children(text, name).iter().all(|n| *n == wanted),
            "{name}: {text}"
        );
    }
}

#[test]
fn structures() {
    for (source, expected) in [
        ("a + b", "<mi>a</mi><mo>+</mo><mi>b</mi>"),
        ("a - 1.5", "<mi>a</mi><mo>−</mo><mn>1.5</mn>"),
        (
            "abs(a) - b*(-c)",
            "<mrow><mo stretchy=\"true\">|</mo><mi>a</mi><mo stretchy=\"true\">|</mo></mrow><mo>−</mo><mi>b</mi>\
             <mo stretchy=\"false\">(</mo><mo form=\"prefix\">−</mo><mi>c</mi><mo stretchy=\"false\">)</mo>",
        ),
        ("x^2", "<msup><mi>x</mi><mn>2</mn></msup>"),
        (
            "x^(a + b)",
            "<msup><mi>x</mi><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></msup>",
        ),
        ("a/b", "<mfrac><mi>a</mi><mi>b</mi></mfrac>"),
        (
            "sqrt(2*pi)",
            "<msqrt><mrow><mn>2</mn><mi>π</mi></mrow></msqrt>",
        ),
        ("beta0", "<msub><mi>β</mi><mn>0</mn></msub>"),
        ("gap", "<mi>Δ</mi>"),
        (
            "chi2(delta)",
            "<msup><mi>χ</mi><mn>2</mn></msup><mo stretchy=\"false\">(</mo><mi>δ</mi><mo stretchy=\"false\">)</mo>",
        ),
        (
            "eps_old(beta, 2)",
            "<msub><mi>ε</mi><mi>o</mi></msub><mo stretchy=\"false\">(</mo><mi>β</mi><mo>,</mo><mn>2</mn><mo stretchy=\"false\">)</mo>",
        ),
        (
            "abs(x)",
            "<mrow><mo stretchy=\"true\">|</mo><mi>x</mi><mo stretchy=\"true\">|</mo></mrow>",
        ),
        (
            "bc(4)",
            "<mi>BC</mi><mo stretchy=\"false\">(</mo><mn>4</mn><mo stretchy=\"false\">)</mo>",
        ),
    ] {
        assert_eq!(mathml(source), expected, "{source}");
    }
}

#[test]
fn every_function_has_a_form() {
    for function in Function::ALL {
        let entry = function.entry();
        let names: Vec<Symbol> = entry.parameters.iter().map(|p| symbol(p)).collect();
        let index = entry.index.iter().map(|_| "1");
        let arguments: Vec<&str> = index.chain(entry.parameters.iter().copied()).collect();
        let source = format!("{}({})^2", entry.name, arguments.join(", "));
        let expr = parse_expression(&source, &names, &Definitions::new());
        sound(
            &expr
                .unwrap_or_else(|e| panic!("{}", e.render()))
                .to_mathml(),
        );
    }
}

#[test]
fn claims_are_displayed_with_their_domain() {
    let source = "for beta in [0.001, 0.999], delta in (0, 1e2] where delta^2 > beta and beta < 1/2: \
                  d(eps_old(beta, x), x = delta) <= 1e-9*sqrt((1 - beta)/beta) <= (a1 + 1)^(-2/3)";
    let source = source.replace("a1", "beta");
    let text = parse_claim(&source)
        .unwrap_or_else(|e| panic!("{}", e.render()))
        .to_mathml();
    sound(&text);
    for part in [
        "<math display=\"block\">",
        "<mo>∀</mo>",
        "<mo>∈</mo>",
        "<mtext>\u{a0}with\u{a0}</mtext>",
        "<mo>≤</mo>",
        "<mo>∂</mo>",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

/// Expectations, densities and partial derivatives among them: what the report shows is never raw LaTeX.
#[test]
fn every_shipped_claim_is_set() {
    let mut count = 0;
    for file in shipped_claim_files().expect("readable") {
        for filed in file.claims() {
            let text = filed.claim.to_mathml();
            sound(&text);
            // What is not understood becomes one text; words of the notation are short.
            for words in text.split("<mtext>").skip(1) {
                let words = words.split("</mtext>").next().expect("closed");
                assert!(words.chars().count() < 12, "{}: {words}", filed.id);
            }
            count += 1;
        }
    }
    assert!(count >= 242, "{count}");
}

/// The headings of the tables are in the notation too.
#[test]
fn headings_of_tables_are_understood() {
    let scenario = Scenario::find("moderate").expect("shipped");
    for entry in &TABLES {
        for column in entry.build(&scenario).expect("converges").columns {
            for (k, piece) in column.latex.split('$').enumerate() {
                if k % 2 == 1 {
                    sound(&latex_to_mathml(piece).unwrap_or_else(|| panic!("{piece}")));
                }
            }
        }
    }
}

#[test]
fn short_fractions() {
    let half = "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>";
    assert_eq!(latex_to_mathml(r"\frac12").as_deref(), Some(half));
    assert_eq!(latex_to_mathml(r"\frac{1}{2}").as_deref(), Some(half));
}

#[test]
fn what_the_notation_does_not_use_is_refused() {
    for latex in [
        r"\unknown",
        r"\frac{1}",
        "{a",
        "a}",
        "a^b^c",
        r"\left( a",
        r"\sqrt",
        "a_",
    ] {
        assert_eq!(latex_to_mathml(latex), None, "{latex}");
    }
}
