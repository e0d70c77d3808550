//! A scenario by its name.

use crate::failure::Outcome;

/// One thing that must hold, with the name that its test has.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Scenario {
    /// The name.
    pub name: &'static str,
    /// Runs it on whatever harness it was made for.
    pub run: fn() -> Outcome,
}

/// From one list: the names, the scenarios for a harness, and the macro that makes a test of each. A scenario
/// that is left out of the list is dead code, which the compiler reports.
macro_rules! suite {
    (
        $(#[$doc:meta])* $suite:ident of $harness:ident in $home:ident, with $d:tt;
        $($module:ident: $($scenario:ident)*;)*
    ) => {
        $(pub(crate) mod $module;)*

        /// The names of all scenarios, as their tests are named.
        pub const NAMES: &[&str] = &[$($(stringify!($scenario)),*),*];

        /// All scenarios, for a harness.
        #[must_use]
        pub fn scenarios<H: $crate::$harness + 'static>() -> Vec<$crate::Scenario> {
            vec![$($($crate::Scenario {
                name: stringify!($scenario),
                run: $module::$scenario::<H>,
            }),*),*]
        }

        /// Runs the scenario of this name.
        ///
        /// # Errors
        /// What it expected and what came instead.
        pub fn run<H: $crate::$harness + 'static>(name: &str) -> $crate::Outcome {
            match scenarios::<H>().iter().find(|scenario| scenario.name == name) {
                Some(scenario) => (scenario.run)(),
                None => Err($crate::Failure::new(format!("there is no scenario {name}"))),
            }
        }

        $(#[$doc])*
        #[macro_export]
        macro_rules! $suite {
            ($d harness:ty) => {
                $($(
                    #[test]
                    fn $scenario() -> $crate::Outcome {
                        $crate::$home::run::<$d harness>(stringify!($scenario))
                    }
                )*)*
            };
        }
    };
}
pub(crate) use suite;
