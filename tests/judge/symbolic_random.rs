//! The symbolic judge on random expressions: rearrangements are proved, different functions never.

use crate::support::scaled;
use forgetting::claim::parse_claim;
use forgetting::judge::symbolic::{Obstacle, prove};
use forgetting::judge::{Domain, enclose};
use proptest::prelude::*;

/// Expressions that are defined for all positive x and y.
#[derive(Clone, Debug)]
enum Tree {
    X,
    Y,
    Number(u8),
    Add(Box<Tree>, Box<Tree>),
    Sub(Box<Tree>, Box<Tree>),
    Mul(Box<Tree>, Box<Tree>),
    /// a/(1 + b^2)
    Div(Box<Tree>, Box<Tree>),
    Square(Box<Tree>),
    /// exp(a/8)
    Exp(Box<Tree>),
    /// sqrt(1 + a^2)
    Root(Box<Tree>),
}

use Tree::{Add, Div, Exp, Mul, Number, Root, Square, Sub, X, Y};

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![Just(X), Just(Y), (1_u8..5).prop_map(Number)];
    leaf.prop_recursive(3, 12, 2, |inner| {
        let pair = || (inner.clone(), inner.clone());
        let both = |f: fn(Box<Tree>, Box<Tree>) -> Tree| {
            pair().prop_map(move |(a, b)| f(Box::new(a), Box::new(b)))
        };
        let one = |f: fn(Box<Tree>) -> Tree| inner.clone().prop_map(move |a| f(Box::new(a)));
        prop_oneof![
            both(Add),
            both(Sub),
            both(Mul),
            both(Div),
            one(Square),
            one(Exp),
            one(Root),
        ]
    })
}

/// As it stands.
fn plain(tree: &Tree) -> String {
    match tree {
        X => "x".to_owned(),
        Y => "y".to_owned(),
        Number(n) => n.to_string(),
        Add(a, b) => format!("({} + {})", plain(a), plain(b)),
        Sub(a, b) => format!("({} - {})", plain(a), plain(b)),
        Mul(a, b) => format!("({}*{})", plain(a), plain(b)),
        Div(a, b) => format!("({}/(1 + {}^2))", plain(a), plain(b)),
        Square(a) => format!("({})^2", plain(a)),
        Exp(a) => format!("exp({}/8)", plain(a)),
        Root(a) => format!("sqrt(1 + ({})^2)", plain(a)),
    }
}

/// Rearranged by identities that the choices pick, one for each node.
fn rearranged(tree: &Tree, choices: &mut dyn Iterator<Item = u8>) -> String {
    let pick = choices.next().unwrap_or(0);
    let mut inner = |t: &Tree| rearranged(t, choices);
    match tree {
        X | Y | Number(_) => {
            let leaf = plain(tree);
            match pick % 5 {
                0 => leaf,
                1 => format!("({leaf} + y - y)"),
                2 => format!("({leaf}*(1 + x)/(1 + x))"),
                3 => format!("(exp(ln(1 + {leaf})) - 1)"),
                _ => format!("sqrt({leaf})^2"),
            }
        }
        Add(a, b) => {
            let (a, b) = (inner(a), inner(b));
            match pick % 3 {
                0 => format!("({b} + {a})"),
                1 => format!("({a} - (-{b}))"),
                _ => format!("(2*({a}/2 + {b}/2))"),
            }
        }
        Sub(a, b) => {
            let (a, b) = (inner(a), inner(b));
            match pick % 2 {
                0 => format!("(-({b} - {a}))"),
                _ => format!("({a} + (-1)*{b})"),
            }
        }
        Mul(a, b) => {
            let (a, b) = (inner(a), inner(b));
            match pick % 3 {
                0 => format!("({b}*{a})"),
                1 => format!("(({a} + {b})^2/4 - ({a} - {b})^2/4)"),
                _ => format!("({a}*({b} + 1) - {a})"),
            }
        }
        Div(a, b) => {
            let (a, b) = (inner(a), inner(b));
            match pick % 2 {
                0 => format!("({a}*(1/(1 + {b}*{b})))"),
                _ => format!("({a} - {a}*{b}^2/(1 + {b}^2))"),
            }
        }
        Square(a) => {
            let a = inner(a);
            match pick % 3 {
                0 => format!("({a}*{a})"),
                1 => format!("abs({a})^2"),
                _ => format!("(({a} - 1)*({a} + 1) + 1)"),
            }
        }
        Exp(a) => {
            let a = inner(a);
            match pick % 3 {
                0 => format!("exp({a}/16)^2"),
                1 => format!("(1/exp(-{a}/8))"),
                _ => format!("(cosh({a}/8) + sinh({a}/8))"),
            }
        }
        Root(a) => {
            let a = inner(a);
            match pick % 2 {
                0 => format!("((1 + {a}*{a})^0.5)"),
                _ => format!("((1 + {a}^2)/sqrt(1 + {a}^2))"),
            }
        }
    }
}

fn outcome(left: &str, right: &str) -> Result<(), Obstacle> {
    let text = format!("for x in (0, 3], y in (0, 3]: {left} = {right}");
    let claim = parse_claim(&text).unwrap_or_else(|error| panic!("{}", error.render()));
    prove(&claim, &Domain::new(&claim).expect("a domain")).map(|_| ())
}

/// Whether rigorous enclosures at rational points tell the two apart.
fn differ(left: &str, right: &str) -> bool {
    [("1/3", "2"), ("5/2", "1/7"), ("3/4", "9/8")]
        .iter()
        .any(|(x, y)| {
            let at = |text: &str| {
                // exp is the only name with an x.
                let text = text.replace("exp", "E").replace('x', x).replace('y', y);
                enclose(&text.replace('E', "exp"))
            };
            match (at(left), at(right)) {
                (Ok(a), Ok(b)) => a.hi() < b.lo() || b.hi() < a.lo(),
                _ => false,
            }
        })
}

fn parenthesised(text: &str) -> String {
    text.replace("exp", "E")
        .replace('x', "(x)")
        .replace('y', "(y)")
        .replace('E', "exp")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(scaled(150)))]

    #[test]
    fn rearrangements_are_proved(tree in tree(), choices in prop::collection::vec(any::<u8>(), 32)) {
        let (left, right) = (plain(&tree), rearranged(&tree, &mut choices.into_iter()));
        match outcome(&left, &right) {
            Ok(()) | Err(Obstacle::TooLarge(_)) => {}
            Err(why) => prop_assert!(false, "{left} = {right}: {why}"),
        }
    }

    #[test]
    fn different_functions_are_not(a in tree(), b in tree(), choices in prop::collection::vec(any::<u8>(), 32)) {
        let (left, right) = (plain(&a), rearranged(&b, &mut choices.into_iter()));
        if outcome(&left, &right).is_ok() {
            let (left, right) = (parenthesised(&left), parenthesised(&right));
            prop_assert!(!differ(&left, &right), "{left} = {right}");
        }
    }

    #[test]
    fn nor_are_rearrangements_with_a_slip(tree in tree(), choices in prop::collection::vec(any::<u8>(), 32), slip in 0_usize..4) {
        let slip = ["1e-9", "1e-12*x", "1e-9*exp(x/8)", "1e-9*(x - y)^2"][slip];
        let right = rearranged(&tree, &mut choices.into_iter());
        let outcome = outcome(&plain(&tree), &format!("{right} + {slip}"));
        prop_assert!(outcome.is_err(), "{} = {right} + {slip}", plain(&tree));
    }
}
