use crate::json::index::Index;
use crate::json::limits::Limits;
use crate::json::number::Number;
use crate::json::parse::{Build, parse};
use crate::json::read_error::ReadError;
use crate::json::string::Span;
use crate::json::tag::Shape;
use crate::json::tags::Tags;
use crate::json::untag::Untagged;

/// Tells whether [`read`](crate::json::read()) would take the text and whether it is a dict, after its tag if
/// it has one. Writes into the index where the dict's keys and values stand. Makes no values.
///
/// # Errors
/// The same as [`read`](crate::json::read())'s, and [`ReadError::NotADict`].
pub(crate) fn scan(
    text: &str,
    tags: Tags,
    limits: &Limits,
    index: &mut Index,
) -> Result<(), ReadError> {
    match parse::<Nothing>(text, tags, limits, Some(index))? {
        ((), Shape::Dict | Shape::DictOfOne) => Ok(()),
        _ => Err(ReadError::NotADict),
    }
}

/// Makes nothing.
struct Nothing;

impl<'a> Build<'a> for Nothing {
    type Value = ();
    type List = ();
    type Dict = ();

    fn null() {}

    fn bool(_: bool) {}

    fn number(_: Number<'a>) {}

    fn string(_: &'a str, _: Span) {}

    fn push((): &mut (), (): ()) {}

    fn list((): ()) {}

    fn put((): &mut (), _: &'a str, _: Span, (): ()) {}

    fn dict((): ()) {}

    fn untagged(_: Untagged<'a>, (): ()) -> Option<()> {
        Some(())
    }
}
