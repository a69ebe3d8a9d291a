//! Limits on texts and trees, so that no input takes more than its share.

/// Longest accepted source text, in bytes.
pub const MAX_SOURCE_BYTES: usize = 65_536;
/// Deepest nesting of parentheses, calls, signs and powers in a source text.
pub const MAX_NESTING: usize = 64;
/// Deepest tree: every recursive walk fits a stack of 1 MiB, in unoptimised builds too.
pub const MAX_DEPTH: u32 = 400;
/// Largest tree, in nodes, that definitions and derivatives may build.
pub const MAX_NODES: u64 = 200_000;
/// Most terms of a finite sum.
pub const MAX_TERMS: usize = 10_000;
/// Most expectations inside one another: each multiplies the work by the number of nodes of a quadrature.
pub const MAX_EXPECTATIONS: u32 = 2;
