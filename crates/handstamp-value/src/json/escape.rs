use std::fmt::Write as _;

use crate::json::write_error::WriteError;
use crate::text::Text;

/// Writes text in quotes, as Python's `json.encoder` does; with `ascii` as under `ensure_ascii`.
pub(crate) fn write_text(out: &mut String, text: &Text, ascii: bool) -> Result<(), WriteError> {
    out.push('"');
    match text.as_str() {
        Some(text) => write_escaped(out, text, ascii),
        None if ascii => {
            for point in text.code_points() {
                match char::from_u32(point) {
                    Some(character) => write_character(out, character, ascii),
                    None => {
                        let _ = write!(out, "\\u{point:04x}");
                    }
                }
            }
        }
        None => return Err(WriteError::LoneSurrogate),
    }
    out.push('"');
    Ok(())
}

fn write_escaped(out: &mut String, text: &str, ascii: bool) {
    let plain = |byte: u8| match byte {
        b'"' | b'\\' | 0..0x20 => false,
        0x7F.. => !ascii,
        _ => true,
    };
    if text.bytes().all(plain) {
        out.push_str(text);
    } else {
        text.chars().for_each(|character| write_character(out, character, ascii));
    }
}

fn write_character(out: &mut String, character: char, ascii: bool) {
    let escape = match character {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\u{8}' => "\\b",
        '\u{c}' => "\\f",
        ' '..='~' => return out.push(character),
        _ if ascii || character < ' ' => {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
            return;
        }
        _ => return out.push(character),
    };
    out.push_str(escape);
}
