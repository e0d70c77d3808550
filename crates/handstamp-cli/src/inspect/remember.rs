//! Flask-Login's `remember_token`: `id|hex`, HMAC-SHA-512 of the id with the secret key itself.

use handstamp_itsdangerous::{Digest, KeyDerivation, SecretKey};

use super::base64_text;
use super::context::Context;
use super::diagnosis::{Diagnosis, Place};
use super::key_variant::{KeyVariant, from_hex};
use super::kind::Kind;
use super::payload::Payload;
use super::report::Report;
use super::scheme::Scheme;
use super::search::signed_by;

/// The hexadecimal digits of a SHA-512.
const DIGITS: usize = 128;
/// Fewer digits after a bar are not taken for the piece of a digest.
const FEWEST_DIGITS: usize = 8;

/// Inspects a remember token. `None` if it is none, not even a piece of one.
pub(crate) fn inspect(text: &[u8], context: &Context<'_>) -> Option<Report> {
    let bar = text.iter().rposition(|byte| *byte == b'|')?;
    let (id, digest) = (text.get(..bar)?, text.get(bar + 1..)?);
    let hex = digest.iter().all(u8::is_ascii_hexdigit);
    if !hex || !(FEWEST_DIGITS..=DIGITS).contains(&digest.len()) {
        return None;
    }
    let mut report = Report::new(Kind::RememberToken);
    let mut vouched = false;
    if digest.len() < DIGITS {
        report.add(Diagnosis::Truncated { place: Place::End });
    } else {
        if digest.iter().any(u8::is_ascii_uppercase) {
            report.add(Diagnosis::CapitalHex);
        }
        match find(id, digest, context) {
            Some((key_index, variant)) => {
                vouched = variant.is_none();
                signed_by(key_index, None, variant, context, &mut report);
            }
            None => context.no_key_fits(1, &mut report),
        }
        report.add(Diagnosis::NeverExpires);
    }
    if id.is_empty() {
        report.add(Diagnosis::EmptyUserId);
    }
    let payload = Some(Payload::Raw(id.to_vec()));
    if vouched {
        report.payload = payload;
    } else {
        report.unverified_payload = payload;
    }
    Some(report.conclude(vouched))
}

fn find(id: &[u8], digest: &[u8], context: &Context<'_>) -> Option<(usize, Option<KeyVariant>)> {
    // A signature of itsdangerous with the key itself is the same code, in base64.
    let scheme = Scheme::new("", KeyDerivation::None, Digest::Sha512);
    let signature = base64_text::canonical(&from_hex(digest)?);
    let fits = |key: &SecretKey| scheme.made(&latin1(key), id, &signature);
    std::iter::once(None).chain(KeyVariant::ALL.map(Some)).find_map(|variant| {
        let place = context.keys.iter().position(|named| match variant {
            None => fits(&named.key),
            Some(variant) => variant.of(&named.key).is_some_and(|key| fits(&key)),
        })?;
        Some((place, variant))
    })
}

/// The key as Flask-Login takes it: text is encoded in Latin-1. What cannot be, stays as it is.
fn latin1(key: &SecretKey) -> SecretKey {
    let text = std::str::from_utf8(key.expose_secret()).ok();
    let bytes: Option<Vec<u8>> =
        text.and_then(|text| text.chars().map(|each| u8::try_from(each).ok()).collect());
    bytes.map_or_else(|| key.clone(), SecretKey::allow_weak)
}
