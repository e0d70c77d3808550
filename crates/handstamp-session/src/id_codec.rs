use handstamp_itsdangerous::Signer;

use crate::decode_error::VerifyError;
use crate::session_id::SessionId;

/// The joint between cookie text and the [`SessionId`] of a session that lives in a store.
///
/// [`PlainIds`] and [`SignedIds`] are the two that Flask-Session has.
pub trait IdCodec: Send + Sync + 'static {
    /// Reads the value of a cookie.
    ///
    /// # Errors
    /// Why it is not taken. For the log, never for the client.
    fn read(&self, cookie: &[u8]) -> Result<SessionId, VerifyError>;

    /// Writes the value of a cookie.
    fn write(&self, id: &SessionId) -> String;
}

/// Ids as they are: Flask-Session's default.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlainIds;

/// Signed ids: Flask-Session's `SESSION_USE_SIGNER`. The signature keeps forged ids away from the store; a
/// random id needs none to be safe.
#[derive(Debug, Clone)]
pub struct SignedIds(Signer);

impl SignedIds {
    /// Ids that this signer signs. Flask-Session's is
    /// `Signer(app.secret_key, salt="flask-session", key_derivation="hmac")`.
    #[must_use]
    pub fn new(signer: Signer) -> Self {
        Self(signer)
    }
}

impl IdCodec for PlainIds {
    fn read(&self, cookie: &[u8]) -> Result<SessionId, VerifyError> {
        id_of(cookie)
    }

    fn write(&self, id: &SessionId) -> String {
        id.as_str().to_owned()
    }
}

impl IdCodec for SignedIds {
    fn read(&self, cookie: &[u8]) -> Result<SessionId, VerifyError> {
        id_of(self.0.unsign(cookie).map_err(|_| VerifyError::BadSignature)?)
    }

    fn write(&self, id: &SessionId) -> String {
        // Id, separator and signature are ASCII.
        String::from_utf8_lossy(&self.0.sign(id.as_str())).into_owned()
    }
}

fn id_of(text: &[u8]) -> Result<SessionId, VerifyError> {
    let text = std::str::from_utf8(text).ok();
    text.and_then(SessionId::new).ok_or(VerifyError::NotAnId)
}

#[cfg(test)]
mod tests {
    use handstamp_itsdangerous::{KeyDerivation, SecretKey};

    use super::*;

    fn signed() -> SignedIds {
        let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34").unwrap();
        let signer = Signer::builder(key).salt("flask-session").key_derivation(KeyDerivation::Hmac);
        SignedIds::new(signer.build())
    }

    #[test]
    fn ids_come_back() {
        let id = SessionId::from_random(&[7; 32]);
        for codec in [&PlainIds as &dyn IdCodec, &signed()] {
            assert_eq!(codec.read(codec.write(&id).as_bytes()), Ok(id.clone()));
        }
    }

    #[test]
    fn what_is_no_id_is_refused() {
        let id = SessionId::from_random(&[7; 32]);
        let text = signed().write(&id);
        assert!(text.starts_with(&format!("{}.", id.as_str())));
        assert_eq!(signed().read(id.as_str().as_bytes()), Err(VerifyError::BadSignature));
        assert_eq!(
            signed().read(text.replace('H', "I").as_bytes()),
            Err(VerifyError::BadSignature)
        );
        assert_eq!(PlainIds.read(b"../../etc/passwd"), Err(VerifyError::NotAnId));
        assert_eq!(PlainIds.read(b"\xff\xfe"), Err(VerifyError::NotAnId));
    }
}
