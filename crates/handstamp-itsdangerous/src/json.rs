//! Payloads in JSON, for any serde type.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::format::{DumpPayload, LoadPayload};

/// JSON for any type that implements serde's traits, written without spaces.
///
/// It reads the JSON that Python writes, except NaN and infinity. Python reads the JSON that it
/// writes, but the text is not always the one that Python would write: escapes and floats can
/// differ. `handstamp-session` writes JSON exactly as Python does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Json;

/// Why JSON cannot be read or written. The message says where in the text.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct JsonError(serde_json::Error);

impl<T: DeserializeOwned> LoadPayload<T> for Json {
    type Error = JsonError;

    fn load(&self, payload: &[u8]) -> Result<T, JsonError> {
        serde_json::from_slice(payload).map_err(JsonError)
    }
}

impl<T: Serialize + ?Sized> DumpPayload<T> for Json {
    type Error = JsonError;

    fn dump(&self, value: &T, out: &mut Vec<u8>) -> Result<(), JsonError> {
        serde_json::to_writer(out, value).map_err(JsonError)
    }
}
