//! What to do about a finding.

use super::Diagnosis;

impl Diagnosis {
    /// What to do about it, in one or two plain sentences.
    #[must_use]
    pub fn cure(&self) -> &'static str {
        match self {
            Self::Empty | Self::NotSigned => {
                "Copy the value of the login cookie from the browser's developer tools."
            }
            Self::Cleared | Self::EmptySession => "Log in again.",
            Self::Quoted { single: false } => {
                "Nothing, unless your service parses the header itself: remove them there."
            }
            Self::Quoted { single: true } | Self::UrlEncoded => "Pass the plain value.",
            Self::BytesLiteral => {
                "Pass the plain value. If the browser has it like this, the app wrote str(value): \
                 it has to write value.decode()."
            }
            Self::LineBreaks | Self::Truncated { .. } | Self::SignatureLength { .. } => {
                "Copy all of it again: a double click often misses a leading dot or a long end."
            }
            Self::NotCanonical { .. } => {
                "Find out what rewrites cookies on the way. Python accepts this text; handstamp refuses it."
            }
            Self::TooLargeCookie { .. } => "Store less in it, or keep the session on the server.",
            Self::TooLargeInflated { .. } => {
                "Store less in the session, or raise the codec's limit if the size is intended."
            }
            Self::PayloadDamaged => {
                "Copy it again. If it is signed, look at the program that wrote it."
            }
            Self::PayloadNotJson { .. }
            | Self::PayloadNotADict
            | Self::PayloadNotOfTheKind { .. } => {
                "If it is signed, another program with the same key and salt wrote it: \
                 give each program a salt of its own."
            }
            Self::NoKey => "Set SECRET_KEY, or use --key-file, --key-env or --key-prompt.",
            Self::WrongKey { .. } => {
                "Compare the key with the app's own: print(repr(app.secret_key)). \
                 If the app has a salt of its own, pass --salt."
            }
            Self::KeyWrittenDifferently { .. } => "Write the key exactly as the app has it.",
            Self::OldKey { .. } => {
                "Nothing: the app signs it with the newest key at the next change."
            }
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
                "A serializer without time stamps made it: read it with that one, not as a session."
            }
            Self::TimestampMalformed => {
                "Copy it again. If it is signed, look at the program that wrote it."
            }
            Self::NeedsItsSession => "Inspect the session cookie of the same request too.",
            Self::NeedsItsCopy => "Compare it with the token in the request's header or form.",
            Self::NeedsItsRecord => "Look for that value in the app's table of sessions.",
            Self::SessionOnServer | Self::LooksLikeSessionId => {
                "Look for it in the app's session store. Only the store says whether the session exists."
            }
            Self::NeverExpires => "Revoke it on the server when the user's password changes.",
            Self::EmptyUserId | Self::CapitalHex => "Refuse it: Flask-Login did not write it.",
            Self::IdIsSalt => "Replace SECRET_KEY, and give the user another id.",
            Self::AlgorithmNone => "Refuse it, always.",
            Self::ForeignAlgorithm { .. } => "Check it with the public key of its issuer.",
        }
    }
}
