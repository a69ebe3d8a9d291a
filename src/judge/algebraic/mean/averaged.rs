//! What is averaged: means over `y = exp(m + s Z)` and their integrands.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::Mean;
use crate::claim::{Expr, Function, Operator};

/// A function of `y`, tilted by `y^shift exp(-shift m - shift^2 s^2/2)` where it has a shift; `mirrored` is of `1/y`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::judge) enum Averaged {
    /// `y^k`, with mean `exp(k m + k^2 s^2/2)`.
    Power(BigRational),
    /// `ln(y)`, with mean m.
    Log,
    /// The n-th derivative of `ln(1 + exp(u))` at `u = +-ln(y) + offset`, with mean `K_n(+-m + shift s^2 + offset, s)`.
    Kernel {
        order: u32,
        mirrored: bool,
        shift: BigRational,
        offset: Expr,
    },
    /// `sech(ln(y)/2)`, with mean `S_0(m + shift s^2, s)`.
    Sech { mirrored: bool, shift: BigRational },
    /// `exp(-a ln(y)^2)`, with mean `exp(-a c^2/(1 + 2 a s^2))/sqrt(1 + 2 a s^2)` at `c = m + shift s^2`, for `a >= 0`.
    Gauss { a: BigRational, shift: BigRational },
    /// 1 where `y < scale`, with mean `Phi((ln(scale) - m - shift s^2)/s)`.
    Step { shift: BigRational },
}

/// Highest order of the kernel that is averaged.
const MAX_ORDER: u32 = 8;

fn binary(operator: Operator, a: Expr, b: Expr) -> Expr {
    Expr::binary(operator, a, b)
}

fn call(function: Function, x: Expr) -> Option<Expr> {
    Expr::call(function, None, vec![x]).ok()
}

fn times(c: &BigRational, x: &Expr) -> Expr {
    binary(Operator::Mul, Expr::rational(c), x.clone())
}

fn power(x: &Expr, k: &BigRational) -> Expr {
    if k.is_one() {
        return x.clone();
    }
    binary(Operator::Pow, x.clone(), Expr::rational(k))
}

fn square(x: &Expr) -> Expr {
    binary(Operator::Pow, x.clone(), Expr::integer(2))
}

impl Averaged {
    /// Whether its mean is finite and as stated.
    pub fn is_sound(&self) -> bool {
        match self {
            Self::Kernel { order, .. } => *order <= MAX_ORDER,
            Self::Gauss { a, .. } => !a.is_negative(),
            Self::Power(_) | Self::Log | Self::Sech { .. } | Self::Step { .. } => true,
        }
    }

    /// What its argument is moved by.
    pub fn offset(&self) -> Option<&Expr> {
        match self {
            Self::Kernel { offset, .. } => Some(offset),
            _ => None,
        }
    }

    /// The mean.
    pub fn value(&self, of: &Mean) -> Option<Expr> {
        let (m, s) = (&of.centre, &of.spread);
        let centre = |mirrored: bool, shift: &BigRational| {
            let m = if mirrored {
                Expr::negation(m.clone())
            } else {
                m.clone()
            };
            binary(Operator::Add, m, times(shift, &square(s)))
        };
        match self {
            Self::Power(k) => moment(m, s, k),
            Self::Log => Some(m.clone()),
            Self::Kernel {
                order,
                mirrored,
                shift,
                offset,
            } => {
                let centre = centre(*mirrored, shift);
                let centre = binary(Operator::Add, centre, offset.clone());
                let arguments = vec![centre, s.clone()];
                Expr::call(Function::Kernel, Some(*order), arguments).ok()
            }
            Self::Sech { mirrored, shift } => {
                let arguments = vec![centre(*mirrored, shift), s.clone()];
                Expr::call(Function::SechMoment, Some(0), arguments).ok()
            }
            Self::Gauss { a, shift } => {
                let double = times(&(a + a), &square(s));
                let wide = binary(Operator::Add, Expr::integer(1), double);
                let above = times(&-a, &square(&centre(false, shift)));
                let exponent = binary(Operator::Div, above, wide.clone());
                let above = call(Function::Exp, exponent)?;
                Some(binary(Operator::Div, above, call(Function::Sqrt, wide)?))
            }
            Self::Step { shift } => {
                let gap = binary(
                    Operator::Sub,
                    call(Function::Ln, of.scale.clone())?,
                    centre(false, shift),
                );
                call(Function::NormalCdf, binary(Operator::Div, gap, s.clone()))
            }
        }
    }

    /// The integrand in v, where `v < 1` (`below`) or elsewhere.
    pub fn integrand(&self, of: &Mean, below: bool) -> Option<Expr> {
        let v = Expr::variable(of.fresh.clone());
        let y = binary(Operator::Mul, of.scale.clone(), v);
        let tilted = |shift: &BigRational, f: Expr| {
            if shift.is_zero() {
                return Some(f);
            }
            // y^j / E[y^j]
            let over = binary(
                Operator::Div,
                power(&y, shift),
                moment(&of.centre, &of.spread, shift)?,
            );
            Some(binary(Operator::Mul, over, f))
        };
        match self {
            Self::Power(k) if k.is_zero() => Some(Expr::integer(1)),
            Self::Power(k) => Some(power(&y, k)),
            Self::Log => call(Function::Ln, y),
            Self::Kernel {
                order,
                mirrored,
                shift,
                offset,
            } => {
                // -u + d is -(u - d).
                let offset = if *mirrored {
                    Expr::negation(offset.clone())
                } else {
                    offset.clone()
                };
                let moved = binary(Operator::Mul, y.clone(), call(Function::Exp, offset)?);
                let f = derivative_of_softplus(*order, &moved, *mirrored)?;
                tilted(&if *mirrored { -shift } else { shift.clone() }, f)
            }
            Self::Sech { mirrored, shift } => {
                let root = binary(
                    Operator::Mul,
                    Expr::integer(2),
                    call(Function::Sqrt, y.clone())?,
                );
                let sum = binary(Operator::Add, Expr::integer(1), y.clone());
                let f = binary(Operator::Div, root, sum);
                tilted(&if *mirrored { -shift } else { shift.clone() }, f)
            }
            Self::Gauss { a, shift } => {
                let exponent = times(&-a, &square(&call(Function::Ln, y.clone())?));
                tilted(shift, call(Function::Exp, exponent)?)
            }
            Self::Step { shift } => {
                if below {
                    tilted(shift, Expr::integer(1))
                } else {
                    Some(Expr::integer(0))
                }
            }
        }
    }
}

/// `E[y^k] = exp(k m + k^2 s^2/2)`
pub(super) fn moment(m: &Expr, s: &Expr, k: &BigRational) -> Option<Expr> {
    if k.is_zero() {
        return Some(Expr::integer(1));
    }
    let half = k * k / BigRational::from_integer(2.into());
    let exponent = binary(Operator::Add, times(k, m), times(&half, &square(s)));
    call(Function::Exp, exponent)
}

/// The n-th derivative of `ln(1 + exp(u))` at `u = ln(y)`, or at `-ln(y)` where mirrored: `P(y)/(1 + y)^n`, where one derivative
/// turns P into `y (P' (1 + y) - n P)`.
fn derivative_of_softplus(order: u32, y: &Expr, mirrored: bool) -> Option<Expr> {
    let sum = binary(Operator::Add, Expr::integer(1), y.clone());
    if order == 0 {
        let value = call(Function::Ln, sum)?;
        return if mirrored {
            Some(binary(Operator::Sub, value, call(Function::Ln, y.clone())?))
        } else {
            Some(value)
        };
    }
    if order == 1 && mirrored {
        return Some(binary(Operator::Div, Expr::integer(1), sum));
    }
    let mut p = vec![BigInt::zero(), BigInt::one()];
    for n in 1..order {
        let mut next = vec![BigInt::zero(); p.len() + 1];
        for (k, c) in p.iter().enumerate() {
            // y P' holds k c y^k; times (1 + y), minus n y P.
            next[k] += c * BigInt::from(k);
            next[k + 1] += c * (BigInt::from(k) - BigInt::from(n));
        }
        while next.last().is_some_and(Zero::is_zero) {
            next.pop();
        }
        p = next;
    }
    // Even orders are even functions of u, odd ones from the third on are odd.
    let flips = mirrored && order % 2 == 1;
    let mut above: Option<Expr> = None;
    for (k, c) in p.iter().enumerate().filter(|(_, c)| !c.is_zero()) {
        let c = BigRational::from_integer(c.clone());
        let power = power(y, &BigRational::from_integer(k.into()));
        above = Some(Expr::with_term(
            above,
            c.is_negative() != flips,
            times(&c.abs(), &power),
        ));
    }
    let below = power(&sum, &BigRational::from_integer(order.into()));
    Some(binary(Operator::Div, above?, below))
}
