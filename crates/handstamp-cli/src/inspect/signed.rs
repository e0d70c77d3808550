//! Tokens of itsdangerous: sessions, CSRF tokens, and whatever else an app signs.

use handstamp_value::Value;
use handstamp_value::json::Tags;

use super::age;
use super::app_payload;
use super::app_token::AppToken;
use super::context::Context;
use super::diagnosis::{Diagnosis, Part, Place};
use super::flask_token;
use super::kind::Kind;
use super::parts::{Parts, SignaturePart, StampPart, is_payload, with_leading_dot};
use super::payload::{Payload, Unpacked, is_spaced, read_json, unpack};
use super::report::Report;
use super::scheme::Scheme;
use super::search::{self, Found};
use super::session_id::{self, is_random};

/// Inspects a token of itsdangerous. `None` if it is not one, nor a piece of one.
pub(crate) fn inspect(text: &[u8], context: &Context<'_>) -> Option<Report> {
    if let Some(whole) = with_leading_dot(text) {
        let diagnosis = Diagnosis::Truncated { place: Place::Start };
        return Some(inspect_parts(&whole, &Parts::of(&whole)?, context, vec![diagnosis]));
    }
    Some(inspect_parts(text, &Parts::of(text)?, context, Vec::new()))
}

fn inspect_parts(
    text: &[u8],
    parts: &Parts<'_>,
    context: &Context<'_>,
    known: Vec<Diagnosis>,
) -> Report {
    let unpacked = unpack(parts.payload);
    let mut report = Report::new(shape(parts, &unpacked));
    report.diagnoses = known;

    let expected = report.kind.expected(context.settings);
    let found = match &parts.signature {
        SignaturePart::Whole { text, canonical } => {
            if !canonical {
                report.add(Diagnosis::NotCanonical { part: Part::Signature });
            }
            let schemes: Vec<Scheme> = expected.iter().map(|(_, scheme)| scheme.clone()).collect();
            let candidates = Scheme::candidates(&schemes, text.len());
            let found = search::find(parts.signed, text, &candidates, context);
            if found.is_none() {
                context.no_key_fits(candidates.len(), &mut report);
            }
            found
        }
        SignaturePart::Odd(characters) if *characters >= 27 => {
            report.add(Diagnosis::SignatureLength { characters: *characters });
            None
        }
        SignaturePart::Odd(_) | SignaturePart::Missing => {
            report.add(Diagnosis::Truncated { place: Place::End });
            None
        }
    };
    let verified = found.is_some_and(|found| accept(found, &expected, parts, context, &mut report));

    match parts.stamp {
        Some(StampPart::Read(stamp)) => {
            if !stamp.canonical {
                report.add(Diagnosis::NotCanonical { part: Part::Timestamp });
            }
            age::check(stamp, context, &mut report);
        }
        Some(StampPart::Malformed) => report.add(Diagnosis::TimestampMalformed),
        None if report.kind.is_timed() && parts.signature != SignaturePart::Missing => {
            report.add(Diagnosis::TimestampMissing);
        }
        None => {}
    }
    let payload = content(parts, unpacked, &mut report);
    if report.kind == Kind::CsrfToken {
        report.add(Diagnosis::NeedsItsSession);
    }
    if verified {
        report.payload = payload;
        if let Ok(token) = str::from_utf8(text) {
            flask_token::check(token, context, &mut report);
        }
        app_payload::check(context, &mut report);
    } else {
        report.unverified_payload = payload;
    }
    if report.kind == Kind::SignedSessionId {
        session_id::check(parts.signed, verified, &mut report);
    }
    report.conclude(verified)
}

/// Decides the kind by the scheme that made the signature, and reports what differs from the expected scheme.
/// Whether the signature is good, and the payload may be shown as verified.
fn accept(
    found: Found,
    expected: &[(Kind, Scheme)],
    parts: &Parts<'_>,
    context: &Context<'_>,
    report: &mut Report,
) -> bool {
    let mut others = vec![Kind::FlaskSession, Kind::AuthToken];
    if let (Ok(unpacked), Some(_)) = (unpack(parts.payload), parts.stamp) {
        others.extend(unpacked.standard.then_some(Kind::StarletteSession));
        others.extend(unpacked.bytes.starts_with(b"\"").then_some(Kind::CsrfToken));
    }
    // A serializer without time stamps does not read a token that has one.
    let apps = AppToken::ALL.into_iter().filter(|app| app.kind.is_timed() || parts.stamp.is_none());
    let apps = apps.filter_map(|app| app.expected(context.settings));
    let others = others.into_iter().flat_map(|kind| kind.expected(context.settings));
    let scheme = &found.scheme;
    let mut known = apps.chain(expected.iter().cloned()).chain(others);
    let kind = known.find(|(_, other)| other == scheme);
    let fits = found.variant.is_none() && kind.is_some();
    if let Some((kind, _)) = kind {
        report.kind = kind;
    } else if let Some((_, expected)) = expected.first() {
        differences(scheme, expected, report);
    }
    found.report(context, report);
    fits
}

fn differences(found: &Scheme, expected: &Scheme, report: &mut Report) {
    if found.salt != expected.salt {
        let (found, expected) = (found.salt.clone(), expected.salt.clone());
        report.add(Diagnosis::OtherSalt { found, expected });
    }
    if found.key_derivation != expected.key_derivation {
        let (found, expected) = (found.key_derivation, expected.key_derivation);
        report.add(Diagnosis::OtherDerivation { found, expected });
    }
    if found.digest != expected.digest {
        let (found, expected) = (found.digest, expected.digest);
        report.add(Diagnosis::OtherDigest { found, expected });
    }
}

/// What it looks like.
fn shape(parts: &Parts<'_>, unpacked: &Result<Unpacked, Diagnosis>) -> Kind {
    // A text without its end has no time stamp either.
    let timed = parts.stamp.is_some() || parts.signature == SignaturePart::Missing;
    if parts.stamp.is_none() && is_random(parts.payload) {
        return Kind::SignedSessionId;
    }
    let Ok(unpacked) = unpacked else {
        // It is marked as compressed, or begins like JSON, and cannot be read.
        let session = timed && is_payload(parts.payload);
        return if session { Kind::FlaskSession } else { Kind::SignedToken };
    };
    let json = read_json(&unpacked.bytes, Tags::Plain);
    match json {
        Ok(Value::Dict(_)) if !timed => Kind::SignedToken,
        Ok(Value::Dict(dict)) => {
            let padded = dict.is_empty() && !unpacked.url_safe;
            if unpacked.standard && (is_spaced(&unpacked.bytes) || padded) {
                Kind::StarletteSession
            } else if dict.get("ver").is_some() && dict.get("uid").is_some() {
                Kind::AuthToken
            } else {
                Kind::FlaskSession
            }
        }
        Ok(value) if timed && value.as_str().is_some_and(is_sha1_hex) => Kind::CsrfToken,
        // A piece of an object.
        Err(_) if timed && unpacked.bytes.starts_with(b"{") => {
            if is_spaced(&unpacked.bytes) {
                Kind::StarletteSession
            } else {
                Kind::FlaskSession
            }
        }
        _ => Kind::SignedToken,
    }
}

fn is_sha1_hex(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What the payload says, and what is wrong with it.
fn content(
    parts: &Parts<'_>,
    unpacked: Result<Unpacked, Diagnosis>,
    report: &mut Report,
) -> Option<Payload> {
    let raw = || Some(Payload::Raw(parts.payload.to_vec()));
    let form = report.kind.json();
    let serialized = form.is_some();
    // A piece of a payload cannot be whole: the fault is reported already.
    let whole = parts.signature != SignaturePart::Missing;
    let unpacked = match unpacked {
        Ok(unpacked) => unpacked,
        Err(damaged) => {
            if serialized && whole {
                report.add(damaged);
            }
            return raw();
        }
    };
    let value = match read_json(&unpacked.bytes, form.unwrap_or(Tags::Plain)) {
        Ok(value) => value,
        Err(diagnosis) => {
            if serialized && whole {
                report.add(diagnosis);
            }
            return if serialized { Some(Payload::Raw(unpacked.bytes)) } else { raw() };
        }
    };
    let starlette = report.kind == Kind::StarletteSession;
    if !(if starlette { unpacked.standard } else { unpacked.url_safe }) {
        report.add(Diagnosis::NotCanonical { part: Part::Payload });
    }
    if report.kind.is_session() {
        match value.as_dict() {
            None => report.add(Diagnosis::PayloadNotADict),
            Some(dict) if dict.is_empty() => report.add(Diagnosis::EmptySession),
            Some(_) => {}
        }
    }
    Some(Payload::Json(value))
}
