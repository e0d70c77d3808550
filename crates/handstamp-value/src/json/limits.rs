/// How much JSON is read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    bytes: usize,
    depth: usize,
}

/// The deepest nesting that can be set. Python's own limit is near 1,000; this keeps well within a
/// thread's stack.
const MAX_DEPTH: usize = 500;

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 64 * 1024, depth: 200 }
    }
}

impl Limits {
    /// Sets the longest text, in bytes. Default: 64 KiB.
    #[must_use]
    pub const fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// Sets the deepest nesting of lists and dicts, in levels; a tag counts as the dict that it is written
    /// as. Default: 200. More than 500 counts as 500.
    #[must_use]
    pub const fn with_depth(mut self, depth: usize) -> Self {
        self.depth = if depth > MAX_DEPTH { MAX_DEPTH } else { depth };
        self
    }

    /// The longest text, in bytes.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// The deepest nesting, in levels.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }
}
