//! The one table of named functions: it drives the parser, the suggestions, `list`, the help, derivatives and typesetting.
//!
//! To add a function, add one entry here. Its name, its signature, its derivative and its notation follow; the compiler then
//! asks each number type for its value.

use std::fmt;

use Group::{Elementary, Theory};
use Rule::{Both, Expansion, Implicit, Partials};

use super::entry::{FunctionEntry, Group, IndexEntry};
use super::rule::{Family, Rule};
use super::user::UserFunction;

macro_rules! functions {
    ($($variant:ident { $($field:ident : $value:expr),* $(,)? })*) => {
        /// A function of the language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "each variant is documented by its entry")]
        pub enum Function {
            $($variant,)*
            /// A function that a user of the library has registered.
            User(UserFunction),
        }

        /// The rows of the table.
        enum Row { $($variant),* }

        static TABLE: &[FunctionEntry] = &[$(FunctionEntry { $($field: $value),* }),*];

        impl Function {
            /// Every function, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its row of the table, none of a registered function.
            pub(in crate::claim) fn row(self) -> Option<usize> {
                match self {
                    $(Self::$variant => Some(Row::$variant as usize),)*
                    Self::User(_) => None,
                }
            }
        }
    };
}

impl Function {
    /// What the table says of it, or whoever registered it.
    pub fn entry(self) -> &'static FunctionEntry {
        match (self, self.row()) {
            (Self::User(user), _) => user.entry(),
            (_, row) => &TABLE[row.unwrap_or_default()],
        }
    }

    /// The function of the table of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|function| function.entry().name == name)
    }

    /// How many of its last arguments a source text may leave out: they are then the variables or constants of the parameters'
    /// names (`old(x)` is `old(x, delta)`), in the printed text as well.
    pub fn read_from_scope(self) -> usize {
        match self {
            Self::Old | Self::New | Self::LogOld | Self::LogNew => 1,
            Self::Mix | Self::LogMix | Self::RespOld | Self::RespNew => 2,
            _ => 0,
        }
    }

    /// Whether its value rests on the kernel of the theory.
    pub fn is_theory(self) -> bool {
        self.entry().group == Group::Theory
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.entry().name)
    }
}

functions! {
    Sqrt {
        name: "sqrt", group: Elementary, index: None, parameters: &["x"], domain: "x >= 0",
        latex: r"\sqrt{#1}", about: "square root", claim: "",
        rule: Partials(&["1/(2*sqrt(x))"]),
    }
    Exp {
        name: "exp", group: Elementary, index: None, parameters: &["x"], domain: "any x",
        latex: r"\exp#a", about: "exponential", claim: "",
        rule: Partials(&["exp(x)"]),
    }
    Ln {
        name: "ln", group: Elementary, index: None, parameters: &["x"], domain: "x > 0",
        latex: r"\ln#a", about: "natural logarithm", claim: "",
        rule: Partials(&["1/x"]),
    }
    Expm1 {
        name: "expm1", group: Elementary, index: None, parameters: &["x"], domain: "any x",
        latex: r"\mathrm{expm1}#a", about: "exp(x) - 1 without cancellation", claim: "",
        rule: Both { expansion: "exp(x) - 1", partials: &["exp(x)"] },
    }
    Log1p {
        name: "log1p", group: Elementary, index: None, parameters: &["x"], domain: "x > -1",
        latex: r"\mathrm{log1p}#a", about: "ln(1 + x) without cancellation", claim: "",
        rule: Both { expansion: "ln(1 + x)", partials: &["1/(1 + x)"] },
    }
    Abs {
        name: "abs", group: Elementary, index: None, parameters: &["x"], domain: "any x (derivative: x != 0)",
        latex: r"\left\lvert #1 \right\rvert", about: "absolute value", claim: "",
        rule: Partials(&["x/abs(x)"]),
    }
    Min {
        name: "min", group: Elementary, index: None, parameters: &["x", "y"], domain: "any x, y (derivative: x != y)",
        latex: r"\min#a", about: "the smaller of two", claim: "",
        rule: Partials(&["1/2 - (x - y)/(2*abs(x - y))", "1/2 + (x - y)/(2*abs(x - y))"]),
    }
    Max {
        name: "max", group: Elementary, index: None, parameters: &["x", "y"], domain: "any x, y (derivative: x != y)",
        latex: r"\max#a", about: "the larger of two", claim: "",
        rule: Partials(&["1/2 + (x - y)/(2*abs(x - y))", "1/2 - (x - y)/(2*abs(x - y))"]),
    }
    Sinh {
        name: "sinh", group: Elementary, index: None, parameters: &["x"], domain: "any x",
        latex: r"\sinh#a", about: "hyperbolic sine", claim: "",
        rule: Both { expansion: "(exp(x) - exp(-x))/2", partials: &["cosh(x)"] },
    }
    Cosh {
        name: "cosh", group: Elementary, index: None, parameters: &["x"], domain: "any x",
        latex: r"\cosh#a", about: "hyperbolic cosine", claim: "",
        rule: Both { expansion: "(exp(x) + exp(-x))/2", partials: &["sinh(x)"] },
    }
    Tanh {
        name: "tanh", group: Elementary, index: None, parameters: &["x"], domain: "any x",
        latex: r"\tanh#a", about: "hyperbolic tangent", claim: "",
        rule: Both { expansion: "(exp(x) - exp(-x))/(exp(x) + exp(-x))", partials: &["sech(x)^2"] },
    }
    Sech {
        name: "sech", group: Elementary, index: None, parameters: &["x"], domain: "any x",
        latex: r"\operatorname{sech}#a", about: "hyperbolic secant, 1/cosh(x)", claim: "",
        rule: Both { expansion: "2/(exp(x) + exp(-x))", partials: &["-(sech(x)*tanh(x))"] },
    }
    Sin {
        name: "sin", group: Elementary, index: None, parameters: &["x"], domain: "any x",
        latex: r"\sin#a", about: "sine", claim: "",
        rule: Partials(&["cos(x)"]),
    }
    Cos {
        name: "cos", group: Elementary, index: None, parameters: &["x"], domain: "any x",
        latex: r"\cos#a", about: "cosine", claim: "",
        rule: Partials(&["-sin(x)"]),
    }
    Tan {
        name: "tan", group: Elementary, index: None, parameters: &["x"], domain: "any x (but odd multiples of pi/2)",
        latex: r"\tan#a", about: "tangent", claim: "",
        rule: Both { expansion: "sin(x)/cos(x)", partials: &["1 + tan(x)^2"] },
    }
    Asin {
        name: "asin", group: Elementary, index: None, parameters: &["u"], domain: "-1 <= u <= 1 (derivative: -1 < u < 1)",
        latex: r"\arcsin#a", about: "inverse sine, in [-pi/2, pi/2]", claim: "",
        rule: Partials(&["1/sqrt(1 - u^2)"]),
    }
    Acos {
        name: "acos", group: Elementary, index: None, parameters: &["u"], domain: "-1 <= u <= 1 (derivative: -1 < u < 1)",
        latex: r"\arccos#a", about: "inverse cosine, in [0, pi]", claim: "",
        rule: Partials(&["-(1/sqrt(1 - u^2))"]),
    }
    Atan {
        name: "atan", group: Elementary, index: None, parameters: &["x"], domain: "any x",
        latex: r"\arctan#a", about: "inverse tangent, in (-pi/2, pi/2)", claim: "",
        rule: Partials(&["1/(1 + x^2)"]),
    }
    Erf {
        name: "erf", group: Elementary, index: None, parameters: &["x"], domain: "any x",
        latex: r"\operatorname{erf}#a", about: "error function, 2 Phi(x sqrt 2) - 1", claim: "",
        rule: Both { expansion: "2*normal_cdf(sqrt(2)*x) - 1", partials: &["2*exp(-x^2)/sqrt(pi)"] },
    }
    Erfc {
        name: "erfc", group: Elementary, index: None, parameters: &["x"], domain: "any x",
        latex: r"\operatorname{erfc}#a", about: "complementary error function, 1 - erf(x)", claim: "",
        rule: Both { expansion: "2*normal_cdf(-(sqrt(2)*x))", partials: &["-(2*exp(-x^2)/sqrt(pi))"] },
    }
    Erfcx {
        name: "erfcx", group: Elementary, index: None, parameters: &["x"], domain: "any x",
        latex: r"\operatorname{erfcx}#a", about: "scaled complementary error function, exp(x^2) erfc(x)", claim: "",
        rule: Both { expansion: "exp(x^2)*erfc(x)", partials: &["2*x*erfcx(x) - 2/sqrt(pi)"] },
    }
    Gamma {
        name: "tgamma", group: Elementary, index: None, parameters: &["x"], domain: "x > 0",
        latex: r"\Gamma#a", about: "gamma function, (n - 1)! at n; also gamma(x), as gamma alone is free for a variable", claim: "",
        rule: Partials(&["tgamma(x)*digamma(x)"]),
    }
    Lgamma {
        name: "lgamma", group: Elementary, index: None, parameters: &["x"], domain: "x > 0",
        latex: r"\log\Gamma#a", about: "logarithm of the gamma function", claim: "",
        rule: Partials(&["digamma(x)"]),
    }
    Digamma {
        name: "digamma", group: Elementary, index: None, parameters: &["x"], domain: "x > 0",
        latex: r"\psi#a", about: "logarithmic derivative of the gamma function", claim: "",
        rule: Rule::Unknown,
    }
    Sigmoid {
        name: "sigmoid", group: Elementary, index: None, parameters: &["x"], domain: "any x",
        latex: r"\sigma#a", about: "logistic function, 1/(1 + exp(-x))", claim: "",
        rule: Both { expansion: "1/(1 + exp(-x))", partials: &["sigmoid(x)*sigmoid(-x)"] },
    }
    Logit {
        name: "logit", group: Elementary, index: None, parameters: &["p"], domain: "0 < p < 1",
        latex: r"\operatorname{logit}#a", about: "log-odds, ln(p/(1 - p))", claim: "",
        rule: Both { expansion: "ln(p/(1 - p))", partials: &["1/(p*(1 - p))"] },
    }
    Softplus {
        name: "softplus", group: Elementary, index: None, parameters: &["x"], domain: "any x",
        latex: r"\operatorname{softplus}#a", about: "ln(1 + exp(x))", claim: "",
        rule: Both { expansion: "ln(1 + exp(x))", partials: &["sigmoid(x)"] },
    }
    NormalCdf {
        name: "normal_cdf", group: Elementary, index: None, parameters: &["x"], domain: "any x",
        latex: r"\Phi#a", about: "distribution function of the standard normal", claim: "",
        rule: Partials(&["phi(x)"]),
    }
    NormalDensity {
        name: "phi", group: Elementary, index: None, parameters: &["x"], domain: "any x",
        latex: r"\varphi#a", about: "density of the standard normal, exp(-x^2/2)/sqrt(2 pi)", claim: "",
        rule: Both { expansion: "exp(-x^2/2)/sqrt(2*pi)", partials: &["-(x*phi(x))"] },
    }
    LogNormalCdf {
        name: "log_normal_cdf", group: Elementary, index: None, parameters: &["x"], domain: "any x",
        latex: r"\ln\Phi#a", about: "logarithm of the distribution function of the standard normal", claim: "",
        rule: Both {
            expansion: "ln(normal_cdf(x))",
            partials: &["exp(-(x^2/2) - ln(2*pi)/2 - log_normal_cdf(x))"],
        },
    }
    Log1mexp {
        name: "log1mexp", group: Elementary, index: None, parameters: &["x"], domain: "x > 0",
        latex: r"\mathrm{log1mexp}#a", about: "ln(1 - exp(-x)) without cancellation", claim: "",
        rule: Both { expansion: "ln(1 - exp(-x))", partials: &["1/expm1(x)"] },
    }
    SoftplusNormal {
        name: "softplus_normal", group: Theory, index: None, parameters: &["m", "s"], domain: "s >= 0",
        latex: r"P#a", about: "softplus-normal function, E[ln(1 + exp(m + s Z))]", claim: "A1",
        rule: Both { expansion: "kernel(0, m, s)", partials: &["logistic_normal(m, s)", "s*kernel(2, m, s)"] },
    }
    LogisticNormal {
        name: "logistic_normal", group: Theory, index: None, parameters: &["m", "s"], domain: "s >= 0",
        latex: r"L#a", about: "logistic-normal function, E[sigmoid(m + s Z)]", claim: "A1",
        rule: Both { expansion: "kernel(1, m, s)", partials: &["kernel(2, m, s)", "s*kernel(3, m, s)"] },
    }
    Kernel {
        name: "kernel", group: Theory, index: Some(IndexEntry { name: "n", public_max: 4, derived_max: 8 }),
        parameters: &["m", "s"], domain: "n in 0..4, s >= 0",
        latex: r"K_{#n}#a", about: "n-th derivative in m of the softplus-normal function", claim: "A1",
        rule: Rule::Family(Family::Kernel),
    }
    SechMoment {
        name: "sech_moment", group: Theory, index: Some(IndexEntry { name: "j", public_max: 2, derived_max: 8 }),
        parameters: &["lambda", "delta"], domain: "j in 0..2, delta >= 0",
        latex: r"S_{#n}#a", about: "sech moment, E[sech((lambda + delta Z)/2) Z^j]", claim: "A4",
        rule: Rule::Family(Family::SechMoment),
    }
    Bc {
        name: "bc", group: Theory, index: None, parameters: &["delta"], domain: "delta >= 0",
        latex: r"\mathrm{BC}#a", about: "Bhattacharyya coefficient, exp(-delta^2/8)", claim: "A3",
        rule: Both { expansion: "exp(-delta^2/8)", partials: &["-(delta*bc(delta)/4)"] },
    }
    Tv {
        name: "tv", group: Theory, index: None, parameters: &["delta"], domain: "delta >= 0",
        latex: r"\mathrm{TV}#a", about: "total variation distance, 2 Phi(delta/2) - 1", claim: "B2",
        rule: Both { expansion: "2*normal_cdf(delta/2) - 1", partials: &["bc(delta)/sqrt(2*pi)"] },
    }
    Overlap {
        name: "overlap", group: Theory, index: None, parameters: &["delta"], domain: "delta >= 0",
        latex: r"\mathrm{OVL}#a", about: "overlap of the modes, 1 - tv(delta) = 2 Phi(-delta/2)", claim: "B2",
        rule: Both { expansion: "2*normal_cdf(-delta/2)", partials: &["-(bc(delta)/sqrt(2*pi))"] },
    }
    Chi2 {
        name: "chi2", group: Theory, index: None, parameters: &["delta"], domain: "delta >= 0",
        latex: r"\chi^2#a", about: "chi-squared divergence, exp(delta^2) - 1", claim: "B2",
        rule: Both { expansion: "expm1(delta^2)", partials: &["2*delta*exp(delta^2)"] },
    }
    EpsOld {
        name: "eps_old", group: Theory, index: None, parameters: &["beta", "delta"], domain: "0 <= beta <= 1, delta >= 0",
        latex: r"\varepsilon_o#a", about: "misassignment probability of old data, E[r_n] under p_o", claim: "A1",
        rule: Expansion("logistic_normal(-logit(beta) - delta^2/2, delta)"),
    }
    EpsNew {
        name: "eps_new", group: Theory, index: None, parameters: &["beta", "delta"], domain: "0 <= beta <= 1, delta >= 0",
        latex: r"\varepsilon_n#a", about: "misassignment probability of new data, E[r_o] under p_n", claim: "A1",
        rule: Expansion("logistic_normal(logit(beta) - delta^2/2, delta)"),
    }
    Distinguishability {
        name: "distinguishability", group: Theory, index: None, parameters: &["beta", "delta"],
        domain: "0 <= beta <= 1, delta >= 0",
        latex: r"D#a", about: "distinguishability, 1 - eps_old - eps_new", claim: "B1",
        rule: Expansion("1 - eps_old(beta, delta) - eps_new(beta, delta)"),
    }
    OverlapMoment {
        name: "overlap_moment", group: Theory, index: Some(IndexEntry { name: "j", public_max: 2, derived_max: 2 }),
        parameters: &["beta", "delta"], domain: "j in 0..2, 0 <= beta <= 1, delta >= 0",
        latex: r"\kappa_{#n}#a", about: "overlap moment, E[r_o r_n z^j] under q", claim: "C5",
        rule: Rule::Family(Family::OverlapMoment),
    }
    KlSft {
        name: "kl_sft", group: Theory, index: None, parameters: &["beta", "delta"], domain: "0 <= beta <= 1, delta >= 0",
        latex: r"\mathrm{KL}(p_n \Vert q_{#1}; #2)", about: "forward divergence of the new data from the learner, KL(p_n || q)", claim: "B1",
        rule: Both {
            expansion: "-ln(1 - beta) - softplus_normal(logit(beta) - delta^2/2, delta)",
            partials: &[
                "distinguishability(beta, delta)/(1 - beta)",
                "delta*(eps_new(beta, delta) - kernel(2, logit(beta) - delta^2/2, delta))",
            ],
        },
    }
    KlReverse {
        name: "kl_reverse", group: Theory, index: None, parameters: &["beta", "alpha", "delta"],
        domain: "0 <= beta <= 1, 0 < alpha < 1, delta >= 0",
        latex: r"\mathrm{KL}(q_{#1} \Vert p_{#2}; #3)", about: "reverse divergence of the learner from the target, KL(q || p_alpha)", claim: "C1",
        rule: Both {
            expansion: "beta*(ln(beta/alpha) + softplus_normal(-logit(beta) - delta^2/2, delta) \
                          - softplus_normal(-logit(alpha) - delta^2/2, delta)) \
                        + (1 - beta)*(ln((1 - beta)/(1 - alpha)) + softplus_normal(logit(beta) - delta^2/2, delta) \
                          - softplus_normal(logit(alpha) - delta^2/2, delta))",
            partials: &[
                "ln(beta/alpha) - ln((1 - beta)/(1 - alpha)) \
                 + softplus_normal(-logit(beta) - delta^2/2, delta) - softplus_normal(-logit(alpha) - delta^2/2, delta) \
                 - softplus_normal(logit(beta) - delta^2/2, delta) + softplus_normal(logit(alpha) - delta^2/2, delta)",
                "(alpha - beta)*distinguishability(alpha, delta)/(alpha*(1 - alpha))",
                "delta*(beta*(eps_old(alpha, delta) - eps_old(beta, delta)) + (1 - beta)*(eps_new(alpha, delta) - eps_new(beta, delta)) \
                   + beta*(kernel(2, -logit(beta) - delta^2/2, delta) - kernel(2, -logit(alpha) - delta^2/2, delta)) \
                   + (1 - beta)*(kernel(2, logit(beta) - delta^2/2, delta) - kernel(2, logit(alpha) - delta^2/2, delta)))",
            ],
        },
    }
    KlReplay {
        name: "kl_replay", group: Theory, index: None, parameters: &["beta", "rho", "delta"],
        domain: "0 <= beta <= 1, 0 <= rho <= 1, delta >= 0",
        latex: r"\mathrm{KL}(p_{#2} \Vert q_{#1}; #3)", about: "forward divergence of the replayed data from the learner, KL(p_rho || q)", claim: "B5",
        rule: Expansion("kl_reverse(rho, beta, delta)"),
    }
    BoundarySlope {
        name: "boundary_slope", group: Theory, index: None, parameters: &["alpha", "delta"],
        domain: "0 <= alpha <= 1, delta >= 0",
        latex: r"K#a", about: "slope with which reverse KL repels the boundary beta = 0", claim: "C2",
        rule: Both {
            expansion: "softplus_normal(logit(alpha) + delta^2/2, delta) - softplus_normal(logit(alpha) - delta^2/2, delta)",
            partials: &[
                "distinguishability(alpha, delta)/(alpha*(1 - alpha))",
                "delta*(1 - eps_old(alpha, delta) + eps_new(alpha, delta) + kernel(2, logit(alpha) + delta^2/2, delta) \
                   - kernel(2, logit(alpha) - delta^2/2, delta))",
            ],
        },
    }
    FisherMinEigenvalue {
        name: "fisher_min_eigenvalue", group: Theory, index: None, parameters: &["beta", "delta"],
        domain: "0 <= beta <= 1, delta >= 0",
        latex: r"\lambda_{\min}#a", about: "smallest eigenvalue of the Fisher information at the optimum", claim: "C5",
        rule: Rule::Family(Family::FisherMinEigenvalue),
    }
    ConditioningBound {
        name: "conditioning_bound", group: Theory, index: None, parameters: &["beta", "delta"],
        domain: "0 <= beta <= 1, delta >= 0",
        latex: r"\underline{\lambda}#a", about: "lower bound on the smallest Fisher eigenvalue", claim: "C6",
        rule: Expansion("beta*(1 - beta) - sqrt(beta*(1 - beta))*bc(delta)*(3 + delta^2/2)/2"),
    }
    TttCriticalAnchor {
        name: "ttt_critical_anchor", group: Theory, index: None, parameters: &["eta", "gap", "beta0", "delta"],
        domain: "eta >= 0, gap > 0, 0 < beta0 < 1, delta > 0",
        latex: r"\tau_c#a", about: "anchor strength below which TTT-Discover loses the old mode", claim: "E1",
        rule: Expansion("-expm1(-(eta*gap))/(eta*boundary_slope(beta0, delta))"),
    }
    OaplMass {
        name: "oapl_mass", group: Theory, index: None, parameters: &["beta", "gap", "tau"],
        domain: "0 <= beta <= 1, any gap, tau > 0",
        latex: r"\beta_{\mathrm{OAPL}}#a", about: "old mass of OAPL's realisable optimum", claim: "F1",
        rule: Expansion("sigmoid(logit(beta) - gap/tau)"),
    }
    Old {
        name: "old", group: Theory, index: None, parameters: &["x", "delta"], domain: "delta >= 0",
        latex: r"p_o#x", about: "density of the old mode, phi(x + delta/2); old(x) reads delta from its scope", claim: "A1",
        rule: Both {
            expansion: "phi(x + delta/2)",
            partials: &["-((x + delta/2)*old(x, delta))", "-((x + delta/2)*old(x, delta)/2)"],
        },
    }
    New {
        name: "new", group: Theory, index: None, parameters: &["x", "delta"], domain: "delta >= 0",
        latex: r"p_n#x", about: "density of the new mode, phi(x - delta/2); new(x) reads delta from its scope", claim: "A1",
        rule: Both {
            expansion: "phi(x - delta/2)",
            partials: &["-((x - delta/2)*new(x, delta))", "(x - delta/2)*new(x, delta)/2"],
        },
    }
    Mix {
        name: "mix", group: Theory, index: None, parameters: &["x", "beta", "delta"], domain: "0 <= beta <= 1, delta >= 0",
        latex: r"q#x", about: "density of the learner, beta old(x) + (1 - beta) new(x); mix(x) reads beta and delta from its scope", claim: "A1",
        rule: Expansion("beta*old(x, delta) + (1 - beta)*new(x, delta)"),
    }
    LogOld {
        name: "log_old", group: Theory, index: None, parameters: &["x", "delta"], domain: "delta >= 0",
        latex: r"\ln p_o#x", about: "logarithm of the density of the old mode; log_old(x) reads delta from its scope", claim: "A1",
        rule: Both {
            expansion: "-((x + delta/2)^2/2) - ln(2*pi)/2",
            partials: &["-(x + delta/2)", "-((x + delta/2)/2)"],
        },
    }
    LogNew {
        name: "log_new", group: Theory, index: None, parameters: &["x", "delta"], domain: "delta >= 0",
        latex: r"\ln p_n#x", about: "logarithm of the density of the new mode; log_new(x) reads delta from its scope", claim: "A1",
        rule: Both {
            expansion: "-((x - delta/2)^2/2) - ln(2*pi)/2",
            partials: &["-(x - delta/2)", "(x - delta/2)/2"],
        },
    }
    LogMix {
        name: "log_mix", group: Theory, index: None, parameters: &["x", "beta", "delta"], domain: "0 <= beta <= 1, delta >= 0",
        latex: r"\ln q#x", about: "logarithm of the density of the learner; log_mix(x) reads beta and delta from its scope", claim: "A1",
        rule: Both {
            expansion: "ln(mix(x, beta, delta))",
            partials: &[
                "-(resp_old(x, beta, delta)*(x + delta/2)) - resp_new(x, beta, delta)*(x - delta/2)",
                "resp_old(x, beta, delta)/beta - resp_new(x, beta, delta)/(1 - beta)",
                "resp_new(x, beta, delta)*((x - delta/2)/2) - resp_old(x, beta, delta)*((x + delta/2)/2)",
            ],
        },
    }
    RespOld {
        name: "resp_old", group: Theory, index: None, parameters: &["x", "beta", "delta"], domain: "0 <= beta <= 1, delta >= 0",
        latex: r"r_o#x", about: "responsibility of the old mode, beta old(x)/mix(x); resp_old(x) reads beta and delta from its scope", claim: "A1",
        rule: Both {
            expansion: "sigmoid(logit(beta) - delta*x)",
            partials: &[
                "-(delta*(resp_old(x, beta, delta)*resp_new(x, beta, delta)))",
                "resp_old(x, beta, delta)*resp_new(x, beta, delta)/(beta*(1 - beta))",
                "-(x*(resp_old(x, beta, delta)*resp_new(x, beta, delta)))",
            ],
        },
    }
    RespNew {
        name: "resp_new", group: Theory, index: None, parameters: &["x", "beta", "delta"], domain: "0 <= beta <= 1, delta >= 0",
        latex: r"r_n#x", about: "responsibility of the new mode, (1 - beta) new(x)/mix(x); resp_new(x) reads beta and delta from its scope", claim: "A1",
        rule: Both {
            expansion: "sigmoid(delta*x - logit(beta))",
            partials: &[
                "delta*(resp_old(x, beta, delta)*resp_new(x, beta, delta))",
                "-(resp_old(x, beta, delta)*resp_new(x, beta, delta)/(beta*(1 - beta)))",
                "x*(resp_old(x, beta, delta)*resp_new(x, beta, delta))",
            ],
        },
    }
    TttOldWeight {
        name: "ttt_old_weight", group: Theory, index: None, parameters: &["eta", "tau", "gap", "beta0", "delta"],
        domain: "eta >= 0, tau >= 0, gap > 0, 0 <= beta0 <= 1, delta >= 0 (derivative: eta > 0, value > 0)",
        latex: r"\beta_{\mathrm{TTT}}#a", about: "old weight that TTT-Discover keeps, 0 up to the critical anchor", claim: "E1",
        rule: Implicit(
            "-expm1(-(eta*gap))/(eta*(1 + root*expm1(-(eta*gap)))) + tau*(boundary_slope(root, delta) - boundary_slope(beta0, delta))",
        ),
    }
    SdftMass {
        name: "sdft_mass", group: Theory, index: None, parameters: &["k", "rate", "anchor", "mass0", "demo"],
        domain: "k >= 0, 0 <= rate <= 1, 0 <= anchor <= 1, 0 <= mass0 <= 1, 0 <= demo <= 1",
        latex: r"\mathrm{mass}_{#1}#a", about: "SDFT teacher's old mass after k rounds", claim: "D1",
        rule: Expansion("demo + (1 - rate*anchor)^k*(mass0 - demo)"),
    }
    SdftRate {
        name: "sdft_rate", group: Theory, index: None, parameters: &["h", "rate", "anchor"],
        domain: "h >= 0, rate >= 0, anchor >= 0",
        latex: r"s_{\mathrm{SDFT}}#a", about: "slow rate of SDFT's coupled flow at a Hessian eigenvalue h", claim: "D2",
        rule: Expansion("2*h*anchor/(h + rate + anchor + sqrt((h - anchor)^2 + rate^2 + 2*rate*(h + anchor)))"),
    }
    HybridOldWeight {
        name: "hybrid_old_weight", group: Theory, index: None, parameters: &["s", "alpha", "delta"],
        domain: "0 <= s <= 1, 0 < alpha < 1, delta > 0 (derivative: s > 0)",
        latex: r"\beta_{\mathrm{hybrid}}#a", about: "old weight that minimises (1-s) KL(p_n || q) + s KL(q || p_alpha)", claim: "G1",
        rule: Implicit(
            "(1 - s)*distinguishability(root, delta)/(1 - root) + s*(boundary_slope(root, delta) - boundary_slope(alpha, delta))",
        ),
    }
}
