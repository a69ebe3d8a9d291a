//! The symmetries of the kernel: every value is moved to one representative of its orbit.
//!
//! Reflection, K_n(-m) = (-1)^n K_n(m) for n >= 2 with K_1(-m) = 1 - K_1(m) and K_0(-m) = K_0(m) - m, and the tilt
//! `K_n(m) = exp(m + s^2/2) (1 - sum_j C(n-1, j) K_(j+1)(m + s^2))`, which is L(m) = exp(m + s^2/2) L(-m - s^2) reflected
//! and differentiated n - 1 times. Together they move m by multiples of s^2 and change its sign.

use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::field::{Atom, Field, Product};
use super::obstacle::Obstacle;
use crate::claim::Function;

/// Arguments further than this many multiples of s^2 from the middle stay where they are.
const MAX_SHIFTS: i64 = 4;

type Result<T> = std::result::Result<T, Obstacle>;

/// What relates a kernel value to the representative of its orbit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symmetry {
    /// It is the representative.
    Representative,
    /// s = 0: no integral is left.
    NoSpread,
    /// m is replaced by -m.
    Reflection,
    /// m is replaced by m + s^2.
    Tilt,
    /// m = 0 and n odd: the reflection decides the value.
    Centre,
    /// m = -s^2/2 and n even: the tilt expresses it by lower orders.
    TiltCentre,
}

/// Where an argument m = k s^2 + r lies.
struct Place {
    /// Steps of s^2 that bring k into [-1/2, 1/2).
    steps: i64,
    k: BigRational,
    r: Product,
}

impl Field<'_> {
    /// K_n(m, s), by its representative.
    pub fn kernel(&mut self, n: u32, m: &Product, s: &Product) -> Result<Product> {
        self.spend(1)?;
        let half = BigRational::new(1.into(), 2.into());
        match self.symmetry(n, m, s)? {
            Symmetry::Representative => self.kernel_atom(n, m, s),
            Symmetry::NoSpread => self.degenerate(n, m),
            Symmetry::Reflection => self.reflected(n, m, s),
            Symmetry::Tilt => self.tilted(n, m, s),
            Symmetry::Centre if n == 1 => Ok(Product::constant(half)),
            Symmetry::Centre => Ok(Product::zero()),
            // m + s^2 = -m, so the tilt has K_n on both sides.
            Symmetry::TiltCentre => {
                let mirrored = m.clone().negated();
                Ok(self.tilt_sum(n, &mirrored, s, n - 1)?.scaled(&half))
            }
        }
    }

    /// What moves K_n(m, s) towards its representative.
    pub fn symmetry(&mut self, n: u32, m: &Product, s: &Product) -> Result<Symmetry> {
        let reflect_if = |negative: bool| {
            if negative {
                Symmetry::Reflection
            } else {
                Symmetry::Representative
            }
        };
        if s.is_zero() {
            return Ok(Symmetry::NoSpread);
        }
        if n == 0 {
            return Ok(reflect_if(m.coefficient.is_negative()));
        }
        let square = self.powi(s, 2)?;
        let Some(place) = self.place(m, &square)? else {
            return Ok(reflect_if(m.coefficient.is_negative()));
        };
        let middle = place.k == BigRational::new((-1).into(), 2.into());
        Ok(if place.steps > 0 {
            Symmetry::Tilt
        } else if place.steps < 0 {
            Symmetry::Reflection
        } else if place.r.is_zero() {
            match (n.is_multiple_of(2), middle) {
                (true, true) => Symmetry::TiltCentre,
                (false, false) if place.k.is_zero() => Symmetry::Centre,
                (_, middle) => reflect_if(place.k.is_negative() && !middle),
            }
        } else if middle && place.r.coefficient.is_negative() {
            Symmetry::Tilt
        } else {
            reflect_if(place.r.coefficient.is_negative())
        })
    }

    fn kernel_atom(&mut self, n: u32, m: &Product, s: &Product) -> Result<Product> {
        let arguments = vec![
            self.intern_quantity(m.clone())?,
            self.intern_quantity(s.clone())?,
        ];
        Ok(self.of_atom(Atom::Call(Function::Kernel, Some(n), arguments)))
    }

    /// K_n(m) through K_n(-m).
    fn reflected(&mut self, n: u32, m: &Product, s: &Product) -> Result<Product> {
        let mirrored = self.kernel(n, &m.clone().negated(), s)?;
        Ok(match n {
            0 => self.add(&[mirrored, m.clone()])?,
            1 => self.add(&[Product::one(), mirrored.negated()])?,
            _ if n.is_multiple_of(2) => mirrored,
            _ => mirrored.negated(),
        })
    }

    /// K_n(m) through K_j(m + s^2), which the reflection turns into K_j(-m - s^2).
    fn tilted(&mut self, n: u32, m: &Product, s: &Product) -> Result<Product> {
        let square = self.powi(s, 2)?;
        let further = self.add(&[m.clone(), square.clone()])?;
        let half = BigRational::new(1.into(), 2.into());
        let exponent = self.add(&[m.clone(), square.scaled(&half)])?;
        let factor = self.exponential(&exponent)?;
        let sum = self.tilt_sum(n, &further, s, n)?;
        self.mul(&factor, &sum)
    }

    /// 1 - sum over j < count of C(n-1, j) K_(j+1)(m).
    fn tilt_sum(&mut self, n: u32, m: &Product, s: &Product, count: u32) -> Result<Product> {
        let mut terms = vec![Product::one()];
        for j in 0..count {
            let value = self.kernel(j + 1, m, s)?;
            terms.push(value.scaled(&-binomial(n - 1, j)));
        }
        self.add(&terms)
    }

    /// Where m lies relative to s^2; `None` where that is not plain from the terms.
    fn place(&mut self, m: &Product, square: &Product) -> Result<Option<Place>> {
        let (above, below) = self.fraction(m)?;
        let (unit, under) = self.fraction(square)?;
        let one = super::poly::Poly::constant(BigRational::one());
        if below != one || under != one {
            return Ok(None);
        }
        let Some((monomial, coefficient)) = unit.terms().last() else {
            return Ok(None);
        };
        let k = above
            .coefficient(monomial)
            .map_or_else(BigRational::zero, |own| own / coefficient);
        let half = BigRational::new(1.into(), 2.into());
        let steps = -(&k + &half).floor();
        let Some(steps) = steps.to_i64().filter(|n| n.abs() <= MAX_SHIFTS) else {
            return Ok(None);
        };
        let r = self.add(&[m.clone(), square.clone().scaled(&-k.clone())])?;
        Ok(Some(Place { steps, k, r }))
    }

    /// K_n(m, 0): softplus and its derivatives, polynomials in the logistic function.
    fn degenerate(&mut self, n: u32, m: &Product) -> Result<Product> {
        let growth = self.exponential(m)?;
        let shifted = self.add(&[Product::one(), growth.clone()])?;
        if n == 0 {
            return self.logarithm(&shifted);
        }
        let sigma = self.div(&growth, &shifted)?;
        // d/dm p(sigma) = p'(sigma) (sigma - sigma^2)
        let mut p = vec![BigRational::zero(), BigRational::one()];
        for _ in 1..n {
            let mut next = vec![BigRational::zero(); p.len() + 1];
            for (k, c) in p.iter().enumerate().skip(1) {
                let slope = c * BigRational::from_integer(k.into());
                next[k] += &slope;
                next[k + 1] -= slope;
            }
            p = next;
        }
        let mut terms = Vec::new();
        for (k, c) in p.iter().enumerate() {
            let power = self.powi(&sigma, k as i64)?;
            terms.push(power.scaled(c));
        }
        self.add(&terms)
    }

    /// Phi(x), of arguments with positive leading sign only.
    pub fn normal_cdf(&mut self, x: &Product) -> Result<Product> {
        if x.is_zero() {
            return Ok(Product::constant(BigRational::new(1.into(), 2.into())));
        }
        if x.coefficient.is_negative() {
            let mirrored = self.normal_cdf(&x.clone().negated())?;
            return self.add(&[Product::one(), mirrored.negated()]);
        }
        let argument = self.intern_quantity(x.clone())?;
        Ok(self.of_atom(Atom::Call(Function::NormalCdf, None, vec![argument])))
    }
}

pub(super) fn binomial(n: u32, k: u32) -> BigRational {
    (0..k).fold(BigRational::one(), |c, i| {
        c * BigRational::new((n - i).into(), (i + 1).into())
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::field::Laws;
    use super::super::region::Region;
    use super::*;
    use crate::claim::{Expr, Float, Program, parse_claim};
    use crate::judge::Domain;
    use crate::theory::Theory;

    /// The exact product as a number, through its expression.
    pub fn value(expr: &Expr) -> f64 {
        let float = Float::new(&Theory);
        let program = Program::new([expr], &[]);
        let values = program
            .bind(&float)
            .and_then(|program| program.evaluate(&[]));
        values.expect("a value")[0]
    }

    pub fn parsed(text: &str) -> Expr {
        let claim = parse_claim(&format!("{text} = 0")).expect("a claim");
        claim.statement.first().clone()
    }

    pub fn nowhere() -> Region {
        let claim = parse_claim("1 = 1").expect("a claim");
        Domain::new(&claim).expect("a domain").region()
    }

    #[test]
    fn representatives_have_the_value_of_what_they_stand_for() {
        let region = nowhere();
        for n in 0..=4 {
            for m in [
                "0",
                "1/3",
                "-1/3",
                "-9/8",
                "9/8",
                "-3/2",
                "7/4",
                "-27/8",
                "ln(2) - 9/8",
                "-ln(2) - 9/8",
                "ln(2) + 9/8",
                "ln(3) - 3",
                "-ln(3) + 3",
            ] {
                for s in ["0", "3/2"] {
                    let written = parsed(&format!("kernel({n}, {m}, {s})"));
                    let mut field = Field::new(&region, Laws::All);
                    let product = field.normal(&written).expect("small");
                    let shown = field.show(&product).expect("small");
                    let (a, b) = (value(&written), value(&shown));
                    // Ten times the accuracy contract of K_n, relative to K_2 or larger, times the size of the tilt.
                    assert!(
                        (a - b).abs() <= 10.0 * crate::kernel::ACCURACY * (1.0 + m_size(m)),
                        "{written} = {shown}: {a} {b}"
                    );
                }
            }
        }
    }

    /// The tilt multiplies by at most exp(|m|), a few times.
    fn m_size(m: &str) -> f64 {
        (2.0 * value(&parsed(m)).abs()).exp()
    }
}
