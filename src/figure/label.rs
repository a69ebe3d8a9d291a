//! Labels with symbols: `*beta*` is italic, `_{o}` a subscript, `^{2}` a superscript.

/// A run of characters in one style.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Span {
    pub text: String,
    pub italic: bool,
    pub level: Level,
}

/// On the line, below or above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Line,
    Subscript,
    Superscript,
}

impl Level {
    /// The baseline's place in units of the label's size, downwards.
    pub fn shift(self) -> f64 {
        match self {
            Self::Line => 0.0,
            Self::Subscript => 0.22,
            Self::Superscript => -0.36,
        }
    }

    /// The size beside the label's.
    pub fn scale(self) -> f64 {
        if self == Self::Line { 1.0 } else { 0.74 }
    }
}

/// The runs of a label.
pub(crate) fn spans(markup: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let (mut italic, mut level) = (false, Level::Line);
    let mut characters = markup.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '*' => italic = !italic,
            '_' | '^' if characters.peek() == Some(&'{') => {
                characters.next();
                level = if c == '_' {
                    Level::Subscript
                } else {
                    Level::Superscript
                };
            }
            '}' if level != Level::Line => level = Level::Line,
            c => match found.last_mut() {
                Some(last) if last.italic == italic && last.level == level => last.text.push(c),
                _ => found.push(Span {
                    text: c.into(),
                    italic,
                    level,
                }),
            },
        }
    }
    found
}

/// The label without its markup, for CSV and for readers of the alternative text.
pub(crate) fn plain(markup: &str) -> String {
    let mut out = String::new();
    let mut before = Level::Line;
    for span in spans(markup) {
        if span.level != before {
            match span.level {
                Level::Line => {}
                Level::Subscript => out.push('_'),
                Level::Superscript => out.push('^'),
            }
        }
        out += &span.text;
        before = span.level;
    }
    out
}

/// About how wide the label is at a size of one: advances of the figures' font, rounded up.
pub(crate) fn width(markup: &str) -> f64 {
    spans(markup)
        .iter()
        .map(|span| {
            let advances: f64 = span.text.chars().map(advance).sum();
            advances * span.level.scale()
        })
        .sum()
}

fn advance(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' | 'I' | '!' | '(' | ')' => 0.31,
        'f' | 't' | 'r' | 's' | 'c' | 'z' | '/' | '-' => 0.46,
        'm' | 'w' | 'M' | 'W' | '∞' => 0.93,
        c if c.is_uppercase() => 0.68,
        _ => 0.6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_runs() {
        let found = spans("*ε*_{o} at *e*^{−2} x");
        let texts: Vec<&str> = found.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(texts, ["ε", "o", " at ", "e", "−2", " x"]);
        assert!(found[0].italic && !found[2].italic);
        assert_eq!(
            (found[1].level, found[4].level, found[5].level),
            (Level::Subscript, Level::Superscript, Level::Line)
        );
        assert_eq!(plain("*ε*_{o} ≤ 10^{−3}"), "ε_o ≤ 10^−3");
    }
}
