use std::time::{Duration, SystemTime};

use handstamp_itsdangerous::{Signer, TimestampSigner};
use handstamp_value::json::{self, Limits, Style, Tags};
use handstamp_value::{Dict, Value};

use crate::codec::Codec;
use crate::decode_error::{OpenError, VerifyError};
use crate::encode_error::EncodeError;
use crate::payload::PayloadEncoding;
use crate::session::Session;
use crate::signed_codec::refused;
use crate::verified::Verified;

/// A cookie that is one token of itsdangerous: `URLSafeSerializer` or `URLSafeTimedSerializer` around a dict, or
/// around one text. Datasette's `ds_actor` and quart-auth's cookie are two.
///
/// ```
/// use std::time::SystemTime;
/// use handstamp_itsdangerous::{SecretKey, Signer};
/// use handstamp_session::{Codec, TokenCodec};
///
/// let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// let ds_actor = TokenCodec::new(Signer::builder(key).salt("actor").build());
///
/// let now = SystemTime::now();
/// let cookie = "eyJhIjp7ImlkIjoicm9vdCJ9fQ.ut_mBgUFbpe4O1kIbjN-PnIlncQ";
/// let session = ds_actor.decode(cookie.as_bytes(), now)?;
/// assert_eq!(session.get("a").and_then(|a| a.as_dict()?.get("id")?.as_str()), Some("root"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct TokenCodec {
    signer: TokenSigner,
    text_key: Option<String>,
    cookie_limit: usize,
    limits: Limits,
}

#[derive(Debug, Clone)]
enum TokenSigner {
    Untimed(Signer),
    Timed { signer: TimestampSigner, max_age: Option<Duration> },
}

impl TokenCodec {
    /// Tokens of a `URLSafeSerializer`: they have no time and no end.
    pub fn new(signer: Signer) -> Self {
        Self::of(TokenSigner::Untimed(signer))
    }

    /// Tokens of a `URLSafeTimedSerializer`, not older than `max_age` in whole seconds. `None` takes any age.
    pub fn timed(signer: TimestampSigner, max_age: impl Into<Option<Duration>>) -> Self {
        Self::of(TokenSigner::Timed { signer, max_age: max_age.into() })
    }

    fn of(signer: TokenSigner) -> Self {
        let (cookie_limit, limits) = (16 * 1024, Limits::default());
        Self { signer, text_key: None, cookie_limit, limits }
    }

    /// Sets that the token is one text, which stands in the session under this key. Nothing else can be kept
    /// in such a session; keys that begin with `_`, which are not the app's, are not written. Default: the
    /// token is a dict, and that is the session.
    pub fn with_text_key(mut self, key: impl Into<String>) -> Self {
        self.text_key = Some(key.into());
        self
    }

    /// Sets how long a cookie's value may be, read or written, in bytes. Default: 16 KiB; browsers keep 4 KiB.
    pub fn with_cookie_limit(mut self, bytes: usize) -> Self {
        self.cookie_limit = bytes;
        self
    }

    /// Sets how long and how deep the JSON text may be, read or written. Default: 64 KiB and 200 levels.
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    fn to_json(&self, session: &Session) -> Result<String, EncodeError> {
        let style = Style::default().with_compact(true).with_ascii(false); // `_json.py` of itsdangerous
        let Some(key) = &self.text_key else {
            return Ok(json::write_dict(session.as_dict(), &style, &self.limits)?);
        };
        let apps = |name: &&str| !name.starts_with('_');
        let mut names = session.iter().map(|(name, _)| name.as_str().unwrap_or_default());
        let is_alone = names.by_ref().filter(apps).all(|name| name == key);
        let text = session.get(key).filter(|value| is_alone && value.as_str().is_some());
        let text = text.ok_or_else(|| EncodeError::NotOneText { key: key.clone() })?;
        Ok(json::write(text, &style, &self.limits)?)
    }
}

impl Codec for TokenCodec {
    fn verify<'c>(&self, cookie: &'c [u8], now: SystemTime) -> Result<Verified<'c>, VerifyError> {
        if cookie.len() > self.cookie_limit {
            return Err(VerifyError::CookieTooLong { limit: self.cookie_limit });
        }
        match &self.signer {
            TokenSigner::Untimed(signer) => {
                let payload = signer.unsign(cookie).map_err(|_| VerifyError::BadSignature)?;
                let mac = cookie.get(payload.len() + signer.separator().len()..);
                Ok(Verified::new(payload).with_mac(mac.unwrap_or_default()))
            }
            TokenSigner::Timed { signer, max_age } => {
                let signed = signer.unsign(cookie, now, *max_age).map_err(refused)?;
                let verified = Verified::new(signed.value).with_mac(signed.signature);
                Ok(verified.with_signed_at(signed.date_signed))
            }
        }
    }

    fn open(&self, verified: Verified<'_>) -> Result<Session, OpenError> {
        let read = |text: &mut Vec<u8>| {
            PayloadEncoding::UrlSafe.decode(verified.payload(), self.limits.bytes(), text)
        };
        let session = match &self.text_key {
            None => Session::from_payload(Tags::Plain, self.limits, read)?,
            Some(key) => {
                let mut text = Vec::new();
                read(&mut text)?;
                let text = str::from_utf8(&text).map_err(|_| json::ReadError::NotUtf8)?;
                match json::read(text, Tags::Plain, &self.limits)? {
                    value @ Value::Str(_) => {
                        Session::from_dict(Dict::from_iter([(key.as_str(), value)]))
                    }
                    _ => return Err(OpenError::NotText),
                }
            }
        };
        Ok(match verified.signed_at() {
            Some(time) => session.with_signed_at(time),
            None => session,
        })
    }

    fn encode(&self, session: &Session, now: SystemTime) -> Result<String, EncodeError> {
        let mut cookie = PayloadEncoding::UrlSafe.encode(&self.to_json(session)?);
        match &self.signer {
            TokenSigner::Untimed(signer) => signer.append_signature(&mut cookie),
            TokenSigner::Timed { signer, .. } => {
                signer.append_signature(&mut cookie, now).map_err(EncodeError::not_signed)?;
            }
        }
        if cookie.len() > self.cookie_limit {
            return Err(EncodeError::CookieTooLong { limit: self.cookie_limit });
        }
        String::from_utf8(cookie).map_err(|error| EncodeError::not_signed(error.utf8_error()))
    }
}
