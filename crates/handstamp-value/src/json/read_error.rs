/// Why JSON text is not taken. Making one allocates nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The text is longer than [`Limits::with_bytes`](crate::json::Limits::with_bytes) allows.
    #[error("the JSON text is longer than {limit} bytes; `Limits::with_bytes` raises the limit")]
    TextTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The text is not UTF-8.
    #[error("the JSON text is not UTF-8")]
    NotUtf8,
    /// The text is not JSON as Python reads it.
    #[error("not JSON at byte {at}")]
    Syntax {
        /// Where, in bytes from the start of the text.
        at: usize,
    },
    /// Lists and dicts are nested deeper than
    /// [`Limits::with_depth`](crate::json::Limits::with_depth) allows.
    #[error("nested deeper than {limit} levels; `Limits::with_depth` raises the limit")]
    TooDeep {
        /// The limit in levels.
        limit: usize,
    },
    /// An integer has more digits than Python reads (`sys.set_int_max_str_digits`).
    #[error("an integer of more than 4300 digits")]
    IntegerTooLong,
    /// A tag holds what Flask never writes in it.
    #[error("a tag that Flask does not write, at byte {at}")]
    BadTag {
        /// Where, in bytes from the start of the text.
        at: usize,
    },
    /// The text is JSON, but not a dict.
    #[error("the JSON text is not a dict")]
    NotADict,
}
