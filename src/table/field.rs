//! Columns of typed rows: key, headings and where the cell comes from, in one entry.

use super::{Cell, Column};

/// A column, and how a row fills it.
pub(crate) struct Field<R> {
    column: Column,
    cell: fn(&R) -> Cell,
}

impl<R> Field<R> {
    /// A column with this key, heading and LaTeX heading.
    pub(crate) const fn new(
        key: &'static str,
        heading: &'static str,
        latex: &'static str,
        cell: fn(&R) -> Cell,
    ) -> Self {
        Self {
            column: Column::new(key, heading, latex),
            cell,
        }
    }

    /// The column of verdicts.
    pub(crate) const fn verdict(cell: fn(&R) -> Cell) -> Self {
        Self::new("verdict", "verdict", "verdict", cell)
    }

    /// The same for who asks for every column only.
    pub(crate) const fn detail(
        key: &'static str,
        heading: &'static str,
        latex: &'static str,
        cell: fn(&R) -> Cell,
    ) -> Self {
        Self {
            column: Column::new(key, heading, latex).detail(),
            cell,
        }
    }

    /// A column whose numbers are marked by what the column `evidence` says of them.
    pub(crate) const fn marked(
        key: &'static str,
        heading: &'static str,
        latex: &'static str,
        evidence: &'static str,
        cell: fn(&R) -> Cell,
    ) -> Self {
        Self {
            column: Column::new(key, heading, latex).marked_by(evidence),
            cell,
        }
    }
}

/// The columns, and the rows as cells.
pub(crate) fn laid_out<'a, R: 'a>(
    fields: impl IntoIterator<Item = &'a Field<R>>,
    rows: &[R],
) -> (Vec<Column>, Vec<Vec<Cell>>) {
    let fields: Vec<&Field<R>> = fields.into_iter().collect();
    let columns = fields.iter().map(|field| field.column).collect();
    let cells = |row: &R| fields.iter().map(|field| (field.cell)(row)).collect();
    (columns, rows.iter().map(cells).collect())
}
