//! Removes what was added to a cookie's value on its way here: quotes, `b'…'`, URL-encoding, line breaks.

use std::borrow::Cow;

use percent_encoding::percent_decode;

use super::diagnosis::Diagnosis;

/// The value itself, and what was removed.
pub(crate) fn clean(value: &[u8]) -> (Vec<u8>, Vec<Diagnosis>) {
    let mut notes = Vec::new();
    let mut text = value.trim_ascii().to_vec();
    if text.contains(&b'\n') || text.contains(&b'\r') {
        text = without_line_breaks(&text);
        notes.push(Diagnosis::LineBreaks);
    }
    // Each step makes the text shorter. Quotes can be URL-encoded, and an encoded text can be quoted.
    for _ in 0..3 {
        if let [b'b', b'\'', inner @ .., b'\''] | [b'b', b'"', inner @ .., b'"'] = text.as_slice() {
            text = inner.to_vec();
            notes.push(Diagnosis::BytesLiteral);
        } else if let [b'\'', inner @ .., b'\''] = text.as_slice() {
            text = inner.to_vec();
            notes.push(Diagnosis::Quoted { single: true });
        } else if let Some(inner) = unquoted(&text) {
            text = inner;
            notes.push(Diagnosis::Quoted { single: false });
        } else if let Some(decoded) = url_decoded(&text) {
            text = decoded;
            notes.push(Diagnosis::UrlEncoded);
        } else {
            break;
        }
    }
    notes.dedup();
    (text, notes)
}

/// Joins the lines, without the blanks around them.
fn without_line_breaks(text: &[u8]) -> Vec<u8> {
    text.split(|byte| matches!(byte, b'\n' | b'\r'))
        .map(<[u8]>::trim_ascii)
        .collect::<Vec<_>>()
        .concat()
}

/// Undoes the quotes of Python's `http.cookies`: a backslash before a character, or before three octal
/// digits.
fn unquoted(text: &[u8]) -> Option<Vec<u8>> {
    let inner = match text {
        [b'"', inner @ .., b'"'] => inner,
        _ => return None,
    };
    let mut plain = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((first, after)) = rest.split_first() {
        let (byte, after) = match (first, after) {
            (b'\\', [a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', after @ ..]) => {
                ((a - b'0') << 6 | (b - b'0') << 3 | (c - b'0'), after)
            }
            (b'\\', [escaped, after @ ..]) => (*escaped, after),
            (other, after) => (*other, after),
        };
        plain.push(byte);
        rest = after;
    }
    Some(plain)
}

/// Decodes `%XX`. `None` if there is nothing to decode. The id of a remember token may hold a `%XX` that is
/// meant as it is.
fn url_decoded(text: &[u8]) -> Option<Vec<u8>> {
    match Cow::from(percent_decode(text)) {
        Cow::Owned(decoded) if !text.contains(&b'|') => Some(decoded),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_removed() {
        use Diagnosis::{LineBreaks, UrlEncoded};
        let quoted = || Diagnosis::Quoted { single: false };
        let cases: &[(&str, &str, &[Diagnosis])] = &[
            ("a.b.c", "a.b.c", &[]),
            ("\"a.b.c\"", "a.b.c", &[quoted()]),
            ("'a.b.c'", "a.b.c", &[Diagnosis::Quoted { single: true }]),
            (r#""a\075\".b\""#, r#"a=".b\"#, &[quoted()]),
            ("a%3D.b.c", "a=.b.c", &[UrlEncoded]),
            ("%22a%3D.b%22", "a=.b", &[UrlEncoded, quoted()]),
            ("a%4", "a%4", &[]),
            ("a%40b|00", "a%40b|00", &[]),
            ("a.\r\n  b.\nc", "a.b.c", &[LineBreaks]),
            ("\"", "\"", &[]),
            ("b'a.b.c'", "a.b.c", &[Diagnosis::BytesLiteral]),
            ("b\"a.b.c\"", "a.b.c", &[Diagnosis::BytesLiteral]),
            ("\"b'a.b.c'\"", "a.b.c", &[quoted(), Diagnosis::BytesLiteral]),
            ("b'a.b.c", "b'a.b.c", &[]),
        ];
        for (value, text, notes) in cases {
            let (found, found_notes) = clean(value.as_bytes());
            assert_eq!(String::from_utf8_lossy(&found), *text, "{value}");
            assert_eq!(&found_notes, notes, "{value}");
        }
    }
}
