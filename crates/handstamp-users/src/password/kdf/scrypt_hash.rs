use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::password::cost::Cost;

/// RFC 7914.
pub(crate) struct Scrypt<'h> {
    /// The logarithm of N to the base 2.
    pub(crate) log_n: u8,
    pub(crate) r: u32,
    pub(crate) p: u32,
    pub(crate) salt: Cow<'h, [u8]>,
}

impl Scrypt<'_> {
    pub(crate) fn cost(&self) -> Cost {
        let block = u64::from(self.r).saturating_mul(128);
        let n = 1_u64.checked_shl(u32::from(self.log_n)).unwrap_or(u64::MAX);
        let bytes = block.saturating_mul(n);
        let blocks = block.saturating_mul(u64::from(self.p));
        let work = bytes.saturating_mul(u64::from(self.p));
        Cost::Memory { bytes: bytes.saturating_add(blocks), work }
    }

    pub(crate) fn derive(&self, password: &[u8], length: usize) -> Option<Zeroizing<Vec<u8>>> {
        let params = scrypt::Params::new(self.log_n, self.r, self.p).ok()?;
        let mut sum = Zeroizing::new(vec![0; length]);
        scrypt::scrypt(password, &self.salt, &params, &mut sum).ok()?;
        Some(sum)
    }
}
