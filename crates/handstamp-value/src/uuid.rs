use std::fmt;
use std::str::FromStr;

use crate::parse_error::ParseError;

/// A UUID: sixteen bytes, as `uuid.UUID.bytes`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid([u8; 16]);

impl Uuid {
    /// From its sixteen bytes, most significant first.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The sixteen bytes, most significant first.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Reads the 32 lower-case hex digits of `uuid.UUID.hex`. Allocates nothing.
    pub(crate) fn from_hex(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 32 {
            return None;
        }
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let &[high, low] = pair else { return None };
            *byte = lower_hex(high)? << 4 | lower_hex(low)?;
        }
        Some(Self(bytes))
    }

    /// The 32 lower-case hex digits of `uuid.UUID.hex`.
    pub(crate) fn to_hex(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn lower_hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// Reads `12345678-1234-5678-1234-567812345678`, with or without hyphens, in either case.
impl FromStr for Uuid {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let hyphens = [8, 13, 18, 23];
        let hex: String = match text.len() {
            32 => text.to_ascii_lowercase(),
            36 if text.char_indices().all(|(at, c)| hyphens.contains(&at) == (c == '-')) => {
                text.replace('-', "").to_ascii_lowercase()
            }
            _ => return Err(ParseError::NotAUuid),
        };
        Self::from_hex(&hex).ok_or(ParseError::NotAUuid)
    }
}

/// With hyphens, as Python's `str()` writes it.
impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uuid({self})")
    }
}
