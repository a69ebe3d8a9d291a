//! The toolkit as a page runs it: text in, text out.
//!
//! A page writes the text of a request into [`reserve`]d memory, calls [`eval`], [`value`] or [`claim`], and reads the answer from the same memory.

use std::cell::RefCell;

use forgetting::claim::parse_statement;
use forgetting::judge::{Limits, judge_statement, known_digits};
use forgetting::theory::evaluate;

/// Boxes for one claim: a page answers within a second or two, or not at all.
const BOXES: u64 = 20_000;

thread_local! {
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Room for a request of this many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn reserve(length: usize) -> *mut u8 {
    TEXT.with_borrow_mut(|text| {
        text.clear();
        text.resize(length, 0);
        text.as_mut_ptr()
    })
}

/// Where the answer is.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    TEXT.with_borrow(|text| text.as_ptr())
}

/// The value of the expression in `f64`, as `eval --raw` computes it; NaN where it has none.
#[unsafe(no_mangle)]
pub extern "C" fn value() -> f64 {
    TEXT.with_borrow(|text| {
        let text = std::str::from_utf8(text).unwrap_or_default();
        evaluate(text).unwrap_or(f64::NAN)
    })
}

/// What `eval` prints of the expression, or why it prints nothing; the length of the answer.
#[unsafe(no_mangle)]
pub extern "C" fn eval() -> usize {
    replaced(|text| match known_digits(text, None) {
        Ok(known) => known.to_string(),
        Err(error) => format!("error: {error}"),
    })
}

/// The verdict on the claim and its reason; the length of the answer.
#[unsafe(no_mangle)]
pub extern "C" fn claim() -> usize {
    replaced(|text| match parse_statement(text) {
        Ok(statement) => {
            let found = judge_statement(&statement, &Limits::of_boxes(BOXES));
            format!("{}: {}", found.verdict, found.reason)
        }
        Err(error) => error.render(),
    })
}

/// Puts the answer in the place of the request.
fn replaced(answer: impl Fn(&str) -> String) -> usize {
    TEXT.with_borrow_mut(|text| {
        *text = answer(std::str::from_utf8(text).unwrap_or_default()).into_bytes();
        text.len()
    })
}

/// The floating-point environment that core-math asks about: WebAssembly rounds to nearest and keeps no flags.
mod environment {
    #[unsafe(no_mangle)]
    extern "C" fn fegetround() -> i32 {
        0
    }

    #[unsafe(no_mangle)]
    extern "C" fn fetestexcept(_: i32) -> i32 {
        0
    }

    #[unsafe(no_mangle)]
    extern "C" fn feclearexcept(_: i32) -> i32 {
        0
    }

    #[unsafe(no_mangle)]
    extern "C" fn feraiseexcept(_: i32) -> i32 {
        0
    }

    #[unsafe(no_mangle)]
    extern "C" fn fegetexceptflag(_: *mut u16, _: i32) -> i32 {
        0
    }

    #[unsafe(no_mangle)]
    extern "C" fn fesetexceptflag(_: *const u16, _: i32) -> i32 {
        0
    }
}

/// Nothing here asks for random numbers: whoever does is told that there are none.
fn no_randomness(_: &mut [u8]) -> Result<(), getrandom::Error> {
    Err(getrandom::Error::UNSUPPORTED)
}
getrandom::register_custom_getrandom!(no_randomness);
