//! The JSON of URL-safe tokens (`_CompactJSON` in itsdangerous' `_json.py`).

use handstamp_itsdangerous::{DumpPayload, LoadPayload};
use handstamp_value::Value;
use handstamp_value::json::{self, Limits, ReadError, Style, Tags, WriteError};

#[derive(Debug, Clone, Copy)]
pub(crate) struct CompactJson;

impl LoadPayload<Value> for CompactJson {
    type Error = ReadError;

    fn load(&self, payload: &[u8]) -> Result<Value, ReadError> {
        let text = std::str::from_utf8(payload).map_err(|_| ReadError::NotUtf8)?;
        json::read(text, Tags::Plain, &Limits::default())
    }
}

impl DumpPayload<Value> for CompactJson {
    type Error = WriteError;

    fn dump(&self, value: &Value, out: &mut Vec<u8>) -> Result<(), WriteError> {
        let style = Style::default().with_compact(true).with_ascii(false);
        out.extend_from_slice(json::write(value, &style, &Limits::default())?.as_bytes());
        Ok(())
    }
}
