//! Ids of sessions that are kept on a server: random text, with a signature or without.

use handstamp_session::SessionId;

use super::base64_text;
use super::diagnosis::Diagnosis;
use super::kind::Kind;
use super::parts::{is_payload, with_leading_dot};
use super::payload::Payload;
use super::report::Report;

/// An id that is random has at least this many characters: the 128 bits of `uuid4().hex`.
const SHORTEST: usize = 32;
/// An id that is random has at least this many different characters.
const FEWEST_DIFFERENT: usize = 10;

/// Inspects an id without a signature. `None` if the text does not look like one.
pub(crate) fn inspect(text: &[u8]) -> Option<Report> {
    if !is_random(text) || with_leading_dot(text).is_some() {
        return None;
    }
    let mut report = Report::new(Kind::PossibleSessionId);
    report.add(Diagnosis::LooksLikeSessionId);
    report.unverified_payload = Some(Payload::Raw(text.to_vec()));
    Some(report)
}

/// Adds what is to be said of an id with a signature.
pub(crate) fn check(id: &[u8], is_verified: bool, report: &mut Report) {
    let is_id = str::from_utf8(id).is_ok_and(|id| SessionId::new(id).is_some());
    if !is_id {
        report.add(Diagnosis::PayloadNotOfTheKind { kind: report.kind });
    }
    report.add(if is_verified {
        Diagnosis::SessionOnServer
    } else {
        Diagnosis::LooksLikeSessionId
    });
}

/// Whether this looks like a random id: a `uuid4`, or 32 characters and more of letters, digits, `-` and `_`, as
/// Python's `secrets` and most session stores write them. The payload of a serializer is none: it is base64 of text.
pub(crate) fn is_random(text: &[u8]) -> bool {
    let is_ascii = || base64_text::decode(text).is_some_and(|decoded| decoded.bytes.is_ascii());
    is_uuid4(text) || is_random_text(text) && !(is_payload(text) && is_ascii())
}

/// The form of `str(uuid4())`, with its version and its variant.
fn is_uuid4(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => *byte == b'-',
            14 => *byte == b'4',
            19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

fn is_random_text(text: &[u8]) -> bool {
    let has = |is: fn(&u8) -> bool| text.iter().any(is);
    let is_id = str::from_utf8(text).is_ok_and(|text| SessionId::new(text).is_some());
    // Words are joined with these two as well; in random text there are letters of both cases too.
    let is_joined = has(|byte| matches!(byte, b'-' | b'_'));
    let is_mixed = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    let mut different = text.to_vec();
    different.sort_unstable();
    different.dedup();
    text.len() >= SHORTEST
        && is_id
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
        && (!is_joined || is_mixed)
        && different.len() >= FEWEST_DIFFERENT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_ids_are_told_from_words() {
        for id in [
            "mHoUarP6EFC6sgsMlVAN_n37PfLO2rb9lGmQ4XT5T1c",
            "0fdb2c4e-6f3e-4f0a-8f0c-3f4ad9a6b3c1",
            "0fdb2c4e6f3e4f0a8f0c3f4ad9a6b3c1",
            "k7v2x9q1m4n8b3c6z5l0j7h2g9f1d4s8",
        ] {
            assert!(is_random(id.as_bytes()), "{id}");
        }
        for other in [
            "dark",
            "0fdb2c4e-6f3e-1f0a-8f0c-3f4ad9a6b3c1",
            "0fdb2c4e-6f3e-4f0a-1f0c-3f4ad9a6b3c1",
            "0fdb2c4e6f3e4f0a8f0c3f4ad9a6b3c",
            "version-2-of-the-settings-for-user-1742",
            "averylongwordwithoutanydigitsinitatall",
            "12345678901234567890123456789012",
            "abababababababababababababababab1",
            "mHoUarP6EFC6sgsMlVAN.n37PfLO2rb9lGmQ4XT5T1c",
        ] {
            assert!(!is_random(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn a_piece_of_a_session_is_no_id() {
        let piece = b"eyJfZnJlc2giOnRydWUsIl91c2VyX2lkIjoiMTc0MiJ9";
        assert!(is_random_text(piece) && inspect(piece).is_none());
        // An id that begins with a brace.
        assert!(inspect(b"eyoUarP6EFC6sgsMlVAN_n37PfLO2rb9lGmQ4XT5T1c").is_some());
    }
}
