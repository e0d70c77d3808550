//! Where to go after the login.

use std::borrow::Cow;
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
#[derive(Clone, PartialEq, Eq)]
pub struct NextUrl(String);

impl NextUrl {
    /// Takes `text` if it is safe to redirect to, and else answers `None`.
    ///
    /// Safe is: begins with one `/` that no `/` or `\` follows (browsers read `/\` as `//`), has no
    /// backslash, no control character, no space and nothing that is not ASCII anywhere (browsers
    /// drop some of these before they look), and is at most 2,048 bytes long. The path stays so
    /// however often somebody undoes its percent-encoding, except that it may have encoded spaces and
    /// letters, and it has no segment `.` or `..` (`/..//host` would be shortened to `//host`).
    pub fn parse(text: &str) -> Option<Self> {
        let clean = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
        let path = text.split(['?', '#']).next().unwrap_or_default();
        let safe = text.starts_with('/')
            && text.len() <= LONGEST
            && text.bytes().all(clean)
            && stays_here(&decoded(path));
        safe.then(|| Self(text.to_owned()))
    }

    /// The path and query.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As the value of a query parameter.
    pub fn encoded(&self) -> String {
        encoded(&self.0)
    }
}

/// Any text as a part of a query (RFC 3986 section 3.4).
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}

impl fmt::Display for NextUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Query and fragment may hold a secret and are not shown.
impl fmt::Debug for NextUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NextUrl({})", path_alone(&self.0))
    }
}

/// A URL as it may be shown: what follows the path is hidden.
pub(crate) fn path_alone(url: &str) -> Cow<'_, str> {
    match url.split_once(['?', '#']) {
        Some((path, _)) => format!("{path}?<hidden>").into(),
        None => url.into(),
    }
}

/// Without any percent-encoding, of whatever depth: `%255c` is `\`.
fn decoded(path: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(path.len());
    for byte in path.bytes() {
        out.push(byte);
        while let [rest @ .., b'%', high, low] = out.as_slice() {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let (Some(high), Some(low)) = (digit(*high), digit(*low)) else { break };
            let Ok(undone) = u8::try_from(high * 16 + low) else { break };
            let kept = rest.len();
            out.truncate(kept);
            out.push(undone);
        }
    }
    out
}

fn stays_here(path: &[u8]) -> bool {
    !path.starts_with(b"//")
        && !path.split(|byte| *byte == b'/').any(|segment| matches!(segment, b"." | b".."))
        && !path.iter().any(|byte| byte.is_ascii_control() || *byte == b'\\')
}
