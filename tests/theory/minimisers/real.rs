//! Numbers of 128 bits with operators, for oracles that share nothing with the library.

use astro_float::{BigFloat, Consts, RoundingMode};
use std::cell::RefCell;
use std::ops::{Add, Div, Mul, Neg, Sub};

const BITS: usize = 128;
const NEAREST: RoundingMode = RoundingMode::ToEven;

thread_local! {
    static CONSTANTS: RefCell<Consts> = RefCell::new(Consts::new().expect("memory for constants"));
}

#[derive(Clone, Debug)]
pub struct Real(BigFloat);

pub fn real(x: f64) -> Real {
    Real(BigFloat::from_f64(x, BITS))
}

macro_rules! operator {
    ($trait:ident, $name:ident) => {
        impl $trait<&Real> for &Real {
            type Output = Real;
            fn $name(self, other: &Real) -> Real {
                Real(self.0.$name(&other.0, BITS, NEAREST))
            }
        }
        impl $trait<Real> for Real {
            type Output = Real;
            fn $name(self, other: Real) -> Real {
                (&self).$name(&other)
            }
        }
        impl $trait<&Real> for Real {
            type Output = Real;
            fn $name(self, other: &Real) -> Real {
                (&self).$name(other)
            }
        }
        impl $trait<Real> for &Real {
            type Output = Real;
            fn $name(self, other: Real) -> Real {
                self.$name(&other)
            }
        }
    };
}
operator!(Add, add);
operator!(Sub, sub);
operator!(Mul, mul);
operator!(Div, div);

impl Neg for Real {
    type Output = Real;
    fn neg(self) -> Real {
        Real(self.0.neg())
    }
}

impl Real {
    pub fn exp(&self) -> Real {
        CONSTANTS.with_borrow_mut(|c| Real(self.0.exp(BITS, NEAREST, c)))
    }

    pub fn ln(&self) -> Real {
        CONSTANTS.with_borrow_mut(|c| Real(self.0.ln(BITS, NEAREST, c)))
    }

    /// `e^x - 1`, by its series where the difference would cancel.
    pub fn exp_m1(&self) -> Real {
        if !self.is_below(-20) {
            return self.exp() - real(1.0);
        }
        let (mut term, mut sum) = (self.clone(), self.clone());
        for k in 2..=14 {
            term = term * self / real(f64::from(k));
            sum = sum + &term;
        }
        sum
    }

    /// `ln(1 + x)`, by its series where the sum would round.
    pub fn ln_1p(&self) -> Real {
        if !self.is_below(-20) {
            return (self + real(1.0)).ln();
        }
        let (mut power, mut sum) = (self.clone(), self.clone());
        for k in 2..=14 {
            power = -(power * self);
            sum = sum + &power / real(f64::from(k));
        }
        sum
    }

    /// `x - ln(1 + x)`, by its series where the difference would cancel.
    pub fn excess(&self) -> Real {
        if !self.is_below(-20) {
            return self - self.ln_1p();
        }
        let (mut power, mut sum) = (-self.clone(), real(0.0));
        for k in 2..=14 {
            power = -(power * self);
            sum = sum + &power / real(f64::from(k));
        }
        sum
    }

    /// Whether it is less than `2^exponent` in size.
    fn is_below(&self, exponent: i32) -> bool {
        self.0.is_zero() || self.0.exponent().is_some_and(|e| e <= exponent)
    }

    pub fn is_negative(&self) -> bool {
        self.0.is_negative() && !self.0.is_zero()
    }

    pub fn is_positive(&self) -> bool {
        self.0.is_positive() && !self.0.is_zero()
    }
}
