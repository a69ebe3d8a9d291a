//! The parts of a scenario that a table or a figure can depend on.

use crate::error::{Error, Result};

/// A part of a [`super::Scenario`] that can be set on its own.
///
/// ```
/// use forgetting::model::Part;
/// assert_eq!(Part::Modes.flag(), "--delta");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The two modes and where the learner's means start: $\delta$.
    Modes,
    /// The target's old weight $\alpha$.
    Alpha,
    /// The learner's old weight at the start, $\beta_0$.
    Beta0,
    /// The replay rate $\rho$.
    Rho,
}

impl Part {
    /// All of them, in the order of the flags.
    pub const ALL: [Self; 4] = [Self::Modes, Self::Alpha, Self::Beta0, Self::Rho];

    /// The flag that sets it alone.
    pub fn flag(self) -> &'static str {
        match self {
            Self::Modes => "--delta",
            Self::Alpha => "--alpha",
            Self::Beta0 => "--beta0",
            Self::Rho => "--rho",
        }
    }

    /// Its name in a manifest.
    fn name(self) -> &'static str {
        self.flag().trim_start_matches('-')
    }

    /// The names of `parts`.
    ///
    /// ```
    /// use forgetting::model::Part;
    /// assert_eq!(Part::names(&[Part::Modes, Part::Rho]), ["delta", "rho"]);
    /// ```
    pub fn names(parts: &[Self]) -> Vec<&'static str> {
        parts.iter().map(|part| part.name()).collect()
    }

    /// All flags that reach something that depends on `parts`: a scenario sets every part at once.
    ///
    /// ```
    /// use forgetting::model::Part;
    /// assert_eq!(Part::flags(&[Part::Alpha]), ["--scenario", "--alpha"]);
    /// assert!(Part::flags(&[]).is_empty());
    /// ```
    pub fn flags(parts: &[Self]) -> Vec<&'static str> {
        let scenario = (!parts.is_empty()).then_some("--scenario");
        scenario
            .into_iter()
            .chain(parts.iter().map(|part| part.flag()))
            .collect()
    }

    /// Refuses the first of the flags `given` that reaches nothing in `what`, which depends on `parts`.
    ///
    /// # Errors
    /// [`Error::UnusedFlag`], with the flags that `what` does use.
    pub fn check(what: &str, parts: &[Self], given: &[&str]) -> Result<()> {
        let used = Self::flags(parts);
        match given.iter().find(|flag| !used.contains(flag)) {
            None => Ok(()),
            Some(flag) => Err(Error::UnusedFlag {
                name: what.to_owned(),
                used: Self::uses(parts),
                flag: (*flag).to_owned(),
            }),
        }
    }

    /// The flags that something that depends on `parts` uses, in words.
    ///
    /// ```
    /// use forgetting::model::Part;
    /// assert_eq!(Part::uses(&[Part::Alpha, Part::Rho]), "--scenario, --alpha, --rho");
    /// assert_eq!(Part::uses(&[]), "no flag of the setting, which is fixed");
    /// ```
    pub fn uses(parts: &[Self]) -> String {
        match Self::flags(parts).as_slice() {
            [] => "no flag of the setting, which is fixed".to_owned(),
            used => used.join(", "),
        }
    }
}
