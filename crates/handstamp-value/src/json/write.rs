use std::fmt::Write as _;

use super::float::write_float;
use super::tag::{Tag, encode_base64};
use super::{Form, Limits, Style};
use crate::{Dict, Error, Key, Text, Value, http_date};

/// Writes a value as Python's `json.dumps` does, or as Flask's `TaggedJSONSerializer.dumps`.
///
/// # Errors
/// [`Error::UnsortableKeys`], [`Error::NoJsonForm`], [`Error::LoneSurrogate`] (only without
/// `ensure_ascii`), and [`Error::TooDeep`] or [`Error::TextTooLong`] for what could not be read back
/// under the same limits.
pub fn write(value: &Value, style: &Style, limits: &Limits) -> Result<String, Error> {
    let mut writer = Writer { out: String::new(), style, limit: limits.depth() };
    writer.value(value, 0)?;
    within(writer.out, limits)
}

/// As [`write()`], for a dict.
///
/// # Errors
/// As [`write()`].
pub fn write_dict(dict: &Dict, style: &Style, limits: &Limits) -> Result<String, Error> {
    let mut writer = Writer { out: String::new(), style, limit: limits.depth() };
    writer.dict(dict, 0)?;
    within(writer.out, limits)
}

fn within(text: String, limits: &Limits) -> Result<String, Error> {
    if text.len() > limits.bytes() {
        return Err(Error::TextTooLong { limit: limits.bytes() });
    }
    Ok(text)
}

struct Writer<'s> {
    out: String,
    style: &'s Style,
    limit: usize,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value, depth: usize) -> Result<(), Error> {
        let tagged = self.style.form == Form::Tagged;
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(true) => self.out.push_str("true"),
            Value::Bool(false) => self.out.push_str("false"),
            Value::Int(int) => {
                let _ = write!(self.out, "{int}");
            }
            Value::Float(float) => write_float(&mut self.out, *float),
            Value::Str(text) => self.text(text)?,
            Value::List(items) => self.list(items, depth)?,
            Value::Dict(dict) => self.dict(dict, depth)?,
            Value::Tuple(items) if !tagged => self.list(items, depth)?,
            Value::Markup(text) if !tagged => self.text(text)?,
            Value::Tuple(items) => self.tag(Tag::Tuple, depth, |w, depth| w.list(items, depth))?,
            Value::Markup(text) => self.tag(Tag::Markup, depth, |w, _| w.text(text))?,
            Value::Bytes(_) | Value::Uuid(_) | Value::DateTime(_) if !tagged => {
                return Err(Error::NoJsonForm { kind: value.type_name() });
            }
            Value::Bytes(bytes) => {
                self.tag(Tag::Bytes, depth, |w, _| w.ascii(&encode_base64(bytes)))?;
            }
            Value::Uuid(uuid) => self.tag(Tag::Uuid, depth, |w, _| w.ascii(&uuid.to_hex()))?,
            Value::DateTime(time) => {
                self.tag(Tag::DateTime, depth, |w, _| w.ascii(&http_date(*time)))?;
            }
        }
        Ok(())
    }

    fn tag(
        &mut self,
        tag: Tag,
        depth: usize,
        inner: impl FnOnce(&mut Self, usize) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let depth = self.deeper(depth)?;
        self.out.push('{');
        self.ascii(tag.key())?;
        self.colon();
        inner(self, depth)?;
        self.out.push('}');
        Ok(())
    }

    fn list(&mut self, items: &[Value], depth: usize) -> Result<(), Error> {
        let depth = self.deeper(depth)?;
        self.out.push('[');
        for (at, item) in items.iter().enumerate() {
            self.comma(at);
            self.value(item, depth)?;
        }
        self.out.push(']');
        Ok(())
    }

    fn dict(&mut self, dict: &Dict, depth: usize) -> Result<(), Error> {
        if self.style.form == Form::Tagged
            && let [(key, value)] = dict.pairs()
            && let Some(tag) = key.as_str().and_then(Tag::of)
        {
            return self.tag(Tag::Escape, depth, |w, depth| {
                let depth = w.deeper(depth)?;
                w.out.push('{');
                w.ascii(&format!("{}__", tag.key()))?;
                w.colon();
                w.value(value, depth)?;
                w.out.push('}');
                Ok(())
            });
        }
        let depth = self.deeper(depth)?;
        self.out.push('{');
        if self.style.sorted && dict.len() > 1 {
            for (at, (key, value)) in sorted(dict)?.into_iter().enumerate() {
                self.pair(at, key, value, depth)?;
            }
        } else {
            for (at, (key, value)) in dict.iter().enumerate() {
                self.pair(at, key, value, depth)?;
            }
        }
        self.out.push('}');
        Ok(())
    }

    fn pair(&mut self, at: usize, key: &Key, value: &Value, depth: usize) -> Result<(), Error> {
        self.comma(at);
        match key {
            Key::Text(text) => self.text(text)?,
            Key::Int(int) => self.ascii(&int.to_string())?,
            Key::Bool(true) => self.ascii("true")?,
            Key::Bool(false) => self.ascii("false")?,
            Key::Null => self.ascii("null")?,
            Key::Float(float) => {
                self.out.push('"');
                write_float(&mut self.out, *float);
                self.out.push('"');
            }
        }
        self.colon();
        self.value(value, depth)
    }

    fn deeper(&self, depth: usize) -> Result<usize, Error> {
        if depth < self.limit { Ok(depth + 1) } else { Err(Error::TooDeep { limit: self.limit }) }
    }

    fn comma(&mut self, at: usize) {
        if at > 0 {
            self.out.push_str(if self.style.compact { "," } else { ", " });
        }
    }

    fn colon(&mut self) {
        self.out.push_str(if self.style.compact { ":" } else { ": " });
    }

    /// Text in which nothing needs an escape.
    fn ascii(&mut self, text: &str) -> Result<(), Error> {
        self.out.push('"');
        self.out.push_str(text);
        self.out.push('"');
        Ok(())
    }

    fn text(&mut self, text: &Text) -> Result<(), Error> {
        self.out.push('"');
        match text.as_str() {
            Some(text) => self.escaped(text),
            None if self.style.ascii => {
                for point in text.code_points() {
                    match char::from_u32(point) {
                        Some(character) => self.character(character),
                        None => {
                            let _ = write!(self.out, "\\u{point:04x}");
                        }
                    }
                }
            }
            None => return Err(Error::LoneSurrogate),
        }
        self.out.push('"');
        Ok(())
    }

    fn escaped(&mut self, text: &str) {
        let ascii = self.style.ascii;
        let plain = |byte: u8| match byte {
            b'"' | b'\\' | 0..0x20 => false,
            0x7F.. => !ascii,
            _ => true,
        };
        if text.bytes().all(plain) {
            self.out.push_str(text);
        } else {
            text.chars().for_each(|character| self.character(character));
        }
    }

    fn character(&mut self, character: char) {
        let escape = match character {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            ' '..='~' => return self.out.push(character),
            _ if self.style.ascii || character < ' ' => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    let _ = write!(self.out, "\\u{unit:04x}");
                }
                return;
            }
            _ => return self.out.push(character),
        };
        self.out.push_str(escape);
    }
}

/// The pairs in Python's order of their keys.
fn sorted(dict: &Dict) -> Result<Vec<(&Key, &Value)>, Error> {
    let all_text = dict.iter().all(|(key, _)| matches!(key, Key::Text(_)));
    let all_numbers = dict.iter().all(|(key, _)| match key {
        Key::Int(_) | Key::Bool(_) => true,
        Key::Float(float) => !float.is_nan(),
        Key::Text(_) | Key::Null => false,
    });
    if !all_text && !all_numbers {
        return Err(Error::UnsortableKeys);
    }
    let mut pairs: Vec<_> = dict.iter().collect();
    pairs.sort_by(|(a, _), (b, _)| a.compare(b).unwrap_or(std::cmp::Ordering::Equal));
    Ok(pairs)
}
