//! `solve 'EXPR'`: the weight that minimises an objective of the user's own, every minimiser enclosed.

use super::arguments::Solve;
use super::solve::{LEAST, digits_within};
use super::{Outcome, print};
use forgetting::claim::{Definitions, Expr, Symbol, parse_expression};
use forgetting::error::{Error, Result};
use forgetting::interval::Interval;
use forgetting::judge::{Minimum, NumericMinimum, minimise, minimise_numerically};
use forgetting::model::Scenario;
use forgetting::objective::Parameter;
use forgetting::table::significant_digits;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The variable that is free.
const WEIGHT: &str = "beta";

/// Whether the text is an expression: the names of objectives are words and hyphens between them.
pub(super) fn is_expression(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !text.chars().all(word) || text.contains(" - ")
}

pub(super) fn run(options: &Solve) -> Result<Outcome> {
    let text = &options.objective;
    let scenario = options.setting.scenario()?;
    let known = known_values(options, &scenario);
    let names = std::iter::once(WEIGHT).chain(known.iter().map(|known| known.name));
    let variables: Vec<Symbol> = names.filter_map(Symbol::new).collect();
    let expression = parse_expression(text, &variables, &Definitions::new())
        .map_err(|error| Error::Expression(drawing(&error.render())))?;
    check_flags(&expression, options)?;
    let mut fixed = Vec::new();
    for known in &known {
        let used = expression_uses(&expression, known.name);
        fixed.push(match known.value {
            Some(value) => value,
            None if used => return Err(missing(known.name)),
            None => Interval::ZERO,
        });
    }
    let deadline = options
        .time
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .and_then(|time| Instant::now().checked_add(time));
    let setting: Vec<&Known> = known
        .iter()
        .filter(|known| expression_uses(&expression, known.name))
        .collect();
    let asked = Asked { text, setting };
    match minimise(&expression, &variables, &fixed, deadline) {
        Ok(minimum) => asked.show_enclosed(&minimum, options.json),
        // An expectation without closed form has values but no enclosure.
        Err(reason) if expression.expectation_depth() > 0 => {
            let fixed: Vec<f64> = fixed.iter().map(|x| x.mid()).collect();
            let found = minimise_numerically(&expression, &variables, &fixed, deadline)?;
            asked.show_numeric(&found, &reason, options)
        }
        Err(reason) => Err(reason),
    }
}

/// The question, as it is printed with the answer.
struct Asked<'a> {
    text: &'a str,
    setting: Vec<&'a Known>,
}

impl Asked<'_> {
    fn show_enclosed(&self, minimum: &Minimum, json: bool) -> Result<Outcome> {
        print(&if json {
            self.document(minimum)
        } else {
            self.page(minimum)
        })?;
        Ok(match minimum.places.as_slice() {
            [_] => Outcome::Well,
            _ => {
                eprintln!(
                    "forgetting: undecided: several weights are not told apart as minimisers"
                );
                Outcome::Undecided
            }
        })
    }

    fn show_numeric(
        &self,
        found: &NumericMinimum,
        reason: &Error,
        options: &Solve,
    ) -> Result<Outcome> {
        let known = found.relative_error < 1.0;
        let digits = (-found.relative_error.log10()).floor().clamp(1.0, 10.0) as u8;
        print(&if options.json {
            rendered(&json!({
                "objective": "expression",
                "expression": self.text,
                "setting": self.numbers(),
                "old_mass": known.then_some(found.weight),
                "old_mass_enclosure": null,
                "identified": known,
                "value": found.value,
                "relative_error": known.then_some(found.relative_error),
            }))
        } else {
            let mass = if known {
                significant_digits(found.weight, digits)
            } else {
                "no digit known".to_owned()
            };
            let mut out = self.heading();
            line(&mut out, "old mass kept", &mass);
            line(&mut out, "value", &significant_digits(found.value, 10));
            line(
                &mut out,
                "minimiser",
                "found in f64 by the sign of the slope, not certified",
            );
            out
        })?;
        if known && !options.certify {
            return Ok(Outcome::Well);
        }
        eprintln!("forgetting: undecided: {reason}");
        Ok(Outcome::Undecided)
    }

    fn heading(&self) -> String {
        let fixed: Vec<String> = self
            .setting
            .iter()
            .filter_map(|known| Some(format!(", {} = {}", known.name, known.value?.mid())))
            .collect();
        format!("{}\nover beta in [0, 1]{}\n\n", self.text, fixed.concat())
    }

    fn numbers(&self) -> Value {
        let entries = self.setting.iter();
        let entries =
            entries.filter_map(|known| Some((known.name.to_owned(), json!(known.value?.mid()))));
        Value::Object(entries.collect())
    }

    fn document(&self, minimum: &Minimum) -> String {
        let ends = |x: &Interval| json!([x.lo(), x.hi()]);
        let only = match minimum.places.as_slice() {
            [only] => Some(only),
            _ => None,
        };
        rendered(&json!({
            "objective": "expression",
            "expression": self.text,
            "setting": self.numbers(),
            "old_mass": only.map(|place| place.mid()),
            "old_mass_enclosure": only.map(ends),
            "identified": minimum.unique,
            "value": minimum.value.mid(),
            "value_enclosure": ends(&minimum.value),
            "places": minimum.places.iter().map(ends).collect::<Vec<_>>(),
            "parts": minimum.parts,
        }))
    }

    fn page(&self, minimum: &Minimum) -> String {
        let mut out = self.heading();
        for place in &minimum.places {
            line(&mut out, "old mass kept", &enclosed(*place));
        }
        line(&mut out, "value", &enclosed(minimum.value));
        let word = match (minimum.unique, minimum.places.len()) {
            (true, _) => "certified: the one minimiser".to_owned(),
            (false, 1) => "certified: every minimiser lies there".to_owned(),
            (false, n) => format!("certified: every minimiser lies in one of these {n} places"),
        };
        let parts = format!("{word} ({} of [0, 1])", counted(minimum.parts));
        line(&mut out, "minimiser", &parts);
        out
    }
}

fn rendered(document: &Value) -> String {
    serde_json::to_string_pretty(document).expect("finite numbers") + "\n"
}

fn line(out: &mut String, name: &str, value: &str) {
    *out += &format!("  {name:<14} {value}\n");
}

fn counted(parts: usize) -> String {
    format!("{parts} part{}", if parts == 1 { "" } else { "s" })
}

/// A variable that stands for a number of the setting.
struct Known {
    name: &'static str,
    value: Option<Interval>,
}

/// The scenario's numbers, and the parameters that were given.
fn known_values(options: &Solve, scenario: &Scenario) -> Vec<Known> {
    let delta = scenario.modes().separation_enclosure();
    let parameters = Parameter::ALL.map(|p| Known {
        name: p.name(),
        value: options.parameters.0.get(p).map(|given| given.enclosure()),
    });
    [
        ("delta", delta),
        ("alpha", Some(scenario.alpha_enclosure())),
        ("rho", Some(scenario.rho_enclosure())),
        ("beta0", Some(scenario.beta0_enclosure())),
    ]
    .map(|(name, value)| Known { name, value })
    .into_iter()
    .chain(parameters)
    .collect()
}

/// The first line says that it is an error already.
fn drawing(rendered: &str) -> String {
    rendered
        .strip_prefix("error: ")
        .unwrap_or(rendered)
        .to_owned()
}

fn expression_uses(expression: &Expr, name: &str) -> bool {
    Symbol::new(name).is_some_and(|symbol| expression.mentions(&symbol))
}

fn missing(name: &'static str) -> Error {
    match name {
        "delta" => Error::Expression("the scenario's separation has no enclosure".to_owned()),
        name => Error::Expression(format!("`{name}` has no value: give --{name}")),
    }
}

/// Refuses a flag whose number the expression does not mention.
fn check_flags(expression: &Expr, options: &Solve) -> Result<()> {
    let given = options.setting.given().into_iter().map(|flag| &flag[2..]);
    let parameters = Parameter::ALL.into_iter().map(Parameter::name);
    let set = parameters
        .zip(Parameter::ALL)
        .filter(|(_, p)| options.parameters.0.get(*p).is_some());
    let uses = |name: &str| name == "scenario" || expression_uses(expression, name);
    let mut unused = given
        .chain(set.map(|(name, _)| name))
        .filter(|name| !uses(name));
    match unused.next() {
        None => Ok(()),
        Some(name) => Err(Error::Expression(format!(
            "the expression does not mention `{name}`, so --{name} has no effect"
        ))),
    }
}

/// The digits that are known, and the enclosure, which contains them.
fn enclosed(x: Interval) -> String {
    if x.is_point() {
        return x.lo().to_string();
    }
    let (lo, hi) = x.to_decimal(17);
    let known = (-(x.width() / x.mag()).log10()).floor();
    let digits = if x.lo() == 0.0 && x.hi() < LEAST {
        format!("< {LEAST:e}")
    } else if x.contains_zero() || known < 1.0 {
        "no digit known".to_owned()
    } else {
        digits_within(x.mid(), known.min(17.0) as u8, Some(x))
    };
    format!("{digits}   (in [{lo}, {hi}])")
}
