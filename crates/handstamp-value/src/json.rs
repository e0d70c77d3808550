//! JSON as Python's `json` module reads and writes it.
//!
//! NaN and the infinities, integers of any size, lone surrogates, the last of equal keys, Python's
//! float text and sort order. With [`Form::Tagged`], Flask's tagged JSON. Work and memory are bounded
//! by [`Limits`] and by the length of the text.

mod access;
mod build;
mod cursor;
mod deserialize;
mod deserialize_index;
mod float;
mod index;
mod number;
mod parse;
mod scan;
mod stop;
mod string;
mod style;
mod tag;
mod write;

pub use build::read;
pub(crate) use deserialize::FromText;
pub(crate) use deserialize_index::FromIndex;
pub(crate) use index::Index;
pub use scan::scan;
pub(crate) use scan::scan_into;
pub use style::Style;
pub use write::{write, write_dict};

/// What stands in the JSON text besides JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Form {
    /// Nothing: `json.dumps`, as Starlette's sessions have it.
    #[default]
    Plain,
    /// Flask's tags: a dict whose only key is one of `" t"`, `" b"`, `" m"`, `" u"`, `" d"`, `" di"`
    /// stands for a tuple, bytes, markup, a UUID, a date, or a dict that looks like a tag.
    Tagged,
}

/// How much JSON is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    bytes: usize,
    depth: usize,
}

/// The deepest nesting that can be asked for. Python's own limit is near 1,000; this keeps well within
/// a thread's stack.
const MAX_DEPTH: usize = 500;

impl Limits {
    /// The longest text, in bytes. 64 KiB unless told otherwise.
    #[must_use]
    pub const fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// The deepest nesting of lists and dicts, tags counted as the dicts they are written as. 200 unless
    /// told otherwise, 500 at most.
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

    /// The deepest nesting.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 64 * 1024, depth: 200 }
    }
}
