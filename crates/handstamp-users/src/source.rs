//! Who checks a login: a table of accounts, a directory, your own.

mod attempt;
mod login_source;
mod login_sources;
mod store_source;

pub use attempt::Attempt;
pub use login_source::{Answer, LoginSource};
pub use login_sources::{Checked, LoginSources, Refused, SourceError};
pub use store_source::StoreSource;
