//! What only a person at a terminal sees: colour, and progress of what takes longer than a second.

use forgetting::judge::Verdict;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

/// Whether the terminal, if it is one, knows no escapes.
fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|name| name == "dumb")
}

/// Whether standard output shows colour: a terminal that knows escapes, and NO_COLOR unset or empty.
fn colour() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    std::io::stdout().is_terminal() && !refused && !is_dumb()
}

/// `text` in bold, line by line.
pub(super) fn bold(text: &str) -> String {
    if !colour() {
        return text.to_owned();
    }
    let lines: Vec<String> = text.lines().map(|l| format!("\x1b[1m{l}\x1b[0m")).collect();
    lines.join("\n")
}

/// Columns of the terminal; 80 where it does not say.
pub(super) fn width() -> usize {
    const USUAL: usize = 80;
    terminal_size::terminal_size().map_or(USUAL, |(width, _)| usize::from(width.0))
}

/// `text` in the colour of a verdict.
pub(super) fn in_colour_of(verdict: Verdict, text: &str) -> String {
    painted(verdict, text, colour())
}

fn painted(verdict: Verdict, text: &str, colour: bool) -> String {
    let code = match verdict {
        Verdict::Proved | Verdict::MachineChecked | Verdict::Certified => "1;32",
        Verdict::HoldsOnSamples => "32",
        Verdict::Refuted => "1;31",
        Verdict::Agrees | Verdict::Vacuous | Verdict::Undecided | Verdict::FailsOnSamples => "33",
    };
    if colour {
        format!("\x1b[{code}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

/// Whether progress is shown: on a terminal that can take it back, to someone who wants to see it.
pub(super) fn shows_progress(quiet: bool) -> bool {
    !quiet && std::io::stderr().is_terminal() && !is_dumb()
}

/// A bar for work that is counted, of which some is done.
pub(super) fn counter(whole: u64, done: u64, things: &str, quiet: bool) -> ProgressBar {
    if !shows_progress(quiet) {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(whole).with_position(done);
    let template = format!("{{bar:40}} {{pos}}/{{len}} {things}, {{eta}} left");
    match ProgressStyle::with_template(&template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// A spinner on standard error that appears after a second, if that is a terminal; it goes when dropped.
pub(super) struct Progress {
    bar: ProgressBar,
    _over: Option<Sender<()>>,
}

impl Progress {
    pub fn start(message: &'static str, quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if !shows_progress(quiet) {
            return Self { bar, _over: None };
        }
        bar.set_message(message);
        let (over, heard) = channel();
        let shown = bar.clone();
        std::thread::spawn(move || {
            // Nothing is ever sent: the wait ends early when the work is done and the sender dropped.
            if heard.recv_timeout(Duration::from_secs(1))
                == Err(std::sync::mpsc::RecvTimeoutError::Timeout)
            {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(Duration::from_millis(100));
            }
        });
        Self {
            bar,
            _over: Some(over),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::painted;
    use forgetting::judge::Verdict;

    #[test]
    fn colour_surrounds_the_word_and_nothing_else() {
        for verdict in Verdict::ALL {
            assert_eq!(painted(verdict, "word", false), "word");
            let text = painted(verdict, "word", true);
            assert!(text.starts_with("\x1b[") && text.ends_with("mword\x1b[0m"));
        }
    }
}
