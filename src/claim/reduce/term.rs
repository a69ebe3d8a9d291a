//! The integrands that have a closed form: products of a power of `x`, an exponential of a quadratic, logistic functions and one
//! softplus or normal distribution function of a linear function, and densities. All of them exist for every `x`.

use super::polynomial::Polynomial;
use crate::claim::calculus::{one, sub};
use crate::claim::tree::{Expr, Function};

/// Highest power of each kind.
const MAX_POWER: u32 = 8;
/// Most terms of a sum.
const MAX_TERMS: usize = 64;

/// `slope x + offset`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Linear {
    pub slope: Polynomial,
    pub offset: Polynomial,
}

impl Linear {
    pub fn negated(&self) -> Self {
        Self {
            slope: self.slope.negated(),
            offset: self.offset.negated(),
        }
    }
}

/// `sigmoid(u)^up sigmoid(-u)^down`
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Logistic {
    pub u: Linear,
    pub up: u32,
    pub down: u32,
}

impl Logistic {
    /// The powers of `sigmoid(u)` and `sigmoid(-u)` for this `u`.
    pub fn powers(&self, u: &Linear) -> Option<(u32, u32)> {
        if self.u == *u {
            Some((self.up, self.down))
        } else {
            (self.u == u.negated()).then_some((self.down, self.up))
        }
    }
}

/// A function that a term has once at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Smooth {
    Softplus,
    NormalCdf,
}

/// What the densities in a term refer to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Frame {
    /// The weight, once a density of the learner occurs.
    pub beta: Option<Expr>,
    pub delta: Expr,
}

impl Frame {
    fn merged(&self, other: &Self) -> Option<Self> {
        let same = |a: &Expr, b: &Expr| Polynomial::of(a) == Polynomial::of(b);
        let fits = match (&self.beta, &other.beta) {
            (Some(a), Some(b)) => same(a, b),
            _ => true,
        };
        (fits && same(&self.delta, &other.delta)).then(|| Self {
            beta: self.beta.clone().or_else(|| other.beta.clone()),
            delta: self.delta.clone(),
        })
    }

    /// The log-odds of the new mode, `delta x - logit(beta)`.
    pub fn log_odds(beta: &Expr, delta: &Expr) -> Option<Linear> {
        let logit = Expr::call(Function::Logit, None, vec![beta.clone()]).ok()?;
        Some(Linear {
            slope: Polynomial::of(delta),
            offset: Polynomial::atom(logit).negated(),
        })
    }
}

/// `coefficient x^power exp(e_0 + e_1 x + e_2 x^2) (2 pi)^(-tau/4) sigmoid(u)^up sigmoid(-u)^down ... softplus(v) old^a new^b mix^c`, or `normal_cdf(v)`,
/// one pair of logistic powers for each `u`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    pub coefficient: Polynomial,
    pub power: u32,
    pub exponent: [Polynomial; 3],
    pub tau: i32,
    pub logistic: Vec<Logistic>,
    pub factor: Option<(Smooth, Linear)>,
    pub frame: Option<Frame>,
    pub old: i32,
    pub new: i32,
    pub mix: i32,
}

impl Term {
    pub fn constant(coefficient: Polynomial) -> Self {
        Self {
            coefficient,
            power: 0,
            exponent: [Polynomial::zero(), Polynomial::zero(), Polynomial::zero()],
            tau: 0,
            logistic: Vec::new(),
            factor: None,
            frame: None,
            old: 0,
            new: 0,
            mix: 0,
        }
    }

    pub fn one() -> Self {
        Self::constant(Polynomial::one())
    }

    pub fn power(power: u32) -> Self {
        Self {
            power,
            ..Self::one()
        }
    }

    pub fn exponential(exponent: [Polynomial; 3]) -> Self {
        Self {
            exponent,
            ..Self::one()
        }
    }

    /// `sigmoid(u)^up sigmoid(-u)^down`
    pub fn logistic(u: Linear, up: u32, down: u32) -> Self {
        Self {
            logistic: vec![Logistic { u, up, down }],
            ..Self::one()
        }
    }

    pub fn softplus(u: Linear) -> Self {
        Self {
            factor: Some((Smooth::Softplus, u)),
            ..Self::one()
        }
    }

    pub fn normal_cdf(u: Linear) -> Self {
        Self {
            factor: Some((Smooth::NormalCdf, u)),
            ..Self::one()
        }
    }

    /// Whether it is free of densities, logistic and other functions.
    pub fn is_exponential(&self) -> bool {
        self.logistic.is_empty() && self.factor.is_none() && self.mix == 0
    }

    pub fn has_exponent(&self) -> bool {
        self.exponent.iter().any(|e| !e.is_zero()) || self.tau != 0
    }

    pub fn scaled(&self, factor: &Polynomial) -> Option<Self> {
        Some(Self {
            coefficient: self.coefficient.times(factor)?,
            ..self.clone()
        })
    }

    pub fn times(&self, other: &Self) -> Option<Self> {
        let frame = match (&self.frame, &other.frame) {
            (None, frame) | (frame, None) => frame.clone(),
            (Some(a), Some(b)) => match a.merged(b) {
                Some(frame) => Some(frame),
                // Densities of different separations are told apart by their exponents.
                None if self.mix == 0 => return self.settled()?.times(other),
                None if other.mix == 0 => return self.times(&other.settled()?),
                None => return None,
            },
        };
        let mut logistic = self.logistic.clone();
        for other in &other.logistic {
            let powers = |own: &Logistic| other.powers(&own.u);
            match logistic
                .iter_mut()
                .find_map(|own| powers(own).map(|p| (own, p)))
            {
                Some((own, (up, down))) => {
                    own.up += up;
                    own.down += down;
                    (own.up.max(own.down) <= MAX_POWER).then_some(())?;
                }
                None => logistic.push(other.clone()),
            }
        }
        let factor = match (&self.factor, &other.factor) {
            (Some(_), Some(_)) => return None,
            (one, other) => one.clone().or_else(|| other.clone()),
        };
        let [a, b, c] = &self.exponent;
        let [d, e, f] = &other.exponent;
        let power = self.power + other.power;
        (power <= MAX_POWER).then_some(())?;
        Self {
            coefficient: self.coefficient.times(&other.coefficient)?,
            power,
            exponent: [a.plus(d)?, b.plus(e)?, c.plus(f)?],
            tau: self.tau + other.tau,
            logistic,
            factor,
            frame,
            old: self.old + other.old,
            new: self.new + other.new,
            mix: self.mix + other.mix,
        }
        .without_odds()
    }

    /// `exp(-u) sigmoid(u)` as `sigmoid(-u)`, and the reverse.
    fn without_odds(mut self) -> Option<Self> {
        let [constant, tilt, _] = &mut self.exponent;
        for Logistic { u, up, down } in &mut self.logistic {
            let exponent_is = |u: &Linear| *constant == u.offset && *tilt == u.slope;
            if *up > 0 && exponent_is(&u.negated()) {
                (*up, *down) = (*up - 1, *down + 1);
            } else if *down > 0 && !u.slope.is_zero() && exponent_is(u) {
                (*up, *down) = (*up + 1, *down - 1);
            } else {
                continue;
            }
            (*constant, *tilt) = (Polynomial::zero(), Polynomial::zero());
        }
        Some(self)
    }

    /// The densities of the modes turned into exponentials; there must be none of the learner.
    pub fn settled(&self) -> Option<Self> {
        let Some(frame) = &self.frame else {
            return Some(self.clone());
        };
        (self.mix == 0).then_some(())?;
        let half = |n: i32, d: i64| Polynomial::ratio(n.into(), d);
        let delta = Polynomial::of(&frame.delta);
        let (sum, difference) = (self.old + self.new, self.new - self.old);
        let [c, a, q] = &self.exponent;
        let square = delta.times(&delta)?;
        Some(Self {
            exponent: [
                c.minus(&square.times(&half(sum, 8))?)?,
                a.plus(&delta.times(&half(difference, 2))?)?,
                q.minus(&half(sum, 2))?,
            ],
            tau: self.tau + 2 * sum,
            frame: None,
            old: 0,
            new: 0,
            ..self.clone()
        })
    }

    /// Equal terms without the learner's density: `old/mix` is `resp_old/beta`, `new/mix` is `resp_new/(1 - beta)`, `mix` is
    /// `beta old + (1 - beta) new`.
    pub fn without_learner(&self) -> Option<Vec<Self>> {
        if self.mix == 0 {
            return Some(vec![self.clone()]);
        }
        let frame = self.frame.as_ref()?;
        let beta = frame.beta.as_ref()?;
        let rest = sub(one(), beta.clone());
        let mut term = self.clone();
        if self.mix > 0 {
            term.mix -= 1;
            let (mut old, mut new) = (term.clone(), term);
            old.old += 1;
            old.coefficient = old.coefficient.times_expr(beta)?;
            new.new += 1;
            new.coefficient = new.coefficient.times_expr(&rest)?;
            let mut terms = old.without_learner()?;
            terms.extend(new.without_learner()?);
            return (terms.len() <= MAX_TERMS).then_some(terms);
        }
        let u = Frame::log_odds(beta, &frame.delta)?;
        term.mix += 1;
        let (responsibility, weight) = if term.new > 0 && term.old <= 0 {
            term.new -= 1;
            (Self::logistic(u, 1, 0), &rest)
        } else {
            term.old -= 1;
            (Self::logistic(u, 0, 1), beta)
        };
        term.coefficient = term.coefficient.times(&Polynomial::inverse_of(weight))?;
        term.times(&responsibility)?.without_learner()
    }
}

/// A sum of terms.
pub(super) type Sum = Vec<Term>;

pub(super) fn product(a: &[Term], b: &[Term]) -> Option<Sum> {
    if a.len() * b.len() > MAX_TERMS {
        return None;
    }
    let pairs = a.iter().flat_map(|x| b.iter().map(move |y| x.times(y)));
    pairs.collect()
}

pub(super) fn negated(sum: &[Term]) -> Sum {
    let minus = |term: &Term| Term {
        coefficient: term.coefficient.negated(),
        ..term.clone()
    };
    sum.iter().map(minus).collect()
}
