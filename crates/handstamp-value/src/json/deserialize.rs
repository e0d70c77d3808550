use serde::de::{self, DeserializeSeed, Deserializer as _, MapAccess, SeqAccess, Visitor};

use crate::json::cursor::Cursor;
use crate::json::limits::Limits;
use crate::json::read::read;
use crate::json::string::Raw;
use crate::json::tag::Tag;
use crate::json::tags::Tags;
use crate::json::visit_number::{Large, visit_number};
use crate::typed::error::TypedError;
use crate::typed::from_key::FromKey;
use crate::typed::from_value::FromValue;
use crate::typed::names::is_own_name;

/// Serde's way into JSON text that [`scan`](crate::json::scan::scan) has taken: strings without escapes are
/// borrowed, tags are undone on the way.
pub(crate) struct FromText<'c, 'de> {
    cursor: &'c mut Cursor<'de>,
    tags: Tags,
    /// How many more levels of nesting are taken.
    depth: usize,
    /// The cursor's text is this value and nothing else.
    whole: bool,
}

impl<'c, 'de> FromText<'c, 'de> {
    /// Reads the whole of a text.
    pub(crate) fn of<T: de::Deserialize<'de>>(
        text: &'de str,
        tags: Tags,
        limits: &Limits,
    ) -> Result<T, TypedError> {
        let depth = limits.depth();
        FromText::seed(std::marker::PhantomData, &mut Cursor::new(text), tags, depth)
    }

    /// As [`of`](Self::of), for a cursor at the start of a text.
    pub(crate) fn seed<S: DeserializeSeed<'de>>(
        seed: S,
        cursor: &'c mut Cursor<'de>,
        tags: Tags,
        depth: usize,
    ) -> Result<S::Value, TypedError> {
        let value =
            seed.deserialize(FromText { cursor: &mut *cursor, tags, depth, whole: true })?;
        cursor.end()?;
        Ok(value)
    }

    /// The value that begins where the cursor is now.
    fn next(&mut self) -> FromText<'_, 'de> {
        FromText { cursor: self.cursor, tags: self.tags, depth: self.depth, whole: false }
    }

    /// What is within the list or dict that begins here.
    fn within(&mut self) -> Result<Within<'_, 'de>, TypedError> {
        let depth = self.depth.checked_sub(1).ok_or_else(TypedError::too_deep)?;
        Ok(Within { from: FromText { depth, ..self.next() }, first: true })
    }

    fn skip(self) -> Result<&'de str, TypedError> {
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
    fn tag(&mut self) -> Result<Option<Tag>, TypedError> {
        match self.tags {
            Tags::Plain => Ok(None),
            Tags::Flask => Ok(self.cursor.tag()?),
        }
    }

    /// The value that begins here, made whole.
    fn value(self) -> Result<FromValue<'de>, TypedError> {
        let tags = self.tags;
        let limits = Limits::default().with_bytes(usize::MAX).with_depth(self.depth);
        Ok(FromValue::owned(read(self.skip()?, tags, &limits)?))
    }

    fn list<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, TypedError> {
        self.cursor.expect(b'[')?;
        let mut items = self.within()?;
        let value = visitor.visit_seq(&mut items)?;
        if items.from.cursor.next_item(&mut items.first)? {
            return Err(de::Error::invalid_length(usize::MAX, &"fewer items"));
        }
        self.cursor.expect(b']')?;
        Ok(value)
    }

    /// The tuple within the tag that begins here.
    fn tuple<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, TypedError> {
        self.cursor.expect(b'{')?;
        let mut tag = self.within()?;
        tag.from.cursor.skip_space();
        tag.from.cursor.next_key(&mut tag.first)?;
        tag.from.cursor.skip_space();
        let value = tag.from.list(visitor)?;
        self.cursor.expect(b'}')?;
        Ok(value)
    }

    fn dict<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, TypedError> {
        match self.tag()? {
            None => {}
            Some(Tag::Tuple) => return self.tuple(visitor),
            Some(_) => return self.value()?.deserialize_any(visitor),
        }
        self.cursor.expect(b'{')?;
        let mut entries = self.within()?;
        let value = visitor.visit_map(&mut entries)?;
        if entries.from.cursor.next_key(&mut entries.first)?.is_some() {
            return Err(de::Error::invalid_length(usize::MAX, &"fewer keys"));
        }
        self.cursor.expect(b'}')?;
        Ok(value)
    }

    fn large<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedError> {
        match Large::of(self.cursor)? {
            Some(Large::Signed(value)) => visitor.visit_i128(value),
            Some(Large::Unsigned(value)) => visitor.visit_u128(value),
            None => self.deserialize_any(visitor),
        }
    }
}

/// What is within a list or a dict.
struct Within<'c, 'de> {
    from: FromText<'c, 'de>,
    first: bool,
}

impl<'de> SeqAccess<'de> for &mut Within<'_, 'de> {
    type Error = TypedError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, TypedError> {
        if self.from.cursor.next_item(&mut self.first)? {
            seed.deserialize(self.from.next()).map(Some)
        } else {
            Ok(None)
        }
    }
}

impl<'de> MapAccess<'de> for &mut Within<'_, 'de> {
    type Error = TypedError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, TypedError> {
        match self.from.cursor.next_key(&mut self.first)? {
            Some(key) => seed.deserialize(key_of(key)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<T::Value, TypedError> {
        seed.deserialize(self.from.next())
    }
}

/// Serde's way into a key.
pub(crate) fn key_of(raw: Raw<'_>) -> FromKey<'_> {
    match raw.plain() {
        Some(text) => FromKey::borrowed(text),
        None => FromKey::owned(raw.to_text()),
    }
}

fn visit_string<'de, V: Visitor<'de>>(raw: Raw<'de>, visitor: V) -> Result<V::Value, TypedError> {
    match raw.plain() {
        Some(text) => visitor.visit_borrowed_str(text),
        None => FromValue::owned(raw.to_text().into()).deserialize_any(visitor),
    }
}

impl<'de> de::Deserializer<'de> for FromText<'_, 'de> {
    type Error = TypedError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedError> {
        match self.cursor.peek_past_space() {
            Some(b'"') => visit_string(self.cursor.string()?, visitor),
            Some(b'{') => self.dict(visitor),
            Some(b'[') => self.list(visitor),
            Some(b'-' | b'0'..=b'9') => visit_number(self.cursor, visitor),
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

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedError> {
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
    ) -> Result<V::Value, TypedError> {
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
    ) -> Result<V::Value, TypedError> {
        self.value()?.deserialize_enum(name, variants, visitor)
    }

    // A visitor that wants a list takes bytes as numbers too.
    fn deserialize_seq<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, TypedError> {
        if self.cursor.peek_past_space() == Some(b'{') && self.tag()? == Some(Tag::Bytes) {
            return self.value()?.deserialize_seq(visitor);
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedError> {
        self.large(visitor)
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedError> {
        self.large(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedError> {
        self.skip()?;
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct
        tuple tuple_struct map struct identifier
    }
}
