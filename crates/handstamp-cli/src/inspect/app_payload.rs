//! What the tokens of single apps say, as the app itself would judge it.

use std::time::Duration;

use handstamp_value::Value;

use super::context::{Context, instant};
use super::diagnosis::Diagnosis;
use super::kind::Kind;
use super::payload::Payload;
use super::report::Report;

/// The digits of Datasette's `baseconv.base62`.
const BASE_62: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz";

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
