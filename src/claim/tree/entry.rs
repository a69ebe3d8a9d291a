//! What the table says of a function.

use super::rule::Rule;

/// Elementary functions are part of arithmetic; theory functions rest on the kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Functions of a calculator.
    Elementary,
    /// Functions of the theory of forgetting.
    Theory,
}

/// The integer first argument of a family of functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexEntry {
    /// Its name in the signature.
    pub name: &'static str,
    /// Largest order a source text may ask for.
    pub public_max: u32,
    /// Largest order a derivative may reach.
    pub derived_max: u32,
}

/// What is known about one function.
#[derive(Debug)]
pub struct FunctionEntry {
    /// Name in claims, on the command line and in the documentation.
    pub name: &'static str,
    /// Elementary or theory.
    pub group: Group,
    /// The integer first argument, if it has one.
    pub index: Option<IndexEntry>,
    /// Names of the arguments.
    pub parameters: &'static [&'static str],
    /// Where it is defined, in words of the language.
    pub domain: &'static str,
    /// LaTeX form: `#a` is the argument list in parentheses, `#n` the index, `#1` the first argument, `#x` the argument list of a
    /// density with a weight other than `beta` as a further subscript.
    pub latex: &'static str,
    /// One line of explanation.
    pub about: &'static str,
    /// The claim of the theory it belongs to, empty for elementary functions.
    pub claim: &'static str,
    /// How it is differentiated and expanded.
    pub(in crate::claim) rule: Rule,
}

impl FunctionEntry {
    /// The call with parameter names, such as `kernel(n, m, s)`.
    pub fn signature(&self) -> String {
        let index = self.index.iter().map(|index| index.name);
        let names: Vec<&str> = index.chain(self.parameters.iter().copied()).collect();
        format!("{}({})", self.name, names.join(", "))
    }
}
