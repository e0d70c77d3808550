use std::time::Duration;

use handstamp_itsdangerous::{
    Digest, Epoch, KeyDerivation, SecretKey, SecretKeys, Signer, TimestampSigner,
};
use handstamp_value::json::{Limits, Style, Tags};

use crate::payload::PayloadEncoding;
use crate::signed_codec::SignedCodec;

/// The settings of a [`SignedCodec`], started by [`SignedCodec::builder`], or with a framework's own settings by
/// `handstamp_flask::session_codec` and `handstamp_starlette::session_codec`.
#[derive(Debug, Clone)]
#[must_use]
pub struct SignedCodecBuilder {
    keys: SecretKeys,
    salt: Vec<u8>,
    digest: Digest,
    key_derivation: KeyDerivation,
    epoch: Epoch,
    clock_tolerance: Duration,
    max_age: Option<Duration>,
    cookie_limit: usize,
    limits: Limits,
    tags: Tags,
    style: Style,
    payload: PayloadEncoding,
}

impl SignedCodec {
    /// Starts a codec: the newest key signs, all verify.
    pub fn builder(keys: impl Into<SecretKeys>) -> SignedCodecBuilder {
        SignedCodecBuilder {
            keys: keys.into(),
            salt: Signer::DEFAULT_SALT.into(),
            digest: Digest::default(),
            key_derivation: KeyDerivation::default(),
            epoch: Epoch::Unix,
            clock_tolerance: Duration::from_secs(30),
            max_age: Some(Duration::from_secs(24 * 60 * 60)),
            cookie_limit: 16 * 1024,
            limits: Limits::default(),
            tags: Tags::Plain,
            style: Style::default(),
            payload: PayloadEncoding::UrlSafe,
        }
    }
}

impl SignedCodecBuilder {
    /// Adds keys that only verify, oldest first (Flask's `SECRET_KEY_FALLBACKS`). They count as newer than the
    /// fallbacks that are there already.
    pub fn fallbacks(mut self, keys: impl IntoIterator<Item = SecretKey>) -> Self {
        self.keys = self.keys.with_fallbacks(keys);
        self
    }

    /// Sets the salt: a cookie of one salt is none of another. Default: itsdangerous' own; Flask's codec has
    /// `cookie-session`.
    pub fn salt(mut self, salt: impl AsRef<[u8]>) -> Self {
        self.salt = salt.as_ref().to_vec();
        self
    }

    /// Sets the digest of the signature (`digest_method`). Default: SHA-1, itsdangerous' own.
    pub fn digest(mut self, digest: Digest) -> Self {
        self.digest = digest;
        self
    }

    /// Sets how the signing key is derived (`key_derivation`). Default: `django-concat`, itsdangerous' own;
    /// Flask's codec has HMAC.
    pub fn key_derivation(mut self, derivation: KeyDerivation) -> Self {
        self.key_derivation = derivation;
        self
    }

    /// Sets what time stamps count from. Default: 1970; [`Epoch::Year2011`] for apps with itsdangerous 0.24.
    pub fn epoch(mut self, epoch: Epoch) -> Self {
        self.epoch = epoch;
        self
    }

    /// Sets how far ahead of `now` a session may have been signed, in whole seconds: two machines, two clocks.
    /// It extends no expiry. Default: 30 seconds; Python has 0.
    pub fn clock_tolerance(mut self, ahead: Duration) -> Self {
        self.clock_tolerance = ahead;
        self
    }

    /// Sets how old a session may be, in whole seconds since it was signed last. `None` takes any age, and any
    /// time ahead of the clock, as Python does then. Default: 24 hours; the codecs of Flask and Starlette have
    /// the framework's own.
    pub fn max_age(mut self, max_age: impl Into<Option<Duration>>) -> Self {
        self.max_age = max_age.into();
        self
    }

    /// Sets how long a cookie's value may be, read or written, in bytes. Default: 16 KiB; browsers keep 4 KiB.
    pub fn cookie_limit(mut self, bytes: usize) -> Self {
        self.cookie_limit = bytes;
        self
    }

    /// Sets how long and how deep the JSON text may be, read or written. Default: 64 KiB and 200 levels.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets whether dicts are written in the order of their keys (`sort_keys`; in Flask `app.json.sort_keys`,
    /// before 2.2 `JSON_SORT_KEYS`). Default: false; Flask's codec has true.
    pub fn sorted_keys(mut self, sorted: bool) -> Self {
        self.style = self.style.with_sorted_keys(sorted);
        self
    }

    /// Sets whether all but ASCII is escaped (`ensure_ascii`; in Flask `app.json.ensure_ascii`, before 2.2
    /// `JSON_AS_ASCII`). Default: true.
    pub fn ascii(mut self, ascii: bool) -> Self {
        self.style = self.style.with_ascii(ascii);
        self
    }

    /// Sets whether JSON is written without spaces (`separators=(",", ":")`). Default: false; Flask's codec has
    /// true.
    pub fn compact(mut self, compact: bool) -> Self {
        self.style = self.style.with_compact(compact);
        self
    }

    /// Sets whether the JSON has Flask's tags. Default: [`Tags::Plain`].
    pub fn tags(mut self, tags: Tags) -> Self {
        self.tags = tags;
        self
    }

    /// Sets how the JSON text stands in the cookie. Default: [`PayloadEncoding::UrlSafe`].
    pub fn payload(mut self, payload: PayloadEncoding) -> Self {
        self.payload = payload;
        self
    }

    /// Derives the keys and makes the codec.
    #[must_use]
    pub fn build(self) -> SignedCodec {
        let signer = Signer::builder(self.keys.clone())
            .salt(&self.salt)
            .digest(self.digest)
            .key_derivation(self.key_derivation)
            .build();
        SignedCodec {
            signer: TimestampSigner::new(signer)
                .with_epoch(self.epoch)
                .with_clock_tolerance(self.clock_tolerance),
            keys: self.keys,
            salt: self.salt,
            max_age: self.max_age,
            cookie_limit: self.cookie_limit,
            limits: self.limits,
            tags: self.tags,
            style: self.style.with_tags(self.tags),
            payload: self.payload,
        }
    }
}
