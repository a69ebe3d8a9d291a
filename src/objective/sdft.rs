//! SDFT: reverse KL to a teacher that follows the student and is pulled to a demonstrator (D1-D3).

use super::{Balance, Derivatives, Objective, ReverseKl};
use crate::error::{Error, Result};
use crate::model::{Mixture, Weight};
use nalgebra::DVector;

/// Teacher and student of SDFT as densities, in old mass (D1): how the mass moves round by round.
///
/// `rate` $r\in[0, 1]$ is the teacher's step, `anchor` $a\in[0, 1]$ the demonstrator's share in it:
/// $\text{teacher}\leftarrow(1-r)\,\text{teacher}+r\,[(1-a)\,\text{student}+a\,\text{demonstrator}]$. Mass is any linear functional of the density.
///
/// ```
/// use forgetting::model::Weight;
/// use forgetting::objective::Teacher;
/// let teacher = Teacher::new(0.1, 0.2)?;
/// let (start, demo) = (Weight::new(0.7)?, Weight::new(0.5)?);
/// // D1: a geometric return to the demonstrator's mass.
/// let mass = teacher.mass_after(10.0, start, demo)?;
/// assert!((mass - (0.5 + 0.98f64.powi(10) * 0.2)).abs() < forgetting::objective::MASS_ACCURACY);
/// // Without an anchor nothing returns: whatever mass there is stays (neutral).
/// assert_eq!(Teacher::new(0.1, 0.0)?.mass_after(1e6, start, demo)?, 0.7);
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Teacher {
    rate: f64,
    anchor: f64,
}

impl Teacher {
    /// # Errors
    /// `rate` or `anchor` outside [0, 1].
    pub fn new(rate: f64, anchor: f64) -> Result<Self> {
        for (argument, value) in [("rate", rate), ("anchor", anchor)] {
            if !(0.0..=1.0).contains(&value) {
                return Err(Error::domain(argument, "lie in [0, 1]", value));
            }
        }
        Ok(Self { rate, anchor })
    }

    /// $r$.
    pub fn rate(self) -> f64 {
        self.rate
    }

    /// $a$.
    pub fn anchor(self) -> f64 {
        self.anchor
    }

    /// The teacher's old mass after `rounds` rounds with the student equal to the teacher,
    /// $\text{demo}+(1-ra)^k(\text{mass}_0-\text{demo})$ (D1).
    ///
    /// Relative error at most [`MASS_ACCURACY`](super::MASS_ACCURACY) of the larger mass; real $k\ge0$ interpolates between rounds.
    ///
    /// # Errors
    /// `rounds` negative or not finite.
    pub fn mass_after(self, rounds: f64, start: Weight, demonstrator: Weight) -> Result<f64> {
        if !(rounds >= 0.0 && rounds.is_finite()) {
            return Err(Error::domain("k", "be finite and >= 0", rounds));
        }
        let left = if rounds == 0.0 {
            1.0
        } else {
            core_math::exp(rounds * core_math::log1p(-self.rate * self.anchor))
        };
        Ok(demonstrator.old() + left * (start.old() - demonstrator.old()))
    }

    /// The teacher's and the student's old mass after each round when the student misses the teacher's mass by `miss(round)`,
    /// clipped to [0, 1] (D1 with student error).
    ///
    /// Endless; the first item is the start. If no miss exceeds $e$ then the teacher's distance to the demonstrator's mass is at most
    /// $(1-a)e/a$ in the limit, and the student's $e/a$.
    pub fn rounds(
        self,
        start: Weight,
        demonstrator: Weight,
        mut miss: impl FnMut(u64) -> f64,
    ) -> impl Iterator<Item = RoundMasses> {
        let (rate, anchor, demo) = (self.rate, self.anchor, demonstrator.old());
        let mut teacher = start.old();
        (0..).map(move |round| {
            let student = (teacher + miss(round)).clamp(0.0, 1.0);
            let masses = RoundMasses { teacher, student };
            teacher += rate * ((1.0 - anchor) * (student - teacher) + anchor * (demo - teacher));
            masses
        })
    }

    /// D1: the limits superior of the teacher's and of the student's distance to the demonstrator's mass, for tracking errors at most `error`;
    /// infinite at anchor 0.
    pub fn error_limits(self, error: f64) -> (f64, f64) {
        if error == 0.0 && self.anchor > 0.0 {
            return (0.0, 0.0);
        }
        (
            (1.0 - self.anchor) * error / self.anchor,
            error / self.anchor,
        )
    }
}

/// Old masses at the start of a round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RoundMasses {
    /// The teacher's.
    pub teacher: f64,
    /// The student's, trained on that teacher.
    pub student: f64,
}

/// The two decay rates of the coupled flow at its fixed point for one Hessian eigenvalue $h$ (D2): the roots of
/// $s^2-s(h+r+a)+ha=0$, slow one first, so that a deviation shrinks like $e^{-st}$.
///
/// Both are positive iff $ha>0$; at $a=0$ the slow one is 0: student and teacher agree to stay wherever they meet. The slow rate lies in
/// $[ha/(h+r+a),\,2ha/(h+r+a)]$. Relative error at most $10^{-15}$ times a few.
///
/// # Errors
/// `h`, `rate` or `anchor` negative or not finite. (In the flow `rate` and `anchor` are speeds, not shares.)
///
/// ```
/// let [slow, fast] = forgetting::objective::sdft_rates(0.1, 1.0, 0.2)?;
/// assert!((slow + fast - 1.3).abs() < forgetting::objective::GRADIENT_ACCURACY && (slow * fast - 0.02).abs() < forgetting::objective::GRADIENT_ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn sdft_rates(h: f64, rate: f64, anchor: f64) -> Result<[f64; 2]> {
    for (argument, value) in [("h", h), ("rate", rate), ("anchor", anchor)] {
        if !(value >= 0.0 && value.is_finite()) {
            return Err(Error::domain(argument, "be finite and >= 0", value));
        }
    }
    let sum = h + rate + anchor;
    if sum == 0.0 {
        return Ok([0.0, 0.0]);
    }
    // (h + r + a)^2 - 4 h a without subtraction, scaled against overflow.
    let (x, y, z) = (h / sum, rate / sum, anchor / sum);
    let root = ((x - z) * (x - z) + y * (y + 2.0 * (x + z))).sqrt();
    Ok([
        sum * (2.0 * x * z / (1.0 + root)),
        sum * (0.5 * (1.0 + root)),
    ])
}

/// The student's objective once the teacher rests at the demonstrator: $\mathrm{KL}(q\Vert q_{\text{demo}})$ (D1, D3).
///
/// For $a>0$ that is the coupled flow's fixed point, so its minimiser is the demonstrator, whatever its error. At $a=0$ every student that
/// equals its teacher is at rest: no population objective says where it ends.
#[derive(Clone, Debug)]
pub struct Sdft(ReverseKl);

impl Sdft {
    /// Distillation from this demonstrator.
    pub fn new(demonstrator: Mixture) -> Self {
        Self(ReverseKl::new(demonstrator))
    }
}

impl Objective for Sdft {
    fn name(&self) -> &'static str {
        "sdft"
    }

    fn value(&self, learner: &Mixture) -> f64 {
        self.0.value(learner)
    }

    fn value_and_gradient(&self, learner: &Mixture) -> (f64, DVector<f64>) {
        self.0.value_and_gradient(learner)
    }

    fn derivatives(&self, learner: &Mixture) -> Derivatives {
        self.0.derivatives(learner)
    }

    fn boundary_repels(&self) -> bool {
        self.0.boundary_repels()
    }

    fn balance_of_true_means(&self, learner: &Mixture) -> Option<Balance> {
        self.0.balance_of_true_means(learner)
    }

    fn vanishes_at(&self) -> Option<Mixture> {
        self.0.vanishes_at()
    }

    fn weight_slope(&self, learner: &Mixture) -> f64 {
        self.0.weight_slope(learner)
    }
}
