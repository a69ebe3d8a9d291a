//! MathML from the theory's notation.
//!
//! There is one notation, [`Expr::to_latex`]; this module sets the same text as MathML, so a browser shows what LaTeX prints. It reads the
//! LaTeX that the claim language writes and the headings of tables use: letters, numbers, fractions, roots, scripts, delimiters, Greek
//! letters, named operators.

use crate::claim::tree::{Claim, Comparison, Expr, Formula, Statement};

impl Expr {
    /// The expression as the content of a `math` element.
    ///
    /// # Examples
    /// ```
    /// let claim = forgetting::claim::parse_claim("for x in (0, 1): x/2 < 1")?;
    /// assert_eq!(
    ///     claim.statement.first().to_mathml(),
    ///     "<math><mfrac><mi>x</mi><mn>2</mn></mfrac></math>",
    /// );
    /// # Ok::<(), forgetting::claim::ParseError>(())
    /// ```
    pub fn to_mathml(&self) -> String {
        inline(&self.to_latex())
    }
}

impl Comparison {
    /// The chain as a `math` element.
    pub fn to_mathml(&self) -> String {
        inline(&self.to_latex())
    }
}

impl Claim {
    /// The claim as a `math` element on a line of its own.
    pub fn to_mathml(&self) -> String {
        format!("<math display=\"block\">{}</math>", own(&self.to_latex()))
    }
}

impl Formula {
    /// The formula as a `math` element.
    pub fn to_mathml(&self) -> String {
        inline(&self.to_latex())
    }
}

impl Statement {
    /// The statement as a `math` element on a line of its own.
    pub fn to_mathml(&self) -> String {
        format!("<math display=\"block\">{}</math>", own(&self.to_latex()))
    }
}

fn inline(latex: &str) -> String {
    format!("<math>{}</math>", own(latex))
}

/// What the typesetter wrote, which the reader understands (a test holds it to that for every function); as it stands otherwise.
fn own(latex: &str) -> String {
    body(latex).unwrap_or_else(|| {
        let text = latex.replace('&', "&amp;").replace('<', "&lt;");
        format!("<mtext>{text}</mtext>")
    })
}

/// LaTeX of the theory's notation as a `math` element; `None` for a command or a structure that the notation does not use.
///
/// ```
/// use forgetting::claim::latex_to_mathml;
/// assert_eq!(
///     latex_to_mathml(r"\lambda_{\min}").as_deref(),
///     Some("<math><msub><mi>λ</mi><mi>min</mi></msub></math>"),
/// );
/// assert_eq!(latex_to_mathml(r"\unknown"), None);
/// ```
pub fn latex_to_mathml(latex: &str) -> Option<String> {
    Some(format!("<math>{}</math>", body(latex)?))
}

fn body(latex: &str) -> Option<String> {
    let tokens = tokens(latex);
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
    };
    let row = reader.row(&|_| false)?;
    (reader.at == tokens.len()).then(|| row.concat())
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// `\name`.
    Command(String),
    /// A run of digits with its decimal point.
    Number(String),
    /// Anything else but white space.
    Character(char),
    /// The argument of `\text`, spaces and all.
    Words(String),
}

fn tokens(latex: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut characters = latex.chars().peekable();
    let run = |characters: &mut std::iter::Peekable<std::str::Chars>,
               belongs: fn(&char) -> bool| {
        let mut text = String::new();
        while let Some(c) = characters.next_if(belongs) {
            text.push(c);
        }
        text
    };
    while let Some(c) = characters.peek().copied() {
        if c.is_whitespace() {
            characters.next();
        } else if c == '\\' {
            characters.next();
            let name = run(&mut characters, char::is_ascii_alphabetic);
            if name == "text" && characters.next_if_eq(&'{').is_some() {
                found.push(Token::Words(run(&mut characters, |c| *c != '}')));
                characters.next();
            } else {
                found.push(Token::Command(name));
            }
        } else if c.is_ascii_digit() {
            found.push(Token::Number(run(&mut characters, |c| {
                c.is_ascii_digit() || *c == '.'
            })));
        } else {
            characters.next();
            found.push(Token::Character(c));
        }
    }
    found
}

struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self, token: &Token) -> Option<()> {
        (self.peek() == Some(token)).then(|| self.at += 1)
    }

    /// Atoms with their scripts, up to the end or a token that stops.
    fn row(&mut self, stops: &dyn Fn(&Token) -> bool) -> Option<Vec<String>> {
        let mut row: Vec<String> = Vec::new();
        while let Some(token) = self.peek() {
            if stops(token) {
                break;
            }
            // A script on nothing, as the base of a logarithm.
            let base = match token {
                Token::Character('_' | '^') => "<mrow></mrow>".to_owned(),
                _ => self.atom()?,
            };
            let base = match row.last() {
                Some(before) if base == MINUS && wants_a_term(before) => {
                    "<mo form=\"prefix\">−</mo>".to_owned()
                }
                _ => base,
            };
            row.push(self.scripts(base)?);
        }
        Some(row)
    }

    fn scripts(&mut self, base: String) -> Option<String> {
        let (mut below, mut above) = (None, None);
        loop {
            let slot = match self.peek() {
                Some(Token::Character('_')) => &mut below,
                Some(Token::Character('^')) => &mut above,
                Some(Token::Character('\'')) => {
                    self.at += 1;
                    above = Some("<mo>′</mo>".to_owned());
                    continue;
                }
                _ => break,
            };
            if slot.is_some() {
                return None;
            }
            self.at += 1;
            *slot = Some(self.atom()?);
        }
        Some(match (below, above) {
            (None, None) => base,
            (Some(b), None) => format!("<msub>{base}{b}</msub>"),
            (None, Some(a)) => format!("<msup>{base}{a}</msup>"),
            (Some(b), Some(a)) => format!("<msubsup>{base}{b}{a}</msubsup>"),
        })
    }

    /// One letter, number, operator, group or command with its arguments.
    fn atom(&mut self) -> Option<String> {
        let token = self.peek()?.clone();
        self.at += 1;
        match token {
            Token::Number(digits) => Some(format!("<mn>{digits}</mn>")),
            Token::Words(words) => Some(format!("<mtext>{}</mtext>", words.replace(' ', "\u{a0}"))),
            Token::Command(name) => self.command(&name),
            Token::Character('{') => {
                self.at -= 1;
                self.group()
            }
            Token::Character(c) => character(c),
        }
    }

    /// `{ ... }` as one element.
    fn group(&mut self) -> Option<String> {
        self.take(&Token::Character('{'))?;
        let mut row = self.row(&|t| *t == Token::Character('}'))?;
        self.take(&Token::Character('}'))?;
        Some(if row.len() == 1 {
            row.remove(0)
        } else {
            format!("<mrow>{}</mrow>", row.concat())
        })
    }

    /// The letters of `{ ... }`.
    fn word(&mut self) -> Option<String> {
        self.take(&Token::Character('{'))?;
        let mut word = String::new();
        while let Some(token) = self.peek() {
            match token {
                Token::Character('}') => break,
                Token::Character(c) => word.push(*c),
                Token::Number(digits) => word += digits,
                _ => return None,
            }
            self.at += 1;
        }
        self.take(&Token::Character('}'))?;
        Some(word)
    }

    fn command(&mut self, name: &str) -> Option<String> {
        if let Some(letter) = letter(name) {
            return Some(format!("<mi>{letter}</mi>"));
        }
        if let Some(sign) = sign(name) {
            return Some(format!("<mo>{sign}</mo>"));
        }
        match name {
            "frac" => self.fraction(),
            "mathbb" => match self.word()?.as_str() {
                "E" => Some("<mi>𝔼</mi>".into()),
                "P" => Some("<mi>ℙ</mi>".into()),
                "R" => Some("<mi>ℝ</mi>".into()),
                _ => None,
            },
            "sqrt" => Some(format!("<msqrt>{}</msqrt>", self.group()?)),
            "underline" => Some(format!(
                "<munder>{}<mo stretchy=\"true\">_</mo></munder>",
                self.group()?
            )),
            // One letter upright, a word as it is.
            "mathrm" | "operatorname" => {
                let word = self.word()?;
                let upright = if word.chars().count() == 1 {
                    " mathvariant=\"normal\""
                } else {
                    ""
                };
                Some(format!("<mi{upright}>{word}</mi>"))
            }
            "exp" | "ln" | "log" | "min" | "max" | "sinh" | "cosh" | "tanh" | "sin" | "cos"
            | "tan" | "arcsin" | "arccos" | "arctan" | "inf" | "sup" => {
                Some(format!("<mi>{name}</mi>"))
            }
            "quad" => Some("<mspace width=\"1em\"/>".into()),
            "enspace" => Some("<mspace width=\"0.5em\"/>".into()),
            "left" => self.fenced(),
            _ => None,
        }
    }

    fn fraction(&mut self) -> Option<String> {
        // `\frac12` is one half.
        if let Some(Token::Number(digits)) = self.peek()
            && let [a, b] = digits.as_bytes()
        {
            let (a, b) = (char::from(*a), char::from(*b));
            self.at += 1;
            return Some(format!("<mfrac><mn>{a}</mn><mn>{b}</mn></mfrac>"));
        }
        Some(format!("<mfrac>{}{}</mfrac>", self.atom()?, self.atom()?))
    }

    /// What stands behind `\left`, up to `\right` and its delimiter.
    fn fenced(&mut self) -> Option<String> {
        let open = self.delimiter()?;
        let inside = self.row(&|t| *t == Token::Command("right".into()))?;
        self.take(&Token::Command("right".into()))?;
        let close = self.delimiter()?;
        let fence = |text: &str| {
            if text.is_empty() {
                String::new()
            } else {
                format!("<mo stretchy=\"true\">{text}</mo>")
            }
        };
        Some(format!(
            "<mrow>{}{}{}</mrow>",
            fence(&open),
            inside.concat(),
            fence(&close)
        ))
    }

    fn delimiter(&mut self) -> Option<String> {
        let token = self.peek()?.clone();
        self.at += 1;
        match token {
            Token::Character('.') => Some(String::new()),
            Token::Character(c @ ('(' | ')' | '[' | ']')) => Some(c.into()),
            Token::Command(name) if name == "lvert" || name == "rvert" => Some("|".into()),
            _ => None,
        }
    }
}

const MINUS: &str = "<mo>−</mo>";

/// Whether a minus behind this is a sign: behind an operator, an opening bracket or a comma, but not behind a closing bracket.
fn wants_a_term(before: &str) -> bool {
    let closes = [")", "]", "|"]
        .iter()
        .any(|c| before.ends_with(&format!("{c}</mo>")));
    before.starts_with("<mo") && !closes
}

fn character(c: char) -> Option<String> {
    Some(match c {
        c if c.is_alphabetic() => format!("<mi>{c}</mi>"),
        '-' => MINUS.into(),
        '<' => "<mo>&lt;</mo>".into(),
        '>' => "<mo>&gt;</mo>".into(),
        '*' => "<mo>∗</mo>".into(),
        '(' | ')' | '[' | ']' | '|' => format!("<mo stretchy=\"false\">{c}</mo>"),
        '+' | '=' | ',' | ';' | ':' | '/' => format!("<mo>{c}</mo>"),
        _ => return None,
    })
}

fn letter(name: &str) -> Option<&'static str> {
    Some(match name {
        "alpha" => "α",
        "beta" => "β",
        "gamma" => "γ",
        "delta" => "δ",
        "epsilon" => "ϵ",
        "varepsilon" => "ε",
        "zeta" => "ζ",
        "eta" => "η",
        "theta" => "θ",
        "iota" => "ι",
        "kappa" => "κ",
        "lambda" => "λ",
        "mu" => "μ",
        "nu" => "ν",
        "xi" => "ξ",
        "pi" => "π",
        "rho" => "ρ",
        "sigma" => "σ",
        "tau" => "τ",
        "upsilon" => "υ",
        "phi" => "ϕ",
        "varphi" => "φ",
        "chi" => "χ",
        "psi" => "ψ",
        "omega" => "ω",
        "Gamma" => "Γ",
        "Delta" => "Δ",
        "Theta" => "Θ",
        "Lambda" => "Λ",
        "Xi" => "Ξ",
        "Pi" => "Π",
        "Sigma" => "Σ",
        "Upsilon" => "Υ",
        "Phi" => "Φ",
        "Psi" => "Ψ",
        "Omega" => "Ω",
        "infty" => "∞",
        _ => return None,
    })
}

fn sign(name: &str) -> Option<&'static str> {
    Some(match name {
        "le" => "≤",
        "ge" => "≥",
        "in" => "∈",
        "forall" => "∀",
        "partial" => "∂",
        "cdot" => "⋅",
        "Vert" => "∥",
        "lvert" | "rvert" => "|",
        "perp" => "⊥",
        "nabla" => "∇",
        "to" => "→",
        "int" => "∫",
        "sum" => "∑",
        "mid" => "∣",
        "ne" => "≠",
        "approx" => "≈",
        "times" => "×",
        "sim" => "∼",
        "propto" => "∝",
        _ => return None,
    })
}
