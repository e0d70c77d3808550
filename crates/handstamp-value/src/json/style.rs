use super::Form;

/// How JSON is written. The default is that of Python's `json.dumps`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    pub(super) form: Form,
    pub(super) compact: bool,
    pub(super) ascii: bool,
    pub(super) sorted: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { form: Form::Plain, compact: false, ascii: true, sorted: false }
    }
}

impl Style {
    /// With Flask's tags, or without. Without, tuples are written as lists and markup as text; bytes,
    /// UUIDs and dates are refused, as `json.dumps` does.
    #[must_use]
    pub const fn with_form(mut self, form: Form) -> Self {
        self.form = form;
        self
    }

    /// `separators=(",", ":")` (true), or `", "` and `": "` (false).
    #[must_use]
    pub const fn with_compact(mut self, compact: bool) -> Self {
        self.compact = compact;
        self
    }

    /// `ensure_ascii`: all but ASCII is escaped.
    #[must_use]
    pub const fn with_ascii(mut self, ascii: bool) -> Self {
        self.ascii = ascii;
        self
    }

    /// `sort_keys`: keys in Python's order, before they become text.
    #[must_use]
    pub const fn with_sorted_keys(mut self, sorted: bool) -> Self {
        self.sorted = sorted;
        self
    }
}
