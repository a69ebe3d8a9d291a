//! The claim ledger: each claim with its statements, its verdicts and where it is used.

use crate::claim::Claim;
use crate::figure::Figure;
use crate::judge::Verdict;
use crate::table::{Cell, Table};
use std::collections::BTreeMap;

/// What is known of the claims a report speaks about.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// The claims, in the order they are shown.
    pub entries: Vec<LedgerEntry>,
}

/// One claim of the theory.
#[derive(Clone, Debug)]
pub struct LedgerEntry {
    /// Its id, such as `A3`.
    pub id: String,
    /// A few words.
    pub title: String,
    /// `exact`, `tight`, `upper` or `lower`, where known.
    pub tightness: String,
    /// What it says, in formulas.
    pub statements: Vec<Claim>,
    /// The verdict on the whole of it; none where nothing was judged.
    pub verdict: Option<Verdict>,
    /// What the verdict rests on, a line each.
    pub evidence: Vec<String>,
}

impl Ledger {
    /// This ledger with an entry for every claim that a table, a figure or `others` cite: one that has none yet gets what the rows of
    /// the tables say of it.
    #[must_use]
    pub(super) fn completed<'a>(
        mut self,
        tables: &[Table],
        figures: &[Figure],
        others: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut cited: BTreeMap<ClaimId, Vec<(&'static str, Verdict)>> = BTreeMap::new();
        let in_figures = figures.iter().flat_map(|f| f.claims).copied();
        let in_tables = tables.iter().flat_map(|t| t.claims).copied();
        for id in in_figures.chain(in_tables).chain(others) {
            cited.entry(ClaimId::of(id)).or_default();
        }
        for table in tables {
            for (id, verdict) in row_verdicts(table) {
                cited
                    .entry(ClaimId::of(id))
                    .or_default()
                    .push((table.name, verdict));
            }
        }
        for (id, seen) in cited {
            if self.entries.iter().any(|entry| entry.id == id.0) {
                continue;
            }
            let verdict = seen.iter().map(|s| s.1).reduce(Verdict::and);
            let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
            for (table, _) in seen {
                *rows.entry(table).or_default() += 1;
            }
            self.entries.push(LedgerEntry {
                id: id.0,
                title: String::new(),
                tightness: String::new(),
                statements: Vec::new(),
                verdict,
                evidence: rows
                    .into_iter()
                    .map(|(table, count)| {
                        let rows = if count == 1 { "row" } else { "rows" };
                        format!("{count} {rows} of the table {table}")
                    })
                    .collect(),
            });
        }
        self.entries.sort_by_key(|entry| ClaimId::of(&entry.id));
        self
    }
}

/// Ordered as a reader counts: A2 before A10.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ClaimId(String);

impl ClaimId {
    fn of(id: &str) -> Self {
        Self(id.to_owned())
    }

    fn key(&self) -> (&str, u32, &str) {
        let digits = self.0.trim_start_matches(|c: char| c.is_alphabetic());
        let letters = &self.0[..self.0.len() - digits.len()];
        (letters, digits.parse().unwrap_or(u32::MAX), &self.0)
    }
}

impl PartialOrd for ClaimId {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ClaimId {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// Each row's verdict, for the claim its `claim` column names, or for every claim of the table.
fn row_verdicts(table: &Table) -> Vec<(&str, Verdict)> {
    let named = table.columns.iter().position(|c| c.key == "claim");
    let mut found = Vec::new();
    for row in &table.rows {
        let verdict = row.iter().find_map(|cell| match cell {
            Cell::Verdict(v) => Some(*v),
            _ => None,
        });
        let Some(verdict) = verdict else { continue };
        match named.map(|k| &row[k]) {
            Some(Cell::Text(id)) => found.push((id.as_str(), verdict)),
            _ => found.extend(table.claims.iter().map(|id| (*id, verdict))),
        }
    }
    found
}
