//! What the parser of the language knows of names.

use super::definition::Definitions;
use crate::claim::tree::Symbol;

/// The variables and definitions in scope.
#[derive(Default)]
pub(in crate::claim) struct Language {
    /// Variables that may occur, the innermost last.
    pub scope: Vec<Symbol>,
    pub definitions: Definitions,
}

impl Language {
    /// Whether neither a variable in scope nor a definition has this name.
    pub fn names_nothing(&self, name: &str) -> bool {
        let in_scope = self.scope.iter().any(|symbol| &**symbol == name);
        !in_scope && self.definitions.defines_nothing(name)
    }

    /// No variables, and these definitions.
    pub fn with(definitions: &Definitions) -> Self {
        Self {
            scope: Vec::new(),
            definitions: definitions.clone(),
        }
    }
}
