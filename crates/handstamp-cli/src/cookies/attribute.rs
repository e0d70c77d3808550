//! The attributes of a `Set-Cookie` line (RFC 6265bis), which are no cookies.

/// Whether this is an attribute: its name and a value that such an attribute has. A cookie can have the same name.
pub(crate) fn is_attribute(piece: &[u8]) -> bool {
    let piece = piece.trim_ascii();
    let Some(at) = piece.iter().position(|byte| *byte == b'=') else {
        return is_one_of(piece, &["secure", "httponly", "partitioned"]);
    };
    let name = piece.get(..at).unwrap_or_default().trim_ascii().to_ascii_lowercase();
    let value = piece.get(at + 1..).unwrap_or_default().trim_ascii();
    match name.as_slice() {
        b"path" => value.starts_with(b"/"),
        b"domain" => is_host(value),
        b"max-age" => is_number(value.strip_prefix(b"-").unwrap_or(value)),
        b"expires" => value.ends_with(b"GMT"),
        b"samesite" => is_one_of(value, &["lax", "strict", "none"]),
        b"priority" => is_one_of(value, &["low", "medium", "high"]),
        _ => false,
    }
}

fn is_one_of(text: &[u8], words: &[&str]) -> bool {
    words.iter().any(|word| text.eq_ignore_ascii_case(word.as_bytes()))
}

fn is_host(text: &[u8]) -> bool {
    !text.is_empty()
        && text.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}

fn is_number(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_has_a_value_of_its_kind() {
        for attribute in [
            "HttpOnly",
            " secure ",
            "Partitioned",
            "Path=/",
            "path = /app",
            "Domain=.example.com",
            "Max-Age=2678400",
            "max-age=-1",
            "Expires=Wed, 21 Oct 2026 07:28:00 GMT",
            "SameSite=Lax",
            "samesite=none",
            "Priority=High",
        ] {
            assert!(is_attribute(attribute.as_bytes()), "{attribute}");
        }
        for cookie in [
            "dark",
            "httponly=1",
            "path=42",
            "domain=",
            "domain=a|b",
            "max-age=",
            "max-age=-",
            "expires=never",
            "samesite=yes",
            "priority=1",
            "session=/",
            "",
        ] {
            assert!(!is_attribute(cookie.as_bytes()), "{cookie}");
        }
    }
}
