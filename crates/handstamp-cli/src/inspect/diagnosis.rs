//! Every finding about a cookie: what it is, and whether it is a fault. Its name, its sentence and its cure
//! have a file each.

mod code;
mod cure;
mod sentence;

use std::time::{Duration, SystemTime};

use handstamp_itsdangerous::{Digest, KeyDerivation, WeakKey};

use super::key_variant::KeyVariant;
use super::kind::Kind;

/// A finding about a cookie.
///
/// A cookie with a *fault* is not valid. Every other finding is a note.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Diagnosis {
    /// There is no text at all.
    Empty,
    /// The text is `null`, which Starlette writes to clear a session.
    Cleared,
    /// It has no signature.
    NotSigned,
    /// It came in quotes.
    Quoted {
        /// In single quotes, which no reader of the `Cookie` header removes.
        single: bool,
    },
    /// It came as Python shows bytes, `b'…'`.
    BytesLiteral,
    /// It came URL-encoded.
    UrlEncoded,
    /// It had line breaks in the middle.
    LineBreaks,
    /// A piece is missing, most often because it was not copied.
    Truncated {
        /// Where the piece is missing.
        place: Place,
    },
    /// No digest makes signatures of this length.
    SignatureLength {
        /// How many characters the signature has.
        characters: usize,
    },
    /// Base64 in a form that no library writes.
    NotCanonical {
        /// Which part has it.
        part: Part,
    },
    /// More than browsers keep.
    TooLargeCookie {
        /// Name and value in bytes.
        bytes: usize,
        /// The longest value in bytes that handstamp accepts of this kind, if this one is longer.
        limit: Option<usize>,
    },
    /// A compressed payload over the limit.
    TooLargeInflated {
        /// The limit in bytes.
        limit: usize,
    },
    /// The payload is not base64, does not inflate, or is not UTF-8.
    PayloadDamaged,
    /// The payload is text but not JSON as Python and its library read it.
    PayloadNotJson {
        /// What the reader said.
        reason: String,
    },
    /// The payload is JSON but not an object.
    PayloadNotADict,
    /// The payload is not what the library of such a token writes.
    PayloadNotOfTheKind {
        /// What the token is, by its salt.
        kind: Kind,
    },
    /// A session with nothing in it.
    EmptySession,
    /// No key was given.
    NoKey,
    /// None of the keys made the signature.
    WrongKey {
        /// How many keys were tried.
        keys: usize,
        /// In how many ways each was tried.
        ways: usize,
    },
    /// A key fits if it is written in another way.
    KeyWrittenDifferently {
        /// Which key.
        key: String,
        /// What has to be done to it.
        variant: KeyVariant,
    },
    /// An older key of the list made the signature.
    OldKey {
        /// Which key.
        key: String,
    },
    /// A key can be guessed.
    WeakKey {
        /// Which key.
        key: String,
        /// Why it is weak.
        why: WeakKey,
    },
    /// The key is right, but the salt is another one.
    OtherSalt {
        /// The salt that made the signature.
        found: String,
        /// The salt that such a cookie should have.
        expected: String,
    },
    /// The key is right, but the key derivation is another one.
    OtherDerivation {
        /// The derivation that made the signature.
        found: KeyDerivation,
        /// The derivation that such a cookie should have.
        expected: KeyDerivation,
    },
    /// The digest is another one. The length of the signature tells it.
    OtherDigest {
        /// The digest that made the signature.
        found: Digest,
        /// The digest that such a cookie should have.
        expected: Digest,
    },
    /// It is older than the limit.
    Expired {
        /// How long ago it ended.
        since: Duration,
        /// The limit, if it is an age. `None` if the token names its end itself, as a JWT does.
        max_age: Option<Duration>,
    },
    /// It was signed, or becomes valid, after now.
    SignedAhead {
        /// How far ahead of now.
        ahead: Duration,
        /// Whether handstamp tolerates that.
        tolerated: bool,
    },
    /// The time stamp counts from 2011, as in itsdangerous up to 0.24.
    Epoch2011 {
        /// When it was signed, read in that way.
        signed_at: SystemTime,
        /// Whether a reader that counts from 1970 refuses it as too old.
        refused: bool,
    },
    /// It needs a time stamp and has none.
    TimestampMissing,
    /// The time stamp is not a time.
    TimestampMalformed,
    /// A CSRF token is valid only together with a session.
    NeedsItsSession,
    /// A CSRF token that is valid only if the request has it a second time.
    NeedsItsCopy,
    /// It is valid only while the app's database has its random value.
    NeedsItsRecord,
    /// It is the id of a session that is kept on the server.
    SessionOnServer,
    /// It looks like the id of a session that is kept on the server.
    LooksLikeSessionId,
    /// It is valid forever: anyone who has a copy is logged in.
    NeverExpires,
    /// A remember token without a user id.
    EmptyUserId,
    /// A remember token whose user id is a salt: the token can be the signing key of that salt.
    IdIsSalt,
    /// The code of a remember token has digits in upper case.
    CapitalHex,
    /// A JWT that says itself that it is not signed.
    AlgorithmNone,
    /// A JWT whose algorithm does not sign with a shared key.
    ForeignAlgorithm {
        /// The `alg` of its header.
        algorithm: String,
    },
}

/// Where a piece is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At the start.
    Start,
    /// At the end.
    End,
}

/// A part of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What it says.
    Payload,
    /// When it was signed.
    Timestamp,
    /// What proves that a key signed it.
    Signature,
}

impl Diagnosis {
    /// Whether the cookie is not valid because of this.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        !matches!(
            self,
            Self::Empty
                | Self::Cleared
                | Self::NotSigned
                | Self::Quoted { single: false }
                | Self::EmptySession
                | Self::NoKey
                | Self::OldKey { .. }
                | Self::WeakKey { .. }
                | Self::NeedsItsSession
                | Self::NeedsItsCopy
                | Self::NeedsItsRecord
                | Self::SessionOnServer
                | Self::LooksLikeSessionId
                | Self::NeverExpires
                | Self::ForeignAlgorithm { .. }
                | Self::SignedAhead { tolerated: true, .. }
                | Self::Epoch2011 { refused: false, .. }
                | Self::TooLargeCookie { limit: None, .. }
        )
    }
}
