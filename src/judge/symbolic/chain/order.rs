//! Expressions up to the order of terms and factors and the place of signs.

use crate::claim::{Expr, Kind, Operator};

/// A text that is the same for expressions that differ only by commutativity, associativity and the place of signs and
/// divisions.
pub(super) fn unordered(expr: &Expr) -> String {
    let mut sum = Sum::default();
    sum.take(expr, false);
    sum.text()
}

#[derive(Default)]
struct Sum {
    terms: Vec<String>,
}

impl Sum {
    fn take(&mut self, expr: &Expr, negative: bool) {
        match expr.kind() {
            Kind::Binary(Operator::Add, a, b) => {
                self.take(a, negative);
                self.take(b, negative);
            }
            Kind::Binary(Operator::Sub, a, b) => {
                self.take(a, negative);
                self.take(b, !negative);
            }
            Kind::Neg(a) => self.take(a, !negative),
            _ => {
                let mut product = Product::default();
                product.take(expr, false);
                self.terms.push(product.text(negative));
            }
        }
    }

    fn text(mut self) -> String {
        self.terms.sort_unstable();
        format!("({})", self.terms.join(" + "))
    }
}

#[derive(Default)]
struct Product {
    negative: bool,
    above: Vec<String>,
    below: Vec<String>,
}

impl Product {
    fn take(&mut self, expr: &Expr, inverse: bool) {
        match expr.kind() {
            Kind::Binary(Operator::Mul, a, b) => {
                self.take(a, inverse);
                self.take(b, inverse);
            }
            Kind::Binary(Operator::Div, a, b) => {
                self.take(a, inverse);
                self.take(b, !inverse);
            }
            Kind::Neg(a) => {
                self.negative = !self.negative;
                self.take(a, inverse);
            }
            _ => {
                let factor = factor(expr);
                if inverse {
                    self.below.push(factor);
                } else {
                    self.above.push(factor);
                }
            }
        }
    }

    fn text(mut self, negative: bool) -> String {
        self.above.sort_unstable();
        self.below.sort_unstable();
        let sign = if self.negative == negative { "" } else { "-" };
        format!(
            "{sign}{} / {}",
            self.above.join(" * "),
            self.below.join(" * ")
        )
    }
}

fn factor(expr: &Expr) -> String {
    match expr.kind() {
        Kind::Binary(Operator::Pow, base, exponent) => {
            format!("{} ^ {}", unordered(base), unordered(exponent))
        }
        Kind::Binary(..) => unordered(expr),
        Kind::Call(call) => {
            let arguments: Vec<String> = call.arguments().iter().map(unordered).collect();
            format!(
                "{}.{:?}({})",
                call.function(),
                call.index(),
                arguments.join(", ")
            )
        }
        _ => expr.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::unordered;
    use crate::claim::{Definitions, Symbol, parse_expression};

    #[test]
    fn order_is_ignored_and_nothing_else() {
        let names: Vec<Symbol> = ["a", "b", "c"]
            .iter()
            .filter_map(|n| Symbol::new(n))
            .collect();
        let text = |source: &str| {
            unordered(&parse_expression(source, &names, &Definitions::new()).expect("it parses"))
        };
        assert_eq!(text("a - b*c/2"), text("-(c*b)/2 + a"));
        assert_eq!(text("exp(-a - b)"), text("exp(-b - a)"));
        assert_eq!(text("a/(b + c)"), text("a/(c + b)"));
        assert_ne!(text("a - b"), text("b - a"));
        assert_ne!(text("a*(b + c)"), text("a*b + c"));
        assert_ne!(text("a/b/c"), text("a/b*c"));
        assert_ne!(text("a^2"), text("a*a"));
    }
}
