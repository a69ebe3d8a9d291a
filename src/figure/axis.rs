//! Ticks: round numbers, labelled as a reader would write them.

use super::scene::{Axis, Scale};

/// What divisions and logarithms of an axis's ends may be off by, in steps.
const ROUNDING: f64 = 1e-9;
/// A step this near to a whole number of decimal places needs no more of them.
const WHOLE: f64 = 1e-6;

/// One tick.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    pub value: f64,
    /// Empty for a minor tick.
    pub label: String,
}

/// The ticks of an axis, about `wanted` of them labelled.
pub(super) fn ticks(axis: &Axis, wanted: usize) -> Vec<Tick> {
    match axis.scale {
        Scale::Linear => linear(axis, wanted),
        Scale::Log => log(axis, wanted),
    }
}

fn linear(axis: &Axis, wanted: usize) -> Vec<Tick> {
    let raw = (axis.to - axis.from) / wanted as f64;
    let unit = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|m| m * unit)
        .find(|step| *step >= raw * (1.0 - ROUNDING))
        .unwrap_or(10.0 * unit);
    let decimals = (0..9)
        .find(|d| {
            let scaled = step * 10f64.powi(*d);
            (scaled - scaled.round()).abs() < WHOLE
        })
        .unwrap_or(9) as usize;
    let first = (axis.from / step - ROUNDING).ceil() as i64;
    let last = (axis.to / step + ROUNDING).floor() as i64;
    (first..=last)
        .map(|k| {
            let value = k as f64 * step;
            Tick {
                value,
                label: format!("{value:.decimals$}").replace('-', "−"),
            }
        })
        .collect()
}

fn log(axis: &Axis, wanted: usize) -> Vec<Tick> {
    let exponent = |x: f64| x.log10();
    let (low, high) = (
        (exponent(axis.from) - ROUNDING).ceil() as i32,
        (exponent(axis.to) + ROUNDING).floor() as i32,
    );
    let stride = [1, 2, 3, 5, 10, 20, 50, 100]
        .into_iter()
        .find(|s| (high - low) / s < wanted as i32 + 1)
        .unwrap_or(200);
    // Short axes read better as plain numbers, and the shortest with twos and fives between the powers of ten.
    let plain = low >= -3 && high <= 3;
    let between = |m: i32, value: f64| {
        if plain && high <= low && matches!(m, 2 | 5) {
            format!("{value}")
        } else {
            String::new()
        }
    };
    let mut found = Vec::new();
    for k in low - 1..=high {
        let value = 10f64.powi(k);
        if k >= low {
            let label = if k.rem_euclid(stride) != 0 {
                String::new()
            } else if plain {
                format!("{value}")
            } else if k == 0 {
                "1".into()
            } else {
                format!("10^{{{}}}", k.to_string().replace('-', "−"))
            };
            found.push(Tick { value, label });
        }
        if stride == 1 {
            found.extend(
                (2..10)
                    .map(|m| (m, f64::from(m) * value))
                    .filter(|(_, v)| within(axis, *v))
                    .map(|(m, value)| Tick {
                        value,
                        label: between(m, value),
                    }),
            );
        }
    }
    found
}

fn within(axis: &Axis, value: f64) -> bool {
    (0.0..=1.0).contains(&axis.fraction(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<String> {
        let all = ticks(axis, 5).into_iter();
        all.map(|t| t.label).filter(|l| !l.is_empty()).collect()
    }

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(
            labels(&Axis::linear("", 0.0, 1.0)),
            ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
        );
        assert_eq!(
            labels(&Axis::linear("", -2.0, 6.0)),
            ["−2", "0", "2", "4", "6"]
        );
        assert_eq!(labels(&Axis::log("", 0.01, 1.0)), ["0.01", "0.1", "1"]);
        assert_eq!(labels(&Axis::log("", 1.5, 45.0)), ["2", "5", "10", "20"]);
        assert_eq!(
            labels(&Axis::log("", 1e-12, 1.0)),
            ["10^{−12}", "10^{−9}", "10^{−6}", "10^{−3}", "1"]
        );
        for axis in [Axis::log("", 3e-7, 40.0), Axis::linear("", -0.3, 7.7)] {
            for tick in ticks(&axis, 6) {
                let at = axis.fraction(tick.value);
                assert!((-ROUNDING..=1.0 + ROUNDING).contains(&at), "{tick:?}");
            }
        }
    }
}
