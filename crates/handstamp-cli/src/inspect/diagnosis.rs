//! Every finding, with its sentence and its cure.

use std::time::{Duration, SystemTime};

use handstamp_itsdangerous::{Digest, KeyDerivation, WeakKey};

use super::key_variant::KeyVariant;
use super::scheme::{derivation_name, digest_name};
use crate::words::{duration_in_words, utc};

/// A finding about a cookie.
///
/// A *fault* makes the cookie not valid. Everything else is a note.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Diagnosis {
    /// There is no text at all.
    Empty,
    /// The text is `null`, which Starlette writes to clear a session.
    Cleared,
    /// Nothing in it is a signature.
    NotSigned,
    /// It came in quotes.
    Quoted {
        /// In single quotes, which no reader of the `Cookie` header takes away.
        single: bool,
    },
    /// It came URL-encoded.
    UrlEncoded,
    /// Line breaks were in the middle of it.
    LineBreaks,
    /// A piece was lost, most often while copying.
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
        /// Whether handstamp's session codecs refuse it too.
        refused: bool,
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
    /// The payload is JSON and no object.
    PayloadNotADict,
    /// A session without anything in it.
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
    /// A key fits when it is written in another way.
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
    /// The key is right and the salt is another one.
    OtherSalt {
        /// The salt that made the signature.
        found: String,
        /// The salt that such a cookie should have.
        expected: String,
    },
    /// The key is right and the key derivation is another one.
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
        /// The limit, where it is an age. A JWT says its end itself.
        max_age: Option<Duration>,
    },
    /// It was signed, or becomes valid, after now.
    SignedAhead {
        /// How far ahead of now.
        ahead: Duration,
        /// Whether that is within the tolerance of handstamp's session codecs.
        tolerated: bool,
    },
    /// The time stamp counts from 2011, as itsdangerous had it up to 0.24.
    Epoch2011 {
        /// When it was signed, read in that way.
        signed_at: SystemTime,
        /// Whether a reader of today takes it for too old.
        refused: bool,
    },
    /// A session needs a time stamp and this has none.
    TimestampMissing,
    /// The time stamp is no time.
    TimestampMalformed,
    /// A CSRF token counts together with a session.
    NeedsItsSession,
    /// It works for ever, whoever has it.
    NeverExpires,
    /// A remember token for nobody.
    EmptyUserId,
    /// The digest of a remember token has capital letters.
    CapitalHex,
    /// A JWT that says itself that nobody signed it.
    AlgorithmNone,
    /// A JWT whose algorithm needs more than a shared key.
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
    /// The signature.
    Signature,
}

impl Diagnosis {
    /// Whether this makes the cookie not valid.
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
                | Self::NeverExpires
                | Self::ForeignAlgorithm { .. }
                | Self::SignedAhead { tolerated: true, .. }
                | Self::Epoch2011 { refused: false, .. }
                | Self::TooLargeCookie { refused: false, .. }
        )
    }

    /// The stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Cleared => "cleared",
            Self::NotSigned => "not-signed",
            Self::Quoted { .. } => "quoted",
            Self::UrlEncoded => "url-encoded",
            Self::LineBreaks => "line-breaks",
            Self::Truncated { .. } => "truncated",
            Self::SignatureLength { .. } => "signature-length",
            Self::NotCanonical { .. } => "not-canonical",
            Self::TooLargeCookie { .. } => "too-large-cookie",
            Self::TooLargeInflated { .. } => "too-large-inflated",
            Self::PayloadDamaged => "payload-damaged",
            Self::PayloadNotJson { .. } => "payload-not-json",
            Self::PayloadNotADict => "payload-not-a-dict",
            Self::EmptySession => "empty-session",
            Self::NoKey => "no-key",
            Self::WrongKey { .. } => "wrong-key",
            Self::KeyWrittenDifferently { .. } => "key-written-differently",
            Self::OldKey { .. } => "old-key",
            Self::WeakKey { .. } => "weak-key",
            Self::OtherSalt { .. } => "other-salt",
            Self::OtherDerivation { .. } => "other-derivation",
            Self::OtherDigest { .. } => "other-digest",
            Self::Expired { .. } => "expired",
            Self::SignedAhead { .. } => "signed-ahead",
            Self::Epoch2011 { .. } => "epoch-2011",
            Self::TimestampMissing => "timestamp-missing",
            Self::TimestampMalformed => "timestamp-malformed",
            Self::NeedsItsSession => "needs-its-session",
            Self::NeverExpires => "never-expires",
            Self::EmptyUserId => "empty-user-id",
            Self::CapitalHex => "capital-hex",
            Self::AlgorithmNone => "algorithm-none",
            Self::ForeignAlgorithm { .. } => "foreign-algorithm",
        }
    }

    /// What is the matter, in one plain sentence. It can quote the cookie: escape it for a terminal.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Empty => "There is no text.".into(),
            Self::Cleared => {
                "The word null is what Starlette writes to clear a session: nobody is logged in."
                    .into()
            }
            Self::NotSigned => {
                "There is no signature in it, so anybody can have written it.".into()
            }
            Self::Quoted { single: false } => {
                "It came in quotes, which readers of cookies take away.".into()
            }
            Self::Quoted { single: true } => {
                "It came in single quotes. What follows is said of the text within.".into()
            }
            Self::UrlEncoded => {
                "It came URL-encoded (%..). What follows is said of the decoded text.".into()
            }
            Self::LineBreaks => {
                "Line breaks were in the middle of it. What follows is said of the text without."
                    .into()
            }
            Self::Truncated { place: Place::Start } => "Its start is missing.".into(),
            Self::Truncated { place: Place::End } => "Its end is missing.".into(),
            Self::SignatureLength { characters } => {
                format!("The signature has {characters} characters; no digest makes such a one.")
            }
            Self::NotCanonical { part } => format!(
                "The {} is base64 in a form that no library writes (padding, loose bits, or foreign \
                 characters): someone changed the text.",
                part.name()
            ),
            Self::TooLargeCookie { bytes, refused } => format!(
                "It has {bytes} bytes. Browsers drop a cookie of more than 4096{}.",
                if *refused { ", and handstamp refuses one of more than 16384" } else { "" }
            ),
            Self::TooLargeInflated { limit } => {
                format!("The payload inflates to more than {limit} bytes.")
            }
            Self::PayloadDamaged => {
                "The payload cannot be decoded: a part of it is damaged.".into()
            }
            Self::PayloadNotJson { reason } => format!("The payload cannot be read: {reason}."),
            Self::PayloadNotADict => "The payload is JSON, but a session must be an object.".into(),
            Self::EmptySession => "The session is empty: nobody is logged in.".into(),
            Self::NoKey => "No key was given, so the signature was not checked.".into(),
            Self::WrongKey { keys, ways } => {
                let who = match keys {
                    1 => "The key did not make this signature".to_owned(),
                    _ => format!("None of the {keys} keys made this signature"),
                };
                match ways {
                    0 | 1 => format!("{who}."),
                    _ => format!("{who}, with none of {ways} known salts and key derivations."),
                }
            }
            Self::KeyWrittenDifferently { key, variant } => {
                format!("The key {key} fits, but {}.", variant.sentence())
            }
            Self::OldKey { key } => format!("It was signed with an older key: {key}."),
            Self::WeakKey { key, why } => format!("The key {key} is weak: {why}."),
            Self::OtherSalt { found, expected } => {
                format!("The key is right, but the salt is {found:?} and not {expected:?}.")
            }
            Self::OtherDerivation { found, expected } => format!(
                "The key is right, but the key derivation is {} and not {}.",
                derivation_name(*found),
                derivation_name(*expected)
            ),
            Self::OtherDigest { found, expected } => format!(
                "The signature is made with {} and not with {}.",
                digest_name(*found),
                digest_name(*expected)
            ),
            Self::Expired { since, max_age: Some(max_age) } => format!(
                "It expired {} ago: the limit is {}.",
                duration_in_words(*since),
                duration_in_words(*max_age)
            ),
            Self::Expired { since, max_age: None } => {
                format!("It expired {} ago.", duration_in_words(*since))
            }
            Self::SignedAhead { ahead, tolerated: true } => format!(
                "It was signed {} ahead of this clock. handstamp tolerates that; Flask does not.",
                duration_in_words(*ahead)
            ),
            Self::SignedAhead { ahead, tolerated: false } => {
                format!("It was signed {} ahead of this clock.", duration_in_words(*ahead))
            }
            Self::Epoch2011 { signed_at, .. } => format!(
                "Its time stamp counts from 2011, as itsdangerous had it up to 0.24: signed on {}.",
                utc(*signed_at)
            ),
            Self::TimestampMissing => "It has no time stamp, so its age cannot be checked.".into(),
            Self::TimestampMalformed => "Its time stamp is not a time.".into(),
            Self::NeedsItsSession => {
                "It counts only beside the session that holds the same value as csrf_token.".into()
            }
            Self::NeverExpires => {
                "It carries no time: whoever has it is logged in for ever.".into()
            }
            Self::EmptyUserId => "It has no user id: it logs nobody in.".into(),
            Self::CapitalHex => {
                "The digest has capital letters; Flask-Login writes small ones.".into()
            }
            Self::AlgorithmNone => "Its algorithm is none: nobody signed it.".into(),
            Self::ForeignAlgorithm { algorithm } => {
                format!("Its algorithm is {algorithm:?}, which a shared key cannot check.")
            }
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn cure(&self) -> &'static str {
        match self {
            Self::Empty | Self::NotSigned => {
                "Copy the value of the login cookie from the browser's developer tools."
            }
            Self::Cleared | Self::EmptySession => "Log in again.",
            Self::Quoted { single: false } => {
                "Nothing, unless your service reads the header by itself: take them away there."
            }
            Self::Quoted { single: true } | Self::UrlEncoded => "Hand over the plain value.",
            Self::LineBreaks | Self::Truncated { .. } | Self::SignatureLength { .. } => {
                "Copy it again, whole: a double click often leaves out a leading dot or a long end."
            }
            Self::NotCanonical { .. } => {
                "Find out who rewrites cookies on the way. Python takes this text, handstamp refuses it."
            }
            Self::TooLargeCookie { .. } => {
                "Keep less in the session, or keep the session on the server."
            }
            Self::TooLargeInflated { .. } => {
                "Keep less in the session, or raise the codec's limit if the size is meant."
            }
            Self::PayloadDamaged => "Copy it again. If it is signed, look at what wrote it.",
            Self::PayloadNotJson { .. } | Self::PayloadNotADict => {
                "If it is signed, another program with the same key and salt wrote it: give each its salt."
            }
            Self::NoKey => "Set SECRET_KEY, or use --key-file, --key-env or --key-prompt.",
            Self::WrongKey { .. } => {
                "Compare the key with the app's own: print(repr(app.secret_key)). \
                 If the app has its own salt, say --salt."
            }
            Self::KeyWrittenDifferently { .. } => "Write the key exactly as the app has it.",
            Self::OldKey { .. } => "Nothing: the app signs it anew at the next change.",
            Self::WeakKey { .. } => "Make a good one with `handstamp key new`.",
            Self::OtherSalt { .. } | Self::OtherDerivation { .. } | Self::OtherDigest { .. } => {
                "Set the same salt, key derivation and digest on both sides. \
                 Here: --salt, --key-derivation, --digest."
            }
            Self::Expired { .. } => "Log in again, or allow a longer time on both sides.",
            Self::SignedAhead { .. } => "Set the clocks of both machines by NTP.",
            Self::Epoch2011 { .. } => {
                "Update itsdangerous in the app that signed it, then log in again."
            }
            Self::TimestampMissing => {
                "It was made by a serializer without time. Read it with that, not as a session."
            }
            Self::TimestampMalformed => "Copy it again. If it is signed, look at what wrote it.",
            Self::NeedsItsSession => "Inspect the session cookie of the same request too.",
            Self::NeverExpires => "Revoke it on the server when the user's password changes.",
            Self::EmptyUserId | Self::CapitalHex => "Refuse it: Flask-Login did not write it.",
            Self::AlgorithmNone => "Refuse it, always.",
            Self::ForeignAlgorithm { .. } => "Check it with the public key of who issued it.",
        }
    }
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Payload => "payload",
            Self::Timestamp => "time stamp",
            Self::Signature => "signature",
        }
    }
}
