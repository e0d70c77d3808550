use std::time::{Duration, SystemTime};

use handstamp_itsdangerous::{BadData, BadTimeSignatureReason, SecretKeys, TimestampSigner};
use handstamp_value::json::{self, Limits, Style, Tags, WriteError};

use crate::codec::Codec;
use crate::decode_error::{DecodeError, OpenError, VerifyError};
use crate::encode_error::EncodeError;
use crate::payload::PayloadEncoding;
use crate::session::Session;
use crate::verified::Verified;

/// A session cookie that itsdangerous signed, with the time: JSON in base64, `.`, time stamp, `.`, signature.
///
/// Flask's is made by `handstamp_flask::session_codec`, Starlette's by `handstamp_starlette::session_codec`,
/// one with settings of your own by [`builder`](Self::builder). The keys are derived once, when it is built:
/// build one and share it (`Arc`, or a clone).
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use handstamp_itsdangerous::SecretKey;
/// use handstamp_session::{DecodeError, Session, SignedCodec, VerifyError};
///
/// let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// let day = Duration::from_secs(24 * 60 * 60);
/// let codec = SignedCodec::builder(key).salt("cart").max_age(day).build();
///
/// let now = SystemTime::now();
/// let mut session = Session::new();
/// session.insert("_user_id", "42")?;
/// let cookie = codec.encode(&session, now)?;
/// assert_eq!(codec.decode(&cookie, now)?.get_str("_user_id"), Some("42"));
///
/// let late = codec.decode(&cookie, now + 2 * day);
/// assert!(matches!(late, Err(DecodeError::Verify(VerifyError::Expired { .. }))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct SignedCodec {
    pub(crate) keys: SecretKeys,
    pub(crate) salt: Vec<u8>,
    pub(crate) signer: TimestampSigner,
    pub(crate) max_age: Option<Duration>,
    pub(crate) cookie_limit: usize,
    pub(crate) limits: Limits,
    pub(crate) tags: Tags,
    pub(crate) style: Style,
    pub(crate) payload: PayloadEncoding,
}

impl SignedCodec {
    /// The keys, for what an app signs with the same ones in another way.
    #[must_use]
    pub fn keys(&self) -> &SecretKeys {
        &self.keys
    }

    /// The salt. Nothing else may be signed with it.
    #[must_use]
    pub fn salt(&self) -> &[u8] {
        &self.salt
    }

    /// Reads the value of a session cookie: first the signature, then the age, then the payload, which is
    /// checked whole. A refusal allocates nothing.
    ///
    /// # Errors
    /// Why the cookie is not taken, for the log. To the client, a bad cookie is no cookie.
    pub fn decode(
        &self,
        cookie: impl AsRef<[u8]>,
        now: SystemTime,
    ) -> Result<Session, DecodeError> {
        Codec::decode(self, cookie.as_ref(), now)
    }

    /// Writes the value of a session cookie, signed with the newest key: what the Python app would write, byte
    /// for byte but for the deflate stream, which inflates to the same and is nearly always the same bytes.
    ///
    /// # Errors
    /// [`EncodeError::Write`] as [`to_json`](Self::to_json); [`EncodeError::NotSigned`] if `now` is before the
    /// epoch; [`EncodeError::CookieTooLong`] for what this codec would not read back.
    pub fn encode(&self, session: &Session, now: SystemTime) -> Result<String, EncodeError> {
        let mut cookie = self.payload.encode(&self.to_json(session)?);
        self.signer.append_signature(&mut cookie, now).map_err(EncodeError::not_signed)?;
        if cookie.len() > self.cookie_limit {
            return Err(EncodeError::CookieTooLong { limit: self.cookie_limit });
        }
        String::from_utf8(cookie).map_err(|error| EncodeError::not_signed(error.utf8_error()))
    }

    /// The JSON text that [`encode`](Self::encode) signs.
    ///
    /// # Errors
    /// [`WriteError::UnsortableKeys`] for a dict with keys of mixed kinds, if keys are sorted;
    /// [`WriteError::NoJsonForm`] for bytes, dates and UUIDs without Flask's tags;
    /// [`WriteError::LoneSurrogate`] without ASCII escapes; [`WriteError::TooDeep`] and
    /// [`WriteError::TextTooLong`] for what this codec would not read back.
    pub fn to_json(&self, session: &Session) -> Result<String, WriteError> {
        json::write_dict(session.as_dict(), &self.style, &self.limits)
    }
}

impl Codec for SignedCodec {
    fn verify<'c>(&self, cookie: &'c [u8], now: SystemTime) -> Result<Verified<'c>, VerifyError> {
        if cookie.len() > self.cookie_limit {
            return Err(VerifyError::CookieTooLong { limit: self.cookie_limit });
        }
        let signed = self.signer.unsign(cookie, now, self.max_age).map_err(refused)?;
        Ok(Verified::new(signed.value)
            .with_signed_at(signed.date_signed)
            .with_mac(signed.signature))
    }

    fn open(&self, verified: Verified<'_>) -> Result<Session, OpenError> {
        let session = Session::from_payload(self.tags, self.limits, |text| {
            self.payload.decode(verified.payload(), self.limits.bytes(), text)
        })?;
        Ok(match verified.signed_at() {
            Some(time) => session.with_signed_at(time),
            None => session,
        })
    }

    fn encode(&self, session: &Session, now: SystemTime) -> Result<String, EncodeError> {
        self.encode(session, now)
    }
}

/// Why a time stamp's signer does not take a cookie.
pub(crate) fn refused(why: BadData) -> VerifyError {
    match why {
        BadData::BadTimeSignature(error)
            if error.reason != BadTimeSignatureReason::DoesNotMatch =>
        {
            VerifyError::BadTimestamp
        }
        BadData::SignatureExpired(error) => {
            let distance = Duration::from_secs(error.age.unsigned_abs());
            if error.age < 0 {
                VerifyError::SignedAhead { ahead: distance }
            } else {
                VerifyError::Expired { age: distance, max_age: error.max_age }
            }
        }
        _ => VerifyError::BadSignature,
    }
}
