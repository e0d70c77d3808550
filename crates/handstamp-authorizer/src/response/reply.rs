//! An answer in place of the handler's.

use std::borrow::Cow;
use std::fmt;

use crate::request::next_url::path_alone;

/// An answer in place of the handler's, as data.
#[derive(Clone, PartialEq, Eq)]
#[must_use]
#[non_exhaustive]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// Header lines, names in lower case. Each is *appended*.
    pub headers: Vec<(&'static str, String)>,
    /// The body, in bytes.
    pub body: Cow<'static, [u8]>,
}

impl Reply {
    /// A reply without a body.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Cow::Borrowed(&[]) }
    }

    /// A reply with a body of this media type.
    pub fn new(status: u16, media_type: &str, body: impl Into<Cow<'static, [u8]>>) -> Self {
        let headers = vec![("content-type", media_type.to_owned())];
        Self { status, headers, body: body.into() }
    }

    /// `{"detail": "…"}`, as FastAPI's `HTTPException` says it.
    pub fn detail(status: u16, text: &str) -> Self {
        let body = format!("{{\"detail\":{}}}", json_text(text));
        Self::new(status, "application/json", body.into_bytes())
    }

    /// A page for people, in UTF-8. What comes from outside has to be escaped in it.
    pub fn html(status: u16, page: impl Into<String>) -> Self {
        Self::new(status, "text/html; charset=utf-8", page.into().into_bytes())
    }

    /// A redirect that is to be followed with GET: 303 (RFC 9110 section 15.4.4).
    pub fn see_other(location: impl Into<String>) -> Self {
        Self::empty(303).with_header("location", location)
    }

    /// Adds a header line. The name is in lower case.
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Whether a header line of this name is there.
    #[must_use]
    pub fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(found, _)| *found == name)
    }
}

/// Cookies, the body, and the query and fragment of a redirect are not shown.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |(name, value): &(&'static str, String)| match *name {
            "set-cookie" => format!("{name}: <hidden>"),
            "location" => format!("{name}: {}", path_alone(value)),
            _ => format!("{name}: {value}"),
        };
        let headers: Vec<_> = self.headers.iter().map(shown).collect();
        let mut reply = f.debug_struct("Reply");
        reply.field("status", &self.status).field("headers", &headers);
        reply.field("body", &format_args!("{} bytes", self.body.len())).finish()
    }
}

/// A JSON string (RFC 8259 section 7).
pub(crate) fn json_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
