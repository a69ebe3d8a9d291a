//! Enclosures of functions that rest on the kernel, kept for a while: the programs of one obligation (its sides, their difference
//! and its derivatives) ask for the same function over the same box one after the other.
//!
//! A function of the table has one enclosure for each box, so that what is remembered is what would be computed.

use std::cell::RefCell;
use std::collections::HashMap;

use super::work::weight;
use crate::claim::Function;
use crate::interval::{Decoration, Interval};

/// Cheaper functions than this, in operations of arithmetic, are not worth a look-up.
const COSTLY: u64 = 200;
/// Enclosures that are kept by one thread; all are forgotten when there are more.
const KEPT: usize = 4096;

/// A function over a box.
type Question = (Function, u32, Vec<(u64, u64, Decoration)>);

thread_local! {
    static KNOWN: RefCell<HashMap<Question, Interval>> = RefCell::new(HashMap::new());
}

/// `enclose()`, or what it was for the same function and box.
pub(super) fn remembered(
    function: Function,
    index: u32,
    arguments: &[Interval],
    enclose: impl FnOnce() -> Interval,
) -> Interval {
    if weight(function) < COSTLY {
        return enclose();
    }
    let bits = |x: &Interval| (x.lo().to_bits(), x.hi().to_bits(), x.decoration());
    let question = (function, index, arguments.iter().map(bits).collect());
    if let Some(known) = KNOWN.with_borrow(|known| known.get(&question).copied()) {
        return known;
    }
    let value = enclose();
    KNOWN.with_borrow_mut(|known| {
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(question, value);
    });
    value
}

#[cfg(test)]
mod tests {
    use super::{KEPT, remembered};
    use crate::claim::{Algebra, Function};
    use crate::interval::{Decoration, Interval};
    use crate::judge::IntervalAlgebra;
    use crate::kernel::enclosure::kernel;

    #[test]
    fn what_is_remembered_is_what_is_computed() {
        for round in 0..3 {
            for k in 0..40 {
                let m = Interval::from_bounds(-1.0 - f64::from(k), 0.1 * f64::from(k));
                let s = Interval::from_bounds(0.5, 1.0 + f64::from(k % 7));
                for x in [m, m.at_most(Decoration::Trv)] {
                    for order in 0..3 {
                        let found = IntervalAlgebra.call(Function::Kernel, Some(order), &[x, s]);
                        let fresh = kernel(order, x, s);
                        let found = found.unwrap();
                        assert_eq!(
                            (found.lo(), found.hi(), found.decoration()),
                            (fresh.lo(), fresh.hi(), fresh.decoration()),
                            "round {round}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn functions_orders_and_zeros_are_told_apart_and_no_more_is_kept_than_said() {
        let ask = |function, order, x: f64, answer| {
            let answer = Interval::point(answer);
            remembered(function, order, &[Interval::point(x)], || answer).lo()
        };
        assert_eq!(ask(Function::Kernel, 1, 0.0, 1.0), 1.0);
        assert_eq!(ask(Function::Kernel, 2, 0.0, 2.0), 2.0);
        assert_eq!(ask(Function::SechMoment, 1, 0.0, 3.0), 3.0);
        assert_eq!(ask(Function::Kernel, 1, 0.0, 4.0), 1.0);
        for k in 0..=KEPT {
            ask(Function::Kernel, 1, 1.0 + k as f64, 0.5);
        }
        assert_eq!(ask(Function::Kernel, 1, 0.0, 5.0), 5.0);
    }
}
