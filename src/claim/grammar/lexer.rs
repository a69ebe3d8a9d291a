//! Source text to tokens.

use super::error::{Failure, ParseErrorKind, Span};
use crate::claim::tree::{Decimal, MAX_DIGITS, MAX_EXPONENT, MAX_SOURCE_BYTES, is_name_byte};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::claim) enum TokenKind {
    Number(Decimal),
    Name(String),
    /// Operators, brackets, relations and separators, by their text.
    Symbol(&'static str),
    End,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::claim) struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

/// Longer symbols first.
const SYMBOLS: &[&str] = &[
    "<=", ">=", "=>", "<", ">", "=", "+", "-", "*", "/", "^", "(", ")", "[", "]", ",", ":", ";",
];

/// The tokens of `source`, the last one [`TokenKind::End`].
pub(in crate::claim) fn tokenize(source: &str) -> Result<Vec<Token>, Failure> {
    if source.len() > MAX_SOURCE_BYTES {
        let kind = ParseErrorKind::TooLong {
            bytes: source.len(),
            limit: MAX_SOURCE_BYTES,
        };
        return Err(Failure::new(kind, Span::new(0, 0)));
    }
    let bytes = source.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        let (kind, length) = match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {
                at += 1;
                continue;
            }
            b'#' => {
                at += run(rest, |b| b != b'\n');
                continue;
            }
            b'0'..=b'9' => number(rest, at)?,
            b'a'..=b'z' | b'A'..=b'Z' => {
                let length = run(rest, is_name_byte);
                (
                    TokenKind::Name(String::from_utf8_lossy(&rest[..length]).into_owned()),
                    length,
                )
            }
            _ => symbol(source, at)?,
        };
        tokens.push(Token {
            kind,
            span: Span::new(at, at + length),
        });
        at += length;
    }
    tokens.push(Token {
        kind: TokenKind::End,
        span: Span::new(source.len(), source.len()),
    });
    Ok(tokens)
}

fn run(bytes: &[u8], accept: impl Fn(u8) -> bool) -> usize {
    bytes
        .iter()
        .position(|&b| !accept(b))
        .unwrap_or(bytes.len())
}

fn symbol(source: &str, at: usize) -> Result<(TokenKind, usize), Failure> {
    let rest = &source[at..];
    if let Some(text) = SYMBOLS.iter().copied().find(|text| rest.starts_with(text)) {
        // Habits from other languages get their own message.
        let doubled = rest.starts_with("==") || rest.starts_with("**");
        if !doubled {
            return Ok((TokenKind::Symbol(text), text.len()));
        }
    }
    let character = rest.chars().next().unwrap_or(' ');
    let (length, instead) = match character {
        '=' => (2, Some("=")),
        '*' => (2, Some("^")),
        '!' if rest.starts_with("!=") => (2, Some("a < b or a > b")),
        '&' if rest.starts_with("&&") => (2, Some("and")),
        '|' if rest.starts_with("||") => (2, Some("or")),
        '&' | '∧' => (character.len_utf8(), Some("and")),
        '∨' => (character.len_utf8(), Some("or")),
        '|' => (1, Some("abs(...)")),
        '⇒' | '→' => (character.len_utf8(), Some("implies")),
        '≠' => (character.len_utf8(), Some("a < b or a > b")),
        '∀' => (character.len_utf8(), Some("for")),
        '∞' => (character.len_utf8(), Some("inf")),
        '∫' => (character.len_utf8(), Some("integral(x, a, b, f)")),
        'Σ' | '∑' => (character.len_utf8(), Some("sum(k, a, b, f)")),
        '²' => (character.len_utf8(), Some("^2")),
        '³' => (character.len_utf8(), Some("^3")),
        'Φ' => (character.len_utf8(), Some("normal_cdf")),
        'φ' | 'ϕ' => (character.len_utf8(), Some("phi")),
        'σ' => (character.len_utf8(), Some("sigmoid")),
        'ε' | 'ϵ' => (character.len_utf8(), Some("epsilon")),
        '≤' | '⩽' => (character.len_utf8(), Some("<=")),
        '≥' | '⩾' => (character.len_utf8(), Some(">=")),
        '−' | '–' | '—' => (character.len_utf8(), Some("-")),
        '×' | '·' | '⋅' => (character.len_utf8(), Some("*")),
        '÷' => (character.len_utf8(), Some("/")),
        '∈' => (character.len_utf8(), Some("in")),
        'α' => (character.len_utf8(), Some("alpha")),
        'β' => (character.len_utf8(), Some("beta")),
        'δ' => (character.len_utf8(), Some("delta")),
        'η' => (character.len_utf8(), Some("eta")),
        'λ' => (character.len_utf8(), Some("lambda")),
        'π' => (character.len_utf8(), Some("pi")),
        'ρ' => (character.len_utf8(), Some("rho")),
        'τ' => (character.len_utf8(), Some("tau")),
        '√' => (character.len_utf8(), Some("sqrt(...)")),
        '.' => (1, Some("0.5, with a digit before the point")),
        '%' => (1, Some("/100")),
        '{' => (1, Some("(")),
        '}' => (1, Some(")")),
        _ => (character.len_utf8(), None),
    };
    let kind = ParseErrorKind::UnexpectedCharacter { character, instead };
    Err(Failure::new(kind, Span::new(at, at + length)))
}

/// `12`, `0.5`, `1e-9`, `2.5e3`; anything else that starts with a digit is malformed.
fn number(rest: &[u8], at: usize) -> Result<(TokenKind, usize), Failure> {
    // Everything glued to the digits belongs to the numeral, so that 1.2.3, 2x and 1e are one error, not two tokens.
    let mut length = run(rest, |b| is_name_byte(b) || b == b'.');
    let glued = &rest[..length];
    if matches!(glued.last(), Some(b'e' | b'E')) && matches!(rest.get(length), Some(b'+' | b'-')) {
        let digits = run(&rest[length + 1..], |b| is_name_byte(b) || b == b'.');
        if digits > 0 && rest[length + 1].is_ascii_digit() {
            length += 1 + digits;
        }
    }
    let text = String::from_utf8_lossy(&rest[..length]).into_owned();
    let fail = |kind| Failure::new(kind, Span::new(at, at + length));
    let malformed = || fail(ParseErrorKind::MalformedNumber { text: text.clone() });
    let too_long = || {
        fail(ParseErrorKind::NumberTooLong {
            digits: MAX_DIGITS,
            exponent: MAX_EXPONENT,
        })
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text.as_str(), None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let unsigned = exponent.map(|e| e.strip_prefix(['+', '-']).unwrap_or(e));
    if !all_digits(whole) || !fraction.is_none_or(all_digits) || !unsigned.is_none_or(all_digits) {
        return Err(malformed());
    }
    let fraction = fraction.unwrap_or("");
    let digits = format!("{whole}{fraction}");
    let power = exponent
        .map_or(Ok(0), str::parse::<i32>)
        .map_err(|_| too_long())?;
    let places = i32::try_from(fraction.len()).map_err(|_| too_long())?;
    let value = power
        .checked_sub(places)
        .and_then(|power| Decimal::scaled(&digits, power))
        .ok_or_else(too_long)?;
    Ok((TokenKind::Number(value), length))
}
