//! The page about the language says what the judges say.

use forgetting::claim::{GRAMMAR, parse_statement};
use forgetting::judge::{Limits, judge_statement};
use forgetting::ledger::{EXAMPLES, language_page};

#[test]
fn examples_are_judged_as_the_page_says() {
    let page = language_page();
    for example in EXAMPLES {
        let statement = parse_statement(example.text).unwrap_or_else(|e| panic!("{}", e.render()));
        let judgement = judge_statement(&statement, &Limits::default());
        assert_eq!(
            judgement.verdict, example.verdict,
            "{}: {}",
            example.text, judgement.reason
        );
        assert!(page.contains(example.text) && page.contains(example.shows));
    }
    assert!(GRAMMAR.lines().all(|line| page.contains(line)));
}
