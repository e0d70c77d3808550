/// The longest name of a new account, in characters, as Django's.
const LONGEST: usize = 150;

/// Why a name cannot be that of a new account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// It is empty.
    #[error("the name is empty")]
    Empty,
    /// It is too long.
    #[error("the name is longer than {LONGEST} characters")]
    TooLong,
    /// It begins or ends with a space.
    #[error("the name begins or ends with a space")]
    Space,
    /// It has a character that is not seen, so that two names could look the same.
    #[error(
        "the name has a character that is not seen: a control character, a text direction mark or a \
         space of no width"
    )]
    Unseen,
}

/// Whether a new account may have this name: 1 to 150 characters, none of them a control character, a text
/// direction mark or a space of no width, and no space at its ends.
///
/// Held for new accounts only: who has another name in a Python app's table logs in by it.
///
/// # Errors
/// [`NameError`].
pub fn check_name(name: &str) -> Result<(), NameError> {
    let unseen = |character: char| {
        character.is_control()
            || matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}')
    };
    if name.is_empty() {
        Err(NameError::Empty)
    } else if name.chars().count() > LONGEST {
        Err(NameError::TooLong)
    } else if name.trim() != name {
        Err(NameError::Space)
    } else if name.contains(unseen) {
        Err(NameError::Unseen)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_new_accounts() {
        for name in ["ada", "Ada Lovelace", "ádä@example.org", "李", &"é".repeat(150)] {
            assert_eq!(check_name(name), Ok(()), "{name:?}");
        }
        for (name, error) in [
            ("", NameError::Empty),
            (" ada", NameError::Space),
            ("ada\u{3000}", NameError::Space),
            ("a\0da", NameError::Unseen),
            ("a\nda", NameError::Unseen),
            ("ada\u{202e}nimda", NameError::Unseen),
            ("a\u{200b}da", NameError::Unseen),
        ] {
            assert_eq!(check_name(name), Err(error), "{name:?}");
        }
        assert_eq!(check_name(&"a".repeat(151)), Err(NameError::TooLong));
    }
}
