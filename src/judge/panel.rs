//! A part of an interval of integration with what it contributes, ordered by how wide that is.

use std::cmp::Ordering;

use crate::interval::Interval;

/// A panel with its share of an integral.
pub(super) struct Panel {
    pub low: f64,
    pub high: f64,
    pub share: Interval,
}

impl Panel {
    /// The width of the share; infinite where it is not known to exist.
    pub fn width(&self) -> f64 {
        let width = self.share.width();
        if self.share.is_defined() && !width.is_nan() {
            width
        } else {
            f64::INFINITY
        }
    }
}

impl PartialEq for Panel {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Panel {}

impl PartialOrd for Panel {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Panel {
    fn cmp(&self, other: &Self) -> Ordering {
        let width = self.width().total_cmp(&other.width());
        // Of panels that are equally bad the wider one first, then the left one: the same panels everywhere.
        let length = (self.high - self.low).total_cmp(&(other.high - other.low));
        width.then(length).then(other.low.total_cmp(&self.low))
    }
}
