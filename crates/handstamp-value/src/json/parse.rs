use crate::json::cursor::Cursor;
use crate::json::index::Index;
use crate::json::limits::Limits;
use crate::json::number::Number;
use crate::json::read_error::ReadError;
use crate::json::stop::{Stop, Why};
use crate::json::string::Span;
use crate::json::tag::{Shape, Tag};
use crate::json::tags::Tags;
use crate::json::untag::{Untagged, untag};

/// What is made of JSON text while it is walked through. One walk serves the scanner, which makes
/// nothing, and the reader, which makes values: so both accept the same texts.
pub(crate) trait Build<'a> {
    type Value;
    type List: Default;
    type Dict: Default;

    fn null() -> Self::Value;
    fn bool(value: bool) -> Self::Value;
    fn number(number: Number<'a>) -> Self::Value;
    fn string(text: &'a str, span: Span) -> Self::Value;
    fn push(list: &mut Self::List, item: Self::Value);
    fn list(list: Self::List) -> Self::Value;
    fn put(dict: &mut Self::Dict, text: &'a str, key: Span, value: Self::Value);
    fn dict(dict: Self::Dict) -> Self::Value;
    fn untagged(untagged: Untagged<'a>, inner: Self::Value) -> Option<Self::Value>;
}

/// Walks through a whole JSON text. If the text is a dict and there is an index, it is told where the dict's
/// keys and values stand.
pub(crate) fn parse<'a, B: Build<'a>>(
    text: &'a str,
    tags: Tags,
    limits: &Limits,
    index: Option<&mut Index>,
) -> Result<(B::Value, Shape), ReadError> {
    if text.len() > limits.bytes() {
        return Err(ReadError::TextTooLong { limit: limits.bytes() });
    }
    let mut parser =
        Parser { cursor: Cursor::new(text), tags, depth: 0, limit: limits.depth(), index };
    let found = parser.value::<B>()?;
    parser.cursor.end()?;
    Ok(found)
}

struct Parser<'a, 'i> {
    cursor: Cursor<'a>,
    tags: Tags,
    depth: usize,
    limit: usize,
    index: Option<&'i mut Index>,
}

type Parsed<V> = Result<(V, Shape), Stop>;

impl<'a> Parser<'a, '_> {
    fn value<B: Build<'a>>(&mut self) -> Parsed<B::Value> {
        let value = match self.cursor.peek_past_space() {
            Some(b'"') => {
                let span = self.cursor.span()?;
                return Ok((B::string(self.cursor.text(), span), Shape::Str));
            }
            Some(b'{') => {
                self.enter()?;
                let found = self.dict::<B>()?;
                self.depth -= 1;
                return Ok(found);
            }
            Some(b'[') => {
                self.enter()?;
                let found = self.list::<B>()?;
                self.depth -= 1;
                return Ok((found, Shape::List));
            }
            Some(b'-' | b'0'..=b'9') => B::number(self.cursor.number()?),
            Some(b't') => self.cursor.word("true").map(|()| B::bool(true))?,
            Some(b'f') => self.cursor.word("false").map(|()| B::bool(false))?,
            Some(b'n') => self.cursor.word("null").map(|()| B::null())?,
            Some(b'N') => self.cursor.word("NaN").map(|()| B::number(Number::Special(f64::NAN)))?,
            Some(b'I') => {
                self.cursor.word("Infinity").map(|()| B::number(Number::Special(f64::INFINITY)))?
            }
            _ => return Err(self.cursor.syntax()),
        };
        Ok((value, Shape::Scalar))
    }

    fn enter(&mut self) -> Result<(), Stop> {
        if self.depth == self.limit {
            return Err(Stop::new(Why::TooDeep, self.limit));
        }
        self.depth += 1;
        self.cursor.advance(1);
        Ok(())
    }

    fn list<B: Build<'a>>(&mut self) -> Result<B::Value, Stop> {
        let mut list = B::List::default();
        if self.cursor.peek_past_space() == Some(b']') {
            self.cursor.advance(1);
            return Ok(B::list(list));
        }
        loop {
            let (item, _) = self.value::<B>()?;
            B::push(&mut list, item);
            match self.cursor.peek_past_space() {
                Some(b',') => self.cursor.advance(1),
                Some(b']') => {
                    self.cursor.advance(1);
                    return Ok(B::list(list));
                }
                _ => return Err(self.cursor.syntax()),
            }
        }
    }

    fn dict<B: Build<'a>>(&mut self) -> Parsed<B::Value> {
        let text = self.cursor.text();
        let mut dict = B::Dict::default();
        if self.cursor.peek_past_space() == Some(b'}') {
            self.cursor.advance(1);
            return Ok((B::dict(dict), Shape::Dict));
        }
        let start = self.cursor.at();
        let (first, value, shape, value_start) = self.pair::<B>()?;
        let tag = match self.tags {
            Tags::Flask => Tag::of_key(&first, text),
            Tags::Plain => None,
        };
        if let (Some(tag), Some(b'}')) = (tag, self.cursor.peek_past_space()) {
            self.cursor.advance(1);
            let bad = Stop::new(Why::BadTag, start);
            let untagged = untag(tag, shape, Cursor::new_at(text, value_start)).ok_or(bad)?;
            let shape = match untagged {
                Untagged::Dict(_) => Shape::Dict,
                _ => Shape::Tagged,
            };
            if self.depth == 1
                && let Some(index) = &mut self.index
            {
                index.set_tagged();
            }
            return Ok((B::untagged(untagged, value).ok_or(bad)?, shape));
        }
        B::put(&mut dict, text, first, value);
        let mut shape = Shape::DictOfOne;
        loop {
            match self.cursor.peek_past_space() {
                Some(b',') => self.cursor.advance(1),
                Some(b'}') => {
                    self.cursor.advance(1);
                    return Ok((B::dict(dict), shape));
                }
                _ => return Err(self.cursor.syntax()),
            }
            let (key, value, _, _) = self.pair::<B>()?;
            if shape == Shape::DictOfOne && tag.is_some() && key.raw(text).same(&first.raw(text)) {
                // The same key twice: Python sees a tag, and Flask never writes that.
                return Err(Stop::new(Why::BadTag, start));
            }
            shape = Shape::Dict;
            B::put(&mut dict, text, key, value);
        }
    }

    /// A key, its value, what that looks like, and where it begins.
    #[inline]
    fn pair<B: Build<'a>>(&mut self) -> Result<(Span, B::Value, Shape, usize), Stop> {
        self.cursor.peek_past_space();
        let key = self.cursor.span()?;
        self.cursor.expect(b':')?;
        self.cursor.peek_past_space();
        let start = self.cursor.at();
        let (value, shape) = self.value::<B>()?;
        if self.depth == 1
            && let Some(index) = &mut self.index
        {
            index.push(key, start, self.cursor.at());
        }
        Ok((key, value, shape, start))
    }
}
