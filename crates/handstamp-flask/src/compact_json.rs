//! The JSON of URL-safe tokens (`_CompactJSON` in itsdangerous' `_json.py`).

use handstamp_itsdangerous::{DumpPayload, LoadPayload};
use handstamp_session::json::{self, Form, Limits, Style};
use handstamp_session::{Error, Value};

#[derive(Debug, Clone, Copy)]
pub(crate) struct CompactJson;

impl LoadPayload<Value> for CompactJson {
    type Error = Error;

    fn load(&self, payload: &[u8]) -> Result<Value, Error> {
        let text = std::str::from_utf8(payload).map_err(|_| Error::NotUtf8)?;
        json::read(text, Form::Plain, &Limits::default())
    }
}

impl DumpPayload<Value> for CompactJson {
    type Error = Error;

    fn dump(&self, value: &Value, out: &mut Vec<u8>) -> Result<(), Error> {
        let style = Style::default().with_compact(true).with_ascii(false);
        out.extend_from_slice(json::write(value, &style, &Limits::default())?.as_bytes());
        Ok(())
    }
}
