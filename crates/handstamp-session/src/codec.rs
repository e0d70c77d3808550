use std::time::SystemTime;

use crate::{Error, Session};

/// The joint between cookie text and [`Session`]: one dialect with its keys, limits and tolerances.
///
/// Flask's is `handstamp_flask::SessionCodec`, Starlette's `handstamp_starlette::SessionCodec`; a format
/// of your own is these two methods. It is dyn-compatible: what opens and saves sessions holds an
/// `Arc<dyn Codec>`.
///
/// ```
/// use std::time::SystemTime;
/// use handstamp_session::json::{self, Form, Limits, Style};
/// use handstamp_session::{Codec, Error, Session, Value};
///
/// /// Neither signed nor secret: for tests.
/// struct BareJson;
///
/// impl Codec for BareJson {
///     fn decode(&self, cookie: &[u8], _: SystemTime) -> Result<Session, Error> {
///         Session::from_payload(Form::Plain, Limits::default(), |text| {
///             text.extend_from_slice(cookie);
///             Ok(())
///         })
///     }
///
///     fn encode(&self, session: &Session, _: SystemTime) -> Result<String, Error> {
///         json::write_dict(session.as_dict(), &Style::default(), &Limits::default())
///     }
/// }
///
/// let codec: &dyn Codec = &BareJson;
/// let mut session = codec.decode(b"{\"n\": 1}", SystemTime::now())?;
/// session.insert("n", &2)?;
/// assert_eq!(codec.encode(&session, SystemTime::now())?, "{\"n\": 2}");
/// # Ok::<(), Error>(())
/// ```
pub trait Codec: Send + Sync + 'static {
    /// Reads the value of a cookie: verifies it, checks its age, and its payload to the last byte.
    ///
    /// # Errors
    /// Why it is not taken; for the log, never for the client.
    fn decode(&self, cookie: &[u8], now: SystemTime) -> Result<Session, Error>;

    /// Writes the value of a cookie, signed with the newest key.
    ///
    /// # Errors
    /// What the session holds may have no form in this dialect, or be too large for it.
    fn encode(&self, session: &Session, now: SystemTime) -> Result<String, Error>;
}
