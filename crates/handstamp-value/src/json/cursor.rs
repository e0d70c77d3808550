use crate::json::stop::{Stop, Why};

/// A place in JSON text.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(crate) fn new_at(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// Moves to a place that this cursor has been at, or seen from where it is.
    pub(crate) fn move_to(&mut self, at: usize) {
        self.at = at;
    }

    pub(crate) fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    #[inline]
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    pub(crate) fn slice(&self, from: usize, to: usize) -> Result<&'a str, Stop> {
        self.text.get(from..to).ok_or_else(|| self.syntax())
    }

    #[inline]
    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    pub(crate) fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// The next byte that is no space, without taking it.
    #[inline]
    pub(crate) fn peek_past_space(&mut self) -> Option<u8> {
        match self.peek() {
            Some(byte) if byte > b' ' => Some(byte),
            _ => {
                self.skip_space();
                self.peek()
            }
        }
    }

    #[inline]
    pub(crate) fn expect(&mut self, byte: u8) -> Result<(), Stop> {
        if self.peek_past_space() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.syntax())
        }
    }

    pub(crate) fn word(&mut self, word: &str) -> Result<(), Stop> {
        if self.rest().starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(())
        } else {
            Err(self.syntax())
        }
    }

    /// Nothing but space is left.
    pub(crate) fn end(&mut self) -> Result<(), Stop> {
        match self.peek_past_space() {
            None => Ok(()),
            Some(_) => Err(self.syntax()),
        }
    }

    #[cold]
    pub(crate) fn syntax(&self) -> Stop {
        Stop::new(Why::Syntax, self.at)
    }
}
