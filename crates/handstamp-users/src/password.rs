//! Passwords and their hashes, as the libraries of Python write them.
//!
//! | text of the hash | written by |
//! |---|---|
//! | `$argon2id$…`, `$argon2i$…`, `$argon2d$…` | argon2-cffi, pwdlib, passlib, FastAPI Users, Flask-Security |
//! | `$2a$…`, `$2b$…`, `$2y$…` | bcrypt, pwdlib, passlib, zopyx-fastapi-auth |
//! | `scrypt:…`, `pbkdf2:…`, `sha256$…` | Werkzeug, and so Flask-AppBuilder |
//! | `$pbkdf2$…`, `$pbkdf2-sha256$…`, `$scrypt$…`, `$bcrypt-sha256$…`, `$5$…`, `$6$…` | passlib |
//! | `pbkdf2_sha256$…`, `argon2$…`, `bcrypt_sha256$…`, `scrypt$…` | Django |
//!
//! [`Passwords`] is what an app holds: it checks and makes hashes beside the async runtime, a bounded number at once.
//! [`Verifier`] and [`PasswordPolicy`] are the two halves for code that blocks.
//!
//! ```
//! use handstamp_users::password::{Password, PasswordHash, Passwords};
//!
//! # async fn check() -> Result<(), Box<dyn std::error::Error>> {
//! let passwords = Passwords::builder().build();
//! let hash = passwords.hash(Password::new("correct horse")).await?;
//! let checked = passwords.verify(Password::new("correct horse"), Some(hash)).await?;
//! assert!(checked.matches);
//! # Ok(()) }
//! ```

mod cost;
mod double_hash;
mod errors;
mod format;
mod kdf;
mod limits;
mod password_hash;
mod passwords;
mod policy;
mod schemes;
mod secret;
mod verifier;

pub use double_hash::DoubleHash;
pub use errors::{HashError, PasswordsError, PolicyError, VerifyError};
pub use limits::Limits;
pub use password_hash::PasswordHash;
pub use passwords::{Checked, Passwords, PasswordsBuilder};
pub use policy::PasswordPolicy;
pub use schemes::Schemes;
pub use secret::Password;
pub use verifier::Verifier;
