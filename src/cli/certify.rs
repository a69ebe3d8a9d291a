//! `solve --certify`: how a certificate, or the reason there is none, is printed.

use forgetting::interval::Interval;
use forgetting::minimize::certified::{Certificate, LearnerBox, NotCertified};
use forgetting::model::TwoModes;
use serde_json::{Value, json};

/// A certificate or the reason there is none.
pub(crate) type Certified = Result<Certificate, NotCertified>;

pub(crate) fn as_json(outcome: &Certified, modes: &TwoModes) -> Value {
    let bounds = |x: Interval| json!([x.lo(), x.hi()]);
    let learners = |region: &LearnerBox| {
        json!({
            "old_weight": bounds(region.old_weight),
            "old_mean": bounds(region.old_mean),
            "new_mean": bounds(region.new_mean),
        })
    };
    match outcome {
        Ok(certificate) => json!({
            "kind": certificate.kind.label(),
            "enclosure": learners(&certificate.enclosure),
            "unique_in": learners(&certificate.unique_in),
            "width": certificate.enclosure.width(),
            "coordinates": "whitened, along the line through the modes, the old mode at 0",
            "user_coordinates": users(&certificate.enclosure, modes).map(|[old, new]| json!({
                "old_mean": old.into_iter().map(bounds).collect::<Vec<_>>(),
                "new_mean": new.into_iter().map(bounds).collect::<Vec<_>>(),
            })),
        }),
        Err(reason) => json!({ "reason": reason.to_string() }),
    }
}

pub(super) fn as_text(outcome: &Certified, modes: &TwoModes) -> String {
    match outcome {
        Ok(certificate) => {
            let rows = |region: &LearnerBox, written: fn(Interval) -> String| {
                format!(
                    "    old weight   {}\n    old mean     {}\n    new mean     {}\n",
                    written(region.old_weight),
                    written(region.old_mean),
                    written(region.new_mean),
                )
            };
            let in_users = users(&certificate.enclosure, modes).map(|[old, new]| {
                format!(
                    "  in the scenario's coordinates, rounded outwards\n    old mean     {}\n    new mean     {}\n",
                    vector(old),
                    vector(new)
                )
            });
            format!(
                "\nCertified: {} (whitened coordinates along the line through the modes, the old one at 0)\n  minimiser in, rounded outwards, width {:.1e}\n{}{}  unique in, rounded inwards\n{}",
                certificate.kind.label(),
                certificate.enclosure.width(),
                rows(&certificate.enclosure, outward),
                in_users.unwrap_or_default(),
                rows(&certificate.unique_in, inward),
            )
        }
        Err(reason) => format!("\nNot certified: {reason}\n"),
    }
}

/// Both means in the user's coordinates; none where more coordinates than a reader follows would be printed.
fn users(region: &LearnerBox, modes: &TwoModes) -> Option<[Vec<Interval>; 2]> {
    const MOST: usize = 16;
    if modes.dimension() > MOST {
        return None;
    }
    let place = |mean: Interval| modes.along_line(mean);
    Some([place(region.old_mean)?, place(region.new_mean)?])
}

fn vector(coordinates: Vec<Interval>) -> String {
    let coordinates: Vec<String> = coordinates.into_iter().map(outward).collect();
    format!("({})", coordinates.join(", "))
}

/// Seventeen digits, rounded outwards; a number that is known exactly stands alone.
fn outward(x: Interval) -> String {
    if x.is_point() {
        return x.lo().to_string();
    }
    let (lo, hi) = x.to_decimal(17);
    format!("[{lo}, {hi}]")
}

/// Seventeen digits, rounded inwards: what is unique in a box is unique in every part of it.
fn inward(x: Interval) -> String {
    if x.is_point() {
        return x.lo().to_string();
    }
    let (_, lo) = Interval::point(x.lo()).to_decimal(17);
    let (hi, _) = Interval::point(x.hi()).to_decimal(17);
    format!("[{lo}, {hi}]")
}
