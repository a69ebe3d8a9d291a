//! Inequalities between functions of the theory that are proved once, elsewhere: what is linear in such a value follows with the
//! bound in its place.

use super::substitution::walk;
use crate::claim::{
    Call, Definitions, Expr, Function, Kind, Operator, Symbol, differentiate, parse_expression,
    substitute,
};
use crate::judge::obligation::{Assertion, Obligation};
use crate::judge::symbolic::{Region, Sign, has_sign};

/// A function of the theory and a bound of it, in its own parameters: weights inside `(0, 1)`, separations `>= 0`.
struct Bound {
    function: Function,
    weights: &'static [&'static str],
    is_lower: bool,
    bound: &'static str,
    /// Where this is not zero the bound is not attained.
    apart: Option<&'static str>,
    /// Where it is proved.
    source: &'static str,
}

/// The parameter that follows the weights.
const SEPARATION: &str = "delta";

const BOUNDS: [Bound; 5] = [
    Bound {
        function: Function::Distinguishability,
        weights: &["beta"],
        is_lower: true,
        bound: "4*beta*(1 - beta)*tv(delta)^2",
        apart: None,
        source: "S2, proofs/rocq/misassignment.v:kernel_distinguishability",
    },
    Bound {
        function: Function::Distinguishability,
        weights: &["beta"],
        is_lower: true,
        bound: "1 - bc(delta)/(2*sqrt(beta*(1 - beta)))",
        apart: Some("delta"),
        source: "the sum of both bounds of A3, proofs/rocq/misassignment.v:a3_misassignment_bound",
    },
    Bound {
        function: Function::FisherMinEigenvalue,
        weights: &["beta"],
        is_lower: false,
        bound: "beta*(1 - beta)*distinguishability(beta, delta)",
        apart: None,
        source: "a diagonal entry of the matrix, C5",
    },
    Bound {
        function: Function::KlReplay,
        weights: &["beta", "rho"],
        is_lower: false,
        bound: "rho*ln(rho/beta) + (1 - rho)*ln((1 - rho)/(1 - beta))",
        apart: Some("beta - rho"),
        source: "B5, proofs/rocq/forward_kl.v:b5_label_bound",
    },
    Bound {
        function: Function::KlReverse,
        weights: &["beta", "alpha"],
        is_lower: false,
        bound: "beta*ln(beta/alpha) + (1 - beta)*ln((1 - beta)/(1 - alpha))",
        apart: Some("beta - alpha"),
        source: "B5, proofs/rocq/forward_kl.v:b5_label_bound",
    },
];

/// What an expression with a bounded value follows from: its coefficient has a sign, and with the bound in its place it is
/// nonnegative too.
pub(super) struct Bounded {
    pub coefficient: Expr,
    pub rest: Expr,
    /// Whether the value differs from its bound everywhere.
    pub is_apart: bool,
    /// The bound and where it is proved.
    pub by: String,
}

impl Bounded {
    /// What the coefficient and the rest have to show: a strict claim needs one strict step.
    pub fn obligations(&self, of: &Obligation) -> [Obligation; 2] {
        let weak = Obligation {
            assertion: Assertion::AtMost,
            ..of.clone()
        };
        if self.is_apart {
            [of.clone(), weak]
        } else {
            [weak, of.clone()]
        }
    }
}

/// Each way to put a bound in the place of a value that the expression is linear in.
pub(super) fn bounded(expr: &Expr, region: &Region) -> Vec<Bounded> {
    let mut calls: Vec<Call> = Vec::new();
    walk(expr, &mut |part| {
        if let Kind::Call(call) = part.kind()
            && !calls.contains(call)
        {
            calls.push(call.clone());
        }
    });
    let pairs = calls.iter().flat_map(|call| {
        let own = BOUNDS
            .iter()
            .filter(|bound| bound.function == call.function());
        own.map(move |bound| (call, bound))
    });
    pairs
        .filter_map(|(call, bound)| bound.in_place(expr, call, region))
        .collect()
}

impl Bound {
    fn in_place(&self, expr: &Expr, call: &Call, region: &Region) -> Option<Bounded> {
        let (separation, weights) = call.arguments().split_last()?;
        let rest = |weight: &Expr| Expr::binary(Operator::Sub, Expr::integer(1), weight.clone());
        let inside = weights.iter().all(|weight| {
            has_sign(weight, Sign::Positive, region)
                && has_sign(&rest(weight), Sign::Positive, region)
        });
        if !inside || !has_sign(separation, Sign::Nonnegative, region) {
            return None;
        }
        let names: Option<Vec<Symbol>> = self
            .weights
            .iter()
            .chain([&SEPARATION])
            .map(|name| Symbol::new(name))
            .collect();
        let names = names.filter(|names| names.len() == call.arguments().len())?;
        let arguments: Vec<(Symbol, Expr)> = names
            .iter()
            .cloned()
            .zip(call.arguments().iter().cloned())
            .collect();
        let instance = |text: &str| {
            let template = parse_expression(text, &names, &Definitions::new()).ok()?;
            substitute(&template, &arguments).ok()
        };
        let bound = instance(self.bound)?;
        let value = (1..)
            .filter_map(|k| Symbol::new(&format!("value_{k}")))
            .find(|name| !expr.mentions(name))?;
        let linear = replaced(expr, call, &Expr::variable(value.clone()));
        let slope = differentiate(&linear, &value).ok()?;
        if slope.mentions(&value) {
            return None;
        }
        let is_apart = self.apart.is_some_and(|text| {
            instance(text).is_some_and(|gap| has_sign(&gap, Sign::Nonzero, region))
        });
        let known = Expr::call(call.function(), call.index(), call.arguments().to_vec()).ok()?;
        let relation = if self.is_lower { ">=" } else { "<=" };
        Some(Bounded {
            by: format!("{known} {relation} {bound}    [{}]", self.source),
            rest: substitute(&linear, &[(value, bound)]).ok()?,
            coefficient: if self.is_lower {
                slope
            } else {
                Expr::negation(slope)
            },
            is_apart,
        })
    }
}

/// The expression with a call replaced, outside derivatives and means.
fn replaced(expr: &Expr, call: &Call, by: &Expr) -> Expr {
    match expr.kind() {
        Kind::Call(own) if own == call => by.clone(),
        Kind::Neg(a) => Expr::negation(replaced(a, call, by)),
        Kind::Binary(operator, a, b) => {
            Expr::binary(*operator, replaced(a, call, by), replaced(b, call, by))
        }
        Kind::Call(own) => {
            let arguments = own.arguments().iter().map(|a| replaced(a, call, by));
            Expr::call(own.function(), own.index(), arguments.collect())
                .unwrap_or_else(|_| expr.clone())
        }
        _ => expr.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::{BOUNDS, SEPARATION};
    use crate::claim::{
        Definitions, Expr, Float, Function, Program, Symbol, parse_claim, parse_expression,
    };
    use crate::judge::algebraic::derive;
    use crate::judge::{Domain, Limits, Verdict, judge};
    use crate::theory::Theory;

    fn is_derived(text: &str) -> bool {
        let claim = parse_claim(text).unwrap();
        let domain = Domain::new(&claim).unwrap();
        derive(&claim, &domain).is_some_and(|proof| proof.holds())
    }

    /// Every bound at weights and separations of all sizes: it holds, but for the rounding of `f64`.
    #[test]
    fn the_bounds_hold_where_they_are_evaluated() {
        let weights = [1e-9, 1e-3, 0.1, 0.3, 0.5, 0.77, 0.95, 0.999_999];
        let separations = [1e-3, 0.1, 0.7, 1.0, 2.0, 3.5, 6.0, 12.0];
        let theory = Float::new(&Theory);
        for bound in &BOUNDS {
            let names: Vec<Symbol> = bound
                .weights
                .iter()
                .chain([&SEPARATION])
                .map(|name| Symbol::new(name).unwrap())
                .collect();
            let arguments = names.iter().cloned().map(Expr::variable).collect();
            let value = Expr::call(bound.function, None, arguments).unwrap();
            let other = parse_expression(bound.bound, &names, &Definitions::new()).unwrap();
            let program = Program::new([&value, &other], &names);
            let program = program.bind(&theory).unwrap();
            let check = |point: &[f64]| {
                let values = program.evaluate(point).unwrap();
                let gap = if bound.is_lower {
                    values[0] - values[1]
                } else {
                    values[1] - values[0]
                };
                assert!(
                    gap >= -crate::overlap::DIFFERENCE_ACCURACY,
                    "{:?} at {point:?}: {gap}",
                    bound.function
                );
            };
            for first in weights {
                for second in weights {
                    for separation in separations {
                        match bound.weights.len() {
                            1 => check(&[first, separation]),
                            _ => check(&[first, second, separation]),
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_linear_in_a_bounded_value_is_shown() {
        for text in [
            "for beta in (0, 1), delta in (0, inf): 4*beta*(1 - beta)*tv(delta)^2 <= distinguishability(beta, delta)",
            "for beta in (0, 1), delta in (0, inf): distinguishability(beta, delta) > 1 - bc(delta)/(2*sqrt(beta*(1 - beta)))",
            "for beta in (0, 1), delta in (0, inf): -beta^2*(1 - beta)*distinguishability(beta, delta) <= -4*tv(delta)^2*beta^3*(1 - beta)^2",
            "for beta in (0, 1), delta in (0, inf): fisher_min_eigenvalue(beta, delta) <= beta*(1 - beta)*distinguishability(beta, delta)",
            "for beta in (0, 1), rho in (0, 1), delta in (0, inf): kl_replay(beta, rho, delta) <= rho*ln(rho/beta) + (1 - rho)*ln((1 - rho)/(1 - beta))",
            "for beta in [1/2, 3/4], alpha in [1/8, 1/4], delta in (0, inf): kl_reverse(beta, alpha, delta) < beta*ln(beta/alpha) + (1 - beta)*ln((1 - beta)/(1 - alpha))",
        ] {
            assert!(is_derived(text), "{text}");
        }
    }

    #[test]
    fn what_is_false_by_a_billionth_or_outside_the_bounds_is_not_shown() {
        for text in [
            "for beta in (0, 1), delta in (0, inf): 4.000000001*beta*(1 - beta)*tv(delta)^2 <= distinguishability(beta, delta)",
            "for beta in (0, 1), delta in (0, inf): 4*beta*(1 - beta)*tv(delta)^2 < distinguishability(beta, delta) - 0.000000001",
            "for beta in (0, 1), delta in (0, inf): distinguishability(beta, delta) <= 4*beta*(1 - beta)*tv(delta)^2",
            "for beta in (0, 1), delta in (0, inf): fisher_min_eigenvalue(beta, delta) <= 0.999999999*beta*(1 - beta)*distinguishability(beta, delta)",
            "for beta in (0, 1), delta in (0, inf): beta*(1 - beta)*distinguishability(beta, delta) <= fisher_min_eigenvalue(beta, delta)",
            "for beta in (0, 1), rho in (0, 1), delta in (0, inf): kl_replay(beta, rho, delta) <= rho*ln(rho/beta) + (1 - rho)*ln((1 - rho)/(1 - beta)) - 0.000000001",
            "for beta in (0, 1), delta in (0, inf): distinguishability(beta, delta) >= 1 - 0.999999999*bc(delta)/(2*sqrt(beta*(1 - beta)))",
            // Equality where the separation is 0.
            "for beta in (0, 1), delta in [0, 1]: distinguishability(beta, delta) > 1 - bc(delta)/(2*sqrt(beta*(1 - beta)))",
            // Equality where the weights agree.
            "for beta in (0, 1), rho in (0, 1), delta in (0, inf): kl_replay(beta, rho, delta) < rho*ln(rho/beta) + (1 - rho)*ln((1 - rho)/(1 - beta))",
            // The coefficient changes its sign.
            "for beta in (0, 1), delta in (0, inf): (1 - 2*beta)*4*beta*(1 - beta)*tv(delta)^2 <= (1 - 2*beta)*distinguishability(beta, delta)",
        ] {
            assert!(!is_derived(text), "{text}");
        }
    }

    #[test]
    fn a_chain_of_a_range_and_a_bound_is_settled_among_the_subnormal_weights() {
        let text = "for w in (0, 1), delta in (0, inf): 0 <= boundary_slope(w, delta) <= -chi2(delta)*ln(1 - w)";
        let judgement = judge(&parse_claim(text).unwrap(), &Limits::default());
        assert_eq!(judgement.verdict, Verdict::Proved, "{}", judgement.reason);
        assert!(
            BOUNDS
                .iter()
                .all(|bound| bound.function != Function::BoundarySlope)
        );
    }
}
