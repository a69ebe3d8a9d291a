//! Registering functions.

use super::definition::Definitions;
use crate::claim::grammar::{ParseError, parse_text};
use crate::claim::tree::{
    Function, FunctionEntry, Group, Rule, Symbol, UserEnclosure, UserEntry, UserFunction, UserValue,
};

/// A function to be added to the language.
pub struct NewFunction {
    /// Its name: a letter, then letters, digits and underscores.
    pub name: &'static str,
    /// The names of its arguments.
    pub parameters: &'static [&'static str],
    /// Where it is defined, as the table says it: `x > 0`, `0 <= p <= 1, any t`.
    pub domain: &'static str,
    /// Its notation in LaTeX; `#a` is the argument list in parentheses, `#1` the first argument.
    pub latex: &'static str,
    /// One line of explanation.
    pub about: &'static str,
    /// Its value in `f64`.
    pub value: UserValue,
    /// An interval that contains every value on a box of its domain: whatever is certified rests on that.
    pub enclosure: UserEnclosure,
    /// One partial derivative per parameter, in the language, where they are known; they may use functions of the table and the function
    /// itself; what is certified rests on them as well. Without them `d(f(x), x)` is refused, and claims are judged by the values alone.
    pub partials: Option<&'static [&'static str]>,
}

/// Why a function cannot be registered.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RegisterError {
    /// The name is no identifier, or has a meaning already.
    #[error("`{name}` cannot name a function: it is no identifier, or has a meaning already")]
    Name {
        /// The name.
        name: String,
    },
    /// A parameter is no name of a variable, or there are none, or one occurs twice.
    #[error("the parameters of `{name}` must be one or more different names of variables")]
    Parameters {
        /// The function.
        name: String,
    },
    /// The words of the domain are not understood.
    #[error(
        "the domain of `{name}` is not understood: `{domain}`; write `x > 0`, `0 <= p <= 1` or `any x`"
    )]
    Domain {
        /// The function.
        name: String,
        /// The words.
        domain: &'static str,
    },
    /// Not one partial derivative per parameter.
    #[error("`{name}` needs {expected} partial derivatives, got {found}")]
    Partials {
        /// The function.
        name: String,
        /// The number of parameters.
        expected: usize,
        /// How many were given.
        found: usize,
    },
    /// A partial derivative that cannot be read.
    #[error("a partial derivative of `{name}`: {error}")]
    Unreadable {
        /// The function.
        name: String,
        /// What is wrong.
        error: ParseError,
    },
}

impl Definitions {
    /// Adds a function to the language of the texts that are read with these definitions.
    ///
    /// It is kept for the rest of the program, so register each function once.
    ///
    /// # Errors
    /// [`RegisterError`]
    ///
    /// # Examples
    /// ```
    /// use forgetting::claim::{Definitions, NewFunction, parse_block};
    /// use forgetting::interval::Interval;
    /// use forgetting::judge::{Limits, Verdict, judge_statement};
    /// let mut definitions = Definitions::new();
    /// definitions.register(NewFunction {
    ///     name: "cube",
    ///     parameters: &["x"],
    ///     domain: "any x",
    ///     latex: r"\mathrm{cube}#a",
    ///     about: "third power",
    ///     value: Box::new(|x| x[0].powi(3)),
    ///     enclosure: Box::new(|x| x[0].pow_int(3)),
    ///     partials: Some(&["3*x^2"]),
    /// })?;
    /// let claim = parse_block("for x in [0, 2]: cube(x) <= 8.1 and d(cube(x), x) >= 0", &mut definitions)?;
    /// let judgement = judge_statement(&claim.expect("a claim"), &Limits::default());
    /// assert!(judgement.verdict.is_established());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn register(&mut self, function: NewFunction) -> Result<Function, RegisterError> {
        let NewFunction {
            name,
            parameters,
            domain,
            latex,
            about,
            value,
            enclosure,
            partials,
        } = function;
        let called = || name.to_owned();
        let taken = self.find(name).is_some() || self.function(name).is_some();
        if Symbol::new(name).is_none() || taken {
            return Err(RegisterError::Name { name: called() });
        }
        let symbols = distinct_symbols(parameters)
            .ok_or_else(|| RegisterError::Parameters { name: called() })?;
        if let Some(given) = partials.filter(|given| given.len() != parameters.len()) {
            return Err(RegisterError::Partials {
                name: called(),
                expected: parameters.len(),
                found: given.len(),
            });
        }
        let entry = FunctionEntry {
            name,
            group: Group::Theory,
            index: None,
            parameters,
            domain,
            latex,
            about,
            claim: "",
            rule: partials.map_or(Rule::Unknown, Rule::Partials),
        };
        let ranges = entry
            .argument_ranges()
            .ok_or_else(|| RegisterError::Domain {
                name: called(),
                domain,
            })?;
        let user = UserFunction(Box::leak(Box::new(UserEntry {
            entry,
            ranges,
            value,
            enclosure,
        })));
        let function = Function::User(user);
        for text in partials.unwrap_or_default() {
            parse_text(text, &symbols, Some(function)).map_err(|error| {
                RegisterError::Unreadable {
                    name: called(),
                    error,
                }
            })?;
        }
        self.add(function);
        Ok(function)
    }
}

/// The parameters of a function, at least one and no two alike.
fn distinct_symbols(names: &[&str]) -> Option<Vec<Symbol>> {
    let symbols: Option<Vec<Symbol>> = names.iter().map(|name| Symbol::new(name)).collect();
    let symbols = symbols.filter(|symbols| !symbols.is_empty())?;
    let twice = (1..symbols.len()).any(|k| symbols[..k].contains(&symbols[k]));
    (!twice).then_some(symbols)
}
