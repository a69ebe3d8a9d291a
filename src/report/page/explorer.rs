//! The explorer's controls and cells; `explorer.js` fills them.

use super::frame::{framed, headings};
use super::text::{Linker, set};
use crate::objective::Method;
use maud::{Markup, html};

struct Slider {
    name: &'static str,
    label: &'static str,
    symbol: &'static str,
    range: [&'static str; 4],
}

/// Lower end, upper end, step and start.
const SLIDERS: [Slider; 7] = [
    slider(
        "delta",
        "separation",
        r"\delta",
        ["0.05", "12", "0.05", "3"],
    ),
    slider(
        "alpha",
        "target's old weight",
        r"\alpha",
        ["0.01", "0.99", "0.01", "0.5"],
    ),
    slider(
        "beta",
        "learner's old weight",
        r"\beta",
        ["0.01", "0.99", "0.01", "0.7"],
    ),
    slider("rho", "replay rate", r"\rho", ["0", "0.95", "0.01", "0.2"]),
    slider(
        "tau",
        "anchor, temperature",
        r"\tau",
        ["0.05", "5", "0.05", "1"],
    ),
    slider("eta", "entropic utility", r"\eta", ["0.1", "5", "0.1", "1"]),
    slider("gap", "reward gap", r"\Delta", ["0.1", "3", "0.1", "1"]),
];

const fn slider(
    name: &'static str,
    label: &'static str,
    symbol: &'static str,
    range: [&'static str; 4],
) -> Slider {
    Slider {
        name,
        label,
        symbol,
        range,
    }
}

/// Cell id, meaning, notation, claim.
const QUANTITIES: [(&str, &str, &str, &str); 8] = [
    (
        "eps-old",
        "misassignment of old data",
        r"\varepsilon_o(\beta, \delta)",
        "A1",
    ),
    (
        "a3",
        "Bhattacharyya bound",
        r"\frac{1}{2} \sqrt{\frac{1-\beta}{\beta}} \mathrm{BC}(\delta)",
        "A3",
    ),
    (
        "a4-lower",
        "refined bound, lower side",
        r"\varepsilon_o \ge",
        "A4",
    ),
    (
        "a4-upper",
        "refined bound, upper side",
        r"\varepsilon_o \le",
        "A4",
    ),
    (
        "eps-new",
        "misassignment of new data",
        r"\varepsilon_n(\beta, \delta)",
        "A1",
    ),
    (
        "distinguishability",
        "distinguishability",
        r"D(\beta, \delta)",
        "B1",
    ),
    (
        "boundary-slope",
        "boundary slope of reverse KL",
        r"K(\alpha, \delta)",
        "C2",
    ),
    (
        "critical-anchor",
        "critical anchor, anchored at the learner",
        r"\tau_c(\eta, \Delta, \beta, \delta)",
        "E1",
    ),
];

/// Cell id, objective, how it is set on this page, what it keeps, claim.
const METHODS: [(&str, Method, &str, &str, &str); 8] = [
    ("sft", Method::Sft, "", "nothing", "B1"),
    ("replay-data", Method::SftReplay, "", r"\rho", "B5"),
    ("replay-model", Method::SftModelReplay, "", "nothing", "B6"),
    ("reverse-kl", Method::ReverseKl, "", r"\alpha", "C1"),
    ("hybrid", Method::Hybrid, "share 1/2", r"\beta^* > 0", "G1"),
    (
        "sdft",
        Method::Sdft,
        "200 rounds, rate and anchor 0.1",
        r"\alpha + 0.99^{200} (\beta - \alpha)",
        "D1",
    ),
    (
        "ttt",
        Method::TttDiscover,
        "anchored at the learner",
        r"\beta^* > 0 \text{ if } \tau > \tau_c",
        "E1",
    ),
    (
        "oapl",
        Method::Oapl,
        "one round from the learner, the tilt",
        r"\sigma(\varphi - \Delta/\tau)",
        "F1",
    ),
];

pub(super) fn section(linker: &Linker) -> Markup {
    html! {
        section #explorer aria-labelledby="explorer-title" {
            h2 #explorer-title { "Explorer" }
            p { "Move a slider: every number below is computed in this page, by the library itself compiled to WebAssembly; the command beside it prints the same." }
            p #explorer-failure role="status" {}
            noscript { p { "The explorer needs scripts; everything else in this report does not." } }
            div.explorer {
                (setting())
                div.plots {
                    (plot("plot-misassignment", "Misassignment probability and its bounds over the separation"))
                    (plot("plot-ttt", "Old mass kept by TTT-Discover and OAPL over the anchor strength"))
                }
            }
            (ask())
            (masses(linker))
            (quantities(linker))
        }
    }
}

/// The sliders.
fn setting() -> Markup {
    html! {
        form #explorer-form autocomplete="off" {
            fieldset {
                legend { "Setting" }
                @for s in &SLIDERS {
                    div.slider {
                        label for={ "slider-" (s.name) } { (s.label) " " (set(s.symbol)) }
                        output id={ "out-" (s.name) } for={ "slider-" (s.name) } { (s.range[3]) }
                        input type="range" id={ "slider-" (s.name) } name=(s.name) min=(s.range[0]) max=(s.range[1]) step=(s.range[2]) value=(s.range[3]);
                    }
                }
                button type="reset" { "Reset" }
            }
        }
    }
}

/// What each method keeps.
fn masses(linker: &Linker) -> Markup {
    html! {
        (framed("masses", &html! { "Old mass each method keeps, weights only, correct means, trained to the end" }, &html! {
            (headings(&[
                ("method", false),
                ("old mass", true),
                ("from 0 to 1", false),
                ("keeps", false),
                ("claim", false),
                ("the same from the command line", false),
            ]))
            tbody { @for (id, method, setting, keeps, claim) in METHODS { tr {
                th scope="row" title=(method.entry().about) {
                    (method.entry().name) @if !setting.is_empty() { ", " (setting) }
                }
                td.n id={ "mass-" (id) } { "–" }
                td.bar { span id={ "bar-" (id) } {} }
                td { (if keeps == "nothing" { html! { "nothing" } } else { set(keeps) }) }
                td { (linker.prose(claim)) }
                td.wrap { span.command { code id={ "recipe-" (id) } data-objective=(method.entry().name) { "–" } (copy(method.entry().name)) } }
            } } }
        }))
    }
}

/// Exact values and bounds.
fn quantities(linker: &Linker) -> Markup {
    html! {
        (framed("quantities", &html! { "Exact values and bounds in this setting" }, &html! {
            (headings(&[
                ("quantity", false),
                ("value", true),
                ("notation", false),
                ("claim", false),
                ("the same from the command line", false),
            ]))
            tbody { @for (id, about, notation, claim) in QUANTITIES { tr {
                th scope="row" { (about) }
                td.n id={ "value-" (id) } { "–" }
                td { (set(notation)) }
                td { (linker.prose(claim)) }
                td.wrap { span.command { code id={ "command-" (id) } { "–" } (copy(about)) } }
            } } }
        }))
    }
}

/// A claim or an expression of the reader's own.
fn ask() -> Markup {
    html! {
        form #ask-form.ask autocomplete="off" {
            label for="ask-text" { "A claim or an expression of your own (the language of " code { "forgetting help language" } "), judged in this page" }
            textarea #ask-text name="text" rows="2" spellcheck="false" {
                "for beta in (0, 1), delta in (0, inf): eps_old(beta, delta) <= 1/2*sqrt((1 - beta)/beta)*bc(delta)"
            }
            button type="submit" { "Ask" }
            output name="reply" for="ask-text" {}
        }
    }
}

/// A button that copies the command before it.
fn copy(what: &str) -> Markup {
    html! { button type="button" data-copy="" aria-label={ "Copy the command for " (what) } { "Copy" } }
}

fn plot(id: &str, title: &str) -> Markup {
    html! {
        svg id=(id) viewBox="0 0 420 276" role="img" aria-labelledby={ (id) "-title " (id) "-description" } {
            title id={ (id) "-title" } { (title) }
            desc id={ (id) "-description" } { "Computed when the page opens." }
            g {}
        }
    }
}
