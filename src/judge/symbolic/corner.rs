//! Products of the ends of ranges.

use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::range::End;

/// A product of two ends.
#[derive(Clone)]
pub(super) enum Corner {
    Below,
    Finite(End),
    Above,
}

impl Corner {
    pub fn finite(self) -> Option<End> {
        match self {
            Self::Finite(end) => Some(end),
            _ => None,
        }
    }

    pub fn smaller(self, other: Self) -> Self {
        match (self, other) {
            (Self::Below, _) | (_, Self::Below) => Self::Below,
            (Self::Above, other) | (other, Self::Above) => other,
            (Self::Finite(a), Self::Finite(b)) => Self::Finite(nearer(a, b, |a, b| a < b)),
        }
    }

    pub fn larger(self, other: Self) -> Self {
        match (self, other) {
            (Self::Above, _) | (_, Self::Above) => Self::Above,
            (Self::Below, other) | (other, Self::Below) => other,
            (Self::Finite(a), Self::Finite(b)) => Self::Finite(nearer(a, b, |a, b| a > b)),
        }
    }
}

/// The winner of two ends; a tie is attained if either is.
fn nearer(a: End, b: End, beats: impl Fn(&BigRational, &BigRational) -> bool) -> End {
    if a.value == b.value {
        End {
            open: a.open && b.open,
            ..a
        }
    } else if beats(&a.value, &b.value) {
        a
    } else {
        b
    }
}

/// The product of two ends, each with the sign of its infinity. Zero times an end is zero, attained if the zero is.
pub(super) fn corner((x, x_sign): (Option<&End>, i32), (y, y_sign): (Option<&End>, i32)) -> Corner {
    let sign = |end: Option<&End>, infinite: i32| match end {
        None => infinite,
        Some(end) if end.value.is_zero() => 0,
        Some(end) if end.value.is_positive() => 1,
        Some(_) => -1,
    };
    let attained_zero = |end: Option<&End>| end.is_some_and(|end| end.value.is_zero() && !end.open);
    match (x, y) {
        (Some(x), Some(y)) if !x.value.is_zero() && !y.value.is_zero() => Corner::Finite(End {
            value: &x.value * &y.value,
            open: x.open || y.open,
        }),
        _ => match sign(x, x_sign) * sign(y, y_sign) {
            0 => Corner::Finite(End {
                value: BigRational::zero(),
                open: !attained_zero(x) && !attained_zero(y),
            }),
            1 => Corner::Above,
            _ => Corner::Below,
        },
    }
}
