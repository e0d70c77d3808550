//! Flask-Login's `remember_token`, `id|code`, as [`RememberToken`] reads it.

use handstamp_flask::{RememberReadError, RememberToken};
use handstamp_itsdangerous::SecretKey;

use super::context::Context;
use super::diagnosis::{Diagnosis, Place};
use super::key_variant::KeyVariant;
use super::kind::Kind;
use super::payload::Payload;
use super::report::Report;
use super::search::signed_by;

/// How many hexadecimal digits the code has.
const DIGITS: usize = 128;
/// Fewer digits after a bar are not the piece of a code.
const FEWEST_DIGITS: usize = 8;

/// Inspects a remember token. `None` if it is not one, nor a piece of one.
pub(crate) fn inspect(text: &[u8], context: &Context<'_>) -> Option<Report> {
    let bar = text.iter().rposition(|byte| *byte == b'|')?;
    let (id, code) = (text.get(..bar)?, text.get(bar + 1..)?);
    let is_hex = code.iter().all(u8::is_ascii_hexdigit);
    if !is_hex || !(FEWEST_DIGITS..=DIGITS).contains(&code.len()) {
        return None;
    }
    let mut report = Report::new(Kind::RememberToken);
    let mut is_verified = false;
    if code.len() < DIGITS {
        report.add(Diagnosis::Truncated { place: Place::End });
    } else {
        if code.iter().any(u8::is_ascii_uppercase) {
            report.add(Diagnosis::CapitalHex);
        }
        let token = [id, b"|", &code.to_ascii_lowercase()].concat();
        match String::from_utf8(token) {
            Ok(token) => is_verified = is_signed(&token, context, &mut report),
            Err(_) => report.add(Diagnosis::PayloadDamaged),
        }
        report.add(Diagnosis::NeverExpires);
    }
    if id.is_empty() {
        report.add(Diagnosis::EmptyUserId);
    }
    let payload = Some(Payload::Raw(id.to_vec()));
    if is_verified {
        report.payload = payload;
    } else {
        report.unverified_payload = payload;
    }
    Some(report.conclude(is_verified))
}

/// Whether one of the keys, as it is, signed the token.
fn is_signed(token: &str, context: &Context<'_>, report: &mut Report) -> bool {
    if token.len() > RememberToken::LIMIT {
        // `TooLargeCookie` says so.
        return false;
    }
    let Some(found) = find(token, context) else {
        context.no_key_fits(1, report);
        return false;
    };
    if found.is_salt {
        report.add(Diagnosis::IdIsSalt);
    }
    signed_by(found.key_index, None, found.variant, context, report);
    found.variant.is_none()
}

struct Found {
    key_index: usize,
    variant: Option<KeyVariant>,
    is_salt: bool,
}

/// Tries every key: first as the keys are, then as they may have been meant.
fn find(token: &str, context: &Context<'_>) -> Option<Found> {
    std::iter::once(None).chain(KeyVariant::ALL.map(Some)).find_map(|variant| {
        context.keys.iter().enumerate().find_map(|(key_index, named)| {
            let key = match variant {
                None => named.key.clone(),
                Some(variant) => variant.of(&named.key)?,
            };
            let is_salt = read(token, &key, context)?;
            Some(Found { key_index, variant, is_salt })
        })
    })
}

/// Whether the id of a token that this key signed is a salt. `None`: the key did not sign it.
fn read(token: &str, key: &SecretKey, context: &Context<'_>) -> Option<bool> {
    // What the app has as text and what it has as bytes are the same bytes here.
    [RememberToken::new(key.clone()), RememberToken::with_byte_keys(key.clone())]
        .into_iter()
        .find_map(|tokens| match tokens.with_salts(&context.settings.salt).read(token) {
            Ok(_) => Some(false),
            Err(RememberReadError::IdIsSalt) => Some(true),
            Err(_) => None,
        })
}
