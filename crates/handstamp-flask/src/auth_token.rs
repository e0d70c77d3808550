use std::time::{Duration, SystemTime};

use handstamp_itsdangerous::{
    BadData, Digest, KeyDerivation, SecretKeys, Signer, TimestampSigner, UrlSafeTimedSerializer,
};
use handstamp_value::{Dict, Value};

use crate::compact_json::CompactJson;

/// Reads Flask-Security's authentication token (`get_auth_token` and `parse_auth_token` in Flask-Security's
/// `core.py`).
///
/// A program sends it in the header `Authentication-Token`. It names the user by their `fs_uniquifier`, which
/// is not the user's id: the app's accounts have it in a column.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use handstamp_flask::{AuthTokenReader, SecretKey};
///
/// # let token = "";
/// let reader = AuthTokenReader::builder(SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?)
///     .max_age(Duration::from_secs(24 * 60 * 60))
///     .build();
/// if let Ok(token) = reader.read(token, SystemTime::now()) {
///     println!("{}", token.uniquifier());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct AuthTokenReader {
    serializer: UrlSafeTimedSerializer<CompactJson>,
    max_age: Option<Duration>,
}

/// The settings of an [`AuthTokenReader`], made by [`AuthTokenReader::builder`].
#[derive(Debug, Clone)]
#[must_use]
pub struct AuthTokenReaderBuilder {
    keys: SecretKeys,
    salt: Vec<u8>,
    key_derivation: KeyDerivation,
    digest: Digest,
    max_age: Option<Duration>,
}

/// What a token says. Only [`AuthTokenReader::read`] makes one.
#[derive(Clone, PartialEq)]
pub struct AuthToken {
    uniquifier: String,
    fields: Dict,
}

/// Why a token is refused. For the log: do not tell the client which check failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthTokenError {
    /// None of the keys signed it.
    #[error("the token was not signed with any of the keys")]
    BadSignature,
    /// It is too old, or the end that it names itself is over.
    #[error("the token has expired")]
    Expired,
    /// It is signed, and is not what Flask-Security writes.
    #[error("the token is signed but is not one of Flask-Security's")]
    BadPayload,
}

impl AuthTokenReader {
    /// The salt of the token by default (`SECURITY_REMEMBER_SALT`).
    pub const SALT: &'static str = "remember-salt";

    /// Starts with Flask-Security's own settings, for an app with this `SECRET_KEY`. With several keys, any of
    /// them may have signed.
    pub fn builder(keys: impl Into<SecretKeys>) -> AuthTokenReaderBuilder {
        AuthTokenReaderBuilder {
            keys: keys.into(),
            salt: Self::SALT.into(),
            key_derivation: KeyDerivation::DjangoConcat,
            digest: Digest::Sha1,
            max_age: None,
        }
    }

    /// Reads a token: a dict in version 5 and later, a list in versions 3 and 4.
    ///
    /// # Errors
    /// [`AuthTokenError`], which says why the token is refused.
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

impl AuthTokenReaderBuilder {
    /// Sets the salt (`SECURITY_REMEMBER_SALT`). Default: [`AuthTokenReader::SALT`].
    pub fn salt(mut self, salt: impl AsRef<[u8]>) -> Self {
        self.salt = salt.as_ref().to_vec();
        self
    }

    /// Sets the key derivation. Flask-Security has no setting for it. Default:
    /// [`KeyDerivation::DjangoConcat`].
    pub fn key_derivation(mut self, derivation: KeyDerivation) -> Self {
        self.key_derivation = derivation;
        self
    }

    /// Sets the digest. Flask-Security has no setting for it. Default: [`Digest::Sha1`].
    pub fn digest(mut self, digest: Digest) -> Self {
        self.digest = digest;
        self
    }

    /// Sets how old a token may be, in whole seconds (`SECURITY_TOKEN_MAX_AGE`). Default: any age, as in
    /// Flask-Security; a token may name an end of its own.
    pub fn max_age(mut self, max_age: impl Into<Option<Duration>>) -> Self {
        self.max_age = max_age.into();
        self
    }

    /// Prepares the keys.
    pub fn build(self) -> AuthTokenReader {
        let signer = Signer::builder(self.keys)
            .salt(self.salt)
            .key_derivation(self.key_derivation)
            .digest(self.digest)
            .build();
        let signer = TimestampSigner::new(signer);
        AuthTokenReader {
            serializer: UrlSafeTimedSerializer::with_signer(signer, CompactJson),
            max_age: self.max_age,
        }
    }
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

    /// `exp` in Unix seconds; 0 means that the token has no end.
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

    /// When the user last proved who they are (`fs_paa`), in whole seconds. `None` if the token does not say it,
    /// or says something that is not a time.
    #[must_use]
    pub fn auth_time(&self) -> Option<SystemTime> {
        let seconds = match self.fields.get("fs_paa")? {
            Value::Float(seconds) => Duration::try_from_secs_f64(seconds.trunc()).ok()?,
            other => Duration::from_secs(u64::try_from(other.as_i64()?).ok()?),
        };
        SystemTime::UNIX_EPOCH.checked_add(seconds)
    }

    /// All that the token says, with what the app added (`augment_auth_token`). The names of a list (versions 3
    /// and 4) are `ver` and `uid`.
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
