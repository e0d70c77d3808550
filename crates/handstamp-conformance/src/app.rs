//! An app under test, and what is expected of its answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use handstamp_session::{Loaded, Session, SessionId, Store};

use crate::failure::{Failure, Outcome};
use crate::harness::Harness;
use crate::join::join;
use crate::message::{Request, Response};
use crate::setup::{self, Setup};
use crate::suite_store::SuiteStore;

/// The app of a harness with one setup.
pub(crate) struct App<H> {
    harness: H,
    asked: Arc<AtomicUsize>,
    store: Option<SuiteStore>,
}

impl<H: Harness> App<H> {
    pub(crate) fn new(setup: &Setup) -> Result<Self, Failure> {
        let (auths, asked) = setup.auths()?;
        Ok(Self { harness: H::mount(auths), asked, store: setup.sessions().cloned() })
    }

    /// Runs a scenario with sessions in their cookie, in a store, and in one that answers late.
    pub(crate) fn wherever(setup: &Setup, run: impl Fn(&Self) -> Outcome) -> Outcome {
        run(&Self::new(setup)?)?;
        for store in [SuiteStore::new(), SuiteStore::new().late()] {
            let stored = run(&Self::new(&setup.clone().store(store))?);
            stored.map_err(|failure| Failure::new(format!("sessions in a store: {failure}")))?;
        }
        Ok(())
    }

    /// `session=…` of this session.
    pub(crate) fn cookie_of(&self, session: &Session) -> Result<String, Failure> {
        let Some(store) = &self.store else { return setup::signed(session) };
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let nth = NEXT.fetch_add(1, Ordering::SeqCst);
        let id = SessionId::new(&format!("suite-session-{nth:032}"));
        let id = id.ok_or_else(|| Failure::new("no id"))?;
        let lifetime = Duration::from_secs(3_600);
        let created = store.sound().create(&id, session, setup::now(), lifetime);
        self.harness.block_on(created).map_err(|error| Failure::new(error.to_string()))?;
        Ok(format!("session={}", id.as_str()))
    }

    /// `session=…` of somebody who has just logged in.
    pub(crate) fn logged_in(&self, id: &str) -> Result<String, Failure> {
        self.cookie_of(&setup::session_of(id, true)?)
    }

    /// `session=…` with this key and nothing else in it.
    pub(crate) fn session_with(&self, key: &str, value: &str) -> Result<String, Failure> {
        let mut session = Session::new();
        session.insert(key, value)?;
        self.cookie_of(&session)
    }

    /// Cookies that are no session.
    pub(crate) fn bad(&self) -> Result<Vec<String>, Failure> {
        let forged = setup::forged("ada")?.into_iter().map(|(_, cookie)| cookie);
        let unknown = "session=0123456789abcdef0123456789abcdef".to_owned();
        Ok(forged.chain([setup::expired("ada")?, unknown, String::new()]).collect())
    }

    /// What is in the session of a cookie `session=…`, in the cookie or in the store.
    pub(crate) fn session_of(&self, cookie: &str) -> Result<Option<Session>, Failure> {
        let value = cookie.strip_prefix("session=").unwrap_or_default();
        let Some(store) = &self.store else {
            return Ok(setup::codec()?.decode(value, setup::now()).ok());
        };
        let Some(id) = SessionId::new(value) else { return Ok(None) };
        let loaded = self.harness.block_on(store.sound().load(&id, setup::now()));
        let loaded = loaded.map_err(|error| Failure::new(error.to_string()))?;
        Ok(loaded.map(|Loaded { session, .. }| session))
    }

    /// The session that the response sets has this text under a key.
    pub(crate) fn sets(
        &self,
        answer: Answer,
        key: &str,
        text: Option<&str>,
    ) -> Result<Answer, Failure> {
        let (cookie, _) = answer.session_cookie()?;
        let session = self.session_of(&cookie)?;
        let session = session.ok_or_else(|| answer.fail("a session that is taken again"))?;
        let holds = session.get_str(key) == text;
        answer.check(holds, || format!("a session in which {key:?} is {text:?}"))
    }

    /// Sends a request and gives up on it after a while.
    pub(crate) fn send_and_go(&self, request: Request) {
        let mut sent = Box::pin(self.harness.send(request));
        self.harness.block_on(std::future::poll_fn(|cx| {
            for _ in 0..20 {
                if sent.as_mut().poll(cx).is_ready() {
                    break;
                }
            }
            Poll::Ready(())
        }));
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
}
