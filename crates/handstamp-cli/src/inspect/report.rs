//! The report on a cookie.

use std::time::SystemTime;

use super::diagnosis::Diagnosis;
use super::kind::Kind;
use super::payload::Payload;
use super::scheme::Scheme;

/// The report on one cookie.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// The cookie's name, if it has one. Bytes that are not UTF-8 are replaced.
    pub name: Option<String>,
    /// The length of the value as it came, in bytes.
    pub bytes: usize,
    /// What it is.
    pub kind: Kind,
    /// Whether it is valid.
    pub verdict: Verdict,
    /// What it says, if one of the keys signed it in the expected way. It can have expired.
    pub payload: Option<Payload>,
    /// What it says, if its signature was not verified.
    pub unverified_payload: Option<Payload>,
    /// When it was signed. Not verified if the payload is not.
    pub signed_at: Option<SystemTime>,
    /// When it ends. Not verified if the payload is not.
    pub expires_at: Option<SystemTime>,
    /// Which key made the signature.
    pub signed_by: Option<SignedBy>,
    /// The `alg` of a JWT's header.
    pub algorithm: Option<String>,
    /// Every finding, the faults first.
    pub diagnoses: Vec<Diagnosis>,
}

/// Whether a cookie is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// One of the keys signed it in the expected way, and it has not expired.
    Valid,
    /// There is at least one fault.
    NotValid,
    /// No fault was found, but the signature could not be checked.
    NotVerified,
    /// It has no signature.
    NotSigned,
}

/// Which key made a signature, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedBy {
    /// The key's name.
    pub key: String,
    /// The key's place in the list; 0 is the key that signs.
    pub key_index: usize,
    /// The scheme, if itsdangerous signed it.
    pub scheme: Option<Scheme>,
}

impl Verdict {
    /// The stable name for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::NotValid => "not-valid",
            Self::NotVerified => "not-verified",
            Self::NotSigned => "not-signed",
        }
    }
}

impl Report {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            name: None,
            bytes: 0,
            kind,
            verdict: Verdict::NotSigned,
            payload: None,
            unverified_payload: None,
            signed_at: None,
            expires_at: None,
            signed_by: None,
            algorithm: None,
            diagnoses: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, diagnosis: Diagnosis) {
        self.diagnoses.push(diagnosis);
    }

    /// Puts the faults first, and sets the verdict.
    pub(crate) fn conclude(mut self, verified: bool) -> Self {
        self.diagnoses.sort_by_key(|diagnosis| !diagnosis.is_fault());
        self.verdict = if !self.kind.is_signed() {
            Verdict::NotSigned
        } else if self.diagnoses.iter().any(Diagnosis::is_fault) {
            Verdict::NotValid
        } else if verified {
            Verdict::Valid
        } else {
            Verdict::NotVerified
        };
        self
    }
}
