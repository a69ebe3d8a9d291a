//! Every table over the whole range of its setting: nothing false, nothing that is not a number, nothing that stops.

use crate::support::is_full;
use forgetting::exhibit::{TABLES, TableEntry};
use forgetting::model::{Part, Scenario, Separation};
use forgetting::table::{Cell, Format, Table, Verdict};
use rayon::prelude::*;

use crate::support::random::Random;

const DELTAS: [f64; 10] = [1e-6, 1e-3, 0.1, 1.0, 3.0, 8.0, 12.0, 40.0, 1e3, 1e9];
const WEIGHTS: [f64; 6] = [1e-300, 1e-20, 1e-6, 1e-3, 0.5, 1.0 - 1e-9];
/// Settings a table that the default run looks at.
const SLICE: usize = 16;
const SEED: u64 = 12;

/// A setting as it is given on the command line, in the order of [`Part::ALL`].
#[derive(Clone, Copy, Debug)]
struct Setting([f64; 4]);

impl Setting {
    fn scenario(self) -> Scenario {
        let [delta, alpha, beta0, rho] = self.0;
        Scenario::on_the_line(Separation::new(delta).expect("a separation"))
            .with_alpha(alpha.into())
            .and_then(|scenario| scenario.with_beta0(beta0.into()))
            .and_then(|scenario| scenario.with_rho(rho.into()))
            .expect("weights")
    }
}

/// All settings that differ in what the table uses.
fn settings(entry: &TableEntry) -> Vec<Setting> {
    let mut all = vec![Setting([3.0, 0.5, 0.7, 0.2])];
    for part in entry.uses {
        let at = Part::ALL.iter().position(|p| p == part).expect("a part");
        let values: &[f64] = if at == 0 { &DELTAS } else { &WEIGHTS };
        all = all
            .iter()
            .flat_map(|setting| {
                values.iter().map(move |value| {
                    let mut next = *setting;
                    next.0[at] = *value;
                    next
                })
            })
            .collect();
    }
    all
}

/// What is wrong with a table, if anything.
fn fault(table: &Table) -> Option<String> {
    let bad_word = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .any(|word| ["NaN", "inf"].contains(&word))
    };
    for row in &table.rows {
        for cell in row {
            let wrong = match cell {
                Cell::Text(text) => bad_word(text),
                Cell::Input(value) | Cell::AtMost(value) => !value.is_finite(),
                Cell::Number { value, digits } => !value.is_finite() || *digits == 0,
                Cell::Verdict(v) => matches!(v, Verdict::Refuted | Verdict::FailsOnSamples),
                Cell::Count(_) | Cell::Missing => false,
            };
            if wrong {
                return Some(format!("{cell:?} in {row:?}"));
            }
        }
    }
    let rendered = Format::ALL.map(|format| format.render(table));
    rendered.into_iter().find(|text| bad_word(text))
}

fn check(entry: &TableEntry, setting: Setting) -> Option<String> {
    let place = format!("{} {setting:?}", entry.name);
    match entry.build(&setting.scenario()) {
        Ok(table) => fault(&table).map(|fault| format!("{place}: {fault}")),
        // A refusal names the argument and what is allowed.
        Err(error) if error.is_bad_input() && error.to_string().contains(" must ") => None,
        Err(error) => Some(format!("{place}: {error}")),
    }
}

/// The settings of one table that this run looks at: all of them, or a seeded few.
fn chosen(entry: &TableEntry, full: bool) -> Vec<Setting> {
    let mut random = Random(SEED);
    let mut all = settings(entry);
    for k in (1..all.len()).rev() {
        all.swap(k, (random.bits() % (k as u64 + 1)) as usize);
    }
    if !full {
        all.truncate(SLICE);
    }
    all
}

#[test]
fn no_table_says_anything_false_anywhere() {
    let full = is_full();
    let swept = TABLES.iter().filter(|entry| !entry.uses.is_empty());
    let cases: Vec<(&TableEntry, Setting)> = swept
        .flat_map(|entry| chosen(entry, full).into_iter().map(move |s| (entry, s)))
        .collect();
    assert!(cases.len() >= SLICE);
    let faults: Vec<String> = cases
        .par_iter()
        .filter_map(|(entry, setting)| check(entry, *setting))
        // At once: the whole run is long.
        .inspect(|fault| eprintln!("{fault}"))
        .collect();
    assert!(
        faults.is_empty(),
        "{} faults in {} cases\n{}",
        faults.len(),
        cases.len(),
        faults.join("\n")
    );
}
