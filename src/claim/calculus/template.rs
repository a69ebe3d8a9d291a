//! Definitions of the functions of the table, and the texts of their derivatives.

use std::sync::OnceLock;

use super::family::family_expansion;
use super::substitute::substitute;
use crate::claim::grammar::{parse_template, parse_text};
use crate::claim::tree::{
    DerivativeError, Expr, Function, FunctionEntry, Rule, Symbol, UserFunction,
};

/// The parsed texts of a rule.
pub(in crate::claim) struct Template {
    pub parameters: Vec<Symbol>,
    pub expansion: Option<Expr>,
    pub partials: Vec<Expr>,
    /// Of an implicitly defined function: what is zero at it, an expression in the parameters and [`ROOT`].
    pub equation: Option<Expr>,
}

/// The name of an implicitly defined value in its equation.
pub(in crate::claim) const ROOT: &str = "root";

/// A partial derivative of a registered function, in its parameters.
pub(super) fn registered_partial(
    user: UserFunction,
    which: usize,
) -> Result<(Expr, Vec<Symbol>), DerivativeError> {
    let function = Function::User(user);
    let unknown = || DerivativeError::Unknown { function };
    let Rule::Partials(texts) = &user.entry().rule else {
        return Err(unknown());
    };
    let parameters = parameters_of(user.entry());
    let text = texts.get(which).ok_or_else(unknown)?;
    let slope = parse_text(text, &parameters, Some(function)).map_err(|_| unknown())?;
    Ok((slope, parameters))
}

/// The templates of a function of the table, parsed at first use.
pub(in crate::claim) fn template(function: Function) -> &'static Template {
    static CACHE: [OnceLock<Template>; Function::ALL.len()] =
        [const { OnceLock::new() }; Function::ALL.len()];
    CACHE[function.row().unwrap_or_default()].get_or_init(|| {
        let entry = function.entry();
        let parameters = parameters_of(entry);
        let parse = |text: &&str| parse_template(text, &parameters);
        let (expansion, partials, equation) = match &entry.rule {
            Rule::Partials(partials) => (None, *partials, None),
            Rule::Expansion(expansion) => (Some(expansion), &[][..], None),
            Rule::Both {
                expansion,
                partials,
            } => (Some(expansion), *partials, None),
            Rule::Implicit(equation) => (None, &[][..], Some(equation)),
            Rule::Family(_) | Rule::Unknown => (None, &[][..], None),
        };
        let in_root = |text: &&str| {
            let root = Symbol::new(ROOT);
            let scope: Vec<Symbol> = parameters.iter().cloned().chain(root).collect();
            parse_template(text, &scope)
        };
        Template {
            expansion: expansion.map(parse),
            partials: partials.iter().map(parse).collect(),
            equation: equation.map(in_root),
            parameters,
        }
    })
}

/// The parameters of a function as variables of its texts.
fn parameters_of(entry: &FunctionEntry) -> Vec<Symbol> {
    let names = entry.parameters.iter();
    names.filter_map(|name| Symbol::new(name)).collect()
}

/// `body` with arguments in the place of parameters.
pub(in crate::claim) fn bind(
    body: &Expr,
    parameters: &[Symbol],
    arguments: &[Expr],
) -> Result<Expr, DerivativeError> {
    let pairs: Vec<_> = parameters
        .iter()
        .cloned()
        .zip(arguments.iter().cloned())
        .collect();
    substitute(body, &pairs)
}

/// The definition of a function by others, at these arguments, one step; `None` for a primitive.
pub(in crate::claim) fn expansion(
    function: Function,
    index: Option<u32>,
    arguments: &[Expr],
) -> Result<Option<Expr>, DerivativeError> {
    if matches!(function, Function::User(_)) {
        return Ok(None);
    }
    if let Rule::Family(family) = function.entry().rule {
        return family_expansion(family, index.unwrap_or(0), arguments);
    }
    let template = template(function);
    let bound = template
        .expansion
        .as_ref()
        .map(|body| bind(body, &template.parameters, arguments));
    bound.transpose()
}
