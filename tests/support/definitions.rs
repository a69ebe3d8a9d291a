//! Slow, plain and independent: the functions of the theory straight from their definitions as integrals over densities.

use forgetting::claim::{EvalError, Function, TheoryFunctions};

/// Accuracy of the quadrature, relative to the size of what it adds, for |m|, s, delta of a few units.
pub const ACCURACY: f64 = 1e-13;

/// Quadrature from the definitions, to [`ACCURACY`].
pub struct Quadrature;

/// Trapezoidal rule over the line, which converges geometrically for the analytic integrands here.
fn integral(f: impl Fn(f64) -> f64) -> f64 {
    const STEP: f64 = 1.0 / 64.0;
    const HALF_WIDTH: f64 = 20.0;
    let nodes = (HALF_WIDTH / STEP) as i32;
    (-nodes..=nodes)
        .map(|k| f(f64::from(k) * STEP))
        .sum::<f64>()
        * STEP
}

fn phi(z: f64) -> f64 {
    (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

/// n-th derivative of softplus: a polynomial in the logistic function for n >= 1.
fn softplus_derivative(n: u32, u: f64) -> f64 {
    if n == 0 {
        return u.max(0.0) + (-u.abs()).exp().ln_1p();
    }
    let sigma = 1.0 / (1.0 + (-u).exp());
    // Coefficients of the polynomial p with p(sigma) the derivative; d/du p(sigma) = p'(sigma) (sigma - sigma^2).
    let mut p = vec![0.0, 1.0];
    for _ in 1..n {
        let mut q = vec![0.0; p.len() + 1];
        for (k, &c) in p.iter().enumerate().skip(1) {
            q[k] += c * k as f64;
            q[k + 1] -= c * k as f64;
        }
        p = q;
    }
    p.iter().rev().fold(0.0, |sum, &c| sum * sigma + c)
}

/// Densities of the modes at z, the whitened coordinate from the midpoint.
fn modes(z: f64, delta: f64) -> (f64, f64) {
    (phi(z + delta / 2.0), phi(z - delta / 2.0))
}

fn mixture(weight: f64, z: f64, delta: f64) -> f64 {
    let (old, new) = modes(z, delta);
    weight * old + (1.0 - weight) * new
}

/// Integral of a ln(a/b), with the limit 0 where a underflows.
fn divergence(a: impl Fn(f64) -> f64, b: impl Fn(f64) -> f64) -> f64 {
    integral(|z| {
        let (a, b) = (a(z), b(z));
        if a == 0.0 || b == 0.0 {
            0.0
        } else {
            a * (a / b).ln()
        }
    })
}

/// E_q[r_o r_n g(z)].
fn overlap(beta: f64, delta: f64, g: impl Fn(f64) -> f64) -> f64 {
    integral(|z| {
        let (old, new) = modes(z, delta);
        let q = beta * old + (1.0 - beta) * new;
        if q == 0.0 {
            0.0
        } else {
            beta * old * (1.0 - beta) * new / q * g(z)
        }
    })
}

/// C2 through the entropies of G2: E_n[ln(p_n/p_alpha)] + E_o[ln(p_alpha/p_n)].
fn boundary_slope(alpha: f64, delta: f64) -> f64 {
    integral(|z| {
        let (old, new) = modes(z, delta);
        let target = mixture(alpha, z, delta);
        if old == 0.0 || new == 0.0 {
            0.0
        } else {
            (new - old) * (new / target).ln()
        }
    })
}

/// Where an increasing function changes sign on [0, top], by halving until no double is left between; 0 if it starts nonnegative.
fn zero_of_increasing(top: f64, f: impl Fn(f64) -> f64) -> f64 {
    if f(0.0) >= 0.0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, top);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if f(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// d/dbeta of KL(q_beta || p_alpha): the integral of (p_o - p_n) ln(q_beta/p_alpha).
fn reverse_slope(beta: f64, alpha: f64, delta: f64) -> f64 {
    integral(|z| {
        let (old, new) = modes(z, delta);
        let (q, p) = (mixture(beta, z, delta), mixture(alpha, z, delta));
        if q == 0.0 || p == 0.0 {
            0.0
        } else {
            (old - new) * (q / p).ln()
        }
    })
}

/// d/dbeta of KL(p_n || q_beta): the integral of p_n (p_n - p_o)/q_beta.
fn forward_slope(beta: f64, delta: f64) -> f64 {
    integral(|z| {
        let (old, new) = modes(z, delta);
        let q = mixture(beta, z, delta);
        if q == 0.0 { 0.0 } else { new * (new - old) / q }
    })
}

/// Smallest eigenvalue of the information in (weight, old mean, new mean) on the axis, the transverse directions included.
fn fisher_min_eigenvalue(beta: f64, delta: f64) -> f64 {
    let v: [&dyn Fn(f64) -> f64; 3] = [&|_| 1.0, &|z| z + delta / 2.0, &|z| delta / 2.0 - z];
    let complete = [beta * (1.0 - beta), beta, 1.0 - beta];
    let mut a = [[0.0; 3]; 3];
    for i in 0..3 {
        for j in 0..3 {
            let missing = overlap(beta, delta, |z| v[i](z) * v[j](z));
            a[i][j] = if i == j { complete[i] } else { 0.0 } - missing;
        }
    }
    let k0 = overlap(beta, delta, |_| 1.0);
    let transverse = (1.0 - 2.0 * k0 - ((1.0 - 2.0 * beta).powi(2) + 4.0 * k0 * k0).sqrt()) / 2.0;
    smallest_eigenvalue(a).min(transverse)
}

/// Cyclic Jacobi rotations.
fn smallest_eigenvalue(mut a: [[f64; 3]; 3]) -> f64 {
    for _ in 0..30 {
        for (p, q) in [(0, 1), (0, 2), (1, 2)] {
            if a[p][q] == 0.0 {
                continue;
            }
            let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
            let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
            let c = 1.0 / (t * t + 1.0).sqrt();
            let s = t * c;
            // Columns, then rows.
            for row in &mut a {
                (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
            }
            let (upper, lower) = (a[p], a[q]);
            for (k, (x, y)) in upper.into_iter().zip(lower).enumerate() {
                (a[p][k], a[q][k]) = (c * x - s * y, s * x + c * y);
            }
        }
    }
    a[0][0].min(a[1][1]).min(a[2][2])
}

impl TheoryFunctions for Quadrature {
    fn theory(
        &self,
        function: Function,
        index: Option<u32>,
        arguments: &[f64],
    ) -> Result<f64, EvalError> {
        let order = index.unwrap_or(0);
        Ok(match (function, arguments) {
            (Function::SoftplusNormal, &[m, s]) => {
                integral(|z| phi(z) * softplus_derivative(0, m + s * z))
            }
            (Function::LogisticNormal, &[m, s]) => {
                integral(|z| phi(z) * softplus_derivative(1, m + s * z))
            }
            (Function::Kernel, &[m, s]) => {
                integral(|z| phi(z) * softplus_derivative(order, m + s * z))
            }
            (Function::SechMoment, &[lambda, delta]) => {
                let power = i32::try_from(order).expect("small order");
                integral(|z| phi(z) * z.powi(power) / ((lambda + delta * z) / 2.0).cosh())
            }
            (Function::Bc, &[delta]) => integral(|z| {
                let (old, new) = modes(z, delta);
                (old * new).sqrt()
            }),
            // Half the L1 distance; split at the kink z = 0, by symmetry twice one side, where Phi is 1/2 plus an integral.
            (Function::Tv, &[delta]) => {
                let steps = 4096;
                let h = delta / f64::from(steps);
                let weight = |k: i32| {
                    if k == 0 || k == steps {
                        1.0
                    } else {
                        2.0 + 2.0 * f64::from(k % 2)
                    }
                };
                (0..=steps)
                    .map(|k| weight(k) * phi(f64::from(k) * h - delta / 2.0))
                    .sum::<f64>()
                    * h
                    / 3.0
            }
            (Function::Chi2, &[delta]) => integral(|z| {
                let (old, new) = modes(z, delta);
                if old == 0.0 {
                    0.0
                } else {
                    (new - old).powi(2) / old
                }
            }),
            (Function::EpsOld, &[beta, delta]) => overlap(beta, delta, |_| 1.0) / beta,
            (Function::EpsNew, &[beta, delta]) => overlap(beta, delta, |_| 1.0) / (1.0 - beta),
            (Function::Distinguishability, &[beta, delta]) => {
                let difference = integral(|z| {
                    let (old, new) = modes(z, delta);
                    let q = mixture(beta, z, delta);
                    if q == 0.0 {
                        0.0
                    } else {
                        (old - new).powi(2) / q
                    }
                });
                beta * (1.0 - beta) * difference
            }
            (Function::OverlapMoment, &[beta, delta]) => {
                let power = i32::try_from(order).expect("small order");
                overlap(beta, delta, |z| z.powi(power))
            }
            (Function::KlSft, &[beta, delta]) => {
                divergence(|z| modes(z, delta).1, |z| mixture(beta, z, delta))
            }
            (Function::KlReverse, &[beta, alpha, delta]) => {
                divergence(|z| mixture(beta, z, delta), |z| mixture(alpha, z, delta))
            }
            (Function::KlReplay, &[beta, rho, delta]) => {
                divergence(|z| mixture(rho, z, delta), |z| mixture(beta, z, delta))
            }
            (Function::BoundarySlope, &[alpha, delta]) => boundary_slope(alpha, delta),
            (Function::FisherMinEigenvalue, &[beta, delta]) => fisher_min_eigenvalue(beta, delta),
            (Function::ConditioningBound, &[beta, delta]) => {
                beta * (1.0 - beta)
                    - (beta * (1.0 - beta)).sqrt() / 2.0
                        * (-delta * delta / 8.0).exp()
                        * (3.0 + delta * delta / 2.0)
            }
            (Function::TttCriticalAnchor, &[eta, gap, beta0, delta]) => {
                (1.0 - (-eta * gap).exp()) / (eta * boundary_slope(beta0, delta))
            }
            (Function::OaplMass, &[beta, gap, tau]) => {
                beta / (beta + (1.0 - beta) * (gap / tau).exp())
            }
            (Function::Old, &[x, delta]) => modes(x, delta).0,
            (Function::New, &[x, delta]) => modes(x, delta).1,
            (Function::Mix, &[x, beta, delta]) => mixture(beta, x, delta),
            (Function::LogOld, &[x, delta]) => modes(x, delta).0.ln(),
            (Function::LogNew, &[x, delta]) => modes(x, delta).1.ln(),
            (Function::LogMix, &[x, beta, delta]) => mixture(beta, x, delta).ln(),
            // 1 - TV, by the definition of TV.
            (Function::Overlap, arguments) => 1.0 - self.theory(Function::Tv, None, arguments)?,
            (Function::RespOld, &[x, beta, delta]) => {
                beta * modes(x, delta).0 / mixture(beta, x, delta)
            }
            (Function::RespNew, &[x, beta, delta]) => {
                (1.0 - beta) * modes(x, delta).1 / mixture(beta, x, delta)
            }
            // The maximiser of the utility minus the anchor's divergence, straight from its slope.
            (Function::TttOldWeight, &[eta, tau, gap, beta0, delta]) => {
                let (e_old, e_new) = (1.0, (eta * gap).exp());
                zero_of_increasing(beta0, |beta| {
                    let utility = (e_old - e_new) / (beta * e_old + (1.0 - beta) * e_new) / eta;
                    tau * reverse_slope(beta, beta0, delta) - utility
                })
            }
            // The recursion itself where k is whole; between rounds the closed form interpolates.
            (Function::SdftMass, &[k, rate, anchor, mass0, demo]) => {
                let mut mass = mass0 * (1.0 - rate * anchor).powf(k.fract())
                    + demo * (1.0 - (1.0 - rate * anchor).powf(k.fract()));
                for _ in 0..k as u64 {
                    mass = (1.0 - rate) * mass + rate * ((1.0 - anchor) * mass + anchor * demo);
                }
                mass
            }
            // The smaller eigenvalue of minus the flow's matrix, by its determinant and trace.
            (Function::SdftRate, &[h, rate, anchor]) => {
                let (trace, determinant) = (h + rate + anchor, h * anchor);
                trace / 2.0 - (trace * trace / 4.0 - determinant).sqrt()
            }
            (Function::HybridOldWeight, &[s, alpha, delta]) => zero_of_increasing(alpha, |beta| {
                (1.0 - s) * forward_slope(beta, delta) + s * reverse_slope(beta, alpha, delta)
            }),
            _ => return Err(EvalError::Unavailable { function }),
        })
    }
}
