//! From a cookie, keys, settings and a time to a report.

pub(crate) mod age;
mod app_payload;
pub(crate) mod app_token;
pub(crate) mod base64_text;
pub(crate) mod clean;
pub(crate) mod context;
pub(crate) mod diagnosis;
pub(crate) mod expectation;
pub(crate) mod flask_token;
pub(crate) mod jwt;
pub(crate) mod key_variant;
pub(crate) mod kind;
pub(crate) mod parts;
pub(crate) mod payload;
pub(crate) mod remember;
pub(crate) mod report;
pub(crate) mod scheme;
pub(crate) mod search;
pub(crate) mod session_id;
pub(crate) mod settings;
pub(crate) mod signed;

use std::time::SystemTime;

use handstamp_itsdangerous::{Error, SecretKey};

use crate::cookies::Cookie;
use context::Context;
use diagnosis::Diagnosis;
use kind::Kind;
use payload::Payload;
use report::Report;
use settings::{NamedKey, Settings};

/// The largest cookie that browsers keep, name and value, in bytes (RFC 6265bis).
const BROWSER_LIMIT: usize = 4096;

/// Reports what a cookie is, what it says, whether it is valid at `now`, and why not.
///
/// `keys`: the key that signs first, then older ones. Any bytes are accepted as a cookie. The work is bounded by
/// the length of the cookie and the number of keys.
#[must_use]
pub fn inspect(cookie: &Cookie, keys: &[NamedKey], settings: &Settings, now: SystemTime) -> Report {
    let context = Context { keys, settings, now };
    let (text, mut notes) = clean::clean(&cookie.value);
    let mut report = recognised(&text, &context);

    let name = cookie.name.as_deref();
    let bytes = cookie.value.len() + name.map_or(0, <[u8]>::len);
    if bytes > BROWSER_LIMIT {
        let limit = report.kind.limit().filter(|limit| text.len() > *limit);
        notes.push(Diagnosis::TooLargeCookie { bytes, limit });
    }
    if report.kind.is_signed() {
        notes.extend(keys.iter().filter_map(weakness));
    }
    report.diagnoses.append(&mut notes);
    report.name = name.map(|name| String::from_utf8_lossy(name).into_owned());
    report.bytes = cookie.value.len();
    let verified = report.payload.is_some();
    report.conclude(verified)
}

fn recognised(text: &[u8], context: &Context<'_>) -> Report {
    let plain = |kind, diagnosis, payload| {
        let mut report = Report::new(kind);
        report.add(diagnosis);
        report.unverified_payload = payload;
        report
    };
    match text {
        b"" => return plain(Kind::Cleared, Diagnosis::Empty, None),
        b"null" => return plain(Kind::Cleared, Diagnosis::Cleared, None),
        _ => {}
    }
    remember::inspect(text, context)
        .or_else(|| jwt::inspect(text, context))
        .or_else(|| session_id::inspect(text))
        .or_else(|| signed::inspect(text, context))
        .unwrap_or_else(|| {
            plain(Kind::Unknown, Diagnosis::NotSigned, Some(Payload::Raw(text.to_vec())))
        })
}

fn weakness(named: &NamedKey) -> Option<Diagnosis> {
    match SecretKey::new(named.key.expose_secret()) {
        Err(Error::WeakKey(why)) => Some(Diagnosis::WeakKey { key: named.name.clone(), why }),
        _ => None,
    }
}
