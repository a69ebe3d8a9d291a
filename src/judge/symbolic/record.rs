//! Proofs of equations as records of a certificate, and their recheck: each step by the normal form, without the search for steps.

use serde::{Deserialize, Serialize};

use super::chain::ARITHMETIC;
use super::expectation::in_closed_form;
use super::field::{Field, Laws};
use super::proof::{EquationProof, Method, Proof};
use super::prove::{Ground, NORMAL_FORM};
use super::region::Region;
use crate::claim::{Claim, Definitions, Expr, Relation, Symbol, parse_expression};
use crate::judge::Domain;

/// Most steps of one equation.
const MAX_STEPS: usize = 2_000;
/// Larger expressions are not looked at.
const MAX_NODES: u64 = 20_000;

/// The proof of every equation of a claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::judge) struct ProofRecord {
    conditions: Vec<String>,
    equations: Vec<EquationRecord>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EquationRecord {
    left: String,
    right: String,
    method: String,
    steps: Vec<StepRecord>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepRecord {
    rule: String,
    expression: String,
}

impl Proof {
    pub(in crate::judge) fn record(&self) -> ProofRecord {
        ProofRecord {
            conditions: self.conditions.clone(),
            equations: self.equations.iter().map(equation).collect(),
        }
    }
}

fn equation(proof: &EquationProof) -> EquationRecord {
    // Without the normal form itself, which is there to be read: the ends decide.
    let steps = proof.steps.iter().filter(|step| step.rule != NORMAL_FORM);
    let steps = steps.map(|step| StepRecord {
        rule: step.rule.clone(),
        expression: step.expression.clone(),
    });
    EquationRecord {
        left: proof.left.to_string(),
        right: proof.right.to_string(),
        method: proof.method.label().to_owned(),
        steps: steps.collect(),
    }
}

impl ProofRecord {
    /// Whether the record shows the claim; the steps checked.
    ///
    /// # Errors
    /// The first thing that is not shown.
    pub(in crate::judge) fn shows(&self, claim: &Claim, domain: &Domain) -> Result<usize, String> {
        let pairs: Vec<_> = claim.statement.pairs().collect();
        let relations = pairs.iter().all(|(_, r, _)| *r == Relation::Equal);
        if !relations || pairs.len() != self.equations.len() {
            return Err("its equations are not those of the claim".to_owned());
        }
        let (whole, variables) = (domain.region(), domain.variables());
        let interior = whole.interior();
        let mut ground = Ground::new(claim, &whole, &interior, None);
        let obstacle = |error: super::Obstacle| error.to_string();
        let terms: Vec<&Expr> = claim.statement.terms().collect();
        if terms.iter().any(|term| term.size() > MAX_NODES) {
            return Err("a side is too large".to_owned());
        }
        let closed = terms.iter().map(|term| in_closed_form(term, domain));
        let closed: Vec<Expr> = closed.collect::<Result<_, _>>().map_err(obstacle)?;
        if ground.defined(&closed).map_err(obstacle)? != self.conditions {
            return Err("its conditions are not those that the terms ask for".to_owned());
        }
        let mut steps = 0;
        for (k, record) in self.equations.iter().enumerate() {
            let (left, _, right) = pairs[k];
            let path = record.path(left, right, &variables)?;
            // The ends are equal as they stand: no step on the way can take them where one has no value.
            let ends = ground.common(&closed[k], &closed[k + 1]);
            ends.map_err(|_| format!("the sides of `{left} = {right}` differ"))?;
            steps += record.follows(&path, domain, &mut ground, &interior)?;
        }
        Ok(steps)
    }
}

impl EquationRecord {
    /// The expressions from the left side to the right one.
    fn path(&self, left: &Expr, right: &Expr, scope: &[Symbol]) -> Result<Vec<Expr>, String> {
        if self.left != left.to_string() || self.right != right.to_string() {
            return Err(format!("it shows `{} = {}`", self.left, self.right));
        }
        let labels = [Method::Chain, Method::NormalForm].map(Method::label);
        if !labels.contains(&self.method.as_str()) || self.steps.len() > MAX_STEPS {
            return Err(format!("`{}` is no method", self.method));
        }
        let mut path = vec![left.clone()];
        for step in &self.steps {
            let read = parse_expression(&step.expression, scope, &Definitions::new());
            let read = read.map_err(|error| format!("a step cannot be read: {error}"))?;
            if read.size() > MAX_NODES {
                return Err("a step is too large".to_owned());
            }
            path.push(read);
        }
        if self
            .steps
            .last()
            .is_none_or(|last| last.expression != self.right)
            && left != right
        {
            return Err(format!("its steps do not end at `{right}`"));
        }
        Ok(path)
    }

    fn follows(
        &self,
        path: &[Expr],
        domain: &Domain,
        ground: &mut Ground<'_>,
        interior: &Region,
    ) -> Result<usize, String> {
        let closed = path.iter().map(|expr| in_closed_form(expr, domain));
        let closed: Vec<Expr> = closed
            .collect::<Result<_, _>>()
            .map_err(|error| error.to_string())?;
        for (step, sides) in self.steps.iter().zip(closed.windows(2)) {
            let alone = step.rule != ARITHMETIC || by_arithmetic(&sides[0], &sides[1], interior);
            if !alone || ground.common(&sides[0], &sides[1]).is_err() {
                let StepRecord { rule, expression } = step;
                return Err(format!("`{expression}` does not follow by {rule}"));
            }
        }
        Ok(self.steps.len())
    }
}

fn by_arithmetic(a: &Expr, b: &Expr, interior: &Region) -> bool {
    let mut field = Field::new(interior, Laws::Arithmetic);
    (0..2).any(|_| {
        let (Ok(a), Ok(b)) = (field.normal(a), field.normal(b)) else {
            return false;
        };
        field.are_equal(&a, &b) == Ok(true)
    })
}
