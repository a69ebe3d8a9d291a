//! Partial derivatives and definitions of the functions of the table.

use std::sync::OnceLock;

use super::derivative::{DerivativeError, differentiate};
use super::function::{Function, FunctionEntry};
use super::parser::parse_template;
use super::simplify::{div, mul, neg, one, sub};
use super::substitute::substitute;
use super::tree::{Call, CallError, Expr, Symbol};

/// How a function of the table is differentiated and expanded; texts are expressions in its parameters.
#[derive(Debug)]
pub(super) enum Rule {
    /// One partial derivative per parameter; the function is a primitive.
    Partials(&'static [&'static str]),
    /// A definition by other functions, differentiated through it.
    Expansion(&'static str),
    /// A definition, and partial derivatives shorter than those of the definition.
    Both {
        expansion: &'static str,
        partials: &'static [&'static str],
    },
    /// The zero of an expression in the parameters and `root`; differentiated by the implicit function theorem.
    Implicit(&'static str),
    /// A family or an implicitly defined function.
    Code {
        expansion: Option<ExpandFn>,
        partial: PartialFn,
    },
}

/// Index and arguments to an equal expression.
type ExpandFn = fn(u32, &[Expr]) -> Result<Expr, DerivativeError>;
/// Index, arguments and the position of a parameter to the partial derivative.
type PartialFn = fn(u32, &[Expr], usize) -> Result<Expr, DerivativeError>;

/// K_n: d/dm K_n = K_(n+1), and by the heat equation d/ds K_n = s K_(n+2).
pub(super) const KERNEL: Rule = Rule::Code {
    expansion: None,
    partial: |n, arguments, which| {
        let shifted = |by| {
            Expr::call(
                Function::Kernel,
                Some(n.saturating_add(by)),
                arguments.to_vec(),
            )
        };
        Ok(if which == 0 {
            shifted(1)?
        } else {
            mul(arguments[1].clone(), shifted(2)?)
        })
    },
};

/// S_j: with f(u) = sech(u/2), integration by parts in Z gives
/// delta dS_j/dlambda = S_(j+1) - j S_(j-1) and delta dS_j/ddelta = S_(j+2) - (j+1) S_j.
pub(super) const SECH_MOMENT: Rule = Rule::Code {
    expansion: None,
    partial: |j, arguments, which| {
        let moment = |order| Expr::call(Function::SechMoment, Some(order), arguments.to_vec());
        let scaled = |factor, order| Ok::<_, CallError>(mul(Expr::integer(factor), moment(order)?));
        let numerator = match (which, j) {
            (0, 0) => moment(1)?,
            (0, _) => sub(moment(j.saturating_add(1))?, scaled(j, j - 1)?),
            _ => sub(
                moment(j.saturating_add(2))?,
                scaled(j.saturating_add(1), j)?,
            ),
        };
        Ok(div(numerator, arguments[1].clone()))
    },
};

/// kappa_0 = beta eps_o, regular at delta = 0; kappa_j = (1/2) sqrt(beta (1 - beta)) BC S_j(lambda, delta) beyond.
pub(super) const OVERLAP_MOMENT: Rule = Rule::Code {
    expansion: Some(overlap_moment),
    partial: |j, arguments, which| {
        static PARAMETERS: OnceLock<Vec<Symbol>> = OnceLock::new();
        let parameters = PARAMETERS.get_or_init(|| parameters_of(Function::OverlapMoment.entry()));
        let variables: Vec<Expr> = parameters.iter().cloned().map(Expr::variable).collect();
        let slope = differentiate(&overlap_moment(j, &variables)?, &parameters[which])?;
        bind(&slope, parameters, arguments)
    },
};

fn overlap_moment(j: u32, arguments: &[Expr]) -> Result<Expr, DerivativeError> {
    let [beta, delta] = arguments else {
        return Err(CallError::Arity {
            function: Function::OverlapMoment,
            found: arguments.len(),
        }
        .into());
    };
    if j == 0 {
        return Ok(mul(
            beta.clone(),
            Expr::call(Function::EpsOld, None, arguments.to_vec())?,
        ));
    }
    let call = |function, argument: Expr| Expr::call(function, None, vec![argument]);
    let new = sub(one(), beta.clone());
    let log_odds = neg(call(Function::Logit, beta.clone())?);
    let root = call(Function::Sqrt, mul(beta.clone(), new))?;
    let moment = Expr::call(Function::SechMoment, Some(j), vec![log_odds, delta.clone()])?;
    let half = div(one(), Expr::integer(2));
    Ok(mul(
        mul(mul(half, root), call(Function::Bc, delta.clone())?),
        moment,
    ))
}

/// The parsed texts of a rule.
struct Template {
    parameters: Vec<Symbol>,
    expansion: Option<Expr>,
    partials: Vec<Expr>,
}

/// The templates of a function, parsed at first use.
fn template(function: Function) -> &'static Template {
    static CACHE: [OnceLock<Template>; Function::ALL.len()] =
        [const { OnceLock::new() }; Function::ALL.len()];
    CACHE[function as usize].get_or_init(|| {
        let entry = function.entry();
        let parameters = parameters_of(entry);
        let parse = |text: &str| parse_template(text, &parameters);
        let (expansion, partials) = match entry.rule {
            Rule::Partials(partials) => (None, partials),
            Rule::Expansion(expansion) => (Some(expansion), &[][..]),
            Rule::Both {
                expansion,
                partials,
            } => (Some(expansion), partials),
            Rule::Implicit(_) | Rule::Code { .. } => (None, &[][..]),
        };
        let partials = match entry.rule {
            Rule::Implicit(equation) => implicit_partials(function, equation, &parameters)
                .unwrap_or_else(|error| unreachable!("the texts of the table are tested: {error}")),
            _ => partials.iter().map(|text| parse(text)).collect(),
        };
        Template {
            expansion: expansion.map(parse),
            partials,
            parameters,
        }
    })
}

/// From F(root, p) = 0: d root/dp = -(dF/dp)/(dF/droot), the root being the call itself.
fn implicit_partials(
    function: Function,
    equation: &str,
    parameters: &[Symbol],
) -> Result<Vec<Expr>, DerivativeError> {
    let root = Symbol::new("root").expect("a variable's name");
    let scope: Vec<Symbol> = parameters.iter().cloned().chain([root.clone()]).collect();
    let equation = parse_template(equation, &scope);
    let arguments = parameters.iter().cloned().map(Expr::variable).collect();
    let value = Expr::call(function, None, arguments)?;
    let in_root = differentiate(&equation, &root)?;
    parameters
        .iter()
        .map(|parameter| {
            let slope = neg(div(differentiate(&equation, parameter)?, in_root.clone()));
            substitute(&slope, &[(root.clone(), value.clone())])
        })
        .collect()
}

fn parameters_of(entry: &FunctionEntry) -> Vec<Symbol> {
    entry
        .parameters
        .iter()
        .filter_map(|name| Symbol::new(name))
        .collect()
}

/// `body` with arguments in the place of parameters.
fn bind(body: &Expr, parameters: &[Symbol], arguments: &[Expr]) -> Result<Expr, DerivativeError> {
    let pairs: Vec<_> = parameters
        .iter()
        .cloned()
        .zip(arguments.iter().cloned())
        .collect();
    substitute(body, &pairs)
}

/// The partial derivative of a call in its argument `which`.
pub(super) fn partial(call: &Call, which: usize) -> Result<Expr, DerivativeError> {
    let function = call.function();
    if let Rule::Code { partial, .. } = function.entry().rule {
        return partial(call.index().unwrap_or(0), call.arguments(), which);
    }
    let template = template(function);
    let slope = match (template.partials.get(which), &template.expansion) {
        (Some(slope), _) => slope.clone(),
        (None, Some(expansion)) => differentiate(expansion, &template.parameters[which])?,
        (None, None) => {
            unreachable!("each parameter has a partial derivative or the function a definition")
        }
    };
    bind(&slope, &template.parameters, call.arguments())
}

/// The definition of a call by other functions, one step; `None` for a primitive.
pub(super) fn expansion(call: &Call) -> Result<Option<Expr>, DerivativeError> {
    if let Rule::Code { expansion, .. } = call.function().entry().rule {
        return expansion
            .map(|expand| expand(call.index().unwrap_or(0), call.arguments()))
            .transpose();
    }
    let template = template(call.function());
    let bound = template
        .expansion
        .as_ref()
        .map(|body| bind(body, &template.parameters, call.arguments()));
    bound.transpose()
}
