//! Decorations: what is known about a function on the whole of its input box.

use std::fmt;

/// What an evaluation has proved about the function it enclosed, on the whole input box.
///
/// The order is the propagation order of IEEE 1788-2015 (section 8.8.5): an operation returns the least of
/// its inputs' decorations and its own, so `Ill < Trv < Def < Dac < Com`. Source: IEEE 1788-2015, 8.8.1.
///
/// ```
/// use forgetting::interval::{Decoration, Interval};
/// let x = Interval::new(-1.0, 4.0)?;
/// assert_eq!(x.decoration(), Decoration::Com);
/// assert_eq!(x.sqrt().decoration(), Decoration::Trv);
/// # Ok::<(), forgetting::interval::IntervalError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decoration {
    /// Not an interval at all: NaN, inverted bounds or unreadable text.
    Ill,
    /// Trivial: nothing is known; the function may be undefined somewhere on the box.
    Trv,
    /// Defined on the whole (nonempty) box, perhaps not continuous.
    Def,
    /// Defined and continuous on the whole (nonempty) box.
    Dac,
    /// Defined and continuous on a bounded box, with a bounded result.
    Com,
}

impl fmt::Display for Decoration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ill => "ill",
            Self::Trv => "trv",
            Self::Def => "def",
            Self::Dac => "dac",
            Self::Com => "com",
        })
    }
}
