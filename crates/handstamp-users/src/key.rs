//! API keys: for programs that call the app on behalf of a user.
//!
//! A key is shown once, when it is issued. The store has its SHA-256, which is enough for a text of 256 random bits.

mod api_key;
mod authenticator;
mod issue;
mod key_store;
mod memory;
mod record;

pub use api_key::{ApiKey, PrefixError};
pub use authenticator::ApiKeys;
pub use issue::{IssueError, NewKey};
pub use key_store::KeyStore;
pub use memory::MemoryKeys;
pub use record::{KeyDigest, KeyRecord};
