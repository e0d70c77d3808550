//! Who checks a login: a table of accounts, a directory, your own.

mod attempt;
mod login_source;

pub use attempt::Attempt;
pub use login_source::{Answer, LoginSource};
