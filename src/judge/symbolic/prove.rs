//! From a claim to its proof.

use crate::numeric::Instant;

use num_traits::Signed;

use super::chain::{Chain, EXPECTATION};
use super::defined::{Conditions, require_defined};
use super::expectation::in_closed_form;
use super::field::{Atom, FactorId, Field, Laws, Product};
use super::obstacle::Obstacle;
use super::poly::{Poly, QuantityId};
use super::proof::{EquationProof, Method, Proof, ProofStep};
use super::region::Region;
use super::sign::{Sign, has_sign};
use crate::claim::{Claim, Expr, Operator, Relation};
use crate::judge::Domain;

/// The name of the step to the normal form of both sides.
pub(super) const NORMAL_FORM: &str = "normal form";
/// Sides larger than this are not looked at.
const MAX_NODES: u64 = 20_000;

/// Proves a claim whose relations are all equations.
///
/// Nothing is said about the domain being inhabited: [`judge`](crate::judge::judge) sees to that.
///
/// # Errors
/// [`Obstacle`] where no proof was found, which does not make the claim false.
///
/// # Examples
/// ```
/// use forgetting::claim::parse_claim;
/// use forgetting::judge::Domain;
/// use forgetting::judge::symbolic::prove;
/// let claim = parse_claim("for beta in (0, 1), delta in [0, 9]: beta*eps_old(beta, delta) = (1 - beta)*eps_new(beta, delta)")?;
/// let domain = Domain::new(&claim).unwrap();
/// assert!(prove(&claim, &domain).is_ok());
/// # Ok::<(), forgetting::claim::ParseError>(())
/// ```
pub fn prove(claim: &Claim, domain: &Domain) -> Result<Proof, Obstacle> {
    prove_until(claim, domain, None)
}

/// As [`prove`], given up at the deadline.
///
/// # Errors
/// As [`prove`], and [`Obstacle::Late`].
///
/// ```
/// use forgetting::claim::parse_claim;
/// use forgetting::judge::{Domain, symbolic::prove_until};
/// let claim = parse_claim("for x in [0, 9]: cosh(x)^2 - sinh(x)^2 = 1")?;
/// assert!(prove_until(&claim, &Domain::new(&claim).unwrap(), None).is_ok());
/// # Ok::<(), forgetting::claim::ParseError>(())
/// ```
pub fn prove_until(
    claim: &Claim,
    domain: &Domain,
    deadline: Option<Instant>,
) -> Result<Proof, Obstacle> {
    let statement = &claim.statement;
    if statement
        .rest()
        .iter()
        .any(|(relation, _)| *relation != Relation::Equal)
    {
        return Err(Obstacle::NotAnEquation);
    }
    if statement.terms().any(|term| term.size() > MAX_NODES) {
        return Err(Obstacle::TooLarge("nodes"));
    }
    let closed: Vec<Expr> = statement
        .terms()
        .map(|term| in_closed_form(term, domain))
        .collect::<Result<_, _>>()?;
    if closed.iter().any(|term| term.size() > MAX_NODES) {
        return Err(Obstacle::TooLarge("nodes"));
    }
    let whole = domain.region();
    let interior = whole.interior();
    let mut ground = Ground::new(claim, &whole, &interior, deadline);
    let conditions = ground.defined(&closed)?;
    let mut equations = Vec::new();
    for ((left, _, right), sides) in statement.pairs().zip(closed.windows(2)) {
        let proof = ground.equation(&sides[0], &sides[1])?;
        equations.push(between_expectations(proof, left, right));
    }
    Ok(Proof {
        equations,
        conditions,
    })
}

/// `right - left` as a shorter expression, with everything cancelled that cancels exactly.
///
/// At each point inside the domain at which both sides and the result have a value, they agree. `None` where the difference is too
/// large or an expectation has no closed form.
pub(in crate::judge) fn difference(left: &Expr, right: &Expr, domain: &Domain) -> Option<Expr> {
    if left.size() > MAX_NODES || right.size() > MAX_NODES {
        return None;
    }
    let sides = [left, right].map(|side| in_closed_form(side, domain).ok());
    let [Some(left), Some(right)] = sides else {
        return None;
    };
    let interior = domain.region().interior();
    let mut field = Field::new(&interior, Laws::All);
    let gap = Expr::binary(Operator::Sub, right, left);
    let product = field.normal(&gap).ok()?;
    field.show(&product)
}

/// The proof about closed forms as one about the expectations they are of.
fn between_expectations(proof: EquationProof, left: &Expr, right: &Expr) -> EquationProof {
    let step = |expression: &Expr| ProofStep {
        rule: EXPECTATION.to_owned(),
        expression: expression.to_string(),
    };
    let first = (proof.left != *left).then(|| step(&proof.left));
    let last = (proof.right != *right).then(|| step(right));
    EquationProof {
        left: left.clone(),
        right: right.clone(),
        method: proof.method,
        steps: first.into_iter().chain(proof.steps).chain(last).collect(),
    }
}

/// What is known about one claim's domain.
pub(super) struct Ground<'d> {
    field: Field<'d>,
    whole: &'d Region,
    interior: &'d Region,
    /// Factors whose sign follows from the side conditions, everywhere on the domain.
    facts: Vec<(FactorId, bool)>,
}

impl<'d> Ground<'d> {
    pub fn new(
        claim: &Claim,
        whole: &'d Region,
        interior: &'d Region,
        deadline: Option<Instant>,
    ) -> Self {
        let mut ground = Self {
            field: Field::new(interior, Laws::All).until(deadline),
            whole,
            interior,
            facts: Vec::new(),
        };
        ground.take_facts(claim);
        ground
    }

    /// What was shown of the domain so that the terms have values everywhere on it, in words of the language.
    pub fn defined(&mut self, terms: &[Expr]) -> Result<Vec<String>, Obstacle> {
        let mut conditions = Conditions::default();
        for term in terms {
            require_defined(term, &mut |e, sign| self.holds(e, sign), &mut conditions)
                .map_err(Obstacle::NotShown)?;
        }
        Ok(conditions.into_texts())
    }

    /// The common normal form of two expressions.
    ///
    /// # Errors
    /// [`Obstacle::Different`] where they have none.
    pub fn common(&mut self, left: &Expr, right: &Expr) -> Result<Product, Obstacle> {
        // The second pass knows the factors of both sides.
        for _ in 0..2 {
            let (a, b) = (self.field.normal(left)?, self.field.normal(right)?);
            if self.field.are_equal(&a, &b)? {
                return Ok(a);
            }
        }
        Err(Obstacle::Different)
    }

    /// The strict side conditions between sides that are defined on the whole box: where they hold is open in it, so its
    /// interior stays dense.
    fn take_facts(&mut self, claim: &Claim) {
        for (left, relation, right) in claim.conditions.iter().flat_map(|c| c.pairs()) {
            let (smaller, larger) = match relation {
                Relation::Less => (left, right),
                Relation::Greater => (right, left),
                _ => continue,
            };
            let gap = Expr::binary(Operator::Sub, larger.clone(), smaller.clone());
            let mut unused = Conditions::default();
            let whole = self.whole;
            let defined =
                require_defined(&gap, &mut |e, sign| has_sign(e, sign, whole), &mut unused);
            if defined.is_err() || gap.size() > MAX_NODES {
                continue;
            }
            if let Ok(product) = self.field.normal(&gap)
                && self.is_plain(&product)
                && let Some(fact) = self.field.assume_positive(&product)
            {
                self.facts.push(fact);
            }
        }
    }

    /// Whether `expr`, whose parts are defined on the domain, has this sign everywhere on it.
    fn holds(&mut self, expr: &Expr, sign: Sign) -> bool {
        has_sign(expr, sign, self.whole) || self.holds_by_factors(expr, sign)
    }

    /// By the signs of the factors of the normal form, each a polynomial in the variables.
    fn holds_by_factors(&mut self, expr: &Expr, wanted: Sign) -> bool {
        let Ok(product) = self.field.normal(expr) else {
            return false;
        };
        if product.is_zero() || !product.roots.is_empty() || !self.is_plain(&product) {
            return false;
        }
        let mut negative = product.coefficient.is_negative();
        for (&id, &power) in &product.powers {
            let known = self.facts.iter().find(|(fact, _)| *fact == id);
            let poly = self.field.factor(id);
            let shown = |poly: &Poly, sign| {
                self.field
                    .show_poly(poly)
                    .is_some_and(|e| has_sign(&e, sign, self.whole))
            };
            match known {
                Some((_, positive)) => negative ^= !positive && power % 2 != 0,
                None if shown(poly, Sign::Positive) => {}
                None if shown(&poly.negated(), Sign::Positive) => negative ^= power % 2 != 0,
                None if wanted == Sign::Nonzero && shown(poly, Sign::Nonzero) => {}
                None if wanted == Sign::Nonnegative && power > 0 && power % 2 == 0 => {}
                None => return false,
            }
        }
        wanted == Sign::Nonzero || !negative
    }

    /// Whether a product is made of polynomials in the variables and exponentials of such, so that it is continuous wherever
    /// its negative powers are defined.
    fn is_plain(&self, product: &Product) -> bool {
        let plain_exponent = |id: QuantityId| {
            let exponent = self.field.quantity(id);
            id == QuantityId::ZERO
                || exponent.powers.values().all(|power| *power > 0) && self.is_plain(exponent)
        };
        product.roots.is_empty()
            && plain_exponent(product.exponent)
            && product.powers.keys().all(|id| {
                self.field.factor(*id).terms().all(|(monomial, _)| {
                    let variables = |a: &Atom| matches!(a, Atom::Pi | Atom::Variable(_));
                    monomial.roots.is_empty()
                        && plain_exponent(monomial.exponent)
                        && monomial
                            .powers
                            .keys()
                            .all(|id| variables(self.field.atom(*id)))
                })
            })
    }

    fn equation(&mut self, left: &Expr, right: &Expr) -> Result<EquationProof, Obstacle> {
        let a = self.common(left, right)?;
        let interior = self.interior;
        let deadline = self.field.deadline();
        let mut inside =
            |e: &Expr, sign| has_sign(e, sign, interior) || self.holds_by_factors(e, sign);
        let (method, steps) = match Chain::new(interior, deadline).find(left, right, &mut inside) {
            Some(steps) => (Method::Chain, steps),
            None => (Method::NormalForm, self.normal_form_steps(&a, right)),
        };
        Ok(EquationProof {
            left: left.clone(),
            right: right.clone(),
            method,
            steps,
        })
    }

    /// left = normal form = right
    fn normal_form_steps(&self, normal: &Product, right: &Expr) -> Vec<ProofStep> {
        let step = |rule: &str, expression: String| ProofStep {
            rule: rule.to_owned(),
            expression,
        };
        let middle = self.field.show(normal);
        let mut steps: Vec<ProofStep> = middle
            .filter(|middle| middle != right)
            .map(|middle| step(NORMAL_FORM, middle.to_string()))
            .into_iter()
            .collect();
        steps.push(step("the same normal form", right.to_string()));
        steps
    }
}
