//! Passwords and their hashes.

mod password_hash;
mod secret;

pub use password_hash::PasswordHash;
pub use secret::Password;
