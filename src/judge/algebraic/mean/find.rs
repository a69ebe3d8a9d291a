//! The search for a mean: centre, scale, what each term averages, and the multiple of `y - E[y]`.

use super::frame::{Frame, ratio};
use super::terms::{Atom, Parted, centres, part, scales};
use super::{Averaged, Mean, is_mean};
use crate::claim::{Expr, Function};
use crate::judge::algebraic::derivation::{Derivation, Goal};
use crate::judge::algebraic::search::Search;
use crate::judge::symbolic::Sum;

/// Factor in the exponent of a Gaussian integrand: `sech(u/2) >= exp(-u^2/8)`.
const GAUSS: (i64, i64) = (1, 8);
/// Shifts at which such an integrand is looked for.
const GAUSS_SHIFTS: [(i64, i64); 2] = [(0, 1), (1, 2)];
/// Where a strict integrand is looked at.
const PLACES: [(i64, i64); 4] = [(2, 1), (1, 2), (5, 1), (1, 5)];

impl Search {
    /// By the integrand of a sum of means.
    pub fn by_mean(&mut self, goal: &Goal, sum: &Sum, depth: u32) -> Option<Derivation> {
        let parted: Vec<Parted> = sum.terms.iter().map(part).collect::<Option<_>>()?;
        let atoms: Vec<&Atom> = parted.iter().filter_map(|p| p.atom.as_ref()).collect();
        let first = atoms.first()?;
        if atoms.iter().any(|atom| atom.spread != first.spread) {
            return None;
        }
        for centre in centres(goal, &atoms, &first.spread) {
            for scale in scales(goal, &centre, &first.spread) {
                self.spend()?;
                let frame = Frame::new(goal, &centre, &first.spread, scale)?;
                if let Some(found) = self.by_frame(&frame, &parted, depth) {
                    return Some(found);
                }
            }
        }
        None
    }

    fn by_frame(&mut self, frame: &Frame<'_>, parted: &[Parted], depth: u32) -> Option<Derivation> {
        let gauss = GAUSS_SHIFTS.into_iter().map(|shift| {
            Some(Averaged::Gauss {
                a: ratio(GAUSS),
                shift: ratio(shift),
            })
        });
        // Gaussians stand beside values of sech only.
        let sech = parted.iter().filter_map(|p| p.atom.as_ref());
        let tries = if frame.mean.scale == Expr::integer(1)
            && sech
                .into_iter()
                .all(|atom| atom.order <= 1 && atom.function != Function::SoftplusNormal)
        {
            GAUSS_SHIFTS.len()
        } else {
            0
        };
        for gauss in std::iter::once(None).chain(gauss.take(tries)) {
            let Some(mean) = frame.with_terms(parted, gauss.as_ref()) else {
                continue;
            };
            let multiples = if gauss.is_none() {
                frame.multiples(&mean)
            } else {
                vec![None]
            };
            for multiple in multiples {
                let mean = frame.with_multiple(&mean, multiple.as_ref());
                if let Some(found) = self.by_integrand(frame.goal, mean, depth) {
                    return Some(found);
                }
            }
            if frame.is_free_of_spread(parted) {
                break;
            }
        }
        None
    }

    fn by_integrand(&mut self, goal: &Goal, mut mean: Mean, depth: u32) -> Option<Derivation> {
        for inner in mean.goals(goal)? {
            mean.by.push(self.prove(&inner, depth + 1)?);
        }
        if goal.strict {
            mean.positive = PLACES.into_iter().find_map(|place| {
                let at = ratio(place);
                let inner = mean.positive_goal(goal, &at)?;
                Some((at, self.prove(&inner, depth + 1)?))
            });
        }
        is_mean(goal, &mean).then(|| Derivation::Mean(Box::new(mean)))
    }
}
