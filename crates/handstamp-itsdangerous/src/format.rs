//! Payload formats: how a serializer reads and writes your values.

use std::convert::Infallible;
use std::error::Error;

/// Reads values of type `T` from payloads (Python: `loads` of the `serializer` argument).
///
/// A serializer calls it only after signature and age have been checked, except in
/// `loads_unverified`.
pub trait LoadPayload<T> {
    /// The error of a payload that cannot be read.
    type Error: Error + Send + Sync + 'static;

    /// Reads the value of a payload.
    ///
    /// # Errors
    /// If the bytes are not a payload of this format, or do not hold a `T`.
    fn load(&self, payload: &[u8]) -> Result<T, Self::Error>;
}

/// Writes values of type `T` as payloads (Python: `dumps` of the `serializer` argument).
pub trait DumpPayload<T: ?Sized> {
    /// The error of a value that cannot be written.
    type Error: Error + Send + Sync + 'static;

    /// Appends the payload of a value to `out`.
    ///
    /// # Errors
    /// If the format cannot express this value. What was appended to `out` must not be used then.
    fn dump(&self, value: &T, out: &mut Vec<u8>) -> Result<(), Self::Error>;
}

/// The format of plain bytes: the value is the payload.
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
