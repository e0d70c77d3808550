//! Which cookies a request has, for the log.

use std::fmt;

use crate::request::view::RequestView;

/// How many names are written: a client may send any number.
const AT_MOST: usize = 20;

/// The names of a request's cookies, as the log writes them: quoted, in the order of the header, 20 at most.
/// Never a value.
pub struct CookieNames<'r>(pub &'r dyn RequestView);

impl fmt::Debug for CookieNames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs = self.0.lines("cookie").flat_map(|line| line.split(|byte| *byte == b';'));
        let names = pairs.filter_map(|pair| {
            let name = pair.get(..pair.iter().position(|byte| *byte == b'=')?)?;
            Some(String::from_utf8_lossy(name.trim_ascii()))
        });
        f.debug_list().entries(names.take(AT_MOST)).finish()
    }
}
