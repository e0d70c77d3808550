//! The names of findings for programs.

use super::Diagnosis;

impl Diagnosis {
    /// The stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Cleared => "cleared",
            Self::NotSigned => "not-signed",
            Self::Quoted { .. } => "quoted",
            Self::BytesLiteral => "bytes-literal",
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
            Self::PayloadNotOfTheKind { .. } => "payload-not-of-the-kind",
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
            Self::NeedsItsCopy => "needs-its-copy",
            Self::NeedsItsRecord => "needs-its-record",
            Self::SessionOnServer => "session-on-server",
            Self::LooksLikeSessionId => "looks-like-session-id",
            Self::NeverExpires => "never-expires",
            Self::EmptyUserId => "empty-user-id",
            Self::IdIsSalt => "id-is-salt",
            Self::CapitalHex => "capital-hex",
            Self::AlgorithmNone => "algorithm-none",
            Self::ForeignAlgorithm { .. } => "foreign-algorithm",
        }
    }
}
