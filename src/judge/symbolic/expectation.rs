//! Expectations enter a proof in closed form, where they exist on the whole domain.

use super::obstacle::Obstacle;
use crate::claim::{Expr, Program, reduce_expectations};
use crate::interval::Interval;
use crate::judge::{Domain, IntervalAlgebra};

/// Pieces the domain may be cut into to show that an expectation exists.
const MAX_PIECES: usize = 128;

/// The term with its expectations in closed form.
///
/// A closed form may have a value where the expectation has none, so the term itself is shown to exist: the interval algebra defines an
/// expectation only where its integrand, its parameters and its closed form are defined.
///
/// # Errors
/// [`Obstacle::NotShown`] where an expectation has no closed form, or is not shown to exist on the whole domain.
pub(super) fn in_closed_form(term: &Expr, domain: &Domain) -> Result<Expr, Obstacle> {
    if term.expectation_depth() == 0 {
        return Ok(term.clone());
    }
    let closed = reduce_expectations(term).map_err(|_| Obstacle::TooLarge("nodes"))?;
    if closed.expectation_depth() > 0 {
        let what = format!("every expectation in `{term}` has a closed form");
        return Err(Obstacle::NotShown(what));
    }
    if !exists(term, domain) {
        return Err(Obstacle::NotShown(format!("`{term}` exists")));
    }
    Ok(closed)
}

/// Whether the term has a value everywhere on the closed box around the domain.
fn exists(term: &Expr, domain: &Domain) -> bool {
    let program = Program::new([term], &domain.variables());
    let Ok(program) = program.bind(&IntervalAlgebra) else {
        return false;
    };
    let whole = domain.cover();
    let mut pending = vec![whole.clone()];
    for _ in 0..MAX_PIECES {
        let Some(piece) = pending.pop() else {
            return true;
        };
        let value = program.evaluate(&piece);
        if value.is_ok_and(|value| value[0].is_defined()) {
            continue;
        }
        let Some(halves) = halves(&piece, &whole) else {
            return false;
        };
        pending.extend(halves);
    }
    pending.is_empty()
}

/// Two halves, cut across the axis that is widest relative to `whole`; `None` where no axis has a double inside.
fn halves(piece: &[Interval], whole: &[Interval]) -> Option<[Vec<Interval>; 2]> {
    let relative = |k: usize| piece[k].width() / whole[k].width();
    let axis = (0..piece.len())
        .filter(|&k| piece[k].lo() < piece[k].mid() && piece[k].mid() < piece[k].hi())
        .max_by(|&a, &b| relative(a).total_cmp(&relative(b)))?;
    let (lo, middle, hi) = (piece[axis].lo(), piece[axis].mid(), piece[axis].hi());
    Some([(lo, middle), (middle, hi)].map(|(a, b)| {
        let mut half = piece.to_vec();
        half[axis] = Interval::from_bounds(a, b);
        half
    }))
}
