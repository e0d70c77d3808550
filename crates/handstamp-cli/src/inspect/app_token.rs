//! Tokens of single apps and extensions, which only their salt tells apart.

use std::time::Duration;

use handstamp_itsdangerous::{Digest, KeyDerivation};
use handstamp_value::Value;

use super::context::{Context, instant};
use super::diagnosis::Diagnosis;
use super::kind::Kind;
use super::payload::Payload;
use super::report::Report;
use super::scheme::Scheme;
use super::settings::Settings;

/// The digits of Datasette's `baseconv.base62`.
const BASE_62: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz";

/// How an app signs its token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AppToken {
    pub(crate) kind: Kind,
    pub(crate) salt: &'static str,
    derivation: KeyDerivation,
    digest: Digest,
}

impl AppToken {
    /// Every token, as the app's own sources make it.
    pub(crate) const ALL: [Self; 5] = [
        // quart-auth 0.12.0, `extension.py`. Versions before 0.8 have no time stamp in it.
        Self {
            kind: Kind::QuartAuthToken,
            salt: "quart auth salt",
            derivation: KeyDerivation::DjangoConcat,
            digest: Digest::Sha512,
        },
        // Datasette 0.65.5, `app.py` and `actor_auth_cookie.py`.
        Self {
            kind: Kind::DatasetteActor,
            salt: "actor",
            derivation: KeyDerivation::DjangoConcat,
            digest: Digest::Sha1,
        },
        // OctoPrint 1.11.8, `server/util/csrf.py`.
        Self {
            kind: Kind::OctoPrintCsrfToken,
            salt: "octoprint-csrf-token",
            derivation: KeyDerivation::DjangoConcat,
            digest: Digest::Sha1,
        },
        // starlette-admin 1.0.3, `security/csrf.py`.
        Self {
            kind: Kind::StarletteAdminCsrfToken,
            salt: "starlette-admin-csrf",
            derivation: KeyDerivation::DjangoConcat,
            digest: Digest::Sha1,
        },
        // calibre-web 0.6.27, `cw_login/login_manager.py`.
        Self {
            kind: Kind::CalibreWebRememberToken,
            salt: "remember",
            derivation: KeyDerivation::Hmac,
            digest: Digest::Sha1,
        },
    ];

    /// How it should be signed. `None` if the settings have another salt: then nothing tells it apart.
    pub(crate) fn expected(self, settings: &Settings) -> Option<(Kind, Scheme)> {
        let scheme = Scheme::new(
            self.salt,
            settings.key_derivation.unwrap_or(self.derivation),
            settings.digest.unwrap_or(self.digest),
        );
        let is_own = settings.salt.as_ref().is_none_or(|salt| salt == self.salt);
        is_own.then_some((self.kind, scheme))
    }
}

/// Adds what the app itself would find in the payload that was verified.
pub(crate) fn check(context: &Context<'_>, report: &mut Report) {
    let Some(Payload::Json(value)) = &report.payload else { return };
    let (fits, end, note) = match report.kind {
        Kind::DatasetteActor => {
            let fields = value.as_dict();
            let end = fields.and_then(|fields| fields.get("e")).filter(|end| !is_falsy(end));
            let note = end.is_none().then_some(Diagnosis::NeverExpires);
            let end = end.map(|end| end.as_str().and_then(base_62));
            let fits = fields.is_some_and(|fields| fields.get("a").is_some()) && end != Some(None);
            (fits, end.flatten(), note)
        }
        Kind::CalibreWebRememberToken => {
            let has = |field| value.as_dict().is_some_and(|fields| fields.get(field).is_some());
            (has("user") && has("random"), None, Some(Diagnosis::NeedsItsRecord))
        }
        Kind::OctoPrintCsrfToken | Kind::StarletteAdminCsrfToken => {
            (value.as_str().is_some(), None, Some(Diagnosis::NeedsItsCopy))
        }
        _ => return,
    };
    if !fits {
        report.add(Diagnosis::PayloadNotOfTheKind { kind: report.kind });
    }
    if let Some(end) = end {
        report.expires_at = instant(end);
        let since = context.unix_now().saturating_sub(end);
        if since > 0 {
            let since = Duration::from_secs(since.unsigned_abs());
            report.add(Diagnosis::Expired { since, max_age: None });
        }
    }
    report.diagnoses.extend(note);
}

/// Whether Python takes it for no time: `null`, an empty text, zero.
fn is_falsy(end: &Value) -> bool {
    matches!(end, Value::Null) || end.as_str() == Some("") || end.as_i64() == Some(0)
}

fn base_62(text: &str) -> Option<i64> {
    text.bytes().try_fold(0_i64, |sum, digit| {
        let value = BASE_62.iter().position(|each| *each == digit)?;
        sum.checked_mul(62)?.checked_add(i64::try_from(value).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_62_is_datasettes() {
        // `baseconv.base62.encode(1800003600)` of Datasette 0.65.5.
        assert_eq!(base_62("BxodKI"), Some(1_800_003_600));
        assert_eq!(base_62("A"), Some(0));
        assert_eq!(base_62("-B"), None);
        assert_eq!(base_62("zzzzzzzzzzzzzzz"), None);
    }
}
