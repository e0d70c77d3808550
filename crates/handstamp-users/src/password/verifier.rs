use zeroize::Zeroizing;

use crate::password::double_hash::DoubleHash;
use crate::password::errors::VerifyError;
use crate::password::format;
use crate::password::kdf::{LONGEST_BCRYPT, Prehash, Stored};
use crate::password::limits::Limits;
use crate::password::password_hash::PasswordHash;
use crate::password::schemes::Schemes;
use crate::password::secret::Password;

/// Checks passwords against stored hashes. It computes on the spot: [`Passwords`](crate::password::Passwords) does it beside
/// the runtime.
///
/// ```
/// use handstamp_users::password::{Password, PasswordHash, Schemes, Verifier};
///
/// let verifier = Verifier::new().with_schemes(Schemes::werkzeug());
/// let hash = PasswordHash::new("pbkdf2:sha256:1000$2evFOBW8sFvJW5Ge$00");
/// assert!(verifier.verify(&Password::new("guess"), &hash).is_err(), "that is no SHA-256");
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Verifier {
    schemes: Schemes,
    limits: Limits,
    double_hash: Option<DoubleHash>,
    truncate_error: bool,
}

impl Verifier {
    /// Reads all schemes within the default limits.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets which libraries' hashes the table may hold. Default: [`Schemes::all`].
    pub fn with_schemes(mut self, schemes: Schemes) -> Self {
        self.schemes = schemes;
        self
    }

    /// Sets what a hash may cost. Default: [`Limits::default`].
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets that passwords are hashed once before, as Flask-Security does (`SECURITY_PASSWORD_SALT`). Default: not.
    pub fn with_double_hash(mut self, double_hash: DoubleHash) -> Self {
        self.double_hash = Some(double_hash);
        self
    }

    /// Sets whether a password of more than 72 bytes is refused by bcrypt hashes, as the Python package does since
    /// 5.0, or cut there, as it did before. Default: cut, so that nobody is locked out who set one before.
    pub fn with_truncate_error(mut self, refuse: bool) -> Self {
        self.truncate_error = refuse;
        self
    }

    /// Whether this is the password of the hash.
    ///
    /// # Errors
    /// [`VerifyError`]: nothing was computed, and the password counts as wrong.
    pub fn verify(&self, password: &Password, hash: &PasswordHash) -> Result<bool, VerifyError> {
        let unprotected = ["md5$", "plain$"].iter().any(|kind| hash.as_str().starts_with(kind));
        let unreadable =
            if unprotected { VerifyError::Unprotected } else { VerifyError::Unreadable };
        let stored = format::read(hash.as_str(), &self.schemes).ok_or(unreadable)?;
        if !self.limits.allow(stored.cost()) {
            return Err(VerifyError::TooCostly);
        }
        let prepared = self.prepared(password);
        if let Stored::Bcrypt(function, _) = &stored
            && self.truncate_error
            && self.double_hash.is_none()
            && matches!(function.prehash, Prehash::None)
            && prepared.len() > LONGEST_BCRYPT
        {
            return Err(VerifyError::TooLong);
        }
        stored.matches(&prepared).ok_or(VerifyError::Unreadable)
    }

    /// The password as the function gets it.
    pub(crate) fn prepared(&self, password: &Password) -> Zeroizing<Vec<u8>> {
        match &self.double_hash {
            Some(double_hash) => double_hash.of(password.as_bytes()),
            None => Zeroizing::new(password.as_bytes().to_vec()),
        }
    }

    pub(crate) fn schemes(&self) -> &Schemes {
        &self.schemes
    }

    pub(crate) fn is_double(&self) -> bool {
        self.double_hash.is_some()
    }
}
