use crate::int::MAX_DIGITS;
use crate::json::cursor::Cursor;
use crate::json::stop::{Stop, Why};

/// A number of JSON, as text.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Number<'a> {
    Int(&'a str),
    Float(&'a str),
    /// NaN or an infinity.
    Special(f64),
}

impl<'a> Cursor<'a> {
    /// The number that begins here: `-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?`, or `-Infinity`.
    pub(crate) fn number(&mut self) -> Result<Number<'a>, Stop> {
        let start = self.at();
        if self.peek() == Some(b'-') {
            self.advance(1);
            if self.peek() == Some(b'I') {
                self.word("Infinity")?;
                return Ok(Number::Special(f64::NEG_INFINITY));
            }
        }
        let digits = self.digits();
        if digits == 0 {
            return Err(self.syntax());
        }
        let first = self.at() - digits;
        if digits > 1 && self.text().as_bytes().get(first) == Some(&b'0') {
            self.move_to(first + 1);
            return Err(self.syntax());
        }
        let mut float = false;
        if self.peek() == Some(b'.') {
            self.advance(1);
            if self.digits() == 0 {
                return Err(self.syntax());
            }
            float = true;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.advance(1);
            if let Some(b'+' | b'-') = self.peek() {
                self.advance(1);
            }
            if self.digits() == 0 {
                return Err(self.syntax());
            }
            float = true;
        }
        let text = self.slice(start, self.at())?;
        if float {
            return Ok(Number::Float(text));
        }
        if digits > MAX_DIGITS {
            return Err(Stop::new(Why::IntegerTooLong, start));
        }
        Ok(Number::Int(text))
    }

    fn digits(&mut self) -> usize {
        let count = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.advance(count);
        count
    }
}
