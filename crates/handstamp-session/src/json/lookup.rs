use super::Form;
use super::cursor::Cursor;
use super::tag::Tag;
use crate::Error;

/// What a look-up in a dict's text found.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Found<'a> {
    /// The dict has no such key.
    Missing,
    /// A string without escapes, and the same with its quotes.
    Str(&'a str, &'a str),
    /// Any other value, as it stands in the text.
    Text(&'a str),
    /// The dict has a tag around it: it has to be read as a whole.
    Whole,
}

/// Looks a key up in the text of a dict that [`scan`](super::scan) has taken. Of equal keys the last one
/// counts. Allocates nothing but for escaped keys.
pub(crate) fn lookup<'a>(text: &'a str, form: Form, key: &str) -> Result<Found<'a>, Error> {
    let mut cursor = Cursor::new(text);
    let mut found = Found::Missing;
    cursor.expect(b'{')?;
    if cursor.peek_past_space() == Some(b'}') {
        return Ok(found);
    }
    let mut first = true;
    loop {
        cursor.skip_space();
        let raw = cursor.string()?;
        cursor.expect(b':')?;
        cursor.skip_space();
        let start = cursor.at();
        let wanted = raw.says(key);
        if cursor.peek() == Some(b'"') {
            let value = cursor.string()?;
            if wanted {
                let quoted = cursor.slice(start, cursor.at())?;
                found = match value.plain() {
                    Some(plain) => Found::Str(plain, quoted),
                    None => Found::Text(quoted),
                };
            }
        } else {
            cursor.skip_value()?;
            if wanted {
                found = Found::Text(cursor.slice(start, cursor.at())?);
            }
        }
        match cursor.peek_past_space() {
            Some(b',') => cursor.advance(1),
            Some(b'}') if first && form == Form::Tagged && Tag::of_raw(raw).is_some() => {
                return Ok(Found::Whole);
            }
            Some(b'}') => return Ok(found),
            _ => return Err(cursor.syntax()),
        }
        first = false;
    }
}

impl Cursor<'_> {
    /// Moves behind the value that begins here, in text that has been found good.
    pub(crate) fn skip_value(&mut self) -> Result<(), Error> {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.string()?;
                }
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.advance(1);
                }
                Some(b'}' | b']') if depth > 0 => {
                    depth -= 1;
                    self.advance(1);
                }
                Some(_) if depth > 0 => self.advance(1),
                Some(_) => {
                    let end = |byte: &u8| {
                        matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r')
                    };
                    let rest = self.rest();
                    let length = rest.iter().position(end).unwrap_or(rest.len());
                    if length == 0 {
                        return Err(self.syntax());
                    }
                    self.advance(length);
                }
                None => return Err(self.syntax()),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }
}
