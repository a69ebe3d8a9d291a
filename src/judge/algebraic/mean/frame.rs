//! One choice of centre and scale: what the terms of a goal average there.

use num_rational::BigRational;
use num_traits::{One, Zero};

use super::averaged::moment;
use super::terms::{Atom, Parted};
use super::{Averaged, Mean};
use crate::claim::{Expr, Function, Operator, Symbol, differentiate, rational_value, substitute};
use crate::judge::algebraic::derivation::Goal;
use crate::judge::algebraic::search::shown;
use crate::judge::algebraic::substitution::fresh;

/// Powers of `y` whose means a term is compared with, besides 0.
const POWERS: [(i64, i64); 7] = [(1, 2), (2, 1), (-1, 1), (3, 2), (-1, 2), (3, 1), (-2, 1)];
/// Multiples of `s^2` by which centres may differ where they differ by more than that.
const SHIFTS: [(i64, i64); 3] = [(0, 1), (1, 1), (-1, 1)];
/// Multiples of `s^2` in a centre.
const SQUARES: [(i64, i64); 4] = [(-1, 2), (1, 2), (-1, 1), (1, 1)];

pub(super) fn ratio((a, b): (i64, i64)) -> BigRational {
    BigRational::new(a.into(), b.into())
}

pub(super) fn binary(operator: Operator, a: &Expr, b: &Expr) -> Expr {
    Expr::binary(operator, a.clone(), b.clone())
}

/// One choice of centre and scale.
pub(super) struct Frame<'a> {
    pub goal: &'a Goal,
    /// Without parts.
    pub mean: Mean,
}

impl<'a> Frame<'a> {
    pub fn new(goal: &'a Goal, centre: &Expr, spread: &Expr, scale: Expr) -> Option<Self> {
        Some(Self {
            goal,
            mean: Mean {
                centre: centre.clone(),
                spread: spread.clone(),
                scale,
                fresh: fresh(goal, &Symbol::new("v")?)?,
                parts: Vec::new(),
                by: Vec::new(),
                positive: None,
            },
        })
    }

    fn simple(&self, expr: &Expr) -> Option<Expr> {
        Some(shown(expr, self.goal)?.1)
    }

    /// Whether an expression does not vary with the spread.
    fn is_free(&self, expr: &Expr) -> bool {
        let varies = |name: &Symbol| self.mean.spread.mentions(name) && expr.mentions(name);
        !self.goal.cell.variables().iter().any(varies)
    }

    /// `expr/s^2`, where that is a rational number.
    fn in_squares(&self, expr: &Expr) -> Option<BigRational> {
        let square = binary(Operator::Pow, &self.mean.spread, &Expr::integer(2));
        rational_value(&self.simple(&binary(Operator::Div, expr, &square))?)
    }

    /// Whether everything beside the theory functions is constant in the spread.
    pub fn is_free_of_spread(&self, parted: &[Parted]) -> bool {
        parted.iter().all(|term| self.is_free(&term.rest))
    }

    pub fn with_terms(&self, parted: &[Parted], gauss: Option<&Averaged>) -> Option<Mean> {
        let mut parts = Vec::new();
        for term in parted {
            parts.extend(self.assign(term, gauss)?);
        }
        Some(Mean {
            parts,
            ..self.mean.clone()
        })
    }

    /// What a term averages; what varies with the spread beside the theory functions, the Gaussian where one is given.
    fn assign(&self, term: &Parted, gauss: Option<&Averaged>) -> Option<Vec<(Expr, Averaged)>> {
        if let Some(atom) = &term.atom {
            return Some(vec![(term.rest.clone(), self.averaged(atom)?)]);
        }
        if let Some(at) = &term.step {
            return self.step(&term.rest, at);
        }
        if self.is_free(&term.rest) {
            return Some(vec![(
                term.rest.clone(),
                Averaged::Power(BigRational::zero()),
            )]);
        }
        if let Some(gauss) = gauss {
            let share = binary(Operator::Div, &term.rest, &gauss.value(&self.mean)?);
            return Some(vec![(share, gauss.clone())]);
        }
        let mut powers = POWERS.into_iter().map(|k| Averaged::Power(ratio(k)));
        let fitting = powers.find_map(|part| {
            let coefficient = binary(Operator::Div, &term.rest, &part.value(&self.mean)?);
            let coefficient = self.simple(&coefficient)?;
            self.is_free(&coefficient).then_some((coefficient, part))
        });
        if fitting.is_none()
            && let Some(parts) = self.logarithm(&term.rest)
        {
            return Some(parts);
        }
        let as_it_is = (term.rest.clone(), Averaged::Power(BigRational::zero()));
        Some(vec![fitting.unwrap_or(as_it_is)])
    }

    /// `c s^2` by the mean of `ln(y)`, where the centre is `start + k s^2` and start and c do not vary with the spread.
    fn logarithm(&self, term: &Expr) -> Option<Vec<(Expr, Averaged)>> {
        let square = binary(Operator::Pow, &self.mean.spread, &Expr::integer(2));
        let share = self.simple(&binary(Operator::Div, term, &square))?;
        self.is_free(&share).then_some(())?;
        let (k, start) = SQUARES.into_iter().find_map(|k| {
            let k = ratio(k);
            let part = binary(Operator::Mul, &Expr::rational(&k), &square);
            let start = self.simple(&binary(Operator::Sub, &self.mean.centre, &part))?;
            self.is_free(&start).then_some((k, start))
        })?;
        let share = binary(Operator::Div, &share, &Expr::rational(&k));
        let rest = Expr::negation(binary(Operator::Mul, &share, &start));
        Some(vec![
            (share, Averaged::Log),
            (rest, Averaged::Power(BigRational::zero())),
        ])
    }

    fn averaged(&self, atom: &Atom) -> Option<Averaged> {
        let gaps = [(false, Operator::Sub), (true, Operator::Add)]
            .map(|(mirrored, sign)| (mirrored, binary(sign, &atom.centre, &self.mean.centre)));
        for (mirrored, gap) in &gaps {
            let mirrored = *mirrored;
            if let Some(shift) = self.in_squares(gap) {
                return Some(match atom.function {
                    Function::SechMoment => Averaged::Sech { mirrored, shift },
                    _ => Averaged::Kernel {
                        order: atom.order,
                        mirrored,
                        shift,
                        offset: Expr::integer(0),
                    },
                });
            }
        }
        if atom.function == Function::SechMoment {
            return None;
        }
        let square = binary(Operator::Pow, &self.mean.spread, &Expr::integer(2));
        for (mirrored, gap) in gaps {
            for shift in SHIFTS.into_iter().map(ratio) {
                let part = binary(Operator::Mul, &Expr::rational(&shift), &square);
                let offset = self.simple(&binary(Operator::Sub, &gap, &part))?;
                if self.is_free(&offset) {
                    return Some(Averaged::Kernel {
                        order: atom.order,
                        mirrored,
                        shift,
                        offset,
                    });
                }
            }
        }
        None
    }

    /// `c Phi(w)` by a step at the scale, or by 1 minus the step of `Phi(-w)`: by half of each where both have the shifts of
    /// the two modes.
    fn step(&self, coefficient: &Expr, w: &Expr) -> Option<Vec<(Expr, Averaged)>> {
        let shift = |operator: Operator| {
            let ends = binary(
                Operator::Sub,
                &Expr::call(Function::Ln, None, vec![self.mean.scale.clone()]).ok()?,
                &self.mean.centre,
            );
            let reach = binary(Operator::Mul, w, &self.mean.spread);
            self.in_squares(&binary(operator, &ends, &reach))
        };
        let of_a_mode = |shift: &BigRational| shift.is_zero() || shift.is_one();
        let low = shift(Operator::Sub).filter(of_a_mode);
        let high = shift(Operator::Add).filter(of_a_mode);
        let scaled = |c: i64| {
            let halves = if low.is_some() && high.is_some() {
                2
            } else {
                1
            };
            binary(
                Operator::Mul,
                &Expr::rational(&ratio((c, halves))),
                coefficient,
            )
        };
        let mut parts = Vec::new();
        if let Some(shift) = &low {
            parts.push((
                scaled(1),
                Averaged::Step {
                    shift: shift.clone(),
                },
            ));
        }
        if let Some(shift) = &high {
            parts.push((scaled(1), Averaged::Power(BigRational::zero())));
            parts.push((
                scaled(-1),
                Averaged::Step {
                    shift: shift.clone(),
                },
            ));
        }
        (!parts.is_empty()).then_some(parts)
    }

    /// Multiples of `y/E[y] - 1` to add: none, and minus the slope of the integrand at the mean, on either side.
    pub fn multiples(&self, mean: &Mean) -> Vec<Option<Expr>> {
        let mut found = vec![None];
        let at_mean = || {
            let whole = moment(&mean.centre, &mean.spread, &BigRational::one())?;
            let gap = binary(Operator::Sub, &mean.scale, &whole);
            rational_value(&self.simple(&gap)?).filter(Zero::is_zero)
        };
        if at_mean().is_none() {
            return found;
        }
        for below in [true, false] {
            let slope = mean.integrand(below).and_then(|f| {
                let slope = differentiate(&f, &mean.fresh).ok()?;
                let at = [(mean.fresh.clone(), Expr::integer(1))];
                self.simple(&substitute(&slope, &at).ok()?)
            });
            let slope = slope.map(Expr::negation);
            if slope.is_some() && !found.contains(&slope) {
                found.push(slope);
            }
        }
        // Where the integrand touches zero at the mean, no other multiple will do.
        found.reverse();
        found
    }

    pub fn with_multiple(&self, mean: &Mean, multiple: Option<&Expr>) -> Mean {
        let mut mean = mean.clone();
        if let Some(multiple) = multiple {
            let share = binary(Operator::Div, multiple, &mean.scale);
            mean.parts
                .push((share, Averaged::Power(BigRational::one())));
            let minus = Expr::negation(multiple.clone());
            mean.parts
                .push((minus, Averaged::Power(BigRational::zero())));
        }
        mean
    }
}
