//! Elementary functions of one variable, correctly rounded or nearly so.

/// The logistic function $\sigma(u)=1/(1+e^{-u})$, relative error at most 4 units in the last place.
///
/// ```
/// assert_eq!(forgetting::kernel::sigmoid(0.0), 0.5);
/// ```
pub fn sigmoid(u: f64) -> f64 {
    let e = core_math::exp(-u.abs());
    if u >= 0.0 {
        1.0 / (1.0 + e)
    } else {
        e / (1.0 + e)
    }
}

/// The log-odds $\log(p/(1-p))$ of a probability in (0, 1); infinite at the ends.
///
/// Near $p=1/2$ the quotient form loses no digits either, since $1-p$ is exact there.
///
/// ```
/// assert_eq!(forgetting::kernel::logit(0.5), 0.0);
/// ```
pub fn logit(p: f64) -> f64 {
    if (0.25..=0.75).contains(&p) {
        // log(p/(1-p)) = log1p((2p-1)/(1-p)); 2p - 1 is exact.
        core_math::log1p((2.0 * p - 1.0) / (1.0 - p))
    } else {
        core_math::log(p) - core_math::log1p(-p)
    }
}

/// The softplus function $\log(1+e^u)$, relative error at most 4 units in the last place.
///
/// ```
/// assert_eq!(forgetting::kernel::softplus(800.0), 800.0);
/// ```
pub fn softplus(u: f64) -> f64 {
    let tail = core_math::log1p(core_math::exp(-u.abs()));
    if u > 0.0 { u + tail } else { tail }
}

/// The standard normal distribution function $\Phi(x)$, relative accuracy in both tails.
///
/// ```
/// assert_eq!(forgetting::kernel::normal_cdf(0.0), 0.5);
/// ```
pub fn normal_cdf(x: f64) -> f64 {
    // x/sqrt(2) rounds; erfc'(y)/erfc(y) ~ -2y, so the error is corrected to first order.
    let y = -x * std::f64::consts::FRAC_1_SQRT_2;
    // x = -sqrt(2) (y + r): r from the residual with sqrt(2) in two words.
    const SQRT2_LO: f64 = -9.667_293_313_452_913e-17;
    let residual =
        -(y.mul_add(std::f64::consts::SQRT_2, x) + y * SQRT2_LO) / std::f64::consts::SQRT_2;
    let derivative = -2.0 / std::f64::consts::PI.sqrt() * core_math::exp(-y * y);
    0.5 * derivative.mul_add(residual, core_math::erfc(y))
}
