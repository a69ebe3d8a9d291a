//! Reference values with more digits than an f64, and the contract they are compared under.
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use serde_json::Value;

/// The kernel's stated relative accuracy, which is the overlap's too.
pub const CONTRACT: f64 = forgetting::kernel::ACCURACY;
const _: () = assert!(CONTRACT == forgetting::overlap::ACCURACY);

/// An exact decimal number.
#[derive(Clone, Debug)]
pub struct Decimal(BigRational, String);

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.1)
    }
}

impl Decimal {
    pub fn parse(text: &str) -> Self {
        let (digits, exponent) = text
            .split_once('e')
            .map_or((text, 0), |(d, e)| (d, e.parse::<i32>().expect("exponent")));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let integer: num_bigint::BigInt = format!("{whole}{fraction}").parse().expect("digits");
        let shift = exponent - fraction.len() as i32;
        let ten = BigRational::from_integer(10.into());
        let value = BigRational::from_integer(integer) * ten.pow(shift);
        Self(value, text.to_owned())
    }

    pub fn value(&self) -> f64 {
        self.0.to_f64().expect("in range")
    }

    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// |x - self|, formed exactly.
    pub fn distance(&self, x: f64) -> f64 {
        let x = BigRational::from_float(x).expect("finite");
        (x - &self.0).abs().to_f64().expect("in range")
    }
}

/// Half a unit of the last digit of a number as it is printed.
pub fn half_unit(printed: &str) -> f64 {
    let (digits, exponent) = printed.split_once('e').unwrap_or((printed, "0"));
    let decimals = digits.split_once('.').map_or(0, |(_, f)| f.len() as i32);
    0.5 * 10f64.powi(exponent.parse::<i32>().expect("an exponent") - decimals)
}

/// Whether a number is one that is printed so: within half a unit of the last digit.
pub fn is_printed_as(x: f64, printed: &str) -> bool {
    Decimal::parse(printed).distance(x) <= half_unit(printed)
}

pub fn relative_error(x: f64, truth: &Decimal) -> f64 {
    truth.distance(x) / truth.value().abs()
}

pub struct KernelPoint {
    pub m: f64,
    pub s: f64,
    pub orders: Vec<Decimal>,
}

pub struct OverlapPoint {
    pub beta: f64,
    pub delta: f64,
    pub values: serde_json::Map<String, Value>,
}

impl OverlapPoint {
    pub fn get(&self, name: &str) -> Option<Decimal> {
        self.values
            .get(name)
            .and_then(Value::as_str)
            .map(Decimal::parse)
    }
}

pub fn kernel_points() -> Vec<KernelPoint> {
    let shared: Value =
        serde_json::from_str(include_str!("../data/kernel_overlap.json")).expect("JSON");
    let grid: Value = serde_json::from_str(include_str!("../data/kernel_grid.json")).expect("JSON");
    let read = |row: &Value| KernelPoint {
        m: number(&row["m"]),
        s: number(&row["s"]),
        orders: (0..5)
            .map(|n| Decimal::parse(row[format!("K{n}")].as_str().expect("text")))
            .collect(),
    };
    let rows = |v: &Value| {
        v.as_array()
            .expect("list")
            .iter()
            .map(read)
            .collect::<Vec<_>>()
    };
    let mut all = rows(&shared["kernel"]);
    all.extend(rows(&grid));
    all
}

pub fn overlap_points() -> Vec<OverlapPoint> {
    let shared: Value =
        serde_json::from_str(include_str!("../data/kernel_overlap.json")).expect("JSON");
    let grid: Value =
        serde_json::from_str(include_str!("../data/overlap_grid.json")).expect("JSON");
    [&shared["overlap"], &grid]
        .into_iter()
        .flat_map(|list| list.as_array().expect("list"))
        .map(|row| OverlapPoint {
            beta: number(&row["beta"]),
            delta: number(&row["delta"]),
            values: row.as_object().expect("object").clone(),
        })
        .collect()
}

fn number(v: &Value) -> f64 {
    v.as_f64()
        .unwrap_or_else(|| v.as_str().expect("number").parse().expect("number"))
}
