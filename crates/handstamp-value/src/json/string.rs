use crate::json::cursor::Cursor;
use crate::json::stop::Stop;
use crate::text::Text;
use crate::wtf8::Wtf8Builder;

/// A string of JSON as it stands between its quotes; the escapes in it are valid.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Raw<'a> {
    text: &'a str,
    escaped: bool,
}

impl<'a> Raw<'a> {
    /// The string itself, if nothing in it is escaped.
    #[inline]
    pub(crate) fn plain(&self) -> Option<&'a str> {
        (!self.escaped).then_some(self.text)
    }

    pub(crate) fn to_text(self) -> Text {
        match self.plain() {
            Some(text) => text.into(),
            None => self.unescape(),
        }
    }

    /// Whether the string is `other`. Allocates only if there are escapes.
    #[inline]
    pub(crate) fn says(&self, other: &str) -> bool {
        if self.escaped { self.unescape() == other } else { self.text == other }
    }

    /// Whether it is the same as another string.
    pub(crate) fn same(&self, other: &Self) -> bool {
        if self.escaped || other.escaped {
            self.to_text() == other.to_text()
        } else {
            self.text == other.text
        }
    }

    fn unescape(&self) -> Text {
        let mut builder = Wtf8Builder::with_capacity(self.text.len());
        let mut rest = self.text;
        while let Some(at) = rest.find('\\') {
            builder.push_str(rest.get(..at).unwrap_or_default());
            let escape = rest.as_bytes().get(at + 1).copied().unwrap_or_default();
            let mut used = 2;
            match escape {
                b'b' => builder.push_char('\u{8}'),
                b'f' => builder.push_char('\u{c}'),
                b'n' => builder.push_char('\n'),
                b'r' => builder.push_char('\r'),
                b't' => builder.push_char('\t'),
                b'u' => {
                    let digits = rest.get(at + 2..at + 6).unwrap_or_default();
                    builder.push_unit(u16::from_str_radix(digits, 16).unwrap_or_default());
                    used = 6;
                }
                other => builder.push_char(char::from(other)),
            }
            rest = rest.get(at + used..).unwrap_or_default();
        }
        builder.push_str(rest);
        Text::of(builder.finish())
    }
}

/// Where a string of JSON stands: what is between its quotes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    start: usize,
    end: usize,
    escaped: bool,
}

impl Span {
    /// The string that stands there in this text.
    #[inline]
    pub(crate) fn raw<'a>(&self, text: &'a str) -> Raw<'a> {
        let text = text.get(self.start..self.end).unwrap_or_default();
        Raw { text, escaped: self.escaped }
    }

    /// Whether the string may begin with a space.
    #[inline]
    pub(crate) fn may_begin_with_space(&self, text: &str) -> bool {
        matches!(text.as_bytes().get(self.start), Some(b' ' | b'\\'))
    }
}

impl<'a> Cursor<'a> {
    /// The string that begins here, at its opening quote. Control characters and escapes that Python
    /// refuses are errors.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<Raw<'a>, Stop> {
        Ok(self.span()?.raw(self.text()))
    }

    /// As [`string`](Self::string), only where it stands.
    #[inline]
    pub(crate) fn span(&mut self) -> Result<Span, Stop> {
        if self.peek() != Some(b'"') {
            return Err(self.syntax());
        }
        self.advance(1);
        let start = self.at();
        let mut escaped = false;
        loop {
            self.advance(plain_length(self.rest()));
            match self.peek() {
                Some(b'"') => {
                    let end = self.at();
                    self.advance(1);
                    return Ok(Span { start, end, escaped });
                }
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                _ => return Err(self.syntax()),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Stop> {
        match self.rest() {
            [_, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => {
                self.advance(2);
                Ok(())
            }
            [_, b'u', a, b, c, d, ..] if [a, b, c, d].iter().all(|h| h.is_ascii_hexdigit()) => {
                self.advance(6);
                Ok(())
            }
            _ => Err(self.syntax()),
        }
    }
}

/// How many bytes from the start are neither a quote, nor a backslash, nor a control character. Eight
/// at a time.
#[inline]
fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let mut rest = bytes;
    let mut length = 0;
    while let Some((eight, after)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*eight);
        let quote = word ^ (ONES * 0x22);
        let backslash = word ^ (ONES * 0x5C);
        // The lowest bit that is set marks the first byte that was looked for.
        let found = (quote.wrapping_sub(ONES) & !quote)
            | (backslash.wrapping_sub(ONES) & !backslash)
            | (word.wrapping_sub(ONES * 0x20) & !word);
        let found = found & HIGHS;
        if found != 0 {
            return length + (found.trailing_zeros() / 8) as usize;
        }
        length += 8;
        rest = after;
    }
    length
        + rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).unwrap_or(rest.len())
}
