//! What must hold for every text given to the claim parser.

use forgetting::claim::{Program, differentiate, parse_claim};

/// Whatever the parser says about `source`, nothing that follows from it panics.
pub fn survives(source: &str) {
    match parse_claim(source) {
        Err(error) => {
            let span = error.span();
            assert!(
                span.start <= span.end && span.end <= source.len(),
                "{span:?} in {source:?}"
            );
            assert!(error.line() >= 1 && error.column() >= 1);
            assert!(error.render().starts_with("error: ") && error.to_string().len() < 1000);
        }
        Ok(claim) => {
            assert_eq!(
                parse_claim(&claim.to_string()),
                Ok(claim.clone()),
                "{claim}"
            );
            let variables = claim.variables();
            let _ = (
                claim.to_latex(),
                claim.to_markdown(),
                Program::new(claim.statement.terms(), &variables),
            );
            for variable in &variables {
                let _ = differentiate(claim.statement.first(), variable);
            }
        }
    }
}
