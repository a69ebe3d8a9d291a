//! Sech moments through the kernel.

use num_rational::BigRational;
use num_traits::{One, Zero};

use super::field::{Field, Product};
use super::obstacle::Obstacle;
use super::orbit::binomial;

type Result<T> = std::result::Result<T, Obstacle>;

impl Field<'_> {
    /// S_j(lambda, delta) through the kernel: S_0 = 2 exp(delta^2/8 - lambda/2) L(lambda - delta^2/2, delta) and
    /// S_(j+1) = delta dS_j/dlambda + j S_(j-1).
    pub fn sech_moment(&mut self, j: u32, lambda: &Product, delta: &Product) -> Result<Product> {
        let fraction = |n: i64, d: i64| BigRational::new(n.into(), d.into());
        let square = self.powi(delta, 2)?;
        let m = self.add(&[lambda.clone(), square.clone().scaled(&fraction(-1, 2))])?;
        let exponent = self.add(&[
            square.scaled(&fraction(1, 8)),
            lambda.clone().scaled(&fraction(-1, 2)),
        ])?;
        let factor = self.exponential(&exponent)?.scaled(&fraction(2, 1));
        let mut terms = Vec::new();
        for (order, c) in moment_coefficients(j).into_iter().enumerate() {
            if c.is_zero() {
                continue;
            }
            let scale = self.powi(delta, order as i64)?;
            let order = order as u32;
            for k in 0..=order {
                // The derivative of this order of exp(-lambda/2) L, by Leibniz.
                let weight =
                    binomial(order, k) * num_traits::pow(fraction(-1, 2), (order - k) as usize);
                let value = self.kernel(k + 1, &m, delta)?;
                let term = self.mul(&scale, &value)?;
                terms.push(term.scaled(&(&c * weight)));
            }
        }
        let sum = self.add(&terms)?;
        self.mul(&factor, &sum)
    }
}

/// S_j = sum over a of c_a delta^a S_0^(a).
fn moment_coefficients(j: u32) -> Vec<BigRational> {
    let mut before: Vec<BigRational> = Vec::new();
    let mut now = vec![BigRational::one()];
    for step in 0..j {
        let mut next = vec![BigRational::zero(); now.len() + 1];
        for (a, c) in now.iter().enumerate() {
            next[a + 1] += c;
        }
        for (a, c) in before.iter().enumerate() {
            next[a] += c * BigRational::from_integer(step.into());
        }
        before = std::mem::replace(&mut now, next);
    }
    now
}

#[cfg(test)]
mod tests {
    use super::super::field::{Field, Laws};
    use super::super::orbit::tests::{nowhere, parsed, value};

    #[test]
    fn sech_moments_have_the_value_of_their_kernel_form() {
        let region = nowhere();
        for j in 0..=2 {
            for lambda in ["0", "1/2", "-2", "3"] {
                for delta in ["1/4", "1", "5/2"] {
                    let written = parsed(&format!("sech_moment({j}, {lambda}, {delta})"));
                    let mut field = Field::new(&region, Laws::All);
                    let product = field.normal(&written).expect("small");
                    let shown = field.show(&product).expect("small");
                    let (a, b) = (value(&written), value(&shown));
                    // Four kernels and their factors, all of a few units.
                    let error = 100.0 * crate::kernel::ACCURACY;
                    assert!((a - b).abs() <= error, "{written} = {shown}: {a} {b}");
                }
            }
        }
    }
}
