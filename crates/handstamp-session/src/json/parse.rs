use super::cursor::Cursor;
use super::number::Number;
use super::string::Raw;
use super::tag::{Shape, Tag, Untagged};
use super::{Form, Limits};
use crate::Error;

/// What is made of JSON text while it is walked through. One walk serves the scanner, which makes
/// nothing, and the reader, which makes values: so both accept the same texts.
pub(crate) trait Build<'a> {
    type Value;
    type List: Default;
    type Dict: Default;

    fn null() -> Self::Value;
    fn bool(value: bool) -> Self::Value;
    fn number(number: Number<'a>) -> Result<Self::Value, Error>;
    fn string(raw: Raw<'a>) -> Self::Value;
    fn push(list: &mut Self::List, item: Self::Value);
    fn list(list: Self::List) -> Self::Value;
    fn put(dict: &mut Self::Dict, key: Raw<'a>, value: Self::Value);
    fn dict(dict: Self::Dict) -> Self::Value;
    fn untagged(untagged: Untagged<'a>, inner: Self::Value) -> Option<Self::Value>;
}

/// Walks through a whole JSON text.
pub(crate) fn parse<'a, B: Build<'a>>(
    text: &'a str,
    form: Form,
    limits: &Limits,
) -> Result<(B::Value, Shape<'a>), Error> {
    if text.len() > limits.bytes() {
        return Err(Error::TextTooLong { limit: limits.bytes() });
    }
    let mut parser = Parser { cursor: Cursor::new(text), form, depth: 0, limit: limits.depth() };
    let found = parser.value::<B>()?;
    parser.cursor.end()?;
    Ok(found)
}

struct Parser<'a> {
    cursor: Cursor<'a>,
    form: Form,
    depth: usize,
    limit: usize,
}

impl<'a> Parser<'a> {
    fn value<B: Build<'a>>(&mut self) -> Result<(B::Value, Shape<'a>), Error> {
        let scalar = |value| (value, Shape::Scalar);
        match self.cursor.peek_past_space() {
            Some(b'"') => {
                let raw = self.cursor.string()?;
                Ok((B::string(raw), Shape::Str(raw)))
            }
            Some(b'{') => self.nested(Self::dict::<B>),
            Some(b'[') => self.nested(Self::list::<B>),
            Some(b'-' | b'0'..=b'9') => B::number(self.cursor.number()?).map(scalar),
            Some(b't') => self.cursor.word("true").map(|()| scalar(B::bool(true))),
            Some(b'f') => self.cursor.word("false").map(|()| scalar(B::bool(false))),
            Some(b'n') => self.cursor.word("null").map(|()| scalar(B::null())),
            Some(b'N') => {
                self.cursor.word("NaN")?;
                B::number(Number::Special(f64::NAN)).map(scalar)
            }
            Some(b'I') => {
                self.cursor.word("Infinity")?;
                B::number(Number::Special(f64::INFINITY)).map(scalar)
            }
            _ => Err(self.cursor.syntax()),
        }
    }

    fn nested<T>(&mut self, inner: fn(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.depth == self.limit {
            return Err(Error::TooDeep { limit: self.limit });
        }
        self.depth += 1;
        self.cursor.advance(1);
        let found = inner(self)?;
        self.depth -= 1;
        Ok(found)
    }

    fn list<B: Build<'a>>(&mut self) -> Result<(B::Value, Shape<'a>), Error> {
        let mut list = B::List::default();
        if self.cursor.peek_past_space() == Some(b']') {
            self.cursor.advance(1);
            return Ok((B::list(list), Shape::List));
        }
        loop {
            let (item, _) = self.value::<B>()?;
            B::push(&mut list, item);
            match self.cursor.peek_past_space() {
                Some(b',') => self.cursor.advance(1),
                Some(b']') => {
                    self.cursor.advance(1);
                    return Ok((B::list(list), Shape::List));
                }
                _ => return Err(self.cursor.syntax()),
            }
        }
    }

    fn dict<B: Build<'a>>(&mut self) -> Result<(B::Value, Shape<'a>), Error> {
        let mut dict = B::Dict::default();
        if self.cursor.peek_past_space() == Some(b'}') {
            self.cursor.advance(1);
            return Ok((B::dict(dict), Shape::Dict(None)));
        }
        let start = self.cursor.at();
        let first = self.key()?;
        let tag = if self.form == Form::Tagged { Tag::of_raw(first) } else { None };
        let (value, shape) = self.value::<B>()?;
        match (self.cursor.peek_past_space(), tag) {
            (Some(b'}'), Some(tag)) => {
                let untagged = tag.apply(shape).and_then(|untagged| {
                    let shape = match untagged {
                        Untagged::Dict(_) => Shape::Dict(None),
                        _ => Shape::Tagged,
                    };
                    Some((B::untagged(untagged, value)?, shape))
                });
                self.cursor.advance(1);
                return untagged.ok_or(Error::BadTag { at: start });
            }
            _ => B::put(&mut dict, first, value),
        }
        let mut only = Some(first);
        loop {
            match self.cursor.peek_past_space() {
                Some(b',') => self.cursor.advance(1),
                Some(b'}') => {
                    self.cursor.advance(1);
                    return Ok((B::dict(dict), Shape::Dict(only)));
                }
                _ => return Err(self.cursor.syntax()),
            }
            let key = self.key()?;
            if only.take().is_some() && tag.is_some() && key.same(&first) {
                // One key said twice: Python sees a tag, and no Flask writes it so.
                return Err(Error::BadTag { at: start });
            }
            let (value, _) = self.value::<B>()?;
            B::put(&mut dict, key, value);
        }
    }

    fn key(&mut self) -> Result<Raw<'a>, Error> {
        self.cursor.skip_space();
        let key = self.cursor.string()?;
        self.cursor.expect(b':')?;
        Ok(key)
    }
}
