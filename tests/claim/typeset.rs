//! How claims look: plain text, LaTeX and Markdown, for every function and for the places where parentheses matter.

use forgetting::claim::{
    Definitions, Expr, Function, Symbol, differentiate, parse_claim, parse_expression,
};

fn variables() -> Vec<Symbol> {
    [
        "a", "b", "c", "x", "y", "beta", "beta0", "delta", "lambda", "eta", "gap", "tau", "rho",
        "alpha", "m", "s", "p", "m_old", "x_12",
    ]
    .iter()
    .filter_map(|name| Symbol::new(name))
    .collect()
}

fn expr(source: &str) -> Expr {
    parse_expression(source, &variables(), &Definitions::new())
        .unwrap_or_else(|error| panic!("{}", error.render()))
}

#[test]
fn plain_text_has_no_superfluous_parentheses() {
    for (source, plain) in [
        ("((a) + ((b)*(c)))", "a + b*c"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a - b) - c", "a - b - c"),
        ("a + (b + c)", "a + (b + c)"),
        ("a*(b*c)", "a*(b*c)"),
        ("(a/b)/c", "a/b/c"),
        ("a/(b*c)", "a/(b*c)"),
        ("(a^b)^c", "(a^b)^c"),
        ("a^(b^c)", "a^b^c"),
        ("(-a)^2", "(-a)^2"),
        ("-(a^2)", "-a^2"),
        ("-(a*b)", "-(a*b)"),
        ("a*-b", "a*(-b)"),
        ("a - -b", "a - (-b)"),
        ("a^-2", "a^(-2)"),
        (
            "1e-12 + 1e30 + 0.00001 + 1200",
            "1e-12 + 1e30 + 0.00001 + 1200",
        ),
        ("0.500", "0.5"),
    ] {
        assert_eq!(expr(source).to_string(), plain);
        assert_eq!(expr(plain), expr(source));
    }
}

#[test]
fn latex_has_no_superfluous_parentheses() {
    for (source, latex) in [
        ("a + (b + c)", "a + b + c"),
        ("a - (b - c)", "a - (b - c)"),
        ("a - (-b)", "a - (-b)"),
        ("a*(b*c)", "a b c"),
        ("a*(b + c)", "a (b + c)"),
        ("2*3*x", r"2 \cdot 3 x"),
        ("2*(1/2)", r"2 \cdot \frac{1}{2}"),
        ("(a + b)/(c - 1)", r"\frac{a + b}{c - 1}"),
        ("(a/b)^2", r"\left( \frac{a}{b} \right)^2"),
        ("(a*b)^x", "(a b)^x"),
        ("a^(b/c)", "a^{b/c}"),
        ("a^(b/c*x)", "a^{(b/c) x}"),
        ("a^(-(b + c)/2)", "a^{-(b + c)/2}"),
        ("(a^b)^c", "(a^b)^c"),
        ("-(a*b)", "-a b"),
        ("-(a + b)", "-(a + b)"),
        ("sqrt(2*pi)/delta", r"\frac{\sqrt{2 \pi}}{\delta}"),
        ("exp(-delta^2/8)", r"\exp\left( \frac{-\delta^2}{8} \right)"),
        ("tanh(x)^2", r"\tanh(x)^2"),
        ("abs(a - b)*c", r"\left\lvert a - b \right\rvert c"),
        ("kernel(3, m, s)", "K_{3}(m, s)"),
        (
            "kl_reverse(beta, alpha, delta)",
            r"\mathrm{KL}(q_{\beta} \Vert p_{\alpha}; \delta)",
        ),
        (
            "beta0*gap + m_old - x_12",
            r"\beta_0 \Delta + m_{\mathrm{old}} - x_{12}",
        ),
        ("1e-9*x", r"10^{-9} x"),
        ("2.5e-30*x", r"2.5 \cdot 10^{-30} x"),
        ("d(x^2, x)", r"\frac{\partial}{\partial x} (x^2)"),
        (
            "d(bc(delta), delta)",
            r"\frac{\partial}{\partial \delta} \mathrm{BC}(\delta)",
        ),
        (
            "d(bc(delta), delta)*x",
            r"\left( \frac{\partial}{\partial \delta} \mathrm{BC}(\delta) \right) x",
        ),
        (
            "x*d(bc(delta), delta)*y",
            r"\left( x \frac{\partial}{\partial \delta} \mathrm{BC}(\delta) \right) y",
        ),
        (
            "d(bc(x), x = 1/2)",
            r"\left. \frac{\partial}{\partial x} \mathrm{BC}(x) \right\rvert_{x = 1/2}",
        ),
    ] {
        assert_eq!(expr(source).to_latex(), latex, "{source}");
    }
}

#[test]
fn every_function_in_its_notation() {
    let mut report = String::new();
    for &function in Function::ALL {
        let entry = function.entry();
        let order = entry.index.as_ref().map(|index| index.public_max);
        let arguments: Vec<Expr> = entry
            .parameters
            .iter()
            .map(|name| Symbol::new(name).map(Expr::variable).expect("a variable"))
            .collect();
        let call = Expr::call(function, order, arguments).expect("its own signature");
        report += &format!(
            "{}\n  domain  {}\n  plain   {call}\n  latex   {}\n",
            entry.signature(),
            entry.domain,
            call.to_latex()
        );
        for name in entry.parameters {
            let variable = Symbol::new(name).expect("a variable");
            let text = match differentiate(&call, &variable) {
                Ok(slope) if slope.size() < 120 => slope.to_string(),
                Ok(slope) => format!("an expression of {} nodes", slope.size()),
                Err(error) => error.to_string(),
            };
            report += &format!("  d/d{name}  {text}\n");
        }
    }
    snapshot("claim_functions", &report);
}

#[test]
fn claims_in_three_forms() {
    let mut report = String::new();
    for source in [
        "for beta in [0.001, 0.999], delta in (0, 40] where delta^2 > beta: eps_old(beta, delta) <= 1/2*sqrt((1 - beta)/beta)*bc(delta)",
        "for lambda in [-10, 10], delta in [0.1, 30]: 2/sqrt(4 + delta^2)*exp(-lambda^2/(2*(4 + delta^2))) <= sech_moment(0, lambda, delta) <= min(1, sqrt(2*pi)/delta)",
        "for beta in (0, 1), delta in [1/3, sqrt(2)] where 0 < beta < 1/2, delta > beta: d(kl_sft(beta, delta), beta) = distinguishability(beta, delta)/(1 - beta)",
        "for beta in [0.05, 0.95], delta in [2, 8]: fisher_min_eigenvalue(beta, delta) >= conditioning_bound(beta, delta)",
        "4*0.25 = 1",
    ] {
        let claim = parse_claim(source).unwrap_or_else(|error| panic!("{}", error.render()));
        report += &format!(
            "plain     {claim}\nlatex     {}\nmarkdown  {}\n\n",
            claim.to_latex(),
            claim.to_markdown()
        );
    }
    snapshot("claim_forms", &report);
}

fn snapshot(name: &str, report: &str) {
    insta::with_settings!({ snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, report);
    });
}
