//! How values become payloads and back: the joint between a serializer and your data.

use std::convert::Infallible;
use std::error::Error;

/// Reads values of type `T` out of payloads (Python: the `loads` of a `serializer` argument).
///
/// A payload is handed over only after its signature and its age have been found good.
pub trait LoadPayload<T> {
    /// Why a payload cannot be read.
    type Error: Error + Send + Sync + 'static;

    /// Reads a value.
    ///
    /// # Errors
    /// If the bytes are not what [`DumpPayload`] writes.
    fn load(&self, payload: &[u8]) -> Result<T, Self::Error>;
}

/// Writes values of type `T` as payloads (Python: the `dumps` of a `serializer` argument).
pub trait DumpPayload<T: ?Sized> {
    /// Why a value cannot be written.
    type Error: Error + Send + Sync + 'static;

    /// Appends the payload of a value to `out`.
    ///
    /// # Errors
    /// If the format has no way to write this value.
    fn dump(&self, value: &T, out: &mut Vec<u8>) -> Result<(), Self::Error>;
}

/// The format without a format: values are the payload's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RawBytes;

impl LoadPayload<Vec<u8>> for RawBytes {
    type Error = Infallible;

    fn load(&self, payload: &[u8]) -> Result<Vec<u8>, Infallible> {
        Ok(payload.to_vec())
    }
}

impl<T: AsRef<[u8]> + ?Sized> DumpPayload<T> for RawBytes {
    type Error = Infallible;

    fn dump(&self, value: &T, out: &mut Vec<u8>) -> Result<(), Infallible> {
        out.extend_from_slice(value.as_ref());
        Ok(())
    }
}
