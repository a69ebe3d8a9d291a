//! Expressions as terms of an e-graph, and back.

use std::collections::HashMap;

use egg::{FlatTerm, Id, Language, RecExpr};

use crate::claim::{Expr, Function, Kind, Operator};

/// A node: an operator, function or leaf by its text. Texts, not interned numbers, so that the order of nodes is the same in
/// every run.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Node {
    pub op: String,
    pub children: Vec<Id>,
}

impl Language for Node {
    type Discriminant = String;

    fn discriminant(&self) -> String {
        self.op.clone()
    }

    fn matches(&self, other: &Self) -> bool {
        self.op == other.op && self.children.len() == other.children.len()
    }

    fn children(&self) -> &[Id] {
        &self.children
    }

    fn children_mut(&mut self) -> &mut [Id] {
        &mut self.children
    }
}

/// What the texts of nodes stand for.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    leaves: HashMap<String, Expr>,
    calls: HashMap<String, (Function, Option<u32>)>,
}

impl Dictionary {
    /// The term of an expression.
    pub fn encode(&mut self, expr: &Expr) -> RecExpr<Node> {
        let mut term = RecExpr::default();
        self.push(expr, &mut term);
        term
    }

    fn push(&mut self, expr: &Expr, term: &mut RecExpr<Node>) -> Id {
        let (op, children) = match expr.kind() {
            Kind::Neg(a) => ("neg".to_owned(), vec![self.push(a, term)]),
            Kind::Binary(operator, a, b) => {
                let children = vec![self.push(a, term), self.push(b, term)];
                (operator.symbol().to_string(), children)
            }
            Kind::Call(call) => {
                let index = call.index().map(|n| n.to_string()).unwrap_or_default();
                let op = format!("call {} {index}", call.function());
                self.calls
                    .insert(op.clone(), (call.function(), call.index()));
                let arguments = call.arguments().iter();
                let children = arguments
                    .map(|argument| self.push(argument, term))
                    .collect();
                (op, children)
            }
            // Numbers, variables, pi and derivatives.
            _ => {
                let op = format!("leaf {expr}");
                self.leaves.insert(op.clone(), expr.clone());
                (op, vec![])
            }
        };
        term.add(Node { op, children })
    }

    /// The expression of a node with these children; `None` for a text that was never encoded.
    pub fn apply(&self, op: &str, children: Vec<Expr>) -> Option<Expr> {
        if let Some(leaf) = self.leaves.get(op) {
            return Some(leaf.clone());
        }
        if let Some((function, index)) = self.calls.get(op) {
            return Expr::call(*function, *index, children).ok();
        }
        let operator = match op {
            "+" => Operator::Add,
            "-" => Operator::Sub,
            "*" => Operator::Mul,
            "/" => Operator::Div,
            "^" => Operator::Pow,
            "neg" => return children.into_iter().next().map(Expr::negation),
            _ => return None,
        };
        match <[Expr; 2]>::try_from(children) {
            Ok([a, b]) => Some(Expr::binary(operator, a, b)),
            Err(_) => None,
        }
    }

    /// The expression of a term.
    pub fn decode(&self, term: &RecExpr<Node>) -> Option<Expr> {
        let mut built: Vec<Expr> = Vec::new();
        for node in term.as_ref() {
            let children = node
                .children
                .iter()
                .map(|id| built[usize::from(*id)].clone());
            built.push(self.apply(&node.op, children.collect())?);
        }
        built.pop()
    }

    /// The expression of a step of an explanation, and the rule that led to it.
    pub fn decode_step(&self, term: &FlatTerm<Node>) -> Option<(Expr, Option<String>)> {
        let mut rule = term
            .forward_rule
            .or(term.backward_rule)
            .map(|name| name.to_string());
        let mut children = Vec::new();
        for child in &term.children {
            let (expr, inner) = self.decode_step(child)?;
            rule = rule.or(inner);
            children.push(expr);
        }
        Some((self.apply(&term.node.op, children)?, rule))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Definitions, Symbol, parse_expression};

    #[test]
    fn what_is_encoded_is_decoded() {
        let x = Symbol::new("x").expect("a name");
        for text in [
            "x",
            "-x^2/2 + 1e-3*pi",
            "kernel(2, x, 1) - sqrt(abs(x))",
            "d(exp(x)*x, x)",
        ] {
            let expr = parse_expression(text, std::slice::from_ref(&x), &Definitions::new())
                .expect("it parses");
            let mut dictionary = Dictionary::default();
            let term = dictionary.encode(&expr);
            assert_eq!(dictionary.decode(&term), Some(expr));
        }
    }
}
