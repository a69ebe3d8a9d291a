//! Whether a refutation stands: a statement is false only where all terms that it needs have values.

use super::split::has_value;
use super::{Given, Run, refuted};
use crate::claim::{Compound, Expr, Formula, Symbol, substitute};
use crate::interval::parse_rational;
use crate::judge::judgement::Part;

/// No variables and no conditions.
const AT_A_POINT: Given<'static> = Given {
    domain: &[],
    conditions: &[],
    fixed: &[],
};

impl Run<'_> {
    /// Takes back the refutations by points at which another term of the statement has no value.
    pub(super) fn confirm(&self, compound: &Compound, parts: &mut [Part]) {
        for part in parts {
            if refuted(std::slice::from_ref(part)) && !self.stands(compound, part) {
                part.judgement
                    .taken_back("another term of the statement is not known to have a value there");
            }
        }
    }

    fn stands(&self, compound: &Compound, part: &Part) -> bool {
        let witness = part.judgement.witness.iter();
        let point = witness.flat_map(|witness| witness.point.clone());
        let integers = part.integers.iter();
        let integers = integers.map(|(name, value)| (name.clone(), value.to_string()));
        let number = |(name, text): (Symbol, String)| {
            parse_rational(&text)
                .ok()
                .map(|value| (name, Expr::rational(&value)))
        };
        let pairs: Option<Vec<(Symbol, Expr)>> = integers.chain(point).map(number).collect();
        pairs.is_some_and(|pairs| {
            let there = compound.conclusion.map(&|term| substitute(term, &pairs));
            there.is_ok_and(|there| self.has_values(&there))
        })
    }

    /// Whether all terms that a formula without variables needs have values.
    fn has_values(&self, formula: &Formula) -> bool {
        match formula {
            Formula::Chain(chain) => chain.terms().filter_map(has_value).all(|term| {
                let said = self.chain(AT_A_POINT, &term).judgement;
                said.verdict.is_established()
            }),
            Formula::And(parts) | Formula::Or(parts) => {
                parts.iter().all(|part| self.has_values(part))
            }
            Formula::Implies(premise, conclusion) => {
                let fails = self.formula(AT_A_POINT, premise);
                fails.is_ok_and(|parts| refuted(&parts)) || self.has_values(conclusion)
            }
        }
    }
}
