//! May they? Rules as values, combined, and as types.
//!
//! | rule | met by |
//! |---|---|
//! | [`role`], [`any_role`], [`permission`] | a user who has it ([`Subject`](crate::Subject)) |
//! | [`when`] | a user who passes a check of the app's own |
//! | [`when_async`] | whoever passes an async check of the app's own, anonymous or not |
//! | [`scope`], [`acr`] | a token that was given it |
//! | [`fresh`], [`logged_in_within`] | a login that is fresh, or recent |
//! | [`Anyone`] | everybody, logged in or not |
//!
//! `.or` and `.and` ([`Combine`]) make rules of rules, [`rules!`](crate::rules!) makes types of them. A
//! rule of your own implements [`Rule`].

pub(crate) mod combine;
pub(crate) mod rule;
pub(crate) mod rule_type;
pub(crate) mod standard;
pub(crate) mod strength;
pub(crate) mod types;
pub(crate) mod when_async;

pub use combine::{And, Combine, Or};
pub use rule::{Anyone, Rule, Verdict};
pub use rule_type::RuleType;
pub use standard::{AnyRole, Permission, Role, When, any_role, permission, role, when};
pub use strength::{Acr, Fresh, LoggedInWithin, Scope, acr, fresh, logged_in_within, scope};
pub use when_async::{WhenAsync, when_async};
