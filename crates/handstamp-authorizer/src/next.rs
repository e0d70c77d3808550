//! Where to go after the login.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The longest `next` that is taken, in bytes.
const LONGEST: usize = 2_048;

const KEPT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A place on this very site to go to after the login: an absolute path, perhaps with a query.
///
/// The one checker for every `next` that comes from a request. Whoever could name another site there
/// would have an open redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next(String);

impl Next {
    /// Takes `text` if it is safe to redirect to, and else answers `None`.
    ///
    /// Safe is: begins with one `/` that no `/` or `\` follows (browsers read `/\` as `//`), has no
    /// backslash, no control character, no space and nothing that is not ASCII anywhere (browsers
    /// drop some of these before they look), and is at most 2,048 bytes long.
    pub fn parse(text: &str) -> Option<Self> {
        let clean = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
        let rest = text.strip_prefix('/')?;
        let safe = !rest.starts_with('/') && text.len() <= LONGEST && text.bytes().all(clean);
        safe.then(|| Self(text.to_owned()))
    }

    /// The path and query.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As the value of a query parameter.
    pub fn encoded(&self) -> String {
        utf8_percent_encode(&self.0, KEPT).to_string()
    }
}

impl fmt::Display for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
