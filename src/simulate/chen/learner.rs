//! A mixture of two modes with scales of their own, on the line.

use crate::kernel::normal_densities;

/// A normal mode.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Mode {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation.
    pub sd: f64,
}

impl Mode {
    /// Densities at many points.
    pub(super) fn densities(self, x: &[f64], out: &mut Vec<f64>) {
        out.resize(x.len(), 0.0);
        normal_densities(x, self.mean, self.sd, out);
    }
}

/// $q=wN(m_1,s_1^2)+(1-w)N(m_2,s_2^2)$: all five parameters move.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ScaledMixture {
    /// The old weight $w$.
    pub old_weight: f64,
    /// The old mode.
    pub old: Mode,
    /// The new mode.
    pub new: Mode,
}

impl ScaledMixture {
    /// $(w,m_1,s_1,m_2,s_2)$
    pub fn parameters(&self) -> [f64; 5] {
        [
            self.old_weight,
            self.old.mean,
            self.old.sd,
            self.new.mean,
            self.new.sd,
        ]
    }
}
