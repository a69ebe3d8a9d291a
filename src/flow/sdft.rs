//! The coupled flow of SDFT's student and teacher, all parameters free (D2, D3).

use crate::error::{Error, Result};
use crate::model::Mixture;
use crate::objective::{Objective, ReverseKl};
use differential_equations::prelude::*;

/// $\theta'=-\nabla_\theta\mathrm{KL}(q_\theta\Vert q_T)$, $T'=r(\theta-T)+a(\theta_{\text{demo}}-T)$ in $\theta=(\varphi,m_o,m_n)$ on the line of the modes.
///
/// `rate` $r$ and `anchor` $a$ are speeds. The axis is invariant, so whitened collinear learners in any dimension move like this.
///
/// ```
/// use forgetting::flow::SdftFlow;
/// use forgetting::model::{Separation, TwoModes, Weight};
/// let modes = TwoModes::on_the_line(Separation::new(4.0)?);
/// let (demo, start) = (modes.mixture(Weight::new(0.5)?), modes.mixture(Weight::new(0.8)?));
/// let end = |anchor: f64| -> forgetting::Result<f64> {
///     let path = SdftFlow::new(1.0, anchor, &demo)?.path(&start, &start, 200.0, 400)?;
///     Ok(path.last().expect("the end").student.weight().old())
/// };
/// assert!((end(0.5)? - 0.5).abs() < 1e-3);  // pulled to the demonstrator (D1, D2)
/// assert!((end(0.0)? - 0.8).abs() < forgetting::flow::ACCURACY); // neutral: student and teacher agree, nothing moves
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct SdftFlow {
    rate: f64,
    anchor: f64,
    demonstrator: [f64; 3],
}

/// Student and teacher at one time.
#[derive(Clone, Debug, PartialEq)]
pub struct SdftPair {
    /// The time.
    pub time: f64,
    /// $q_\theta$.
    pub student: Mixture,
    /// $q_T$.
    pub teacher: Mixture,
}

/// Local error per step, relative and absolute, of the Dormand-Prince method of order 8.
const TOLERANCE: f64 = 1e-11;

impl SdftFlow {
    /// # Errors
    /// A speed that is negative or not finite, a demonstrator that is not on the line or has an empty component.
    pub fn new(rate: f64, anchor: f64, demonstrator: &Mixture) -> Result<Self> {
        for (argument, value) in [("rate", rate), ("anchor", anchor)] {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(Error::domain(argument, "be finite and >= 0", value));
            }
        }
        Ok(Self {
            rate,
            anchor,
            demonstrator: on_the_line("the demonstrator", demonstrator)?,
        })
    }

    /// The pair at `points` + 1 equally spaced times from 0 to `until`; global error about $10^{-9}$.
    ///
    /// # Errors
    /// Starts that are not on the line or have an empty component, a time that is not positive and finite, and an integration
    /// that does not reach its end.
    pub fn path(
        &self,
        student: &Mixture,
        teacher: &Mixture,
        until: f64,
        points: u32,
    ) -> Result<Vec<SdftPair>> {
        if !(until > 0.0 && until.is_finite()) {
            return Err(Error::domain("the time", "be finite and > 0", until));
        }
        let (student, teacher) = (
            on_the_line("the student", student)?,
            on_the_line("the teacher", teacher)?,
        );
        let start: [f64; 6] =
            std::array::from_fn(|k| if k < 3 { student[k] } else { teacher[k - 3] });
        let times: Vec<f64> = (0..=points)
            .map(|k| until * f64::from(k) / f64::from(points.max(1)))
            .collect();
        let solution = IVP::ode(self, 0.0, until, start)
            .method(
                ExplicitRungeKutta::dop853()
                    .rtol(TOLERANCE)
                    .atol(TOLERANCE)
                    .max_steps(1_000_000),
            )
            .t_eval(times)
            .solve()
            .map_err(|_| Error::NotConverged {
                method: "Dormand-Prince on the coupled flow",
                gradient_norm: f64::NAN,
                tolerance: TOLERANCE,
                iterations: 1_000_000,
            })?;
        Ok(solution
            .iter()
            .map(|(time, state)| SdftPair {
                time: *time,
                student: Mixture::from_parameters(&state[..3]),
                teacher: Mixture::from_parameters(&state[3..]),
            })
            .collect())
    }
}

impl ODE<f64, [f64; 6]> for SdftFlow {
    fn diff(&self, _: f64, state: &[f64; 6], slope: &mut [f64; 6]) {
        let student = Mixture::from_parameters(&state[..3]);
        let teacher = Mixture::from_parameters(&state[3..]);
        let (_, gradient) = ReverseKl::new(teacher).value_and_gradient(&student);
        for k in 0..3 {
            slope[k] = -gradient[k];
            slope[3 + k] = self.rate * (state[k] - state[3 + k])
                + self.anchor * (self.demonstrator[k] - state[3 + k]);
        }
    }
}

fn on_the_line(what: &str, mixture: &Mixture) -> Result<[f64; 3]> {
    if mixture.dimension() != 1 {
        return Err(Error::Dimension {
            argument: format!("{what}'s means"),
            expected: 1,
            reference: "the line of the modes".into(),
            found: mixture.dimension(),
        });
    }
    let theta = mixture.to_parameters();
    if theta[0].is_finite() {
        Ok([theta[0], theta[1], theta[2]])
    } else {
        Err(Error::domain(
            format!("{what}'s old weight"),
            "lie in (0, 1)",
            mixture.weight().old(),
        ))
    }
}
