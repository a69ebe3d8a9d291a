//! A claim at points: the slack of its relations, enclosed.

use crate::claim::{Program, Relation, Symbol, parse_claim};
use crate::error::{Error, Result};
use crate::interval::Interval;
use crate::judge::IntervalAlgebra;

/// Inequalities in the variables, with the sides of each relation in turn.
#[derive(Debug)]
pub(super) struct PointClaim {
    program: Program,
    relations: Vec<Relation>,
}

impl PointClaim {
    pub(super) fn new(text: &str, symbols: &[Symbol]) -> Result<Self> {
        let variables: Vec<String> = symbols.iter().map(|s| format!("{s} in [0, 1]")).collect();
        // On a line of its own, so that the places of errors are the text's.
        let source = format!("for {}:\n{text}", variables.join(", "));
        let claim = parse_claim(&source).map_err(|error| Error::Expression(error.render()))?;
        let pairs: Vec<_> = claim.statement.pairs().collect();
        let relations: Vec<Relation> = pairs.iter().map(|pair| pair.1).collect();
        if relations.contains(&Relation::Equal) {
            let requirement = "be made of inequalities: no point settles an equation";
            return Err(Error::domain("claim", requirement, format!("`{text}`")));
        }
        let sides = pairs.iter().flat_map(|(left, _, right)| [*left, *right]);
        Ok(Self {
            program: Program::new(sides, symbols),
            relations,
        })
    }

    /// The smallest slack of the relations, enclosed, and whether all of them hold for certain.
    pub(super) fn slack(&self, point: &[f64]) -> ([f64; 2], bool) {
        let point: Vec<Interval> = point.iter().map(|x| Interval::point(*x)).collect();
        let sides = self
            .program
            .bind(&IntervalAlgebra)
            .and_then(|program| program.evaluate(&point));
        let Ok(sides) = sides else {
            return ([f64::NAN; 2], false);
        };
        let (mut slack, mut holds) = ([f64::INFINITY; 2], true);
        for (pair, relation) in sides.chunks_exact(2).zip(&self.relations) {
            let gap = match relation {
                Relation::Less | Relation::LessEqual => pair[1] - pair[0],
                _ => pair[0] - pair[1],
            };
            if !gap.is_defined() {
                return ([f64::NAN; 2], false);
            }
            holds &= match relation {
                Relation::Less | Relation::Greater => gap.lo() > 0.0,
                _ => gap.lo() >= 0.0,
            };
            slack = [slack[0].min(gap.lo()), slack[1].min(gap.hi())];
        }
        (slack, holds)
    }
}
