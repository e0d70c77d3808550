/// Why a value could not be written as JSON. Making one allocates nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A dict has keys that Python cannot sort: text beside numbers or `None`.
    #[error(
        "a dict with keys of mixed kinds cannot be sorted; make them all text, or do not sort keys"
    )]
    UnsortableKeys,
    /// Plain JSON has no form for the value (Python's `TypeError`).
    #[error("plain JSON has no {kind}; write it as text, or use Flask's tags")]
    NoJsonForm {
        /// What kind of value it is, as Python names the type.
        kind: &'static str,
    },
    /// A lone surrogate cannot be written without escapes (Python's `UnicodeEncodeError`).
    #[error("a lone surrogate has no UTF-8; write with `ensure_ascii`")]
    LoneSurrogate,
    /// Lists and dicts are nested deeper than the limits would read back.
    #[error("nested deeper than {limit} levels; `Limits::with_depth` raises the limit")]
    TooDeep {
        /// The limit in levels.
        limit: usize,
    },
    /// The text is longer than the limits would read back.
    #[error("the JSON text is longer than {limit} bytes; `Limits::with_bytes` raises the limit")]
    TextTooLong {
        /// The limit in bytes.
        limit: usize,
    },
}
