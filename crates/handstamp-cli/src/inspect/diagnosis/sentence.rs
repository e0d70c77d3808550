//! What is wrong, in words.

use super::{Diagnosis, Part, Place};
use crate::inspect::scheme::{derivation_name, digest_name};
use crate::words::{duration_in_words, utc};

impl Diagnosis {
    /// What is wrong, in one plain sentence. It can quote the cookie: escape it for a terminal.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Empty => "There is no text.".into(),
            Self::Cleared => {
                "The text null is what Starlette writes to clear a session: no user is logged in."
                    .into()
            }
            Self::NotSigned => "It has no signature, so anyone can have written it.".into(),
            Self::Quoted { single: false } => {
                "It came in quotes, which readers of cookies remove.".into()
            }
            Self::Quoted { single: true } => {
                "It came in single quotes. This report is about the text inside.".into()
            }
            Self::BytesLiteral => {
                "It came as Python shows bytes (b'..'). This report is about the text inside.".into()
            }
            Self::UrlEncoded => {
                "It came URL-encoded (%..). This report is about the decoded text.".into()
            }
            Self::LineBreaks => {
                "It had line breaks in the middle. This report is about the text without them."
                    .into()
            }
            Self::Truncated { place: Place::Start } => "Its start is missing.".into(),
            Self::Truncated { place: Place::End } => "Its end is missing.".into(),
            Self::SignatureLength { characters } => format!(
                "The signature has {characters} characters. No digest makes a signature of that length."
            ),
            Self::NotCanonical { part } => format!(
                "The {} is base64 in a form that no library writes (padding, loose bits, or another \
                 alphabet): something changed the text.",
                part.name()
            ),
            Self::TooLargeCookie { bytes, limit } => {
                let refused = limit.map(|limit| {
                    format!(", and handstamp refuses a value of more than {limit} bytes")
                });
                format!(
                    "It has {bytes} bytes. Browsers drop a cookie of more than 4096 bytes{}.",
                    refused.unwrap_or_default()
                )
            }
            Self::TooLargeInflated { limit } => {
                format!("The payload inflates to more than {limit} bytes.")
            }
            Self::PayloadDamaged => "The payload cannot be decoded: part of it is damaged.".into(),
            Self::PayloadNotJson { reason } => format!("The payload cannot be read: {reason}."),
            Self::PayloadNotADict => "The payload is JSON, but a session must be an object.".into(),
            Self::PayloadNotOfTheKind { kind } => {
                format!("The payload is not what a {} holds.", kind.name())
            }
            Self::EmptySession => "The session is empty: no user is logged in.".into(),
            Self::NoKey => "No key was given, so the signature was not checked.".into(),
            Self::WrongKey { keys, ways } => wrong_key(*keys, *ways),
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
                "The signature was made with {} and not with {}.",
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
                "It was signed {} ahead of this clock. handstamp tolerates that; Python does not.",
                duration_in_words(*ahead)
            ),
            Self::SignedAhead { ahead, tolerated: false } => {
                format!("It was signed {} ahead of this clock.", duration_in_words(*ahead))
            }
            Self::Epoch2011 { signed_at, .. } => format!(
                "Its time stamp counts from 2011, as in itsdangerous up to 0.24: it was signed on {}.",
                utc(*signed_at)
            ),
            Self::TimestampMissing => "It has no time stamp, so its age cannot be checked.".into(),
            Self::TimestampMalformed => "Its time stamp is not a time.".into(),
            Self::NeedsItsSession => {
                "It is valid only beside the session that holds the same value as csrf_token."
                    .into()
            }
            Self::NeedsItsCopy => {
                "It is valid only if the request has the same token in a header or a form field too."
                    .into()
            }
            Self::NeedsItsRecord => {
                "It is valid only while the app's database has its random value.".into()
            }
            Self::SessionOnServer => {
                "It is the id of a session that is kept on the server. It says nothing else.".into()
            }
            Self::LooksLikeSessionId => {
                "It looks like the id of a session that is kept on the server. Other random texts \
                 look the same."
                    .into()
            }
            Self::NeverExpires => {
                "It has no time in it: anyone who has it is logged in forever.".into()
            }
            Self::EmptyUserId => "It has no user id: it logs no user in.".into(),
            Self::IdIsSalt => {
                "Its user id is a salt. In an app that signs with that salt, SHA-512 and the key \
                 derivation hmac, this token is the signing key."
                    .into()
            }
            Self::CapitalHex => {
                "Its code has digits in upper case. Flask-Login writes them in lower case.".into()
            }
            Self::AlgorithmNone => "Its algorithm is none: it is not signed.".into(),
            Self::ForeignAlgorithm { algorithm } => {
                format!("Its algorithm is {algorithm:?}, which a shared key cannot check.")
            }
        }
    }
}

fn wrong_key(keys: usize, ways: usize) -> String {
    let who = match keys {
        1 => "The key did not make this signature".to_owned(),
        _ => format!("None of the {keys} keys made this signature"),
    };
    match ways {
        0 | 1 => format!("{who}."),
        _ => format!("{who}, with any of {ways} known combinations of salt and key derivation."),
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
