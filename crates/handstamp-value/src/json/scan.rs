use super::index::Index;
use super::number::Number;
use super::parse::{Build, parse};
use super::string::Span;
use super::tag::{Shape, Untagged};
use super::{Form, Limits};
use crate::Error;

/// Tells whether [`read`](super::read) would take the text, and whether it is a dict (after its tag, if
/// it has one). Makes no values.
///
/// # Errors
/// The same as [`read`](super::read)'s, and [`Error::NotADict`].
pub fn scan(text: &str, form: Form, limits: &Limits) -> Result<(), Error> {
    match parse::<Nothing>(text, form, limits, None)? {
        ((), Shape::Dict | Shape::DictOfOne) => Ok(()),
        _ => Err(Error::NotADict),
    }
}

/// As [`scan`], and puts down where the dict's keys and values stand.
pub(crate) fn scan_into(
    text: &str,
    form: Form,
    limits: &Limits,
    index: &mut Index,
) -> Result<(), Error> {
    match parse::<Nothing>(text, form, limits, Some(index))? {
        ((), Shape::Dict | Shape::DictOfOne) => Ok(()),
        _ => Err(Error::NotADict),
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
