//! JSON as Python's `json` module reads and writes it, and with [`Tags::Flask`] as Flask does.
//!
//! NaN and the infinities, integers of any size, lone surrogates, the last of equal keys, Python's float
//! text and sort order. Work and memory are bounded by [`Limits`] and by the length of the text.

mod buffer;
mod cursor;
mod deserialize;
mod deserialize_index;
mod escape;
mod float;
mod index;
mod lazy_dict;
mod limits;
mod number;
mod parse;
mod punctuation;
mod read;
pub(crate) mod read_error;
mod scan;
mod skip;
mod sort;
pub(crate) mod stop;
mod string;
mod style;
mod tag;
mod tags;
mod untag;
mod visit_number;
mod write;
mod write_error;

pub use crate::json::lazy_dict::LazyDict;
pub use crate::json::limits::Limits;
pub use crate::json::read::read;
pub use crate::json::read_error::ReadError;
pub use crate::json::style::Style;
pub use crate::json::tags::Tags;
pub use crate::json::write::{write, write_dict};
pub use crate::json::write_error::WriteError;
