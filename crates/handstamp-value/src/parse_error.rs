/// Why a text or an instant is not the value that was asked for: `FromStr` of [`Int`](crate::Int),
/// [`Uuid`](crate::Uuid) and [`DateTime`](crate::DateTime), `TryFrom` between `DateTime` and `SystemTime`.
///
/// It never shows the text. Making one allocates nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// Not an integer: a minus sign or none, then ASCII digits.
    #[error("not an integer: a minus sign or none, then digits")]
    NotAnInt,
    /// More digits than Python reads (`sys.set_int_max_str_digits`).
    #[error("an integer of more than 4300 digits")]
    IntTooLong,
    /// Not a UUID.
    #[error("not a UUID: 32 hexadecimal digits, with hyphens as 8-4-4-4-12 or without")]
    NotAUuid,
    /// Not a date and time as RFC 3339 writes them.
    #[error("not a date and time of RFC 3339, as in 2024-01-02T03:04:05Z")]
    NotADateTime,
    /// An instant that a `DateTime`, or this platform's `SystemTime`, cannot hold.
    #[error(
        "an instant outside the years 1 to 9999, or one that this platform's clock cannot hold"
    )]
    OutOfRange,
}
