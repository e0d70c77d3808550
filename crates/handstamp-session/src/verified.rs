use std::fmt;
use std::time::SystemTime;

/// The payload of a cookie whose signature and age are good: what [`Codec::verify`](crate::Codec::verify) returns
/// and [`Codec::open`](crate::Codec::open) takes. It was not read yet.
///
/// A cache can stand between the two, keyed by the whole of [`mac`](Self::mac).
///
/// `Debug` shows none of its bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Verified<'c> {
    payload: &'c [u8],
    signed_at: Option<SystemTime>,
    mac: &'c [u8],
}

impl<'c> Verified<'c> {
    /// For a codec of your own: a payload that it has verified.
    #[must_use]
    pub const fn new(payload: &'c [u8]) -> Self {
        Self { payload, signed_at: None, mac: &[] }
    }

    /// Sets when the payload was signed. Default: not known.
    #[must_use]
    pub const fn with_signed_at(mut self, time: SystemTime) -> Self {
        self.signed_at = Some(time);
        self
    }

    /// Sets the whole signature, in an encoding that has exactly one text for each signature. Default: none. An
    /// empty one counts as none.
    #[must_use]
    pub const fn with_mac(mut self, mac: &'c [u8]) -> Self {
        self.mac = mac;
        self
    }

    /// What was signed, as it stands in the cookie.
    #[must_use]
    pub const fn payload(&self) -> &'c [u8] {
        self.payload
    }

    /// When it was signed, in whole seconds, if the codec knows it.
    #[must_use]
    pub const fn signed_at(&self) -> Option<SystemTime> {
        self.signed_at
    }

    /// The signature as it stands in the cookie: for [`SignedCodec`](crate::SignedCodec) URL-safe base64, in its
    /// canonical form. Within one codec, two cookies with the same signature have the same payload and time.
    /// `None` if the codec has no signature: such a cookie must not be cached.
    #[must_use]
    pub const fn mac(&self) -> Option<&'c [u8]> {
        if self.mac.is_empty() { None } else { Some(self.mac) }
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified").field("signed_at", &self.signed_at).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_bytes_and_an_empty_mac_is_none() {
        let verified = Verified::new(b"payload").with_mac(b"mac");
        assert_eq!(format!("{verified:?}"), "Verified { signed_at: None, .. }");
        assert_eq!(verified.mac(), Some(&b"mac"[..]));
        assert_eq!(verified.with_mac(b"").mac(), None);
    }
}
