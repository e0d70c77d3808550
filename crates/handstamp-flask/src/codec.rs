use std::time::{Duration, SystemTime};

use handstamp_itsdangerous::{
    BadData, BadTimeSignatureReason, Digest, Epoch, KeyDerivation, PayloadError, SecretKey,
    SecretKeys, Signer, TimestampSigner, decode_payload, encode_payload,
};
use handstamp_session::json::{self, Form, Limits, Style};
use handstamp_session::{Codec, Error, Session};

/// `PERMANENT_SESSION_LIFETIME` unless told otherwise.
const THIRTY_ONE_DAYS: Duration = Duration::from_secs(31 * 24 * 60 * 60);

/// Flask's session cookie: reads it, checks it, writes it.
///
/// This is `SecureCookieSessionInterface` of Flask's `sessions.py`. The keys are prepared once, when the
/// codec is made: make one and share it (`Arc`, or a clone).
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use handstamp_flask::{Error, SecretKey, Session, SessionCodec};
///
/// let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// let older = SecretKey::new("70a2c1f4d85b4e6f93b0187a2cde5f61")?;
/// let flask = SessionCodec::new(key)
///     .with_fallbacks([older])
///     .with_max_age(Duration::from_secs(24 * 60 * 60));
///
/// let now = SystemTime::now();
/// let mut session = Session::new();
/// session.insert("_user_id", "42")?;
/// let cookie = flask.encode(&session, now)?;
/// assert_eq!(flask.decode(&cookie, now)?.get_str("_user_id"), Some("42"));
///
/// let two_days_on = now + Duration::from_secs(2 * 24 * 60 * 60);
/// assert!(matches!(flask.decode(&cookie, two_days_on), Err(Error::Expired { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct SessionCodec {
    signing: Signing,
    /// Made of `signing`.
    signer: TimestampSigner,
    max_age: Option<Duration>,
    cookie_limit: usize,
    limits: Limits,
    style: Style,
}

/// What the signer is made of.
#[derive(Debug, Clone)]
struct Signing {
    keys: SecretKeys,
    salt: Vec<u8>,
    digest: Digest,
    key_derivation: KeyDerivation,
    epoch: Epoch,
    clock_tolerance: Duration,
}

impl Signing {
    fn signer(&self) -> TimestampSigner {
        let signer = Signer::builder(self.keys.clone())
            .salt(&self.salt)
            .digest(self.digest)
            .key_derivation(self.key_derivation)
            .build();
        TimestampSigner::new(signer)
            .with_epoch(self.epoch)
            .with_clock_tolerance(self.clock_tolerance)
    }
}

impl SessionCodec {
    /// The salt of Flask's session cookie.
    pub const SALT: &'static str = "cookie-session";

    /// A codec with Flask's own settings, for Flask's `SECRET_KEY`; or for several keys, of which the newest
    /// signs and all verify.
    #[must_use]
    pub fn new(keys: impl Into<SecretKeys>) -> Self {
        let signing = Signing {
            keys: keys.into(),
            salt: Self::SALT.into(),
            digest: Digest::Sha1,
            key_derivation: KeyDerivation::Hmac,
            epoch: Epoch::Unix,
            clock_tolerance: Duration::from_secs(30),
        };
        Self {
            signer: signing.signer(),
            signing,
            max_age: Some(THIRTY_ONE_DAYS),
            cookie_limit: 16 * 1024,
            limits: Limits::default(),
            style: Style::default()
                .with_form(Form::Tagged)
                .with_compact(true)
                .with_sorted_keys(true),
        }
    }

    #[cfg(feature = "login")]
    pub(crate) fn keys(&self) -> &SecretKeys {
        &self.signing.keys
    }

    fn with_signing(mut self, set: impl FnOnce(&mut Signing)) -> Self {
        set(&mut self.signing);
        self.signer = self.signing.signer();
        self
    }

    /// Sets `SECRET_KEY_FALLBACKS`: keys that only verify, oldest first.
    #[must_use]
    pub fn with_fallbacks(self, keys: impl IntoIterator<Item = SecretKey>) -> Self {
        self.with_signing(|signing| signing.keys = signing.keys.clone().with_fallbacks(keys))
    }

    /// Sets the salt, for an app that has its own session interface. `cookie-session` unless told otherwise.
    #[must_use]
    pub fn with_salt(self, salt: impl AsRef<[u8]>) -> Self {
        self.with_signing(|signing| signing.salt = salt.as_ref().to_vec())
    }

    /// Sets the digest (`digest_method`). SHA-1 unless told otherwise.
    #[must_use]
    pub fn with_digest(self, digest: Digest) -> Self {
        self.with_signing(|signing| signing.digest = digest)
    }

    /// Sets the key derivation (`key_derivation`). HMAC unless told otherwise.
    #[must_use]
    pub fn with_key_derivation(self, derivation: KeyDerivation) -> Self {
        self.with_signing(|signing| signing.key_derivation = derivation)
    }

    /// Sets what time stamps count from: [`Epoch::Year2011`] for apps with itsdangerous 0.24.
    #[must_use]
    pub fn with_epoch(self, epoch: Epoch) -> Self {
        self.with_signing(|signing| signing.epoch = epoch)
    }

    /// Sets how far ahead of `now` a session may have been signed: two machines, two clocks. 30 seconds unless
    /// told otherwise, Python has 0. It extends no expiry.
    #[must_use]
    pub fn with_clock_tolerance(self, ahead: Duration) -> Self {
        self.with_signing(|signing| signing.clock_tolerance = ahead)
    }

    /// Sets how old a session may be, in whole seconds since it was signed last
    /// (`PERMANENT_SESSION_LIFETIME`). 31 days unless told otherwise; `None` takes any age, and any time
    /// ahead of the clock, as Python does then.
    #[must_use]
    pub fn with_max_age(mut self, max_age: impl Into<Option<Duration>>) -> Self {
        self.max_age = max_age.into();
        self
    }

    /// Sets how long a cookie's value may be, read or written, in bytes. 16 KiB unless told otherwise;
    /// browsers keep 4 KiB.
    #[must_use]
    pub fn with_cookie_limit(mut self, bytes: usize) -> Self {
        self.cookie_limit = bytes;
        self
    }

    /// Sets how long and how deep the JSON text may be, read or written: 64 KiB and 200 levels unless told
    /// otherwise.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets `app.json.sort_keys` (before Flask 2.2: `JSON_SORT_KEYS`). True unless told otherwise.
    #[must_use]
    pub fn with_sorted_keys(mut self, sorted: bool) -> Self {
        self.style = self.style.with_sorted_keys(sorted);
        self
    }

    /// Sets `app.json.ensure_ascii` (before Flask 2.2: `JSON_AS_ASCII`). True unless told otherwise.
    #[must_use]
    pub fn with_ascii(mut self, ascii: bool) -> Self {
        self.style = self.style.with_ascii(ascii);
        self
    }

    /// Reads the value of a session cookie: first the signature, then the age, then the payload, which is
    /// checked whole. Saying no allocates nothing.
    ///
    /// # Errors
    /// Why the cookie is not taken, for the log. To the client, a bad cookie is no cookie.
    pub fn decode(&self, cookie: impl AsRef<[u8]>, now: SystemTime) -> Result<Session, Error> {
        let cookie = cookie.as_ref();
        if cookie.len() > self.cookie_limit {
            return Err(Error::CookieTooLong { limit: self.cookie_limit });
        }
        let signed = self.signer.unsign(cookie, now, self.max_age).map_err(refused)?;
        let session = Session::from_payload(Form::Tagged, self.limits, |text| {
            decode_payload(signed.value, self.limits.bytes(), text).map_err(unreadable)
        })?;
        Ok(session.with_signed_at(signed.date_signed))
    }

    /// Writes the value of a session cookie, signed with the newest key: what Flask would write, byte for
    /// byte up to the deflate stream.
    ///
    /// # Errors
    /// What [`to_json`](Self::to_json) says; [`Error::NotSigned`] if `now` is before the epoch;
    /// [`Error::CookieTooLong`] for what this codec would not read back.
    pub fn encode(&self, session: &Session, now: SystemTime) -> Result<String, Error> {
        let json = self.to_json(session)?;
        let mut cookie = Vec::new();
        encode_payload(json.as_bytes(), &mut cookie);
        let not_signed = |error: &dyn std::error::Error| Error::NotSigned(error.to_string().into());
        self.signer.append_signature(&mut cookie, now).map_err(|error| not_signed(&error))?;
        if cookie.len() > self.cookie_limit {
            return Err(Error::CookieTooLong { limit: self.cookie_limit });
        }
        String::from_utf8(cookie).map_err(|error| not_signed(&error))
    }

    /// The JSON text that [`encode`](Self::encode) signs.
    ///
    /// # Errors
    /// [`Error::UnsortableKeys`] for a dict with keys of mixed kinds; [`Error::TooDeep`] and
    /// [`Error::TextTooLong`] for what this codec would not read back; [`Error::LoneSurrogate`] only without
    /// ASCII escapes.
    pub fn to_json(&self, session: &Session) -> Result<String, Error> {
        json::write_dict(session.as_dict(), &self.style, &self.limits)
    }
}

impl Codec for SessionCodec {
    fn decode(&self, cookie: &[u8], now: SystemTime) -> Result<Session, Error> {
        self.decode(cookie, now)
    }

    fn encode(&self, session: &Session, now: SystemTime) -> Result<String, Error> {
        self.encode(session, now)
    }
}

fn refused(why: BadData) -> Error {
    match why {
        BadData::BadTimeSignature(e) if e.reason != BadTimeSignatureReason::DoesNotMatch => {
            Error::BadTimestamp
        }
        BadData::SignatureExpired(e) => {
            let distance = Duration::from_secs(e.age.unsigned_abs());
            if e.age < 0 {
                Error::SignedAhead { ahead: distance }
            } else {
                Error::Expired { age: distance, max_age: e.max_age }
            }
        }
        _ => Error::BadSignature,
    }
}

fn unreadable(why: PayloadError) -> Error {
    match why {
        PayloadError::Base64 => Error::BadBase64,
        PayloadError::TooLarge { limit } => Error::TextTooLong { limit },
        _ => Error::BadDeflate,
    }
}
