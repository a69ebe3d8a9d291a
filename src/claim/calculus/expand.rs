//! Definitions in the place of the functions they define.

use super::template::expansion;
use crate::claim::tree::{Call, DerivativeError, Expr, Kind, within_limits};

impl Call {
    /// The definition by other functions, one step; `None` for a primitive.
    ///
    /// # Errors
    /// [`DerivativeError`] where the result exceeds the limits on trees.
    pub fn expansion(&self) -> Result<Option<Expr>, DerivativeError> {
        expansion(self.function(), self.index(), self.arguments())
    }
}

/// `expr` with every theory function replaced by its definition, until only elementary functions, the kernel, the sech moments
/// and the smallest Fisher eigenvalue are left, in the bodies of expectations too. Derivatives are replaced by their values.
///
/// # Errors
/// [`DerivativeError::TooLarge`] where the result exceeds the limits on trees.
///
/// ```
/// use forgetting::claim::{Symbol, expand_theory, parse_expression};
/// let delta = [Symbol::new("delta").expect("a name")];
/// let bc = parse_expression("bc(delta)", &delta, &Default::default())?;
/// assert_eq!(expand_theory(&bc)?, parse_expression("exp(-delta^2/8)", &delta, &Default::default())?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn expand_theory(expr: &Expr) -> Result<Expr, DerivativeError> {
    let expanded = match expr.kind() {
        Kind::Call(call) if call.function().is_theory() => match call.expansion()? {
            Some(definition) => expand_theory(&definition)?,
            None => expr.map_parts(expand_theory)?,
        },
        Kind::Derivative(derivative) => expand_theory(derivative.value())?,
        Kind::Expect(expectation) => {
            let parameters: Result<Vec<_>, _> =
                expectation.parameters().iter().map(expand_theory).collect();
            let body = expand_theory(expectation.body())?;
            expectation.of(expectation.under(), &parameters?, body)?
        }
        _ => expr.map_parts(expand_theory)?,
    };
    within_limits(&expanded)?;
    Ok(expanded)
}
