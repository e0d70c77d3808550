//! Text from a cookie, made safe for a terminal.

use std::fmt::Write as _;

/// The text, with everything escaped that a terminal acts on or does not show: control characters, ANSI
/// sequences, marks that change the direction of writing, characters without a width.
pub(crate) fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        push(character, &mut shown);
    }
    shown
}

/// The text as a JSON string with its quotes, made safe for a terminal.
pub(crate) fn quoted(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 2);
    shown.push('"');
    for character in text.chars() {
        match character {
            '"' => shown.push_str("\\\""),
            '\\' => shown.push_str("\\\\"),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            other => push(other, &mut shown),
        }
    }
    shown.push('"');
    shown
}

fn push(character: char, shown: &mut String) {
    if is_safe(character) {
        shown.push(character);
    } else {
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = write!(shown, "\\u{unit:04x}");
        }
    }
}

/// Whether a terminal shows the character as itself and does nothing else.
fn is_safe(character: char) -> bool {
    !character.is_control()
        && !matches!(
            character,
            '\u{ad}' // soft hyphen
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}' // no width, direction
                | '\u{2028}'..='\u{202e}' // line ends, direction
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{e000}'..='\u{f8ff}' // private use
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{10ffff}' // tags, private use
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_has_nothing_to_act_on() {
        assert_eq!(escaped("Jürgen 名前"), "Jürgen 名前");
        assert_eq!(escaped("\u{1b}[31mred\u{7}"), "\\u001b[31mred\\u0007");
        assert_eq!(escaped("\u{9b}31m\u{7f}"), "\\u009b31m\\u007f");
        assert_eq!(escaped("a\u{202e}b\u{2066}c\u{200b}"), "a\\u202eb\\u2066c\\u200b");
        assert_eq!(escaped("\u{e0041}"), "\\udb40\\udc41");
        assert_eq!(quoted("a\"b\\c\n\u{1b}"), "\"a\\\"b\\\\c\\n\\u001b\"");
    }
}
