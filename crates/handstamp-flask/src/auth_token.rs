use std::time::{Duration, SystemTime};

use handstamp_itsdangerous::{
    BadData, SecretKeys, Signer, TimestampSigner, UrlSafeTimedSerializer,
};
use handstamp_session::{Dict, Value};

use crate::compact_json::CompactJson;

/// Reads Flask-Security's authentication token (`get_auth_token`, `parse_auth_token`).
///
/// A program sends it in the header `Authentication-Token`. It names the user by their `fs_uniquifier`,
/// which is another text than the user's id: the app's accounts have it in a column.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use handstamp_flask::{AuthTokenReader, SecretKey};
///
/// # let token = "";
/// let reader = AuthTokenReader::new(SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?)
///     .with_max_age(Duration::from_secs(24 * 60 * 60));
/// if let Ok(token) = reader.read(token, SystemTime::now()) {
///     println!("{}", token.uniquifier());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct AuthTokenReader {
    keys: SecretKeys,
    salt: Vec<u8>,
    /// Made of the two.
    serializer: UrlSafeTimedSerializer<CompactJson>,
    max_age: Option<Duration>,
}

/// What a token says. Made by [`AuthTokenReader::read`] alone.
#[derive(Clone, PartialEq)]
pub struct AuthToken {
    uniquifier: String,
    fields: Dict,
}

/// Why a token is not taken. For the log: to the client, all of it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthTokenError {
    /// It was not made with any of the keys.
    #[error("the token was not signed with any of the keys")]
    BadSignature,
    /// It is too old, or past the time that it names itself.
    #[error("the token has expired")]
    Expired,
    /// It is signed, and is nothing that Flask-Security writes.
    #[error("the token is signed but is none of Flask-Security's")]
    BadPayload,
}

impl AuthTokenReader {
    /// The salt of the token (`SECURITY_REMEMBER_SALT`).
    pub const SALT: &'static str = "remember-salt";

    /// Reads tokens of an app with this `SECRET_KEY`; or with several, of which any may have signed.
    pub fn new(keys: impl Into<SecretKeys>) -> Self {
        let (keys, salt) = (keys.into(), Vec::from(Self::SALT));
        Self { serializer: serializer(&keys, &salt), keys, salt, max_age: None }
    }

    /// Sets the salt (`SECURITY_REMEMBER_SALT`). `remember-salt` unless told otherwise.
    pub fn with_salt(mut self, salt: impl AsRef<[u8]>) -> Self {
        self.salt = salt.as_ref().to_vec();
        self.serializer = serializer(&self.keys, &self.salt);
        self
    }

    /// Sets how old a token may be, in whole seconds (`SECURITY_TOKEN_MAX_AGE`). Any age unless told
    /// otherwise, as there; a token may name an end of its own.
    pub fn with_max_age(mut self, max_age: impl Into<Option<Duration>>) -> Self {
        self.max_age = max_age.into();
        self
    }

    /// Reads a token: of version 5 and later, a dict; of versions 3 and 4, a list.
    ///
    /// # Errors
    /// [`AuthTokenError`], which says why the token is not taken.
    pub fn read(&self, token: &str, now: SystemTime) -> Result<AuthToken, AuthTokenError> {
        let loaded = self.serializer.loads(token, now, self.max_age);
        let payload: Value = loaded.map_err(|error| match error {
            BadData::SignatureExpired(_) => AuthTokenError::Expired,
            BadData::BadPayload(_) => AuthTokenError::BadPayload,
            _ => AuthTokenError::BadSignature,
        })?;
        let token = AuthToken::of(payload).ok_or(AuthTokenError::BadPayload)?;
        let since_1970 = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        match token.end()? {
            Some(end) if end < since_1970.as_secs() => Err(AuthTokenError::Expired),
            _ => Ok(token),
        }
    }
}

fn serializer(keys: &SecretKeys, salt: &[u8]) -> UrlSafeTimedSerializer<CompactJson> {
    let signer = Signer::builder(keys.clone()).salt(salt).build();
    UrlSafeTimedSerializer::with_signer(TimestampSigner::new(signer), CompactJson)
}

impl AuthToken {
    fn of(payload: Value) -> Option<Self> {
        let fields = match payload {
            Value::Dict(fields) => {
                let known = ["ver", "uid", "exp"].iter().all(|key| fields.get(key).is_some());
                known.then_some(fields)?
            }
            Value::List(items) => {
                let (version, at) = if items.len() == 1 { ("4", 0) } else { ("3", 2) };
                [("ver", version.into()), ("uid", items.get(at)?.clone())].into_iter().collect()
            }
            _ => return None,
        };
        let uniquifier = fields.get("uid").and_then(Value::as_str)?.to_owned();
        (!uniquifier.is_empty()).then_some(Self { uniquifier, fields })
    }

    /// `exp`, Unix seconds; 0 is none.
    fn end(&self) -> Result<Option<u64>, AuthTokenError> {
        match self.fields.get("exp") {
            None => Ok(None),
            Some(end) => match end.as_i64().and_then(|end| u64::try_from(end).ok()) {
                Some(0) => Ok(None),
                Some(end) => Ok(Some(end)),
                None => Err(AuthTokenError::BadPayload),
            },
        }
    }

    /// The user's `fs_uniquifier`, or `fs_token_uniquifier` where the app has one. Never empty.
    #[must_use]
    pub fn uniquifier(&self) -> &str {
        &self.uniquifier
    }

    /// When the user last proved who they are (`fs_paa`), in whole seconds.
    #[must_use]
    pub fn auth_time(&self) -> Option<SystemTime> {
        let seconds = match self.fields.get("fs_paa")? {
            Value::Float(seconds) => Duration::try_from_secs_f64(seconds.trunc()).ok()?,
            other => Duration::from_secs(u64::try_from(other.as_i64()?).ok()?),
        };
        SystemTime::UNIX_EPOCH.checked_add(seconds)
    }

    /// All that the token says, what the app added (`augment_auth_token`) included.
    #[must_use]
    pub fn fields(&self) -> &Dict {
        &self.fields
    }
}

/// Shows neither the user nor what the app added.
impl std::fmt::Debug for AuthToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AuthToken(..)")
    }
}
