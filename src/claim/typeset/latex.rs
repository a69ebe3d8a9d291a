//! LaTeX with the parentheses that the notation needs and no others.
//!
//! Only control words are used (`\quad`, `\Vert`), never control symbols (`\,`, `\|`): Markdown renderers eat the backslash of the
//! latter.

use crate::claim::tree::{
    Aggregate, Aggregation, BOUND, Call, Claim, Comparison, Derivative, Expectation, Expr, Formula,
    Function, INFINITY, Kind, Operator, Range, Relation, Statement, are_variables,
};

const GREEK: &[&str] = &[
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
];

impl Expr {
    /// The expression in LaTeX, in the notation of the theory.
    ///
    /// # Examples
    /// ```
    /// let claim = forgetting::claim::parse_claim("for beta in (0, 1): (1/2)*sqrt((1 - beta)/beta)*bc(4) <= eps_old(beta, 2)^2")?;
    /// assert_eq!(
    ///     claim.statement.to_latex(),
    ///     r"\frac{1}{2} \sqrt{\frac{1 - \beta}{\beta}} \mathrm{BC}(4) \le \varepsilon_o(\beta, 2)^2",
    /// );
    /// # Ok::<(), forgetting::claim::ParseError>(())
    /// ```
    pub fn to_latex(&self) -> String {
        typeset(self, Fractions::Stacked).text
    }
}

impl Relation {
    /// The relation in LaTeX.
    pub fn to_latex(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessEqual => r"\le",
            Self::Greater => ">",
            Self::GreaterEqual => r"\ge",
            Self::Equal => "=",
        }
    }
}

impl Comparison {
    /// The chain in LaTeX.
    pub fn to_latex(&self) -> String {
        let mut text = self.first().to_latex();
        for (relation, right) in self.rest() {
            text += &format!(" {} {}", relation.to_latex(), right.to_latex());
        }
        text
    }
}

impl Range {
    /// Membership of the variable in its interval, in LaTeX.
    pub fn to_latex(&self) -> String {
        let (open, close) = (
            if self.lower.closed { '[' } else { '(' },
            if self.upper.closed { ']' } else { ')' },
        );
        let ends =
            [&self.lower, &self.upper].map(|end| typeset(&end.value, Fractions::Slashed).text);
        format!(
            r"{} \in {open}{}, {}{close}",
            name(&self.variable),
            ends[0],
            ends[1]
        )
    }
}

impl Claim {
    /// The claim in LaTeX, for display mathematics.
    pub fn to_latex(&self) -> String {
        let statement = self.statement.to_latex();
        if self.domain.is_empty() {
            return statement;
        }
        let ranges: Vec<String> = self.domain.iter().map(Range::to_latex).collect();
        let conditions: Vec<String> = self.conditions.iter().map(Comparison::to_latex).collect();
        quantified(&ranges, &conditions, &statement)
    }
}

impl Formula {
    /// The formula in LaTeX.
    pub fn to_latex(&self) -> String {
        let joined = |parts: &[Self], word: &str| {
            let parts: Vec<String> = parts.iter().map(Self::as_part).collect();
            parts.join(&format!(r" \text{{ {word} }} "))
        };
        match self {
            Self::Chain(chain) => chain.to_latex(),
            Self::And(parts) => joined(parts, "and"),
            Self::Or(parts) => joined(parts, "or"),
            Self::Implies(premise, conclusion) => {
                let conclusion = conclusion.to_latex();
                format!(r"{} \text{{ implies }} {conclusion}", premise.as_part())
            }
        }
    }

    /// In parentheses unless it is a chain.
    fn as_part(&self) -> String {
        match self {
            Self::Chain(chain) => chain.to_latex(),
            _ => parenthesise(&self.to_latex()),
        }
    }
}

impl Statement {
    /// The ranges of the variables in LaTeX.
    pub fn ranges_to_latex(&self) -> Vec<String> {
        let is_integer = |range: &Range| match self {
            Self::Simple(_) => false,
            Self::Compound(compound) => compound.integers.contains(&range.variable),
        };
        let set = |range: &Range| {
            let set = if is_integer(range) {
                r"\text{ integer } "
            } else {
                ""
            };
            format!("{set}{}", range.to_latex())
        };
        self.domain().iter().map(set).collect()
    }

    /// The side conditions in LaTeX.
    pub fn conditions_to_latex(&self) -> Vec<String> {
        match self {
            Self::Simple(claim) => claim.conditions.iter().map(Comparison::to_latex).collect(),
            Self::Compound(compound) => compound.conditions.iter().map(Formula::to_latex).collect(),
        }
    }

    /// The statement in LaTeX, for display mathematics.
    pub fn to_latex(&self) -> String {
        let compound = match self {
            Self::Simple(claim) => return claim.to_latex(),
            Self::Compound(compound) => compound,
        };
        let conclusion = compound.conclusion.to_latex();
        if compound.domain.is_empty() {
            return conclusion;
        }
        quantified(
            &self.ranges_to_latex(),
            &self.conditions_to_latex(),
            &conclusion,
        )
    }
}

/// For all of these ranges with these conditions, the conclusion.
fn quantified(ranges: &[String], conditions: &[String], conclusion: &str) -> String {
    let with = if conditions.is_empty() {
        ""
    } else {
        r" \text{ with } "
    };
    format!(
        r"\forall {}{with}{} : \quad {conclusion}",
        ranges.join(r", \enspace "),
        conditions.join(r" \text{ and } ")
    )
}

/// Stacked fractions on the line, slashed ones in exponents and intervals.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fractions {
    Stacked,
    Slashed,
}

/// Binding strength of a piece of output.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Sum,
    Sign,
    /// A slashed fraction, a derivative, or a product that ends in one: as a left factor it would swallow what follows.
    Open,
    Product,
    /// Stacked fraction or power: no parentheses as a factor, but as the base of a power.
    Factor,
    Atom,
}

struct Piece {
    text: String,
    strength: Strength,
}

impl Piece {
    fn new(text: impl Into<String>, strength: Strength) -> Self {
        Self {
            text: text.into(),
            strength,
        }
    }

    /// The text, in parentheses where its strength is below `place`.
    fn within(self, place: Strength) -> String {
        if self.strength < place {
            parenthesise(&self.text)
        } else {
            self.text
        }
    }
}

fn parenthesise(text: &str) -> String {
    if text.contains(r"\frac") || text.contains(r"\left") {
        format!(r"\left( {text} \right)")
    } else {
        format!("({text})")
    }
}

fn typeset(expr: &Expr, fractions: Fractions) -> Piece {
    match expr.kind() {
        Kind::Number(value) => number(&value.to_string()),
        Kind::Pi => Piece::new(r"\pi", Strength::Atom),
        Kind::Variable(variable) if &**variable == INFINITY => {
            Piece::new(r"\infty".to_owned(), Strength::Atom)
        }
        Kind::Variable(variable) => Piece::new(name(variable), Strength::Atom),
        Kind::Neg(a) => Piece::new(
            format!("-{}", typeset(a, fractions).within(Strength::Open)),
            Strength::Sign,
        ),
        Kind::Binary(operator, a, b) => binary(*operator, a, b, fractions),
        Kind::Call(call) => self::call(call, fractions),
        Kind::Derivative(derivative) => self::derivative(derivative),
        Kind::Expect(expectation) => self::expectation(expectation),
        Kind::Aggregate(aggregate) => self::aggregate(aggregate),
    }
}

/// A sum or an integral: like a derivative it would swallow what follows.
fn aggregate(aggregate: &Aggregate) -> Piece {
    let end = |end: &Expr| typeset(end, Fractions::Slashed).text;
    let (from, to) = (end(&aggregate.from), end(&aggregate.to));
    let body = typeset(&aggregate.body, Fractions::Stacked).within(Strength::Sign);
    let variable = name(&aggregate.variable);
    let text = match aggregate.how {
        Aggregation::Sum => format!(r"\sum_{{{variable} = {from}}}^{{{to}}} {body}"),
        Aggregation::Integral => {
            format!(r"\int_{{{from}}}^{{{to}}} {body} \enspace \mathrm{{d}} {variable}")
        }
    };
    Piece::new(text, Strength::Open)
}

/// `1e-9` becomes a power of ten.
fn number(text: &str) -> Piece {
    match text.split_once('e') {
        None => Piece::new(text, Strength::Atom),
        Some(("1", exponent)) => Piece::new(format!("10^{{{exponent}}}"), Strength::Factor),
        Some((digits, exponent)) => Piece::new(
            format!(r"{digits} \cdot 10^{{{exponent}}}"),
            Strength::Product,
        ),
    }
}

fn binary(operator: Operator, a: &Expr, b: &Expr, fractions: Fractions) -> Piece {
    let left = typeset(a, fractions);
    match operator {
        Operator::Add | Operator::Sub => sum(operator, left, typeset(b, fractions)),
        Operator::Mul => product(left, typeset(b, fractions)),
        Operator::Div if fractions == Fractions::Slashed => {
            let (left, negative) = leading(left);
            let right = typeset(b, fractions).within(Strength::Factor);
            let strength = if negative {
                Strength::Sign
            } else {
                Strength::Open
            };
            Piece::new(format!("{left}/{right}"), strength)
        }
        Operator::Div => {
            let right = typeset(b, fractions).text;
            Piece::new(
                format!(r"\frac{{{}}}{{{right}}}", left.text),
                Strength::Factor,
            )
        }
        Operator::Pow => {
            let exponent = typeset(b, Fractions::Slashed).text;
            let exponent = if exponent.len() == 1 {
                exponent
            } else {
                format!("{{{exponent}}}")
            };
            Piece::new(
                format!("{}^{exponent}", left.within(Strength::Atom)),
                Strength::Factor,
            )
        }
    }
}

fn sum(operator: Operator, left: Piece, right: Piece) -> Piece {
    let place = match (right.text.starts_with('-'), operator) {
        (true, _) => Strength::Atom,
        (false, Operator::Add) => Strength::Sum,
        (false, _) => Strength::Sign,
    };
    let (left, right) = (left.within(Strength::Sum), right.within(place));
    let text = format!("{left} {} {right}", operator.symbol());
    Piece::new(text, Strength::Sum)
}

fn product(left: Piece, right: Piece) -> Piece {
    let (left, negative) = leading(left);
    let strength = match right.strength {
        _ if negative => Strength::Sign,
        Strength::Open => Strength::Open,
        _ => Strength::Product,
    };
    let right = right.within(Strength::Open);
    let mixed_number = left.ends_with(|c: char| c.is_ascii_digit()) && right.starts_with(r"\frac");
    let dot = mixed_number || right.starts_with(|c: char| c.is_ascii_digit());
    let sign = if dot { r" \cdot " } else { " " };
    Piece::new(format!("{left}{sign}{right}"), strength)
}

/// The first factor of a product or quotient, whose minus sign needs no brackets, and whether it has one.
fn leading(left: Piece) -> (String, bool) {
    if left.strength == Strength::Sign {
        (left.text, true)
    } else {
        (left.within(Strength::Product), false)
    }
}

/// The form of the table, with its placeholders filled.
fn call(call: &Call, fractions: Fractions) -> Piece {
    let arguments: Vec<String> = call
        .arguments()
        .iter()
        .map(|a| typeset(a, fractions).text)
        .collect();
    let mut text = String::new();
    if call.function().read_from_scope() > 0 {
        return density(call.function(), call.arguments(), &arguments[0]);
    }
    let mut form = call.function().entry().latex.chars();
    while let Some(character) = form.next() {
        if character != '#' {
            text.push(character);
            continue;
        }
        match form.next() {
            Some('a') => text += &parenthesise(&arguments.join(", ")),
            Some('n') => text += &call.index().map_or(String::new(), |n| n.to_string()),
            Some(digit) => {
                let at = digit
                    .to_digit(10)
                    .and_then(|d| usize::try_from(d).ok())
                    .and_then(|d| d.checked_sub(1));
                text += at
                    .and_then(|at| arguments.get(at))
                    .map_or("", String::as_str);
            }
            None => {}
        }
    }
    Piece::new(text, Strength::Atom)
}

/// A density at a point; weight and separation are shown where they are not `beta` and `delta` themselves.
fn density(function: Function, arguments: &[Expr], at: &str) -> Piece {
    let (symbol, separation) = density_symbol(function, &arguments[1..]);
    let at = format!("{at}{separation}");
    Piece::new(format!("{symbol}{}", parenthesise(&at)), Strength::Atom)
}

/// The letter of a density with its subscripts, and its separation with a semicolon in front.
fn density_symbol(function: Function, parameters: &[Expr]) -> (String, String) {
    let names = &function.entry().parameters[1..];
    let mut shown = parameters.iter().zip(names).map(|(parameter, name)| {
        let standard = are_variables(std::slice::from_ref(parameter), &[name]);
        (!standard).then(|| typeset(parameter, Fractions::Slashed).text)
    });
    let separation = shown.next_back().flatten();
    let (letter, mode) = match function.entry().latex.split_once('_') {
        Some((letter, mode)) => (letter, Some(mode.trim_end_matches("#x").to_owned())),
        None => (function.entry().latex.trim_end_matches("#x"), None),
    };
    let subscripts: Vec<String> = mode.into_iter().chain(shown.flatten()).collect();
    let symbol = match subscripts.join(",") {
        none if none.is_empty() => letter.to_owned(),
        one if one.len() == 1 => format!("{letter}_{one}"),
        more => format!("{letter}_{{{more}}}"),
    };
    (
        symbol,
        separation.map_or(String::new(), |d| format!("; {d}")),
    )
}

fn expectation(expectation: &Expectation) -> Piece {
    let (symbol, separation) =
        density_symbol(expectation.under().density(), expectation.parameters());
    let variable = if **expectation.variable() == *BOUND {
        String::new()
    } else {
        format!(r"{} \sim ", name(expectation.variable()))
    };
    let density = if separation.is_empty() {
        symbol
    } else {
        format!("{symbol}(\\cdot{separation})")
    };
    let body = typeset(expectation.body(), Fractions::Stacked).text;
    Piece::new(
        format!(r"\mathbb{{E}}_{{{variable}{density}}}\left[ {body} \right]"),
        Strength::Atom,
    )
}

fn derivative(derivative: &Derivative) -> Piece {
    let of = typeset(derivative.of(), Fractions::Stacked).within(Strength::Atom);
    let variable = name(derivative.variable());
    let text = format!(r"\frac{{\partial}}{{\partial {variable}}} {of}");
    match derivative.at() {
        None => Piece::new(text, Strength::Open),
        Some(at) => {
            let at = typeset(at, Fractions::Slashed).text;
            Piece::new(
                format!(r"\left. {text} \right\rvert_{{{variable} = {at}}}"),
                Strength::Factor,
            )
        }
    }
}

/// `beta0` and `beta_0` become a Greek letter with a subscript, `gap` upright letters.
fn name(variable: &str) -> String {
    let stem_length = variable
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(variable.len());
    let (stem, rest) = variable.split_at(stem_length);
    let subscripts: Vec<String> = rest
        .split('_')
        .filter(|part| !part.is_empty())
        .map(word)
        .collect();
    match subscripts.join(",") {
        none if none.is_empty() => word(stem),
        one if one.len() == 1 => format!("{}_{one}", word(stem)),
        more => format!("{}_{{{more}}}", word(stem)),
    }
}

fn word(text: &str) -> String {
    if text == "gap" {
        // The advantage of the new mode.
        r"\Delta".to_owned()
    } else if GREEK.contains(&text) {
        format!(r"\{text}")
    } else if text.len() == 1 || text.bytes().all(|b| b.is_ascii_digit()) {
        text.to_owned()
    } else {
        format!(r"\mathrm{{{text}}}")
    }
}
