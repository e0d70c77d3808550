//! Who checks a login: a table of accounts, a directory, your own.

mod attempt;
mod login_source;
mod login_sources;

pub use attempt::Attempt;
pub use login_source::{Answer, LoginSource};
pub use login_sources::{Checked, LoginSources, Refused, SourceError};
