use argon2::{Algorithm, Params, Version};
use zeroize::Zeroizing;

use crate::password::cost::Cost;

/// RFC 9106.
pub(crate) struct Argon2<'h> {
    pub(crate) algorithm: Algorithm,
    pub(crate) version: Version,
    /// KiB.
    pub(crate) memory: u32,
    pub(crate) passes: u32,
    pub(crate) lanes: u32,
    pub(crate) salt: std::borrow::Cow<'h, [u8]>,
}

impl Argon2<'_> {
    pub(crate) fn cost(&self) -> Cost {
        let bytes = u64::from(self.memory) * 1024;
        Cost::Memory { bytes, work: bytes.saturating_mul(u64::from(self.passes)) }
    }

    pub(crate) fn derive(&self, password: &[u8], length: usize) -> Option<Zeroizing<Vec<u8>>> {
        let params = Params::new(self.memory, self.passes, self.lanes, Some(length)).ok()?;
        let function = argon2::Argon2::new(self.algorithm, self.version, params);
        let mut sum = Zeroizing::new(vec![0; length]);
        function.hash_password_into(password, &self.salt, &mut sum).ok()?;
        Some(sum)
    }
}
