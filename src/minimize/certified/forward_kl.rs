//! All parameters of forward KL with replay in the data, on the line: enclosed gradient and Hessian.
//!
//! For a component of the data with mean `c`, whitened, `E_c[log q] = log beta - (c - m_o)^2/2 + P(xi, s)` and constants, with
//! `xi = -phi + (m_n - m_o)(c - (m_o + m_n)/2)`, `s = |m_n - m_o|`; derivatives in `tau = s^2/2` raise the order of the kernel by 2.

use super::krawczyk::{Matrix, Vector};
use super::line::{Enclosed, Line};
use super::{Certificate, NotCertified};
use crate::interval::Interval;
use crate::kernel::enclosure::kernel;
use crate::model::Mixture;

/// Proves that a box around `learner` holds exactly one stationary point of $\mathrm{KL}(p_\rho\Vert q)$ in $(\varphi,m_o,m_n)$, a
/// minimiser, and encloses it: replay in the data, all parameters free (B5).
///
/// Domain: data with both weights in $(0,1)$. In more than one dimension the learners are those on the line through the modes,
/// see [`CertificateKind::IsolatedOnTheLine`](super::CertificateKind::IsolatedOnTheLine). Width at most
/// [`CERTIFIED_WIDTH`](super::CERTIFIED_WIDTH). Source: as [`certify_reverse_kl`](super::certify_reverse_kl).
///
/// # Errors
/// [`NotCertified`] with the test that failed; [`NotCertified::NotIsolated`] without replay (B4).
///
/// ```
/// use forgetting::minimize::certified::certify_forward_kl;
/// use forgetting::model::{Separation, TwoModes, Weight};
/// let data = TwoModes::on_the_line(Separation::new(3.0)?).mixture(Weight::new(0.1)?);
/// let found = certify_forward_kl(&data, &data)?;
/// assert!(found.enclosure.old_weight.contains(0.1) && found.enclosure.new_mean.contains(3.0));
/// assert!(found.enclosure.width() <= forgetting::minimize::certified::CERTIFIED_WIDTH);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn certify_forward_kl(data: &Mixture, learner: &Mixture) -> Result<Certificate, NotCertified> {
    let (line, data) = Data::of(data)?;
    line.certify_around(&data, learner)
}

/// As [`certify_forward_kl`] for a box of $(\varphi,m_o,m_n)$ that somebody else chose.
///
/// # Errors
/// [`NotCertified::NoStationaryPoint`] if it is proved that there is none, [`NotCertified::NoContraction`] if nothing is proved,
/// and as above. [`NotCertified::BadBox`] for an unbounded or empty box.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::minimize::certified::certify_forward_kl_box;
/// use forgetting::model::{Separation, TwoModes, Weight};
/// let data = TwoModes::on_the_line(Separation::new(3.0)?).mixture(Weight::new(0.5)?);
/// let around = |x: f64| Interval::from_bounds(x - 1e-4, x + 1e-4);
/// // The data themselves: logit 0 and both means.
/// let [old, new] = [data.old_mean()[0], data.new_mean()[0]];
/// let found = certify_forward_kl_box(&data, [0.0, old, new].map(around))?;
/// assert!(found.enclosure.old_weight.contains(0.5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn certify_forward_kl_box(
    data: &Mixture,
    region: [Interval; 3],
) -> Result<Certificate, NotCertified> {
    let (line, data) = Data::of(data)?;
    line.certify(&data, region)
}

/// The enclosed gradient and Hessian in $(\varphi,m_o,m_n)$ over a box of them.
///
/// # Errors
/// Data without both modes, or with the modes at one place.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::minimize::certified::forward_kl_derivatives;
/// use forgetting::model::{Separation, TwoModes, Weight};
/// let data = TwoModes::on_the_line(Separation::new(3.0)?).mixture(Weight::new(0.25)?);
/// let at_data = data.to_parameters();
/// let (gradient, _) = forward_kl_derivatives(&data, [0, 1, 2].map(|k| Interval::point(at_data[k])))?;
/// assert!(gradient.iter().all(|slope| slope.contains(0.0) || slope.mag() < forgetting::minimize::GRADIENT_TOLERANCE));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn forward_kl_derivatives(
    data: &Mixture,
    region: [Interval; 3],
) -> Result<([Interval; 3], [[Interval; 3]; 3]), NotCertified> {
    let (_, data) = Data::of(data)?;
    Ok((data.gradient(&region), data.hessian(&region)))
}

/// The components of the data: probability and mean.
pub(super) struct Data([(Interval, Interval); 2]);

/// The responsibilities of a learner for one component of the data, and what their derivatives need.
struct Part {
    /// Its probability.
    p: Interval,
    /// The derivatives of `xi` in both means: `m_o - c` and `c - m_n`.
    slope: [Interval; 2],
    /// `E_c[r_o]` and `E_c[r_n]`.
    share: [Interval; 2],
    /// `K_2`, `K_3`, `K_4`.
    k: [Interval; 3],
}

/// Data of one mode fit many learners.
fn both_modes(rho: Interval) -> Result<(), NotCertified> {
    if rho.lo() > 0.0 && rho.hi() < 1.0 {
        Ok(())
    } else {
        Err(NotCertified::NotIsolated(
            "every learner whose components all lie on the one mode of the data, or are empty, fits it (B4)",
        ))
    }
}

impl Data {
    fn of(data: &Mixture) -> Result<(Line, Self), NotCertified> {
        let rho = Interval::point(data.weight().old());
        both_modes(rho)?;
        let line = Line::through(data)?;
        let data = Self::new(&line, rho)?;
        Ok((line, data))
    }

    pub fn new(line: &Line, rho: Interval) -> Result<Self, NotCertified> {
        both_modes(rho)?;
        Ok(Self([
            (rho, line.old_mean),
            (Interval::ONE - rho, line.new_mean),
        ]))
    }

    fn parts(&self, [phi, old, new]: &Vector) -> [Part; 2] {
        let axis = *new - *old;
        let scale = axis.abs();
        self.0.map(|(p, c)| {
            let slope = [*old - c, c - *new];
            // (m_n - m_o)(c - (m_o + m_n)/2) = ((c - m_o)^2 - (c - m_n)^2)/2
            let xi = axis * (slope[1] - slope[0]) * 0.5 - *phi;
            Part {
                p,
                slope,
                share: [kernel(1, -xi, scale), kernel(1, xi, scale)],
                k: [2, 3, 4].map(|n| kernel(n, xi, scale)),
            }
        })
    }
}

impl Enclosed for Data {
    fn forces(&self, region: &Vector) -> Vector {
        self.gradient(region)
    }

    fn gradient(&self, region: &Vector) -> Vector {
        let [phi, old, new] = region;
        let (beta, axis) = (phi.sigmoid(), *new - *old);
        let mut sum = [Interval::ZERO; 3];
        for part in self.parts(region) {
            let [to_old, from_new] = part.slope;
            let pull = axis * part.k[0];
            sum[0] = sum[0] + part.p * (beta - part.share[0]);
            sum[1] = sum[1] + part.p * (to_old * part.share[0] + pull);
            sum[2] = sum[2] - part.p * (from_new * part.share[1] + pull);
        }
        sum
    }

    fn hessian(&self, region: &Vector) -> Matrix {
        let [phi, old, new] = region;
        let axis = *new - *old;
        let square = axis.sqr();
        let variance = phi.sigmoid() * (-*phi).sigmoid();
        let mut sum = [Interval::ZERO; 6];
        for part in self.parts(region) {
            let [a, b] = part.slope;
            let [k2, k3, k4] = part.k;
            let terms = [
                variance - k2,
                a * k2 - axis * k3,
                b * k2 + axis * k3,
                part.share[0] - k2 - (a.sqr() * k2 - axis * a * k3 * 2.0 + square * k4),
                k2 - (a * b * k2 + axis * (a - b) * k3 - square * k4),
                part.share[1] - k2 - (b.sqr() * k2 + axis * b * k3 * 2.0 + square * k4),
            ];
            for (total, term) in sum.iter_mut().zip(terms) {
                *total = *total + part.p * term;
            }
        }
        let [pp, po, pn, oo, on, nn] = sum;
        [[pp, po, pn], [po, oo, on], [pn, on, nn]]
    }

    /// `sum_c p_c (E_c[r_o] - K_2)`, `sum_c p_c K_2`, `sum_c p_c (E_c[r_n] - K_2)`: across the line `xi` moves by
    /// `(u^2 - v^2)/2` and `tau` by `(u - v)^2/2`.
    fn across(&self, region: &Vector) -> Vector {
        let mut sum = [Interval::ZERO; 3];
        for part in self.parts(region) {
            let k2 = part.k[0];
            let terms = [part.share[0] - k2, k2, part.share[1] - k2];
            for (total, term) in sum.iter_mut().zip(terms) {
                *total = *total + part.p * term;
            }
        }
        sum
    }
}
