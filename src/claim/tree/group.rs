//! The two groups of functions as patterns: a `match` that names the functions of one group and ends with the other is exhaustive,
//! so a function new to the table does not compile until each number type says what it is.

macro_rules! pattern {
    ($(#[$doc:meta])* $name:ident: $($variant:ident)* $(; $more:ident)?) => {
        $(#[$doc])*
        macro_rules! $name {
            () => { $($crate::claim::Function::$variant)|* $(| $crate::claim::Function::$more(_))? };
        }
        pub(crate) use $name;
    };
}

pattern! {
    /// Any function of arithmetic.
    elementary_function:
    Sqrt Exp Ln Expm1 Log1p Abs Min Max Sinh Cosh Tanh Sech Sigmoid Logit Softplus NormalCdf
    NormalDensity LogNormalCdf Log1mexp Sin Cos Tan Asin Acos Atan Erf Erfc
    Erfcx Gamma Lgamma Digamma
}

pattern! {
    /// Any function of the theory, or one that was registered.
    theory_function:
    SoftplusNormal LogisticNormal Kernel SechMoment Bc Tv Overlap Chi2 EpsOld EpsNew
    Distinguishability OverlapMoment KlSft KlReverse KlReplay BoundarySlope FisherMinEigenvalue
    ConditioningBound TttCriticalAnchor OaplMass Old New Mix LogOld LogNew LogMix RespOld
    RespNew TttOldWeight SdftMass SdftRate HybridOldWeight; User
}

#[cfg(test)]
mod tests {
    use crate::claim::Function;

    #[test]
    fn the_patterns_are_the_groups_of_the_table() {
        for function in Function::ALL {
            let is_theory = match function {
                elementary_function!() => false,
                theory_function!() => true,
            };
            assert_eq!(is_theory, function.is_theory(), "{function}");
        }
    }
}
