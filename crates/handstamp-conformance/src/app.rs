//! An app under test, and what is expected of its answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use handstamp_flask::Session;

use crate::join::join;
use crate::setup::{self, Setup, codec};
use crate::{Failure, Harness, Request, Response};

/// The app of a harness with one setup.
pub(crate) struct App<H> {
    harness: H,
    asked: Arc<AtomicUsize>,
}

impl<H: Harness> App<H> {
    pub(crate) fn new(setup: &Setup) -> Result<Self, Failure> {
        let (auths, asked) = setup.auths()?;
        Ok(Self { harness: H::mount(auths), asked })
    }

    pub(crate) fn plain() -> Result<Self, Failure> {
        Self::new(&Setup::new())
    }

    /// How often the authenticator was asked since this was asked last.
    pub(crate) fn asked(&self) -> usize {
        self.asked.swap(0, Ordering::SeqCst)
    }

    pub(crate) fn send(&self, request: Request) -> Answer {
        let response = self.harness.block_on(self.harness.send(request.clone()));
        Answer { request, response }
    }

    /// All at once.
    pub(crate) fn send_all(&self, requests: Vec<Request>) -> Vec<Answer> {
        let sent = requests.iter().map(|request| self.harness.send(request.clone()));
        let responses = self.harness.block_on(join(sent));
        let answers = requests.into_iter().zip(responses);
        answers.map(|(request, response)| Answer { request, response }).collect()
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path))
    }

    pub(crate) fn get_with(&self, path: &str, cookie: &str) -> Answer {
        self.send(Request::get(path).cookie(cookie))
    }

    /// Has something done with the session that this cookie brings.
    pub(crate) fn act(&self, path: &str, cookie: &str, acts: &str) -> Answer {
        self.send(Request::post(path).same_origin().cookie(cookie).body(acts))
    }
}

/// A request and its response.
pub(crate) struct Answer {
    request: Request,
    response: Response,
}

impl Answer {
    pub(crate) fn fail(&self, expected: impl std::fmt::Display) -> Failure {
        let Self { request, response } = self;
        Failure::new(format!("expected {expected}\n  of\n{request:?}  came\n{response:?}"))
    }

    fn check(self, holds: bool, expected: impl FnOnce() -> String) -> Result<Self, Failure> {
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

    /// No line of this header.
    pub(crate) fn without(self, name: &str) -> Result<Self, Failure> {
        self.lines(name, &[])
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

    /// What is in the session that the response sets.
    pub(crate) fn session(&self) -> Result<Session, Failure> {
        let (cookie, _) = self.session_cookie()?;
        let value = cookie.strip_prefix("session=").unwrap_or_default();
        codec()?
            .decode(value, setup::now())
            .map_err(|reason| self.fail(format!("a session that is taken again, not: {reason}")))
    }

    /// The session that the response sets has this text under a key.
    pub(crate) fn session_has(self, key: &str, text: Option<&str>) -> Result<Self, Failure> {
        let holds = self.session()?.get_str(key) == text;
        self.check(holds, || format!("a session cookie in which {key:?} is {text:?}"))
    }
}
