//! The trapezoidal rule for $\mathbb{E}[f(Z)]$, $Z\sim N(0,1)$, with the bound of its error.
//!
//! For $f$ analytic in $|\mathrm{Im}\,z|\le y$ and $|f(x+iy)|\le c\,|f|(x)$ up to the density's factor $e^{y^2/2}$ the rule of step $h$ errs by at most
//! $\dfrac{2\,c\,e^{y^2/2}}{e^{2\pi y/h}-1}\,\mathbb{E}|f|$ (S2). Integrands here are functions of $\delta z$ with poles at $\mathrm{Im}\,\delta z=\pi$: $y=v/\delta$, $v<\pi$.

use crate::interval::Interval;

/// Nodes reach this far from the mean: $2\Phi(-13)<10^{-37}$.
const REACH: f64 = 13.0;
/// The rule's relative error is below $e^{-41}<2\cdot10^{-18}$.
const EXPONENT: f64 = 41.0;

/// A rule for one separation.
pub(super) struct Trapezoid {
    step: f64,
    count: i32,
    /// The rule's error relative to the integral of the absolute value.
    error: f64,
}

impl Trapezoid {
    /// Off the axis the integrand grows by at most $k^{p}e^{g(k)\,t}$, $k=1/\cos(v/2)$, for `growth` $g$, `power` $p$ and `tilt` $t$.
    pub fn new(delta: Interval, growth: impl Fn(f64) -> f64, power: i32, tilt: f64) -> Self {
        // The height with the largest step; any serves, the error below is computed from it.
        let logarithm = |v: f64| {
            let k = 1.0 / core_math::cos(0.5 * v);
            let y = v / delta.hi();
            let grown = f64::from(power) * core_math::log(k) + growth(k) * tilt;
            (y, EXPONENT + 0.5 * y * y + grown)
        };
        let heights = (1..=50).map(|i| {
            // In units of the normal law a height above 6 gains nothing.
            let v = (0.05 * f64::from(i)).min(6.0 * delta.hi());
            let (y, exponent) = logarithm(v);
            (2.0 * std::f64::consts::PI * y / exponent, v)
        });
        let (step, v) = heights
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .expect("fifty heights");
        let step = step.min(0.5);
        // Larger by far more than the cosine's rounding.
        let k = (1.0 / core_math::cos(0.5 * v)) * (1.0 + 1e-12);
        let height = Interval::point(v) / delta.hi();
        let growth = Interval::point(growth(k) * (1.0 + 1e-12)) * tilt;
        let size = (height.sqr() * 0.5 + growth).exp() * Interval::point(k).pow_int(power) * 2.0;
        let decay = (Interval::PI * 2.0 * height / step).exp_m1();
        Self {
            step,
            count: (REACH / step).ceil() as i32,
            error: (size / decay).hi(),
        }
    }

    /// Visits the nodes and their masses, the step times the normal density.
    pub fn visit(&self, mut see: impl FnMut(Interval, Interval)) {
        for k in -self.count..=self.count {
            let z = Interval::point(self.step) * Interval::point(f64::from(k));
            see(z, z.normal_density() * self.step);
        }
    }

    /// The integral of a positive integrand from the sum over the nodes, tails apart.
    pub fn relative(&self, sum: Interval) -> Interval {
        // I (1 - e) <= T <= I (1 + e)
        let error = Interval::from_bounds(-self.error, self.error);
        sum / (Interval::ONE + error)
    }

    /// A bound of what the nodes leave out of a positive integrand that is at most 1.
    pub fn tail(&self) -> Interval {
        // The sum beyond is at most h phi(R)/(1 - e^(-h R)) on either side.
        let edge = Interval::point(self.step) * Interval::point(f64::from(self.count));
        let ratio = -(-(edge * self.step)).exp_m1();
        edge.normal_density() * self.step / ratio * 2.0
    }
}
