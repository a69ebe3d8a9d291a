//! The e-graph of both sides, grown by the rules until they meet.

use crate::numeric::Instant;
use std::collections::{HashMap, HashSet};

use egg::{CostFunction, EGraph, Extractor, Id, Language, RecExpr};

use super::super::proof::ProofStep;
use super::super::region::Region;
use super::super::sign::Sign;
use super::explanation::readable;
use super::rules::{ARITHMETIC, POWERS, Rewrite, Rules, SQUARES, squares_multiplied_out};
use super::term::{Dictionary, Node};
use crate::claim::{Expr, Kind};

/// Rounds of rewriting.
const MAX_ROUNDS: usize = 12;
/// Nodes of the e-graph.
const MAX_NODES: usize = 4_000;
/// Sides larger than this are not explained by a chain.
const MAX_SIDE: u64 = 300;
/// What a term costs that a directed rule has replaced.
const REPLACED: u64 = 10_000;
/// What a call costs beside its arguments.
const CALL: u64 = 4;

type Graph = EGraph<Node, ()>;

/// The search for one chain.
pub(in super::super) struct Chain<'d> {
    deadline: Option<Instant>,
    rules: Rules<'d>,
    dictionary: Dictionary,
    graph: Graph,
    /// Nodes that a directed rule has replaced, with canonical children.
    replaced: HashSet<Node>,
    /// Terms whose root the rules have seen, and terms that have been collected.
    seen: HashSet<String>,
    collected: HashSet<String>,
}

/// The size of a term, with what has been replaced made expensive.
struct Cost<'c> {
    graph: &'c Graph,
    replaced: &'c HashSet<Node>,
}

impl CostFunction<Node> for Cost<'_> {
    type Cost = u64;

    fn cost<C: FnMut(Id) -> u64>(&mut self, node: &Node, mut costs: C) -> u64 {
        let own = if self.replaced.contains(&canonical(self.graph, node.clone())) {
            REPLACED
        } else if node.op.starts_with("call") {
            CALL
        } else {
            1
        };
        node.children
            .iter()
            .fold(own, |sum, child| sum.saturating_add(costs(*child)))
    }
}

impl<'d> Chain<'d> {
    pub fn new(interior: &'d Region, deadline: Option<Instant>) -> Self {
        Self {
            deadline,
            rules: Rules::new(interior),
            dictionary: Dictionary::default(),
            graph: Graph::new(()).with_explanations_enabled(),
            replaced: HashSet::new(),
            seen: HashSet::new(),
            collected: HashSet::new(),
        }
    }

    /// Steps from `left` to `right`, each checked and defined inside the domain, of which `holds` shows conditions; `None`
    /// where no chain was found.
    pub fn find(
        mut self,
        left: &Expr,
        right: &Expr,
        holds: &mut dyn FnMut(&Expr, Sign) -> bool,
    ) -> Option<Vec<ProofStep>> {
        if left.size() > MAX_SIDE || right.size() > MAX_SIDE {
            return None;
        }
        let (start, end) = (self.dictionary.encode(left), self.dictionary.encode(right));
        let (a, b) = (self.graph.add_expr(&start), self.graph.add_expr(&end));
        self.begin(left, right);
        self.graph.rebuild();
        for _ in 0..MAX_ROUNDS {
            if self.graph.find(a) == self.graph.find(b) {
                break;
            }
            if self.deadline.is_some_and(|end| Instant::now() >= end) {
                return None;
            }
            let best = self.best_terms();
            let (p, q) = (self.of(&best, a)?, self.of(&best, b)?);
            if self.rules.same_by_arithmetic(&p, &q) {
                self.unite(&p, &q, ARITHMETIC);
            } else if self.rules.same_by_powers(&p, &q) {
                self.unite(&p, &q, POWERS);
            } else if !self.round(&best) || self.graph.total_size() > MAX_NODES {
                return None;
            }
            self.graph.rebuild();
        }
        if self.graph.find(a) != self.graph.find(b) {
            return None;
        }
        let mut explanation = self.graph.explain_equivalence(&start, &end);
        let mut terms = Vec::new();
        for term in explanation.make_flat_explanation() {
            terms.push(self.dictionary.decode_step(term)?);
        }
        readable(terms, &mut self.rules, holds)
    }

    /// What is worth trying once on the sides as they are written: squares multiplied out, and symmetries either way.
    fn begin(&mut self, left: &Expr, right: &Expr) {
        let (p, q) = (squares_multiplied_out(left), squares_multiplied_out(right));
        for (side, wide) in [(left, &p), (right, &q)] {
            if side != wide {
                self.unite(side, wide, SQUARES);
            }
        }
        if self.rules.same_by_arithmetic(&p, &q) {
            return self.unite(&p, &q, ARITHMETIC);
        }
        if self.rules.same_by_powers(&p, &q) {
            return self.unite(&p, &q, POWERS);
        }
        let mut pending = vec![left.clone(), right.clone()];
        while let Some(expr) = pending.pop() {
            for Rewrite { rule, result } in self.rules.symmetries(&expr) {
                self.unite(&expr, &result, &rule);
            }
            match expr.kind() {
                Kind::Neg(a) => pending.push(a.clone()),
                Kind::Binary(_, a, b) => pending.extend([a.clone(), b.clone()]),
                Kind::Call(call) => pending.extend(call.arguments().iter().cloned()),
                _ => {}
            }
        }
    }

    /// The cheapest term of every class.
    fn best_terms(&mut self) -> HashMap<Id, Expr> {
        let nodes: Vec<Node> = self.replaced.drain().collect();
        self.replaced = nodes
            .into_iter()
            .map(|node| canonical(&self.graph, node))
            .collect();
        let cost = Cost {
            graph: &self.graph,
            replaced: &self.replaced,
        };
        let extractor = Extractor::new(&self.graph, cost);
        let mut best = HashMap::new();
        for class in self.graph.classes() {
            let (_, term): (u64, RecExpr<Node>) = extractor.find_best(class.id);
            if let Some(expr) = self.dictionary.decode(&term) {
                best.insert(class.id, expr);
            }
        }
        best
    }

    fn of(&self, best: &HashMap<Id, Expr>, id: Id) -> Option<Expr> {
        best.get(&self.graph.find(id)).cloned()
    }

    /// One round over all classes; whether anything new was learnt.
    fn round(&mut self, best: &HashMap<Id, Expr>) -> bool {
        let mut ids: Vec<Id> = best.keys().copied().collect();
        ids.sort_unstable();
        let mut news = false;
        for id in ids {
            let nodes = self.graph[self.graph.find(id)].nodes.clone();
            for node in nodes {
                news |= self.apply_rules(&node, best);
            }
            if let Some(expr) = best.get(&id) {
                news |= self.collect(expr);
            }
        }
        news
    }

    /// The rules at one node, over the best terms of its children.
    fn apply_rules(&mut self, node: &Node, best: &HashMap<Id, Expr>) -> bool {
        let children: Option<Vec<Expr>> =
            node.children.iter().map(|id| self.of(best, *id)).collect();
        let Some(expr) = children.and_then(|children| self.dictionary.apply(&node.op, children))
        else {
            return false;
        };
        if !self.seen.insert(expr.to_string()) {
            return false;
        }
        let mut news = false;
        for Rewrite { rule, result } in self.rules.of_root(&expr) {
            self.unite(&expr, &result, &rule);
            self.replaced.insert(canonical(&self.graph, node.clone()));
            news = true;
        }
        news
    }

    /// Arithmetic and the laws for powers on the best term of a class.
    fn collect(&mut self, expr: &Expr) -> bool {
        if !self.collected.insert(expr.to_string()) {
            return false;
        }
        let mut news = false;
        if let Some(result) = self.rules.collected(expr) {
            self.unite(expr, &result, ARITHMETIC);
            news = true;
        }
        if let Some(result) = self.rules.by_powers(expr)
            && !self.rules.same_by_arithmetic(expr, &result)
        {
            self.unite(expr, &result, POWERS);
            news = true;
        }
        news
    }

    fn unite(&mut self, from: &Expr, to: &Expr, rule: &str) {
        let (from, to) = (self.dictionary.encode(from), self.dictionary.encode(to));
        let (a, b) = (
            self.graph.add_expr_uncanonical(&from),
            self.graph.add_expr_uncanonical(&to),
        );
        self.graph.union_trusted(a, b, rule);
    }
}

/// The node with canonical children.
fn canonical(graph: &Graph, node: Node) -> Node {
    node.map_children(|id| graph.find(id))
}
