use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::http_date::http_date;
use crate::json::escape::write_text;
use crate::json::float::write_float;
use crate::json::limits::Limits;
use crate::json::sort::sorted;
use crate::json::style::Style;
use crate::json::tag::Tag;
use crate::json::tags::Tags;
use crate::json::write_error::WriteError;
use crate::key::Key;
use crate::text::Text;
use crate::value::Dict;
use crate::value::Value;

/// Writes a value as Python's `json.dumps` does, or as Flask's `TaggedJSONSerializer.dumps`.
///
/// # Errors
/// [`WriteError::UnsortableKeys`], [`WriteError::NoJsonForm`], [`WriteError::LoneSurrogate`] (only without
/// `ensure_ascii`), and [`WriteError::TooDeep`] or [`WriteError::TextTooLong`] for what could not be read back
/// under the same limits.
pub fn write(value: &Value, style: &Style, limits: &Limits) -> Result<String, WriteError> {
    let mut writer = Writer { out: String::new(), style, limit: limits.depth() };
    writer.value(value, 0)?;
    within(writer.out, limits)
}

/// As [`write()`], for a dict.
///
/// # Errors
/// As [`write()`].
pub fn write_dict(dict: &Dict, style: &Style, limits: &Limits) -> Result<String, WriteError> {
    let mut writer = Writer { out: String::new(), style, limit: limits.depth() };
    writer.dict(dict, 0)?;
    within(writer.out, limits)
}

fn within(text: String, limits: &Limits) -> Result<String, WriteError> {
    if text.len() > limits.bytes() {
        return Err(WriteError::TextTooLong { limit: limits.bytes() });
    }
    Ok(text)
}

struct Writer<'s> {
    out: String,
    style: &'s Style,
    limit: usize,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value, depth: usize) -> Result<(), WriteError> {
        let tagged = self.style.tags == Tags::Flask;
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
                return Err(WriteError::NoJsonForm { kind: value.type_name() });
            }
            Value::Bytes(bytes) => self.tagged(Tag::Bytes, depth, &STANDARD.encode(bytes))?,
            Value::Uuid(uuid) => self.tagged(Tag::Uuid, depth, &uuid.to_hex())?,
            Value::DateTime(time) => self.tagged(Tag::DateTime, depth, &http_date(*time))?,
        }
        Ok(())
    }

    fn tag(
        &mut self,
        tag: Tag,
        depth: usize,
        inner: impl FnOnce(&mut Self, usize) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        let depth = self.deeper(depth)?;
        self.out.push('{');
        self.plain(tag.key());
        self.colon();
        inner(self, depth)?;
        self.out.push('}');
        Ok(())
    }

    /// A tag around text in which nothing needs an escape.
    fn tagged(&mut self, tag: Tag, depth: usize, text: &str) -> Result<(), WriteError> {
        self.tag(tag, depth, |w, _| {
            w.plain(text);
            Ok(())
        })
    }

    fn list(&mut self, items: &[Value], depth: usize) -> Result<(), WriteError> {
        let depth = self.deeper(depth)?;
        self.out.push('[');
        for (at, item) in items.iter().enumerate() {
            self.comma(at);
            self.value(item, depth)?;
        }
        self.out.push(']');
        Ok(())
    }

    fn dict(&mut self, dict: &Dict, depth: usize) -> Result<(), WriteError> {
        if self.style.tags == Tags::Flask
            && let [(key, value)] = dict.pairs()
            && let Some(tag) = key.as_str().and_then(Tag::of)
        {
            return self.tag(Tag::Escape, depth, |w, depth| {
                let depth = w.deeper(depth)?;
                w.out.push('{');
                w.plain(&format!("{}__", tag.key()));
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

    fn pair(
        &mut self,
        at: usize,
        key: &Key,
        value: &Value,
        depth: usize,
    ) -> Result<(), WriteError> {
        self.comma(at);
        match key {
            Key::Text(text) => self.text(text)?,
            Key::Int(int) => self.plain(&int.to_string()),
            Key::Bool(true) => self.plain("true"),
            Key::Bool(false) => self.plain("false"),
            Key::Null => self.plain("null"),
            Key::Float(float) => {
                self.out.push('"');
                write_float(&mut self.out, *float);
                self.out.push('"');
            }
        }
        self.colon();
        self.value(value, depth)
    }

    fn deeper(&self, depth: usize) -> Result<usize, WriteError> {
        if depth < self.limit {
            Ok(depth + 1)
        } else {
            Err(WriteError::TooDeep { limit: self.limit })
        }
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
    fn plain(&mut self, text: &str) {
        self.out.push('"');
        self.out.push_str(text);
        self.out.push('"');
    }

    fn text(&mut self, text: &Text) -> Result<(), WriteError> {
        write_text(&mut self.out, text, self.style.ascii)
    }
}
