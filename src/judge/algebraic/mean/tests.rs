//! Tampered means and peaks are rejected.

use num_rational::BigRational;
use num_traits::One;

use super::{Averaged, Mean};
use crate::claim::{Expr, Function, Symbol, expand_theory, parse_claim};
use crate::judge::algebraic::cell::Cell;
use crate::judge::algebraic::check::holds;
use crate::judge::algebraic::derivation::{Derivation, Goal};
use crate::judge::algebraic::peak::Peak;
use crate::judge::algebraic::plain::plain;
use crate::judge::algebraic::search::Search;
use crate::judge::{Domain, obligation::obligations};

fn goal(text: &str) -> Goal {
    let claim = parse_claim(text).unwrap();
    let slack = obligations(&claim)[0].slack();
    Goal {
        expr: plain(&expand_theory(&slack).unwrap()),
        strict: false,
        cell: Cell::of_box(&Domain::new(&claim).unwrap().region()),
    }
}

/// The derivation with its mean changed.
fn with(by: &Derivation, change: &dyn Fn(&mut Mean)) -> Derivation {
    match by {
        Derivation::Mean(mean) => {
            let mut mean = mean.clone();
            change(&mut mean);
            Derivation::Mean(mean)
        }
        Derivation::Product(product) => {
            let mut product = product.clone();
            for factor in &mut product.factors {
                if let Some(shown) = &mut factor.shown {
                    shown.by = with(&shown.by, change);
                }
            }
            Derivation::Product(product)
        }
        other => other.clone(),
    }
}

const DOMAIN: &str = "for beta in (0, 1), delta in (0, inf)";

#[test]
fn tampered_means_are_rejected() {
    for text in [
        "eps_old(beta, delta) <= 1 - beta",
        "eps_new(beta, delta) <= beta",
    ] {
        let own = goal(&format!("{DOMAIN}: {text}"));
        let by = Search::new(2)
            .prove(&own, 0)
            .unwrap_or_else(|| panic!("{text}"));
        assert!(holds(&own, &by), "{text}");
        let one = || Expr::integer(1);
        let changes: [&dyn Fn(&mut Mean); 7] = [
            &|mean| mean.centre = Expr::negation(mean.centre.clone()),
            &|mean| mean.spread = one(),
            &|mean| mean.scale = Expr::integer(0),
            &|mean| mean.fresh = Symbol::new("delta").unwrap(),
            &|mean| mean.parts.clear(),
            &|mean| mean.by.clear(),
            &|mean| {
                for (_, part) in &mut mean.parts {
                    if let Averaged::Kernel { shift, .. } = part {
                        *shift += BigRational::one();
                    }
                }
            },
        ];
        for (k, change) in changes.into_iter().enumerate() {
            assert!(!holds(&own, &with(&by, change)), "{text}: {k}");
        }
        let strict = Goal {
            strict: true,
            ..own
        };
        assert!(!holds(&strict, &by), "{text}");
    }
}

#[test]
fn a_mean_of_one_goal_shows_no_other() {
    let own = goal(&format!("{DOMAIN}: eps_old(beta, delta) <= 1 - beta"));
    let by = Search::new(2).prove(&own, 0).unwrap();
    for text in [
        "eps_old(beta, delta) + 1e-9 <= 1 - beta",
        "eps_old(beta, delta) <= 0.999999999*(1 - beta)",
        "eps_new(beta, delta) <= 1 - beta",
    ] {
        let other = goal(&format!("{DOMAIN}: {text}"));
        assert!(!holds(&other, &by), "{text}");
        assert!(Search::new(2).prove(&other, 0).is_none(), "{text}");
    }
}

/// Peaks of a derivation with one part changed.
fn with_peak(by: &Derivation, change: &dyn Fn(&mut Peak)) -> Derivation {
    match by {
        Derivation::Peak(peak) => {
            let mut peak = peak.clone();
            change(&mut peak);
            Derivation::Peak(peak)
        }
        Derivation::Product(product) => {
            let mut product = product.clone();
            for factor in &mut product.factors {
                if let Some(shown) = &mut factor.shown {
                    shown.by = with_peak(&shown.by, change);
                }
            }
            Derivation::Product(product)
        }
        other => other.clone(),
    }
}

#[test]
fn tampered_peaks_are_rejected() {
    const KERNEL: &str = "for m in (-inf, inf), s in (0, inf)";
    for (text, false_by_little) in [
        (
            "kernel(2, m, s) <= 1/(s*sqrt(2*pi))",
            "kernel(2, m, s) <= 0.999999999/(s*sqrt(2*pi))",
        ),
        (
            "logistic_normal(m, s) <= exp(m/2 + s^2/8)*sqrt(pi/2)/s",
            "logistic_normal(m, s) <= 0.999999999*exp(m/2 + s^2/8)*sqrt(pi/2)/s",
        ),
    ] {
        let own = goal(&format!("{KERNEL}: {text}"));
        let by = Search::new(2)
            .prove(&own, 0)
            .unwrap_or_else(|| panic!("{text}"));
        assert!(holds(&own, &by), "{text}");
        let kernel = |n| {
            let arguments = ["m", "s"].map(|name| Expr::variable(Symbol::new(name).unwrap()));
            Expr::call(Function::Kernel, Some(n), arguments.to_vec()).unwrap()
        };
        let changes: [&dyn Fn(&mut Peak); 5] = [
            &|peak| peak.atom = kernel(3),
            &|peak| peak.atom = kernel(4),
            &|peak| peak.factor = Expr::negation(peak.factor.clone()),
            &|peak| peak.factor = Expr::integer(0),
            &|peak| peak.rest = Expr::integer(1),
        ];
        for (k, change) in changes.into_iter().enumerate() {
            assert!(!holds(&own, &with_peak(&by, change)), "{text}: {k}");
        }
        let other = goal(&format!("{KERNEL}: {false_by_little}"));
        assert!(!holds(&other, &by), "{text}");
        assert!(
            Search::new(2).prove(&other, 0).is_none(),
            "{false_by_little}"
        );
    }
}
