//! Where accounts live.

pub(crate) mod asked;
pub(crate) mod cut_off;
mod errors;
mod memory;
mod new_account;
pub(crate) mod seconds;
mod user_store;

pub use cut_off::LONGEST_LOGIN;
pub use errors::{ChangeError, StoreError};
pub use memory::MemoryUsers;
pub use new_account::NewAccount;
pub use user_store::{Credentials, UserStore};
