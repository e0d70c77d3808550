//! JSON payloads of any serde type.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::format::{DumpPayload, LoadPayload};

/// JSON by serde_json, without spaces.
///
/// It reads what Python writes, but for NaN and infinities and what the type does not hold. Its text is
/// JSON that Python reads, though not always the text that Python would have written (escapes,
/// floats): that is in `handstamp-session`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Json;

/// Why JSON cannot be read or written.
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
