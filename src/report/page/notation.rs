//! The functions of the theory as they are typed and as they are set.

use super::frame::{framed, headings};
use super::text::Linker;
use crate::claim::{Definitions, Function, Symbol, latex_to_mathml, parse_expression};
use maud::{Markup, PreEscaped, html};

/// Every function of the theory as it is written, typed and set.
pub(super) fn section(linker: &Linker) -> Markup {
    let theory = Function::ALL.iter().filter(|f| f.is_theory());
    html! {
        section #notation aria-labelledby="notation-title" {
            h2 #notation-title { "Notation" }
            p { "What claims, the command line and " code { "forgetting eval" } " call the functions of the theory." }
            (framed("notation", &html! { "Functions of the theory" }, &html! {
                (headings(&[
                    ("typed", false),
                    ("set", false),
                    ("meaning", false),
                    ("domain", false),
                    ("claim", false),
                ]))
                tbody { @for function in theory {
                    @let entry = function.entry();
                    tr {
                        th scope="row" { code { (entry.signature()) } }
                        td { (PreEscaped(formula(*function))) }
                        td.wrap { (linker.prose(entry.about)) }
                        td.wrap { (entry.domain) }
                        td { (linker.prose(entry.claim)) }
                    }
                } }
            }))
        }
    }
}

/// The function of its parameters, those with an index at an unnamed one.
fn formula(function: Function) -> String {
    let entry = function.entry();
    let names: Vec<Symbol> = entry
        .parameters
        .iter()
        .filter_map(|p| Symbol::new(p))
        .collect();
    let index = entry.index.iter().map(|_| "1");
    let arguments: Vec<&str> = index.chain(entry.parameters.iter().copied()).collect();
    let source = format!("{}({})", entry.name, arguments.join(", "));
    let expr = parse_expression(&source, &names, &Definitions::new());
    let latex = expr.map(|e| e.to_latex()).unwrap_or_default();
    let general = entry.index.as_ref().map_or(latex.clone(), |index| {
        latex.replace("_{1}", &format!("_{{{}}}", index.name))
    });
    latex_to_mathml(&general).unwrap_or_default()
}
