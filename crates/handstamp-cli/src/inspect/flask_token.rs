//! What handstamp-flask says of a CSRF token or an authentication token that one of the keys signed.

use std::time::Duration;

use handstamp_flask::{AuthTokenError, AuthTokenReader, CsrfError, FlaskWtf};
use handstamp_itsdangerous::SecretKey;
use handstamp_session::Session;
use handstamp_value::Value;

use super::context::{Context, instant};
use super::diagnosis::Diagnosis;
use super::kind::Kind;
use super::payload::Payload;
use super::report::{Report, SignedBy};
use super::scheme::Scheme;

/// Checks the token with the key and the scheme that signed it, and adds a fault that the report lacks.
pub(crate) fn check(token: &str, context: &Context<'_>, report: &mut Report) {
    let Some(SignedBy { key_index, scheme: Some(scheme), .. }) = &report.signed_by else { return };
    let Some(key) = context.keys.get(*key_index).map(|named| named.key.clone()) else { return };
    let scheme = scheme.clone();
    let fault = match report.kind {
        Kind::CsrfToken => check_csrf(token, key, &scheme, context, report),
        Kind::AuthToken => check_auth(token, key, &scheme, context, report),
        _ => None,
    };
    if !report.diagnoses.iter().any(Diagnosis::is_fault) {
        report.diagnoses.extend(fault);
    }
}

/// Checks the token as the token of a session that holds the secret that it names.
fn check_csrf(
    token: &str,
    key: SecretKey,
    scheme: &Scheme,
    context: &Context<'_>,
    report: &Report,
) -> Option<Diagnosis> {
    let csrf = FlaskWtf::builder(key)
        .salt(&scheme.salt)
        .key_derivation(scheme.key_derivation)
        .digest(scheme.digest)
        .time_limit(report.kind.max_age(context.settings))
        .build();
    let mut session = Session::new();
    if let Some(Payload::Json(secret)) = &report.payload {
        session.insert_value(csrf.field_name(), secret.clone());
    }
    match csrf.check(&session, token, context.now) {
        Ok(()) => None,
        Err(CsrfError::Expired) => Some(Diagnosis::TimestampMalformed),
        Err(_) => Some(Diagnosis::PayloadNotOfTheKind { kind: report.kind }),
    }
}

/// Checks the token, and its own end.
fn check_auth(
    token: &str,
    key: SecretKey,
    scheme: &Scheme,
    context: &Context<'_>,
    report: &mut Report,
) -> Option<Diagnosis> {
    let reader = AuthTokenReader::builder(key)
        .salt(&scheme.salt)
        .key_derivation(scheme.key_derivation)
        .digest(scheme.digest)
        .max_age(report.kind.max_age(context.settings))
        .build();
    let end = match &report.payload {
        Some(Payload::Json(Value::Dict(fields))) => {
            fields.get("exp").and_then(Value::as_i64).filter(|end| *end > 0)
        }
        _ => None,
    };
    let own_end = end.and_then(instant);
    report.expires_at = [report.expires_at, own_end].into_iter().flatten().min();
    match reader.read(token, context.now) {
        Ok(_) => None,
        Err(AuthTokenError::Expired) => {
            let since = end.map_or(0, |end| context.unix_now().abs_diff(end));
            Some(Diagnosis::Expired { since: Duration::from_secs(since), max_age: None })
        }
        Err(_) => Some(Diagnosis::PayloadNotOfTheKind { kind: report.kind }),
    }
}
