//! Where accounts live.

mod errors;
mod memory_users;
mod new_account;
mod user_store;

pub use errors::{ChangeError, StoreError};
pub use memory_users::MemoryUsers;
pub(crate) use memory_users::check_roles;
pub use new_account::NewAccount;
pub use user_store::{Credentials, UserStore};
