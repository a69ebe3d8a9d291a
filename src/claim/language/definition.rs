//! Named definitions, shared between the blocks of a file.

use crate::claim::calculus::substitute;
use crate::claim::tree::{DerivativeError, Expr, Function, Symbol};

/// One `let` line: a name, its parameters and the expression they stand in.
#[derive(Clone, Debug)]
pub(in crate::claim) struct Definition {
    pub name: String,
    pub parameters: Vec<Symbol>,
    pub body: Expr,
}

impl Definition {
    /// `name(x, y)`, or the bare name of a constant.
    pub fn signature(&self) -> String {
        if self.parameters.is_empty() {
            return self.name.clone();
        }
        let names: Vec<&str> = self.parameters.iter().map(|name| &**name).collect();
        format!("{}({})", self.name, names.join(", "))
    }

    /// The body with arguments in the place of the parameters. Their number has been checked.
    pub fn instantiate(&self, arguments: Vec<Expr>) -> Result<Expr, DerivativeError> {
        let replacements: Vec<_> = self.parameters.iter().cloned().zip(arguments).collect();
        substitute(&self.body, &replacements)
    }
}

/// The definitions made so far: hand one value from block to block of a file.
///
/// A definition is an abbreviation. It is expanded where it is used, so the tree of a claim contains functions of the table only.
///
/// ```
/// use forgetting::claim::{Definitions, parse_block};
/// let mut definitions = Definitions::new();
/// parse_block("let square(x) = x*x", &mut definitions)?;
/// assert_eq!(definitions.get("square").expect("defined").1.to_string(), "x*x");
/// # Ok::<(), forgetting::claim::ParseError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Definitions {
    named: Vec<Definition>,
    functions: Vec<Function>,
}

impl Definitions {
    /// No definitions.
    pub fn new() -> Self {
        Self::default()
    }

    /// The names, in the order of definition.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.named.iter().map(|definition| definition.name.as_str())
    }

    /// The parameters and the body of the definition of this name.
    pub fn get(&self, name: &str) -> Option<(&[Symbol], &Expr)> {
        self.find(name)
            .map(|definition| (definition.parameters.as_slice(), &definition.body))
    }

    pub(in crate::claim) fn find(&self, name: &str) -> Option<&Definition> {
        self.named.iter().find(|definition| definition.name == name)
    }

    pub(in crate::claim) fn push(&mut self, definition: Definition) {
        self.named.push(definition);
    }

    /// Whether neither a definition nor a registered function has this name.
    pub(super) fn defines_nothing(&self, name: &str) -> bool {
        self.find(name).is_none() && self.function(name).is_none()
    }

    /// The registered function of this name.
    pub(in crate::claim) fn function(&self, name: &str) -> Option<Function> {
        let mut functions = self.functions.iter();
        functions.find(|f| f.entry().name == name).copied()
    }

    /// The names of the registered functions.
    pub(super) fn function_names(&self) -> impl Iterator<Item = &str> {
        self.functions.iter().map(|function| function.entry().name)
    }

    /// Adds a registered function.
    pub(super) fn add(&mut self, function: Function) {
        self.functions.push(function);
    }
}
