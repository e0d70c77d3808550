use std::fmt;
use std::time::{Duration, SystemTime};

use handstamp_itsdangerous::{
    BadData, Digest, Epoch, KeyDerivation, SecretKeys, Signer, TimestampSigner,
    UrlSafeTimedSerializer,
};
use handstamp_session::Session;
use handstamp_value::Value;
use sha1::{Digest as _, Sha1};
use subtle::ConstantTimeEq as _;

use crate::compact_json::CompactJson;
use crate::csrf_error::{CsrfError, CsrfTokenError};

/// Flask-WTF's CSRF token, made and checked (`generate_csrf` and `validate_csrf` in Flask-WTF's `csrf.py`).
///
/// The session has a secret; a token is that secret, signed with the time. It is signed with `SECRET_KEY`, or
/// with `WTF_CSRF_SECRET_KEY` where the app has one. With several keys, the newest signs and all verify;
/// Flask-WTF has one.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use handstamp_flask::{CsrfError, FlaskWtf, SecretKey, Session};
///
/// # let random = [7; 64];
/// let csrf = FlaskWtf::builder(SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?).build();
/// let (mut session, now) = (Session::new(), SystemTime::now());
/// if csrf.secret(&session).is_none() {
///     csrf.prepare(&mut session, random); // 64 random bytes
/// }
/// let token = csrf.token(&session, now)?;
/// assert_eq!(csrf.check(&session, &token, now), Ok(()));
///
/// let later = now + Duration::from_secs(3_602);
/// assert_eq!(csrf.check(&session, &token, later), Err(CsrfError::Expired));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct FlaskWtf {
    serializer: UrlSafeTimedSerializer<CompactJson>,
    time_limit: Option<Duration>,
    field_name: String,
}

/// The settings of a [`FlaskWtf`], made by [`FlaskWtf::builder`].
#[derive(Debug, Clone)]
#[must_use]
pub struct FlaskWtfBuilder {
    keys: SecretKeys,
    salt: Vec<u8>,
    key_derivation: KeyDerivation,
    digest: Digest,
    epoch: Epoch,
    clock_tolerance: Duration,
    time_limit: Option<Duration>,
    field_name: String,
}

impl FlaskWtf {
    /// The salt of the token.
    pub const SALT: &'static str = "wtf-csrf-token";
    /// How old a token may be by default (`WTF_CSRF_TIME_LIMIT`): one hour.
    pub const TIME_LIMIT: Duration = Duration::from_secs(3_600);

    /// Starts with Flask-WTF's own settings.
    pub fn builder(keys: impl Into<SecretKeys>) -> FlaskWtfBuilder {
        FlaskWtfBuilder {
            keys: keys.into(),
            salt: Self::SALT.into(),
            key_derivation: KeyDerivation::DjangoConcat,
            digest: Digest::Sha1,
            epoch: Epoch::Unix,
            clock_tolerance: Duration::from_secs(30),
            time_limit: Some(Self::TIME_LIMIT),
            field_name: "csrf_token".to_owned(),
        }
    }

    /// The name of the form's field, which is the key of the secret in the session too.
    #[must_use]
    pub fn field_name(&self) -> &str {
        &self.field_name
    }

    /// The session's secret. `None` for what is no secret: a missing value, an empty text (every session
    /// would have the same secret), a text that is not ASCII or a value that is not text (Flask-WTF answers
    /// with an HTTP 500).
    #[must_use]
    pub fn secret<'s>(&self, session: &'s Session) -> Option<&'s str> {
        session.get_str(&self.field_name).filter(|it| !it.is_empty() && it.is_ascii())
    }

    /// Gives the session a new secret, in place of one that it may have: the one that Flask-WTF makes of 64
    /// random bytes, their SHA-1 in hexadecimal digits. Tokens that were made before are not valid any more.
    pub fn prepare(&self, session: &mut Session, random: [u8; 64]) {
        let secret = base16ct::lower::encode_string(&Sha1::digest(random));
        session.insert_value(self.field_name.as_str(), secret);
    }

    /// The token for a form (`generate_csrf`), in a session that has its secret.
    ///
    /// # Errors
    /// [`CsrfTokenError::NoSecret`] if the session has no secret; [`CsrfTokenError::NotSigned`] if `now` is before
    /// 1970 (before 2011 with [`Epoch::Year2011`]), or the secret is longer than 64 KiB.
    pub fn token(&self, session: &Session, now: SystemTime) -> Result<String, CsrfTokenError> {
        let secret = self.secret(session).ok_or(CsrfTokenError::NoSecret)?;
        Ok(self.serializer.dumps(&Value::from(secret), now)?)
    }

    /// Whether this token is one of this session (`validate_csrf`).
    ///
    /// # Errors
    /// [`CsrfError`], which says why it is not.
    pub fn check(&self, session: &Session, token: &str, now: SystemTime) -> Result<(), CsrfError> {
        if token.is_empty() {
            return Err(CsrfError::Missing);
        }
        let secret = self.secret(session).ok_or(CsrfError::NoSecret)?;
        let loaded = self.serializer.loads(token, now, self.time_limit);
        let signed: Value = loaded.map_err(|error| match error {
            BadData::SignatureExpired(_) => CsrfError::Expired,
            _ => CsrfError::Invalid,
        })?;
        let signed = signed.as_str().ok_or(CsrfError::Invalid)?;
        match bool::from(signed.as_bytes().ct_eq(secret.as_bytes())) {
            true => Ok(()),
            false => Err(CsrfError::OtherSession),
        }
    }
}

impl FlaskWtfBuilder {
    /// Sets how old a token may be, in whole seconds (`WTF_CSRF_TIME_LIMIT`); `None` for any age, as long as
    /// the session lasts. Default: [`FlaskWtf::TIME_LIMIT`].
    pub fn time_limit(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.time_limit = limit.into();
        self
    }

    /// Sets how far ahead of `now` a token may have been signed, in whole seconds: two machines have two
    /// clocks. It extends no time limit. Default: 30 seconds; Python has 0.
    pub fn clock_tolerance(mut self, ahead: Duration) -> Self {
        self.clock_tolerance = ahead;
        self
    }

    /// Sets what time stamps count from: [`Epoch::Year2011`] for apps with itsdangerous 0.24. Default:
    /// [`Epoch::Unix`].
    pub fn epoch(mut self, epoch: Epoch) -> Self {
        self.epoch = epoch;
        self
    }

    /// Sets the name of the form's field, which is the key of the secret in the session too
    /// (`WTF_CSRF_FIELD_NAME`). Default: `csrf_token`.
    pub fn field_name(mut self, name: impl Into<String>) -> Self {
        self.field_name = name.into();
        self
    }

    /// Sets the salt. Flask-WTF has no setting for it. Default: [`FlaskWtf::SALT`].
    pub fn salt(mut self, salt: impl AsRef<[u8]>) -> Self {
        self.salt = salt.as_ref().to_vec();
        self
    }

    /// Sets the key derivation. Flask-WTF has no setting for it. Default: [`KeyDerivation::DjangoConcat`].
    pub fn key_derivation(mut self, derivation: KeyDerivation) -> Self {
        self.key_derivation = derivation;
        self
    }

    /// Sets the digest. Flask-WTF has no setting for it. Default: [`Digest::Sha1`].
    pub fn digest(mut self, digest: Digest) -> Self {
        self.digest = digest;
        self
    }

    /// Prepares the keys.
    pub fn build(self) -> FlaskWtf {
        let signer = Signer::builder(self.keys)
            .salt(self.salt)
            .key_derivation(self.key_derivation)
            .digest(self.digest)
            .build();
        let signer = TimestampSigner::new(signer)
            .with_epoch(self.epoch)
            .with_clock_tolerance(self.clock_tolerance);
        FlaskWtf {
            serializer: UrlSafeTimedSerializer::with_signer(signer, CompactJson),
            time_limit: self.time_limit,
            field_name: self.field_name,
        }
    }
}

impl fmt::Debug for FlaskWtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlaskWtf")
            .field("time_limit", &self.time_limit)
            .field("field_name", &self.field_name)
            .finish_non_exhaustive()
    }
}
