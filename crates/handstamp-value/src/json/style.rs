use crate::json::tags::Tags;

/// How JSON is written. The defaults are those of Python's `json.dumps`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    pub(crate) tags: Tags,
    pub(crate) compact: bool,
    pub(crate) ascii: bool,
    pub(crate) sorted: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { tags: Tags::Plain, compact: false, ascii: true, sorted: false }
    }
}

impl Style {
    /// Sets whether Flask's tags are written. Without them, tuples are written as lists and markup as text;
    /// bytes, UUIDs and dates are refused, as by `json.dumps`. Default: [`Tags::Plain`].
    #[must_use]
    pub const fn with_tags(mut self, tags: Tags) -> Self {
        self.tags = tags;
        self
    }

    /// Sets Python's `separators`: `(",", ":")` if true, `(", ", ": ")` if false. Default: false.
    #[must_use]
    pub const fn with_compact(mut self, compact: bool) -> Self {
        self.compact = compact;
        self
    }

    /// Sets `ensure_ascii`: whether all but ASCII is escaped. Default: true.
    #[must_use]
    pub const fn with_ascii(mut self, ascii: bool) -> Self {
        self.ascii = ascii;
        self
    }

    /// Sets `sort_keys`: whether keys are put in Python's order, by what they are before they become text (`9`
    /// before `10`). NaN comes last. Default: false.
    #[must_use]
    pub const fn with_sorted_keys(mut self, sorted: bool) -> Self {
        self.sorted = sorted;
        self
    }
}
