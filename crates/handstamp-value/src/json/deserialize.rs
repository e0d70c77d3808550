use serde::de::{self, DeserializeSeed, Visitor};

use super::access::{Entries, Items};
use super::cursor::Cursor;
use super::number::Number;
use super::string::Raw;
use super::tag::Tag;
use super::{Form, Limits, read};
use crate::Error;
use crate::typed::{FromValue, is_own_name};

/// Serde's way into JSON text that [`scan`](super::scan) has taken: straight from the text, strings
/// borrowed where they have no escapes, tags undone on the way.
pub(crate) struct FromText<'c, 'de> {
    pub(super) cursor: &'c mut Cursor<'de>,
    pub(super) form: Form,
    /// What is left of the nesting that is taken.
    pub(super) depth: usize,
    /// The value that begins here is all that the cursor's text has.
    pub(super) whole: bool,
}

impl<'c, 'de> FromText<'c, 'de> {
    /// Reads the whole of a text.
    pub(crate) fn of<T: de::Deserialize<'de>>(
        text: &'de str,
        form: Form,
        limits: &Limits,
    ) -> Result<T, Error> {
        let depth = limits.depth();
        FromText::seed(std::marker::PhantomData, &mut Cursor::new(text), form, depth)
    }

    /// As [`of`](Self::of), for a cursor at the start of a text.
    pub(crate) fn seed<S: DeserializeSeed<'de>>(
        seed: S,
        cursor: &'c mut Cursor<'de>,
        form: Form,
        depth: usize,
    ) -> Result<S::Value, Error> {
        let value =
            seed.deserialize(FromText { cursor: &mut *cursor, form, depth, whole: true })?;
        cursor.end()?;
        Ok(value)
    }

    fn inner(&mut self) -> Result<FromText<'_, 'de>, Error> {
        let depth = self.depth.checked_sub(1).ok_or(Error::TooDeep { limit: 0 })?;
        Ok(FromText { cursor: self.cursor, form: self.form, depth, whole: false })
    }

    fn skip(self) -> Result<&'de str, Error> {
        if self.whole {
            let text = self.cursor.text();
            self.cursor.move_to(text.len());
            return Ok(text);
        }
        self.cursor.skip_space();
        let start = self.cursor.at();
        self.cursor.skip_value()?;
        Ok(self.cursor.slice(start, self.cursor.at())?)
    }

    /// The tag around the dict that begins here.
    fn tag(&mut self) -> Result<Option<Tag>, Error> {
        if self.form == Form::Plain {
            return Ok(None);
        }
        let start = self.cursor.at();
        self.cursor.advance(1);
        let mut found = None;
        if self.cursor.peek_past_space() == Some(b'"')
            && let Some(tag) = Tag::of_key(&self.cursor.span()?, self.cursor.text())
        {
            self.cursor.expect(b':')?;
            self.cursor.skip_space();
            self.cursor.skip_value()?;
            found = (self.cursor.peek_past_space() == Some(b'}')).then_some(tag);
        }
        self.cursor.move_to(start);
        Ok(found)
    }

    /// The value that begins here, made whole.
    fn value(self) -> Result<FromValue<'de>, Error> {
        let form = self.form;
        let limits = Limits::default().with_bytes(usize::MAX).with_depth(self.depth);
        Ok(FromValue::owned(read(self.skip()?, form, &limits)?))
    }

    fn list<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Error> {
        self.cursor.expect(b'[')?;
        let mut items = Items { from: self.inner()?, first: true };
        let value = visitor.visit_seq(&mut items)?;
        if !items.at_end()? {
            return Err(de::Error::invalid_length(usize::MAX, &"fewer items"));
        }
        self.cursor.expect(b']')?;
        Ok(value)
    }

    fn dict<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Error> {
        match self.tag()? {
            None => {}
            Some(Tag::Tuple) => {
                self.cursor.advance(1);
                self.cursor.skip_space();
                self.cursor.string()?;
                self.cursor.expect(b':')?;
                self.cursor.skip_space();
                let value = self.inner()?.list(visitor)?;
                self.cursor.expect(b'}')?;
                return Ok(value);
            }
            Some(_) => return de::Deserializer::deserialize_any(self.value()?, visitor),
        }
        self.cursor.expect(b'{')?;
        let mut entries = Entries { from: self.inner()?, first: true };
        let value = visitor.visit_map(&mut entries)?;
        if entries.raw_key()?.is_some() {
            return Err(de::Error::invalid_length(usize::MAX, &"fewer keys"));
        }
        self.cursor.expect(b'}')?;
        Ok(value)
    }

    fn number<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.cursor.number()? {
            Number::Float(text) => visitor.visit_f64(text.parse().unwrap_or(f64::NAN)),
            Number::Special(value) => visitor.visit_f64(value),
            Number::Int(text) => {
                if let Ok(value) = text.parse::<u64>() {
                    visitor.visit_u64(value)
                } else if let Ok(value) = text.parse::<i64>() {
                    visitor.visit_i64(value)
                } else {
                    visitor.visit_f64(text.parse().unwrap_or(f64::NAN))
                }
            }
        }
    }

    fn large<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let text = self.cursor.text();
        self.cursor.skip_space();
        let start = self.cursor.at();
        if matches!(self.cursor.peek(), Some(b'-' | b'0'..=b'9')) {
            let end = {
                self.cursor.number()?;
                self.cursor.at()
            };
            let digits = text.get(start..end).unwrap_or_default();
            if let Ok(value) = digits.parse::<i128>() {
                return visitor.visit_i128(value);
            }
            if let Ok(value) = digits.parse::<u128>() {
                return visitor.visit_u128(value);
            }
            self.cursor.move_to(start);
        }
        de::Deserializer::deserialize_any(self, visitor)
    }
}

fn visit_string<'de, V: Visitor<'de>>(raw: Raw<'de>, visitor: V) -> Result<V::Value, Error> {
    match raw.plain() {
        Some(text) => visitor.visit_borrowed_str(text),
        None => de::Deserializer::deserialize_any(FromValue::owned(raw.to_text().into()), visitor),
    }
}

impl<'de> de::Deserializer<'de> for FromText<'_, 'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.cursor.peek_past_space() {
            Some(b'"') => visit_string(self.cursor.string()?, visitor),
            Some(b'{') => self.dict(visitor),
            Some(b'[') => self.list(visitor),
            Some(b'-' | b'0'..=b'9') => self.number(visitor),
            Some(b't') => {
                self.cursor.word("true")?;
                visitor.visit_bool(true)
            }
            Some(b'f') => {
                self.cursor.word("false")?;
                visitor.visit_bool(false)
            }
            Some(b'n') => {
                self.cursor.word("null")?;
                visitor.visit_unit()
            }
            Some(b'N') => {
                self.cursor.word("NaN")?;
                visitor.visit_f64(f64::NAN)
            }
            Some(b'I') => {
                self.cursor.word("Infinity")?;
                visitor.visit_f64(f64::INFINITY)
            }
            _ => Err(self.cursor.syntax().into()),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.cursor.peek_past_space() == Some(b'n') {
            self.cursor.word("null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if is_own_name(name) {
            return self.value()?.deserialize_newtype_struct(name, visitor);
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.value()?.deserialize_enum(name, variants, visitor)
    }

    // Bytes that were signed as a list of numbers, or as text, are for the visitor to take.
    fn deserialize_seq<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Error> {
        if self.cursor.peek_past_space() == Some(b'{') && self.tag()? == Some(Tag::Bytes) {
            return self.value()?.deserialize_seq(visitor);
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.large(visitor)
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.large(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.skip()?;
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct
        tuple tuple_struct map struct identifier
    }
}
