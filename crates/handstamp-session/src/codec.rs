use std::time::SystemTime;

use crate::decode_error::{DecodeError, OpenError, VerifyError};
use crate::encode_error::EncodeError;
use crate::session::Session;
use crate::verified::Verified;

/// How a [`Session`] becomes the value of a cookie and back: one format with its keys, limits and tolerances.
///
/// Flask's and Starlette's are a [`SignedCodec`](crate::SignedCodec) each, which `handstamp_flask::session_codec`
/// and `handstamp_starlette::session_codec` configure; a format of your own implements this trait. It is
/// dyn-compatible: whoever opens and saves sessions holds an `Arc<dyn Codec>`.
///
/// ```
/// use std::time::SystemTime;
/// use handstamp_session::{Codec, EncodeError, OpenError, Session, Verified, VerifyError};
/// use handstamp_value::json::{self, Limits, Style, Tags};
///
/// /// Neither signed nor secret: for tests.
/// struct BareJson;
///
/// impl Codec for BareJson {
///     fn verify<'c>(&self, cookie: &'c [u8], _: SystemTime) -> Result<Verified<'c>, VerifyError> {
///         Ok(Verified::new(cookie))
///     }
///
///     fn open(&self, verified: Verified<'_>) -> Result<Session, OpenError> {
///         Session::from_payload(Tags::Plain, Limits::default(), |text| {
///             text.extend_from_slice(verified.payload());
///             Ok(())
///         })
///     }
///
///     fn encode(&self, session: &Session, _: SystemTime) -> Result<String, EncodeError> {
///         Ok(json::write_dict(session.as_dict(), &Style::default(), &Limits::default())?)
///     }
/// }
///
/// let codec: &dyn Codec = &BareJson;
/// let mut session = codec.decode(b"{\"n\": 1}", SystemTime::now())?;
/// session.insert("n", &2)?;
/// assert_eq!(codec.encode(&session, SystemTime::now())?, "{\"n\": 2}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Codec: Send + Sync + 'static {
    /// Verifies the value of a cookie: its length, its signature, then its age at `now`. Reads nothing of the
    /// payload.
    ///
    /// # Errors
    /// Why the cookie is not taken; for the log, never for the client.
    fn verify<'c>(&self, cookie: &'c [u8], now: SystemTime) -> Result<Verified<'c>, VerifyError>;

    /// Reads a payload that this codec has verified, and checks it to the last byte.
    ///
    /// # Errors
    /// Why the payload cannot be read; for the log, never for the client.
    fn open(&self, verified: Verified<'_>) -> Result<Session, OpenError>;

    /// Reads the value of a cookie: [`verify`](Self::verify), then [`open`](Self::open).
    ///
    /// # Errors
    /// What the two say.
    fn decode(&self, cookie: &[u8], now: SystemTime) -> Result<Session, DecodeError> {
        Ok(self.open(self.verify(cookie, now)?)?)
    }

    /// Writes the value of a cookie, signed at `now` with the newest key.
    ///
    /// # Errors
    /// What the session holds may have no form in this format, or be too large for it.
    fn encode(&self, session: &Session, now: SystemTime) -> Result<String, EncodeError>;
}
