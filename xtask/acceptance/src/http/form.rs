//! `application/x-www-form-urlencoded`, written and read.

/// Fields as a form posts them.
pub(crate) fn encode(fields: &[(&str, &str)]) -> String {
    let field = |(name, value): &(&str, &str)| format!("{}={}", escape(name), escape(value));
    fields.iter().map(field).collect::<Vec<_>>().join("&")
}

/// The value of the first field of that name; empty where there is none.
pub(crate) fn field(form: &str, name: &str) -> String {
    let fields = form.split('&').filter_map(|pair| pair.split_once('='));
    fields
        .filter(|(found, _)| unescape(found) == name)
        .map(|(_, v)| unescape(v))
        .next()
        .unwrap_or_default()
}

fn escape(text: &str) -> String {
    let byte = |b: u8| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(b).to_string()
        }
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match (first, after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok())) {
            (b'+', _) => bytes.push(b' '),
            (b'%', Some(hex)) if let Ok(byte) = u8::from_str_radix(hex, 16) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            (other, _) => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{encode, field};

    #[test]
    fn what_is_encoded_is_read() {
        let form = encode(&[("name", "Ada & Söhne"), ("next", "/rust/me?a=b")]);
        assert_eq!(field(&form, "name"), "Ada & Söhne");
        assert_eq!(field(&form, "next"), "/rust/me?a=b");
        assert_eq!(field(&form, "absent"), "");
    }
}
