//! What the expectations of an evaluation may spend.

use crate::numeric::Instant;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::claim::tree::EvalError;

/// Evaluations of integrands that one expression may take by default: some seconds.
pub(crate) const INTEGRANDS: u64 = 100_000_000;
/// Evaluations of integrands between two looks at the clock.
const LOOK_EVERY: u64 = 64;

/// A number of evaluations of integrands, nested ones counted each, and a time if one is asked for.
///
/// # Examples
/// ```
/// use forgetting::claim::{Allowance, EvalError, Float, Program, parse_expression};
/// use forgetting::theory::Theory;
/// let twice = parse_expression("expect old(x, 1)(expect new(y, 1)(tanh(x - y)^2))", &[], &Default::default())?;
/// let allowance = Allowance::new(1000, None);
/// let float = Float::within(&Theory, &allowance);
/// let value = Program::new([&twice], &[]).bind(&float)?.evaluate(&[]);
/// assert!(matches!(value, Err(EvalError::Limit { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Allowance {
    most: u64,
    spent: AtomicU64,
    deadline: Option<Instant>,
}

impl Allowance {
    /// At most this many evaluations of integrands, until the deadline.
    pub fn new(evaluations: u64, deadline: Option<Instant>) -> Self {
        Self {
            most: evaluations,
            spent: AtomicU64::new(0),
            deadline,
        }
    }

    /// Whether it is used up.
    pub fn is_spent(&self) -> bool {
        self.spent.load(Ordering::Relaxed) >= self.most || self.is_late()
    }

    fn is_late(&self) -> bool {
        self.deadline.is_some_and(|end| Instant::now() >= end)
    }

    /// The time is up.
    ///
    /// # Errors
    /// [`EvalError::Limit`]
    pub(crate) fn on_time(&self) -> Result<(), EvalError> {
        if self.is_late() {
            return Err(EvalError::Limit {
                what: "time".to_owned(),
            });
        }
        Ok(())
    }

    /// Counts one evaluation of an integrand.
    ///
    /// # Errors
    /// [`EvalError::Limit`]
    pub(crate) fn spend(&self) -> Result<(), EvalError> {
        let spent = self.spent.fetch_add(1, Ordering::Relaxed);
        if spent >= self.most {
            let what = format!("{} evaluations of integrands", self.most);
            return Err(EvalError::Limit { what });
        }
        if spent.is_multiple_of(LOOK_EVERY) {
            self.on_time()?;
        }
        Ok(())
    }
}
