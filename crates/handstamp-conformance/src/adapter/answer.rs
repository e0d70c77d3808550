//! What is expected of an answer.

use crate::adapter::message::{Request, Response};
use crate::failure::Failure;

/// A request and its response.
pub(crate) struct Answer {
    request: Request,
    response: Response,
}

impl Answer {
    pub(crate) fn new(request: Request, response: Response) -> Self {
        Self { request, response }
    }

    pub(crate) fn fail(&self, expected: impl std::fmt::Display) -> Failure {
        let Self { request, response } = self;
        Failure::new(format!("expected {expected}\n  of\n{request:?}  came\n{response:?}"))
    }

    pub(crate) fn check(
        self,
        holds: bool,
        expected: impl FnOnce() -> String,
    ) -> Result<Self, Failure> {
        if holds { Ok(self) } else { Err(self.fail(expected())) }
    }

    pub(crate) fn status(self, status: u16) -> Result<Self, Failure> {
        let holds = self.response.status == status;
        self.check(holds, || format!("status {status}"))
    }

    pub(crate) fn body(self, body: &str) -> Result<Self, Failure> {
        let holds = self.response.body == body.as_bytes();
        self.check(holds, || format!("the body {body:?}"))
    }

    /// 200 with this body.
    pub(crate) fn ok(self, body: &str) -> Result<Self, Failure> {
        self.status(200)?.body(body)
    }

    /// A denial: status, and FastAPI's body with this text. Nothing of it may be cached.
    pub(crate) fn denied(self, status: u16, text: &str) -> Result<Self, Failure> {
        let denied = self.status(status)?.body(&format!("{{\"detail\":\"{text}\"}}"))?;
        denied.lines("content-type", &["application/json"])?.has("cache-control", "no-store")
    }

    pub(crate) fn unauthenticated(self) -> Result<Self, Failure> {
        self.denied(401, "Not authenticated")?.lines("www-authenticate", &["Bearer", "APIKey"])
    }

    pub(crate) fn forbidden(self) -> Result<Self, Failure> {
        self.denied(403, "Forbidden")?.lines("location", &[])
    }

    pub(crate) fn unavailable(self) -> Result<Self, Failure> {
        self.denied(503, "Service temporarily unavailable")
    }

    pub(crate) fn misconfigured(self) -> Result<Self, Failure> {
        self.status(500)?.body("{\"detail\":\"Internal server error\"}")
    }

    /// The reply of this crate's own to an error of the app's, in place of the handler's response.
    pub(crate) fn replaced(self, status: u16, text: &str) -> Result<Self, Failure> {
        let replaced = self.status(status)?.body(&format!("{{\"detail\":\"{text}\"}}"))?;
        replaced.lines("content-type", &["application/json"])?.without("set-cookie")
    }

    /// 303 to this place.
    pub(crate) fn redirected(self, location: &str) -> Result<Self, Failure> {
        self.status(303)?.lines("location", &[location])
    }

    /// Exactly these lines of a header, in this order.
    pub(crate) fn lines(self, name: &str, lines: &[&str]) -> Result<Self, Failure> {
        let holds = self.response.lines(name).eq(lines.iter().copied());
        self.check(holds, || format!("of {name} exactly the lines {lines:?}"))
    }

    /// A member of a header that is a list, in whatever line.
    pub(crate) fn has(self, name: &str, member: &str) -> Result<Self, Failure> {
        let is_it = |found: &str| found.trim().eq_ignore_ascii_case(member);
        let holds = self.response.lines(name).any(|line| line.split(',').any(is_it));
        self.check(holds, || format!("{member:?} in {name}"))
    }

    /// One of these members of a header that is a list.
    pub(crate) fn has_any(self, name: &str, members: &[&str]) -> Result<Self, Failure> {
        let is_one = |found: &str| members.contains(&found.trim());
        let holds = self.response.lines(name).any(|line| line.split(',').any(is_one));
        self.check(holds, || format!("one of {members:?} in {name}"))
    }

    /// No line of this header.
    pub(crate) fn without(self, name: &str) -> Result<Self, Failure> {
        self.lines(name, &[])
    }

    /// The body, as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.response.body).into_owned()
    }

    pub(crate) fn status_code(&self) -> u16 {
        self.response.status
    }

    /// Whether the fallback has answered.
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.response.body == b"elsewhere"
    }

    /// All lines of a header.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        self.response.lines(name).collect()
    }

    /// The only line that sets the session cookie: its value, its attributes.
    pub(crate) fn session_cookie(&self) -> Result<(String, String), Failure> {
        let lines = self.response.lines("set-cookie").filter(|line| line.starts_with("session="));
        let lines: Vec<_> = lines.collect();
        let [line] = lines.as_slice() else {
            return Err(self.fail("exactly one line that sets the session cookie"));
        };
        let (value, attributes) = line.split_once("; ").unwrap_or((line, ""));
        Ok((value.to_owned(), attributes.to_owned()))
    }
}
