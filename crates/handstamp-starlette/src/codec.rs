use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use handstamp_itsdangerous::{
    BadData, BadTimeSignatureReason, SecretKey, SecretKeys, Signer, TimestampSigner,
};
use handstamp_session::json::{self, Form, Limits, Style};
use handstamp_session::{Codec, Error, Session};

/// `max_age` unless told otherwise.
pub(crate) const FOURTEEN_DAYS: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// Starlette's session cookie: reads it, checks it, writes it.
///
/// This is `SessionMiddleware` of Starlette's `middleware/sessions.py`, which FastAPI uses as well. The
/// keys are prepared once, when the codec is made: make one and share it (`Arc`, or a clone).
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use handstamp_starlette::{Error, SecretKey, Session, SessionCodec};
///
/// let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// let starlette = SessionCodec::new(key).with_max_age(Duration::from_secs(24 * 60 * 60));
///
/// let now = SystemTime::now();
/// let mut session = Session::new();
/// session.insert("username", "john")?;
/// let cookie = starlette.encode(&session, now)?;
/// assert_eq!(starlette.decode(&cookie, now)?.get_str("username"), Some("john"));
///
/// let two_days_on = now + Duration::from_secs(2 * 24 * 60 * 60);
/// assert!(matches!(starlette.decode(&cookie, two_days_on), Err(Error::Expired { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct SessionCodec {
    keys: SecretKeys,
    clock_tolerance: Duration,
    /// Made of the two.
    signer: TimestampSigner,
    max_age: Option<Duration>,
    cookie_limit: usize,
    limits: Limits,
}

impl SessionCodec {
    /// A codec with Starlette's own settings, for the middleware's `secret_key`; or for several keys, of
    /// which the newest signs and all verify. Starlette itself has one key: give it the newest.
    #[must_use]
    pub fn new(keys: impl Into<SecretKeys>) -> Self {
        let (keys, clock_tolerance) = (keys.into(), Duration::from_secs(30));
        Self {
            signer: signer(&keys, clock_tolerance),
            keys,
            clock_tolerance,
            max_age: Some(FOURTEEN_DAYS),
            cookie_limit: 16 * 1024,
            limits: Limits::default(),
        }
    }

    /// Adds keys that only verify, oldest first. Starlette has no such setting: change its key first, and
    /// keep the old one here until its cookies have expired.
    #[must_use]
    pub fn with_fallbacks(mut self, keys: impl IntoIterator<Item = SecretKey>) -> Self {
        self.keys = self.keys.with_fallbacks(keys);
        self.signer = signer(&self.keys, self.clock_tolerance);
        self
    }

    /// Sets how far ahead of `now` a session may have been signed: two machines, two clocks. 30 seconds
    /// unless told otherwise, Python has 0. It extends no expiry.
    #[must_use]
    pub fn with_clock_tolerance(mut self, ahead: Duration) -> Self {
        self.clock_tolerance = ahead;
        self.signer = signer(&self.keys, ahead);
        self
    }

    /// Sets `max_age`: how old a session may be, in whole seconds since it was signed last. 14 days unless
    /// told otherwise; `None` takes any age, and any time ahead of the clock, as Python does then.
    #[must_use]
    pub fn with_max_age(mut self, max_age: impl Into<Option<Duration>>) -> Self {
        self.max_age = max_age.into();
        self
    }

    /// Sets how long a cookie's value may be, in bytes. 16 KiB unless told otherwise; browsers keep 4 KiB.
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
        let session = Session::from_payload(Form::Plain, self.limits, |text| {
            STANDARD.decode_vec(signed.value, text).map_err(|_| Error::BadBase64)
        })?;
        Ok(session.with_signed_at(signed.date_signed))
    }

    /// Writes the value of a session cookie, signed with the newest key: what Starlette would write, byte
    /// for byte.
    ///
    /// # Errors
    /// What [`to_json`](Self::to_json) says; [`Error::NotSigned`] if `now` is before 1970;
    /// [`Error::CookieTooLong`] for what this codec would not read back.
    pub fn encode(&self, session: &Session, now: SystemTime) -> Result<String, Error> {
        let json = self.to_json(session)?;
        let mut cookie = STANDARD.encode(json).into_bytes();
        let not_signed = |error: &dyn std::error::Error| Error::NotSigned(error.to_string().into());
        self.signer.append_signature(&mut cookie, now).map_err(|error| not_signed(&error))?;
        if cookie.len() > self.cookie_limit {
            return Err(Error::CookieTooLong { limit: self.cookie_limit });
        }
        String::from_utf8(cookie).map_err(|error| not_signed(&error))
    }

    /// The JSON text that [`encode`](Self::encode) signs: that of `json.dumps(session)`.
    ///
    /// # Errors
    /// [`Error::NoJsonForm`] for bytes, dates and UUIDs, which plain JSON has not (Python's `TypeError`);
    /// [`Error::TooDeep`] and [`Error::TextTooLong`] for what this codec would not read back.
    pub fn to_json(&self, session: &Session) -> Result<String, Error> {
        json::write_dict(session.as_dict(), &Style::default(), &self.limits)
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

/// `itsdangerous.TimestampSigner(str(secret_key))`: everything else is itsdangerous' default.
fn signer(keys: &SecretKeys, clock_tolerance: Duration) -> TimestampSigner {
    TimestampSigner::new(Signer::builder(keys.clone()).build())
        .with_clock_tolerance(clock_tolerance)
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
