//! Values of the JSON lines, compared.

use anyhow::ensure;
use serde_json::{Map, Value};

use super::random::Random;
use crate::changed::changed_at;

/// The same value of the same types; keys in any order.
pub(super) fn same(wanted: &Value, found: &Value) -> anyhow::Result<()> {
    ensure!(equal(wanted, found), "differs\nwanted {wanted}\nfound  {found}");
    Ok(())
}

fn equal(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::Object(a), Value::Object(b)) if is_datetime(a) && is_datetime(b) => {
            let instant = |fields: &Map<String, Value>| {
                let text = fields.get("v").and_then(Value::as_str);
                text.map(|text| text.replace("+00:00", "Z"))
            };
            instant(a) == instant(b)
        }
        (Value::Object(a), Value::Object(b)) => {
            let pairs = |(key, value)| b.get(key).is_some_and(|other| equal(value, other));
            a.len() == b.len() && a.iter().all(pairs)
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (a, b) => a == b,
    }
}

fn is_datetime(fields: &Map<String, Value>) -> bool {
    fields.get("$t").is_some_and(|name| name == "datetime")
}

/// The text with one character changed, anywhere.
pub(super) fn one_changed(text: &str, random: &mut Random) -> String {
    changed_at(text, random.below(text.len()))
}
