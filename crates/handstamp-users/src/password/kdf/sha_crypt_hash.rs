use sha_crypt::{PasswordHashRef, PasswordVerifier};

/// `$5$` and `$6$` of crypt(3): Ulrich Drepper's SHA-crypt.
pub(crate) struct ShaCrypt<'h> {
    pub(crate) rounds: u32,
    /// The whole text, of which all parts were looked at.
    pub(crate) text: &'h str,
}

impl ShaCrypt<'_> {
    /// The library compares in constant time.
    pub(crate) fn matches(&self, password: &[u8]) -> bool {
        let Ok(hash) = PasswordHashRef::new(self.text) else { return false };
        sha_crypt::ShaCrypt::SHA512.verify_password(password, hash).is_ok()
    }
}
