//! Sums of products of constraints that cannot be: found by linear programming, in floating point; what comes of it is solved again
//! in exact arithmetic.

use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::super::polynomial::Polynomial;
use super::refutation::{Factor, Refutation, Weighted, is_positive, product};
use super::system::{Sense, System};

/// Most products, and most monomials in them.
const MAX_PRODUCTS: usize = 500;
const MAX_MONOMIALS: usize = 250;
/// Most constraints of which all products of three are tried.
const MAX_TRIPLED: usize = 9;
/// Weights below this are taken for zero before the exact solution.
const NEGLIGIBLE: f64 = 1e-9;
/// Most steps of the simplex method.
const MAX_PIVOTS: usize = 1_500;

/// A contradictory sum of products of at most two, then three factors.
pub(super) fn combination(system: &System) -> Option<Refutation> {
    let singles = singles(system);
    let mut products: Vec<Vec<Factor>> = singles.iter().map(|f| vec![f.clone()]).collect();
    products.extend(multiples(system, 0));
    if let Some(found) = solve(system, &products) {
        return Some(found);
    }
    products.extend(multiples(system, 2));
    products.extend(squares(system));
    for (k, first) in singles.iter().enumerate() {
        for second in &singles[k..] {
            products.push(vec![first.clone(), second.clone()]);
        }
    }
    if let Some(found) = solve(system, &products) {
        return Some(found);
    }
    if singles.len() > MAX_TRIPLED || system.is_late() {
        return None;
    }
    for (i, first) in singles.iter().enumerate() {
        for (j, second) in singles.iter().enumerate().skip(i) {
            for third in &singles[j..] {
                products.push(vec![first.clone(), second.clone(), third.clone()]);
            }
        }
    }
    solve(system, &products)
}

/// The inequalities and the finite ends of variables that occur.
fn singles(system: &System) -> Vec<Factor> {
    let occurs = |axis: usize| system.constraints.iter().any(|c| c.p.degree(axis) > 0);
    let mut found = Vec::new();
    for (k, constraint) in system.constraints.iter().enumerate() {
        if constraint.sense != Sense::Zero && !constraint.p.is_constant() {
            found.push(Factor::Constraint(k));
        }
    }
    for (axis, range) in system.ranges.iter().enumerate() {
        if !occurs(axis) {
            continue;
        }
        if range.lo.is_some() {
            found.push(Factor::Above(axis));
        }
        if range.hi.is_some() {
            found.push(Factor::Below(axis));
        }
    }
    found
}

/// Equations times monomials of at most this degree.
fn multiples(system: &System, degree: u32) -> Vec<Vec<Factor>> {
    let mut found = Vec::new();
    for (k, constraint) in system.constraints.iter().enumerate() {
        if constraint.sense == Sense::Zero && !constraint.p.is_constant() {
            for monomial in monomials(system, degree) {
                found.push(vec![Factor::Constraint(k), Factor::Any(monomial)]);
            }
        }
    }
    found
}

fn monomials(system: &System, degree: u32) -> Vec<Polynomial> {
    let dimension = system.dimension();
    let mut found = vec![Polynomial::constant(dimension, BigRational::one())];
    let mut start = 0;
    for _ in 0..degree {
        let end = found.len();
        for k in start..end {
            for axis in 0..dimension {
                let next = found[k].times(&Polynomial::variable(dimension, axis));
                if !found.contains(&next) {
                    found.push(next);
                }
            }
        }
        start = end;
    }
    found
}

/// Squares of variables, of their sums and differences, and of their distances from 1.
fn squares(system: &System) -> Vec<Vec<Factor>> {
    let dimension = system.dimension();
    let variable = |k| Polynomial::variable(dimension, k);
    let occurs = |k: &usize| system.constraints.iter().any(|c| c.p.degree(*k) > 0);
    let axes: Vec<usize> = (0..dimension).filter(occurs).collect();
    let one = Polynomial::constant(dimension, BigRational::one());
    let mut found = Vec::new();
    for (k, &i) in axes.iter().enumerate() {
        found.extend([variable(i), variable(i).minus(&one)]);
        for &j in &axes[k + 1..] {
            found.push(variable(i).minus(&variable(j)));
            found.push(variable(i).minus(&variable(j).negated()));
        }
    }
    found.into_iter().map(|p| vec![Factor::Square(p)]).collect()
}

/// Nonnegative weights with `sum weight * product = 0` and weight 1 on what is positive.
fn solve(system: &System, products: &[Vec<Factor>]) -> Option<Refutation> {
    let mut columns: Vec<Column> = Vec::new();
    let one = [Vec::new()];
    for factors in one.iter().chain(products) {
        let p = product(system, factors)?;
        let term = Weighted {
            weight: BigRational::one(),
            factors: factors.clone(),
        };
        let strict = is_positive(system, &term)?;
        let zero = factors.iter().any(|factor| match factor {
            Factor::Constraint(k) => system.constraints[*k].sense == Sense::Zero,
            _ => false,
        });
        columns.push(Column {
            p: p.clone(),
            strict,
            sign: 1,
            factors: factors.clone(),
        });
        if zero {
            columns.push(Column {
                p: p.negated(),
                strict,
                sign: -1,
                factors: factors.clone(),
            });
        }
    }
    let mut rows: BTreeMap<Vec<u32>, usize> = BTreeMap::new();
    for column in &columns {
        for (powers, _) in column.p.terms() {
            let next = rows.len();
            rows.entry(powers.clone()).or_insert(next);
        }
    }
    if columns.len() > MAX_PRODUCTS || rows.len() > MAX_MONOMIALS {
        return None;
    }
    let chosen = support(&columns, &rows)?;
    let weights = exact(&columns, &rows, &chosen)?;
    let terms: Vec<Weighted> = chosen
        .iter()
        .zip(weights)
        .filter(|(_, weight)| !weight.is_zero())
        .map(|(&k, weight)| Weighted {
            weight: weight * BigRational::from_integer(columns[k].sign.into()),
            factors: columns[k].factors.clone(),
        })
        .collect();
    Some(Refutation::Combination(terms)).filter(|by| super::holds(system, by))
}

struct Column {
    p: Polynomial,
    strict: bool,
    sign: i32,
    factors: Vec<Factor>,
}

/// The columns of a basic solution, by the first phase of the simplex method.
fn support(columns: &[Column], rows: &BTreeMap<Vec<u32>, usize>) -> Option<Vec<usize>> {
    let (m, n) = (rows.len() + 1, columns.len());
    // One row for each monomial, the last one for the total weight of what is positive, then the objective.
    let mut table = vec![vec![0.0_f64; n + 1]; m + 1];
    for (j, column) in columns.iter().enumerate() {
        let scale = column.p.terms().fold(0.0_f64, |most, (_, c)| {
            most.max(c.to_f64().map_or(0.0, f64::abs))
        });
        let scale = if scale > 0.0 { scale } else { 1.0 };
        for (powers, c) in column.p.terms() {
            table[rows[powers]][j] = c.to_f64()? / scale;
        }
        table[m - 1][j] = if column.strict { 1.0 / scale } else { 0.0 };
    }
    table[m - 1][n] = 1.0;
    let mut basis: Vec<usize> = (n..n + m).collect();
    let column = |j: usize| -(0..m).map(|i| table[i][j]).sum::<f64>();
    table[m] = (0..=n).map(column).collect();
    for step in 0..MAX_PIVOTS {
        if -table[m][n] < NEGLIGIBLE {
            break;
        }
        // The steepest column at first, then Bland's rule, which ends.
        let improving = (0..n).filter(|&j| table[m][j] < -NEGLIGIBLE && !basis.contains(&j));
        let entering = if step < MAX_PIVOTS / 2 {
            improving.min_by(|&a, &b| table[m][a].total_cmp(&table[m][b]))
        } else {
            improving.min()
        }?;
        let leaving = (0..m)
            .filter(|&i| table[i][entering] > NEGLIGIBLE)
            .min_by(|&a, &b| {
                let ratio = |i: usize| table[i][n] / table[i][entering];
                ratio(a).total_cmp(&ratio(b)).then(basis[a].cmp(&basis[b]))
            })?;
        pivot(&mut table, leaving, entering);
        basis[leaving] = entering;
    }
    if -table[m][n] >= NEGLIGIBLE {
        return None;
    }
    let basic = (0..m).filter(|&i| basis[i] < n && table[i][n] > NEGLIGIBLE);
    let mut chosen: Vec<usize> = basic.map(|i| basis[i]).collect();
    chosen.sort_unstable();
    Some(chosen)
}

fn pivot(table: &mut [Vec<f64>], row: usize, column: usize) {
    let by = table[row][column];
    for x in &mut table[row] {
        *x /= by;
    }
    let pivot_row = table[row].clone();
    for (i, line) in table.iter_mut().enumerate() {
        let factor = line[column];
        if i == row || factor == 0.0 {
            continue;
        }
        for (x, p) in line.iter_mut().zip(&pivot_row) {
            *x -= factor * p;
        }
    }
}

/// The weights of the chosen columns, exactly, by elimination; `None` where they are not determined or one is negative.
fn exact(
    columns: &[Column],
    rows: &BTreeMap<Vec<u32>, usize>,
    chosen: &[usize],
) -> Option<Vec<BigRational>> {
    let (m, n) = (rows.len() + 1, chosen.len());
    let mut table = vec![vec![BigRational::zero(); n + 1]; m];
    for (j, &k) in chosen.iter().enumerate() {
        for (powers, c) in columns[k].p.terms() {
            table[rows[powers]][j] = c.clone();
        }
        if columns[k].strict {
            table[m - 1][j] = BigRational::one();
        }
    }
    table[m - 1][n] = BigRational::one();
    for j in 0..n {
        let row = (j..m).find(|&i| !table[i][j].is_zero())?;
        table.swap(j, row);
        let by = table[j][j].recip();
        for x in &mut table[j] {
            *x *= &by;
        }
        let pivot_row = table[j].clone();
        for (i, line) in table.iter_mut().enumerate() {
            let factor = line[j].clone();
            if i != j && !factor.is_zero() {
                for (x, p) in line.iter_mut().zip(&pivot_row) {
                    *x -= &factor * p;
                }
            }
        }
    }
    let solvable = table[n..].iter().all(|line| line[n].is_zero());
    let weights: Vec<BigRational> = table[..n].iter().map(|line| line[n].clone()).collect();
    (solvable && weights.iter().all(|w| !w.is_negative())).then_some(weights)
}
