//! JSON Web Tokens (RFC 7519): what they say, their times, and signatures with a shared key (HS256, HS384
//! and HS512 of RFC 7518).

use std::time::Duration;

use handstamp_itsdangerous::{Digest, KeyDerivation};
use handstamp_value::json::Tags;
use handstamp_value::{Dict, Value};

use super::base64_text;
use super::context::{Context, instant};
use super::diagnosis::{Diagnosis, Part, Place};
use super::kind::Kind;
use super::payload::{Payload, read_json};
use super::report::Report;
use super::scheme::{Scheme, signature_length};
use super::search::{self, signed_by};

/// Inspects a JWT. `None` if the text does not begin with the header of one.
pub(crate) fn inspect(text: &[u8], context: &Context<'_>) -> Option<Report> {
    let mut parts = text.split(|byte| *byte == b'.');
    let header = object(parts.next()?)?;
    let algorithm = header.get("alg")?.as_str()?.to_owned();
    let mut report = Report::new(Kind::Jwt);
    let (claims, signature) = (parts.next(), parts.next());
    let mut verified = false;
    match signature {
        _ if header.get("enc").is_some() => {
            report.add(Diagnosis::ForeignAlgorithm { algorithm: algorithm.clone() });
        }
        _ if algorithm.eq_ignore_ascii_case("none") => report.add(Diagnosis::AlgorithmNone),
        None => report.add(Diagnosis::Truncated { place: Place::End }),
        Some(signature) => {
            let signed = text.get(..text.len() - signature.len() - 1).unwrap_or_default();
            verified = verify(&algorithm, signed, signature, context, &mut report);
        }
    }
    report.algorithm = Some(algorithm);

    let claims = claims.filter(|_| header.get("enc").is_none());
    let payload = claims.and_then(|claims| match object(claims) {
        Some(dict) => {
            times(&dict, context, &mut report);
            Some(Payload::Json(Value::Dict(dict)))
        }
        None => {
            report.add(Diagnosis::PayloadDamaged);
            None
        }
    });
    if verified {
        report.payload = payload;
    } else {
        report.unverified_payload = payload;
    }
    Some(report.conclude(verified))
}

/// Whether one of the keys, as it is, made the signature.
fn verify(
    algorithm: &str,
    signed: &[u8],
    signature: &[u8],
    context: &Context<'_>,
    report: &mut Report,
) -> bool {
    let digest = match algorithm {
        "HS256" => Digest::Sha256,
        "HS384" => Digest::Sha384,
        "HS512" => Digest::Sha512,
        _ => {
            report.add(Diagnosis::ForeignAlgorithm { algorithm: algorithm.to_owned() });
            return false;
        }
    };
    if signature.len() < signature_length(digest) {
        report.add(Diagnosis::Truncated { place: Place::End });
        return false;
    }
    let decoded = base64_text::decode(signature);
    if decoded.as_ref().is_none_or(|decoded| !decoded.url_safe) {
        report.add(Diagnosis::NotCanonical { part: Part::Signature });
    }
    let signature =
        decoded.map(|decoded| base64_text::canonical(&decoded.bytes)).unwrap_or_default();
    let scheme = [Scheme::new("", KeyDerivation::None, digest)];
    match search::find(signed, &signature, &scheme, context) {
        Some(found) => {
            signed_by(found.key_index, None, found.variant, context, report);
            found.variant.is_none()
        }
        None => {
            context.no_key_fits(1, report);
            false
        }
    }
}

/// The times of the claims: `iat`, `nbf`, `exp`.
fn times(claims: &Dict, context: &Context<'_>, report: &mut Report) {
    let now = context.unix_now();
    let seconds = |claim: &str| claims.get(claim).and_then(whole_seconds);
    report.signed_at = seconds("iat").and_then(instant);
    if let Some(end) = seconds("exp") {
        report.expires_at = instant(end);
        if end <= now {
            let since = Duration::from_secs(now.abs_diff(end));
            report.add(Diagnosis::Expired { since, max_age: None });
        }
    }
    if let Some(start) = seconds("nbf").filter(|start| *start > now) {
        let ahead = Duration::from_secs(start.abs_diff(now));
        report.add(Diagnosis::SignedAhead { ahead, tolerated: false });
    }
}

/// A NumericDate (RFC 7519, section 2) without its fraction.
fn whole_seconds(value: &Value) -> Option<i64> {
    if let Some(seconds) = value.as_i64() {
        return Some(seconds);
    }
    // The text of a whole float is its exact decimal text.
    let float = value.as_f64().filter(|float| float.is_finite())?;
    format!("{:.0}", float.trunc()).parse().ok()
}

fn object(part: &[u8]) -> Option<Dict> {
    let bytes = base64_text::decode(part)?.bytes;
    match read_json(&bytes, Tags::Plain) {
        Ok(Value::Dict(dict)) => Some(dict),
        _ => None,
    }
}
