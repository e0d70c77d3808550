//! Rules that are types, for the extractors of adapters.

/// A rule that is a type, and so can be made without saying more: every rule that has a `Default`. Never
/// implemented by hand. [`rules!`](crate::rules!) declares such a type in one line.
#[diagnostic::on_unimplemented(
    message = "`Require` cannot make the rule `{Self}`: it has no `Default`",
    label = "needs `{Self}: Default`",
    note = "derive `Default` for it, or declare a rule as a type: `rules! {{ Admin = role(\"…\"); }}`",
    note = "a rule that is a value goes into a layer: `auth.require_layer(rule)`"
)]
pub trait RuleType: Default {}

#[diagnostic::do_not_recommend]
impl<R: Default> RuleType for R {}
