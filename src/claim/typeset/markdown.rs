//! Markdown: words, with the mathematics in `$...$`.

use crate::claim::tree::{Claim, Comparison, Expr, Range};

impl Expr {
    /// The expression as inline mathematics.
    pub fn to_markdown(&self) -> String {
        inline(&self.to_latex())
    }
}

impl Comparison {
    /// The chain as inline mathematics.
    pub fn to_markdown(&self) -> String {
        inline(&self.to_latex())
    }
}

impl Claim {
    /// The claim as one sentence.
    ///
    /// # Examples
    /// ```
    /// let claim = forgetting::claim::parse_claim("for beta in (0, 1), delta in [1, 8] where delta > beta: bc(delta) < 1")?;
    /// assert_eq!(
    ///     claim.to_markdown(),
    ///     r"For all $\beta \in (0, 1)$ and $\delta \in [1, 8]$ with $\delta > \beta$: $\mathrm{BC}(\delta) < 1$",
    /// );
    /// # Ok::<(), forgetting::claim::ParseError>(())
    /// ```
    pub fn to_markdown(&self) -> String {
        let statement = self.statement.to_markdown();
        if self.domain.is_empty() {
            return statement;
        }
        let ranges = listed(self.domain.iter().map(Range::to_latex));
        if self.conditions.is_empty() {
            return format!("For all {ranges}: {statement}");
        }
        let conditions = listed(self.conditions.iter().map(Comparison::to_latex));
        format!("For all {ranges} with {conditions}: {statement}")
    }
}

fn inline(latex: &str) -> String {
    format!("${latex}$")
}

/// `a`, `a and b`, `a, b and c`.
fn listed(items: impl Iterator<Item = String>) -> String {
    let mut items: Vec<String> = items.map(|item| inline(&item)).collect();
    match items.pop() {
        None => String::new(),
        Some(only) if items.is_empty() => only,
        Some(last) => format!("{} and {last}", items.join(", ")),
    }
}
