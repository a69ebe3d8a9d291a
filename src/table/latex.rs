//! Words of tables and captions in LaTeX.

/// Plain words for LaTeX: special characters escaped, the symbols that tables and captions use spelled as math, `S_0` with its subscript.
pub(crate) fn latex_text(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < characters.len() {
        let starts_a_word = at == 0 || !characters[at - 1].is_alphanumeric();
        match &characters[at..] {
            [letter, '_', rest @ ..]
                if starts_a_word
                    && letter.is_alphabetic()
                    && rest.first().is_some_and(|c| c.is_alphanumeric()) =>
            {
                let script: String = rest.iter().take_while(|c| in_subscript(**c)).collect();
                out += &format!("${}$", symbol(*letter).unwrap_or(&letter.to_string()));
                let script = match script.chars().count() {
                    1 => latex_math(&script),
                    _ => format!("\\mathrm{{{script}}}"),
                };
                out += &format!("$_{{{script}}}$");
                at += 2 + rest.iter().take_while(|c| in_subscript(**c)).count();
            }
            [c, ..] => {
                push(&mut out, *c);
                at += 1;
            }
            [] => break,
        }
    }
    // Neighbouring formulas are one.
    out.replace("$$", "")
}

/// Unicode counts a raised two among the digits.
fn in_subscript(c: char) -> bool {
    c.is_alphanumeric() && c != '²'
}

fn push(out: &mut String, c: char) {
    match c {
        '\\' => *out += "\\textbackslash{}",
        '_' | '%' | '&' | '#' | '$' | '{' | '}' => {
            out.push('\\');
            out.push(c);
        }
        '<' => *out += "$<$",
        '>' => *out += "$>$",
        '^' => *out += "\\^{}",
        '~' => *out += "\\~{}",
        '|' => *out += "$|$",
        '"' if out.is_empty() || out.ends_with([' ', '(']) => *out += "``",
        '"' => *out += "''",
        '–' => *out += "--",
        '’' => out.push('\''),
        '…' => *out += "\\dots{}",
        'é' => *out += "\\'e",
        c => match symbol(c) {
            Some(command) => *out += &format!("${command}$"),
            None => out.push(c),
        },
    }
}

/// Letters and symbols within a formula.
pub(crate) fn latex_math(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match symbol(c) {
            Some(command) => {
                out += command;
                if command.ends_with(|c: char| c.is_ascii_alphabetic()) {
                    out.push(' ');
                }
            }
            None => out.push(c),
        }
    }
    out.trim_end().to_owned()
}

fn symbol(c: char) -> Option<&'static str> {
    Some(match c {
        'α' => "\\alpha",
        'β' => "\\beta",
        'γ' => "\\gamma",
        'δ' => "\\delta",
        'ε' => "\\varepsilon",
        'η' => "\\eta",
        'θ' => "\\theta",
        'κ' => "\\kappa",
        'λ' => "\\lambda",
        'μ' => "\\mu",
        'π' => "\\pi",
        'ρ' => "\\rho",
        'σ' => "\\sigma",
        'τ' => "\\tau",
        'φ' => "\\varphi",
        'χ' => "\\chi",
        'Δ' => "\\Delta",
        'Σ' => "\\Sigma",
        'Φ' => "\\Phi",
        '∇' => "\\nabla",
        '∂' => "\\partial",
        '∫' => "\\int",
        '≥' => "\\ge",
        '≤' => "\\le",
        '≠' => "\\ne",
        '≈' => "\\approx",
        '∝' => "\\propto",
        '∈' => "\\in",
        '→' => "\\to",
        '∞' => "\\infty",
        '‖' | '∥' => "\\Vert",
        '·' | '⋅' => "\\cdot",
        '×' => "\\times",
        '±' => "\\pm",
        '−' => "-",
        '√' => "\\surd",
        '†' => "\\dagger",
        '‡' => "\\ddagger",
        '½' => "\\frac{1}{2}",
        '²' => "^2",
        '³' => "^3",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::latex_text;

    #[test]
    fn words_and_symbols() {
        for (text, latex) in [
            ("50% of S_0(λ,δ)", "50\\% of $S_{0}$($\\lambda$,$\\delta$)"),
            (
                "½√(β/(1-β)) BC",
                "$\\frac{1}{2}\\surd$($\\beta$/(1-$\\beta$)) BC",
            ),
            ("2χ²β²", "2$\\chi^2\\beta^2$"),
            (
                "λ_min, old_weight = 0",
                "$\\lambda_{\\mathrm{min}}$, old\\_weight = 0",
            ),
            ("ε_o ≤ 1", "$\\varepsilon_{o}$ $\\le$ 1"),
        ] {
            assert_eq!(latex_text(text), latex);
        }
    }
}
