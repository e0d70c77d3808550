//! Kind `flask-session-sid`: the signed ids of Flask-Session.

use handstamp_itsdangerous::SignerBuilder;
use handstamp_session::{IdCodec, SignedIds, VerifyError};

use super::answer::Answer;
use super::question::Question;
use super::settings;

/// Flask-Session's salt.
const SALT: &[u8] = b"flask-session";

/// Reads the cookie of a session in a store.
pub(super) fn read(question: &Question) -> anyhow::Result<Answer> {
    let settings = settings::builder(question, question.params(), SALT)?;
    let Some(builder) = settings else { return Ok(Answer::Unsupported) };
    let ids = match builder.map(SignerBuilder::build) {
        Ok(signer) => SignedIds::new(signer),
        Err(error) => return Ok(Answer::refused(error)),
    };
    Ok(match ids.read(&question.bytes("token")?) {
        Ok(id) => Answer::Value { value: id.as_str().into(), timestamp: None },
        Err(error @ VerifyError::BadSignature) => Answer::named("BadSignature", error),
        Err(error) => Answer::refused(error),
    })
}
