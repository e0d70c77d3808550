/// What dicts in the JSON text stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Tags {
    /// Dicts only: `json.dumps`, as in Starlette's sessions.
    #[default]
    Plain,
    /// Flask's tags (`flask.json.tag.TaggedJSONSerializer`): a dict whose only key is one of `" t"`, `" b"`,
    /// `" m"`, `" u"`, `" d"`, `" di"` stands for a tuple, bytes, markup, a UUID, a date, or a dict that
    /// looks like a tag.
    Flask,
}
