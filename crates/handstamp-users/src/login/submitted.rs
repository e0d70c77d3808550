use percent_encoding::percent_decode;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use zeroize::Zeroizing;

/// The fields of a form or of a JSON object, in their order. Wiped on drop: one is a password.
#[derive(Default)]
pub(crate) struct Submitted(Vec<(String, Zeroizing<String>)>);

/// The body is not what its type says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

impl Submitted {
    /// The fields of a form (`application/x-www-form-urlencoded` of the WHATWG URL standard), which must be UTF-8.
    pub(crate) fn form(body: &[u8]) -> Result<Self, Malformed> {
        // The parser would put U+FFFD for what is no UTF-8. What is none in a field is none in the whole.
        percent_decode(body).decode_utf8().map_err(|_| Malformed)?;
        let fields = form_urlencoded::parse(body);
        let owned =
            fields.map(|(name, value)| (name.into_owned(), Zeroizing::new(value.into_owned())));
        Ok(Self(owned.collect()))
    }

    /// The fields of a JSON object whose values are text, numbers or booleans. `null` counts as no field.
    pub(crate) fn json(body: &[u8]) -> Result<Self, Malformed> {
        let object: Object = serde_json::from_slice(body).map_err(|_| Malformed)?;
        let mut fields = Vec::new();
        for (name, value) in object.0 {
            match value {
                Value::String(text) => fields.push((name, Zeroizing::new(text))),
                Value::Bool(_) | Value::Number(_) => {
                    fields.push((name, Zeroizing::new(value.to_string())));
                }
                Value::Null => {}
                Value::Array(_) | Value::Object(_) => return Err(Malformed),
            }
        }
        Ok(Self(fields))
    }

    /// The only field of this name; `None` where there is none.
    ///
    /// # Errors
    /// There are two, and which one counts would be a guess.
    pub(crate) fn only(&self, name: &str) -> Result<Option<&str>, Malformed> {
        let mut found = self.0.iter().filter(|(field, _)| field == name);
        let first = found.next().map(|(_, value)| value.as_str());
        if found.next().is_some() { Err(Malformed) } else { Ok(first) }
    }

    /// The first field of this name.
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Whether a checkbox is ticked, or a boolean is true.
    pub(crate) fn is_set(&self, name: &str) -> bool {
        let value = self.first(name).map(str::to_ascii_lowercase);
        value.is_some_and(|value| !matches!(&*value, "" | "0" | "false" | "no" | "off"))
    }

    /// All fields.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// A JSON object with every key as often as it is there: a map would drop all but one.
struct Object(Vec<(String, Value)>);

impl<'de> serde::Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;

        impl<'de> Visitor<'de> for Pairs {
            type Value = Object;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Object(pairs))
            }
        }

        deserializer.deserialize_map(Pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(submitted: Result<Submitted, Malformed>) -> Option<Vec<(String, String)>> {
        let submitted = submitted.ok()?;
        Some(submitted.iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    fn expected(pairs: &[(&str, &str)]) -> Option<Vec<(String, String)>> {
        Some(pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    #[test]
    fn forms() {
        let form = |body: &str| pairs(Submitted::form(body.as_bytes()));
        assert_eq!(
            form("a=1&b=x+y%26%C3%A9&a="),
            expected(&[("a", "1"), ("b", "x y&é"), ("a", "")])
        );
        assert_eq!(form("a=é"), expected(&[("a", "é")]));
        assert_eq!(form(""), expected(&[]));
        assert_eq!(form("a"), expected(&[("a", "")]));
        assert_eq!(form("a=%00"), expected(&[("a", "\0")]));
        for bad in [&b"a=%ff"[..], b"a=\xff", b"%C3=%A9", b"a=%C3&b=%A9"] {
            assert!(Submitted::form(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn json_objects() {
        let json = |body: &str| pairs(Submitted::json(body.as_bytes()));
        assert_eq!(
            json(r#"{"a": "é", "b": true, "c": 1, "d": null, "a": ""}"#),
            expected(&[("a", "é"), ("b", "true"), ("c", "1"), ("a", "")])
        );
        for bad in ["", "[]", "1", "null", "{", r#"{"a": []}"#, r#"{"a": {}}"#, "{} x", "\"a\""] {
            assert_eq!(json(bad), None, "{bad}");
        }
        assert!(Submitted::json(b"{\"a\": \"\xff\"}").is_err());
        assert!(Submitted::json("[".repeat(16_000).as_bytes()).is_err());
    }

    #[test]
    fn a_field_that_is_there_twice() {
        let form = Submitted::form(b"a=1&b=2&a=3").unwrap();
        assert_eq!(form.only("a"), Err(Malformed));
        assert_eq!(form.only("b"), Ok(Some("2")));
        assert_eq!(form.only("c"), Ok(None));
        assert_eq!(form.first("a"), Some("1"));
    }

    #[test]
    fn checkboxes() {
        for (value, set) in
            [("on", true), ("1", true), ("true", true), ("", false), ("False", false), ("0", false)]
        {
            let form = Submitted::form(format!("a={value}").as_bytes()).unwrap();
            assert_eq!(form.is_set("a"), set, "{value}");
        }
        assert!(!Submitted::default().is_set("a"));
    }
}
