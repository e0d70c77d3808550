//! What is expected of a cookie, and the keys that it is checked with.

use std::time::Duration;

use handstamp_itsdangerous::{Digest, KeyDerivation, SecretKey};

/// A key and where it comes from.
#[derive(Debug, Clone)]
pub struct NamedKey {
    /// Where the key comes from, such as `SECRET_KEY`. Printed; the key is not.
    pub name: String,
    /// The key. Weak keys are accepted: an app that has one needs this tool most.
    pub key: SecretKey,
}

/// The settings of the app that reads the cookie. Default: each library's own default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The salt, if the app has its own.
    pub salt: Option<String>,
    /// The key derivation, if the app has its own.
    pub key_derivation: Option<KeyDerivation>,
    /// The digest, if the app has its own.
    pub digest: Option<Digest>,
    /// How old the cookie may be.
    pub max_age: MaxAge,
}

/// How old a cookie may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MaxAge {
    /// The limit of the library that made it: Flask 31 days, Starlette 14 days, Flask-WTF one hour, others any
    /// age.
    #[default]
    OfTheKind,
    /// Any age.
    Any,
    /// At most this old, in whole seconds.
    Limit(Duration),
}
