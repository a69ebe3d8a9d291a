//! B7: SFT with free means, the weight it keeps and where the old mode goes.

use crate::bounds::ENVELOPE_ACCURACY as BOUND_ERROR;
use crate::bounds::{sft_kept_weight_bound, sft_kept_weight_bound_near};
use crate::error::Result;
use crate::exhibit::{TableEntry, unless_it_runs};
use crate::flow::{ACCURACY as FLOW_ERROR, GradientFlow, sft_kept_weight};
use crate::interval::Interval;
use crate::kernel::kernel;
use crate::minimize::Free;
use crate::model::{Part, Scenario, Separation, TwoModes, Weight};
use crate::objective::ForwardKl;
use crate::overlap::{DIFFERENCE_ACCURACY, distinguishability};
use crate::table::{Cell, Field, Table, Verdict, laid_out};
use rayon::prelude::*;

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "sft-free-means",
    about: "SFT with free means: the old weight kept while the old mode is lost by drift (B7), enclosed with the new mean held, observed with everything free",
    uses: &[Part::Beta0],
    build,
};

/// When the runs with everything free are read.
const END: f64 = 1e7;

struct Row {
    delta: f64,
    /// What B7 proves that the weight keeps, and what it certifies near.
    proved: Weight,
    near: Option<Weight>,
    /// The weight at rest with the new mean held, enclosed.
    kept: Interval,
    /// The weight with everything free, and how far the old mean has moved, of $\delta$.
    free: f64,
    moved: f64,
    /// $(e^{s^2}-1)K_2/D$ and $s^2K_2/((1-\beta)D)$ at the start.
    proved_ratio: f64,
    square_ratio: f64,
}

impl Row {
    /// Whether the enclosure lies above what is proved.
    fn verdict(&self) -> Verdict {
        let above =
            |bound: Weight| Verdict::of_inequality(bound.old(), self.kept.lo(), BOUND_ERROR);
        let proved = above(self.proved);
        self.near.map_or(proved, |near| proved.and(above(near)))
    }
}

/// Digits of the enclosure that are shown, rounded outwards.
const DIGITS: usize = 4;

/// The number that this decimal is.
fn outward(decimal: String) -> Cell {
    decimal.parse().map_or(Cell::Missing, Cell::Input)
}

const FIELDS: &[Field<Row>] = &[
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::new(
        "proved",
        "at least (B7)",
        "$\\beta_\\infty\\ge$",
        |r| match r.proved.old() {
            // Positive, and smaller than any number of doubles.
            0.0 => Cell::below(f64::MIN_POSITIVE),
            proved => Cell::within(proved, BOUND_ERROR),
        },
    ),
    Field::new("near", "at least (B7, δ ≤ 3)", "$\\delta\\le3$", |r| {
        r.near
            .map_or(Cell::Missing, |near| Cell::within(near.old(), BOUND_ERROR))
    }),
    Field::new("kept_lo", "new mean held: at least", "held, from", |r| {
        outward(r.kept.to_decimal(DIGITS).0)
    }),
    Field::new("kept_hi", "new mean held: at most", "to", |r| {
        outward(r.kept.to_decimal(DIGITS).1)
    }),
    Field::new("free", "all free (observed)", "all free", |r| {
        Cell::within(r.free, FLOW_ERROR)
    }),
    Field::new("moved", "old mean moved, of δ", "moved/$\\delta$", |r| {
        Cell::known_to(r.moved, FLOW_ERROR / r.delta)
    }),
    Field::detail(
        "proved_ratio",
        "(e^{s²}-1) K_2/D at the start",
        "$(e^{s^2}-1)K_2/D$",
        |r| Cell::within(r.proved_ratio, DIFFERENCE_ACCURACY),
    ),
    Field::new(
        "square_ratio",
        "s² K_2/((1-β)D) at the start",
        "$s^2K_2/((1-\\beta)D)$",
        |r| Cell::within(r.square_ratio, DIFFERENCE_ACCURACY),
    ),
    Field::verdict(|r| Cell::Verdict(r.verdict())),
];

fn build(scenario: &Scenario) -> Result<Table> {
    let from = scenario.start().weight();
    if let Some(table) = unless_it_runs(&ENTRY, &[("beta0", from)]) {
        return Ok(table);
    }
    let rows: Vec<Row> = [0.5, 1.0, 2.0, 3.0, 4.0]
        .into_par_iter()
        .map(|delta| row(from, Separation::new(delta)?))
        .collect::<Result<_>>()?;
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "The old weight that SFT keeps while its old component moves onto the new data, from old weight {} and correct means",
            from.old()
        ),
        claims: &["B4", "B7"],
        columns,
        rows,
        notes: vec![
            "New mean held: the weight at rest, enclosed along B7's path; the verdict compares it with both proved bounds. \
             All free: read at t = 1e7, one dimension; no theorem says where that run ends."
                .into(),
            "Where s² K_2/((1-β)D) is at least 1 along the whole path, β_∞ ≥ σ(φ(0) - δ²/2): certified up to δ = 3 and for weights of at least 0.001. At δ = 4 it fails at the start, \
             and only the first bound is left."
                .into(),
        ],
    })
}

fn row(from: Weight, separation: Separation) -> Result<Row> {
    let delta = separation.delta();
    let start = TwoModes::on_the_line(separation).mixture(from);
    let end = GradientFlow::new(&ForwardKl::sft(&start), Free::All)
        .run(&start, END)?
        .end();
    let square = delta * delta;
    let told_apart = distinguishability(from, separation);
    let curvature = kernel(2, -from.logit() - 0.5 * square, delta);
    Ok(Row {
        delta,
        proved: sft_kept_weight_bound(from, separation),
        near: sft_kept_weight_bound_near(from, separation),
        kept: sft_kept_weight(from, separation)?,
        free: end.weight().old(),
        moved: (end.old_mean() - start.old_mean()).norm() / delta,
        proved_ratio: core_math::expm1(square) * curvature / told_apart,
        square_ratio: square * curvature / (from.new_mode() * told_apart),
    })
}
