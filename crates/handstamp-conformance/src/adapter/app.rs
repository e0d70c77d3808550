//! An app under test.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::Poll;
use std::time::{Duration, SystemTime};

use handstamp_session::{Session, SessionId, Store};

use crate::adapter::answer::Answer;
use crate::adapter::harness::Harness;
use crate::adapter::message::Request;
use crate::adapter::setup::Setup;
use crate::adapter::signed;
use crate::adapter::suite_store::SuiteStore;
use crate::adapter::yielding::Yield;
use crate::failure::{Failure, Outcome};
use crate::join::join;
use crate::now::now;

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
        Self::in_stores(setup, |app, _| run(app))
    }

    /// Runs a scenario with sessions in a store, and in one that answers late.
    pub(crate) fn in_stores(setup: &Setup, run: impl Fn(&Self, &SuiteStore) -> Outcome) -> Outcome {
        for (store, what) in [
            (SuiteStore::new(), "in a store"),
            (SuiteStore::new().late(), "in a store that answers late"),
        ] {
            let done = run(&Self::new(&setup.clone().store(store.clone()))?, &store);
            done.map_err(|failure| Failure::new(format!("sessions {what}: {failure}")))?;
        }
        Ok(())
    }

    /// `session=…` of this session.
    pub(crate) fn cookie_of(&self, session: &Session) -> Result<String, Failure> {
        self.cookie_from(session, now(), signed::signed)
    }

    /// The same, in a store since this time, or as `sign` does it.
    fn cookie_from(
        &self,
        session: &Session,
        since: SystemTime,
        sign: impl Fn(&Session) -> Result<String, Failure>,
    ) -> Result<String, Failure> {
        let Some(store) = &self.store else { return sign(session) };
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let nth = NEXT.fetch_add(1, Ordering::SeqCst);
        let id = SessionId::new(&format!("suite-session-{nth:032}"));
        let id = id.ok_or_else(|| Failure::new("no id"))?;
        let created = store.sound().create(&id, session, since, signed::LIFETIME);
        self.harness.block_on(created).map_err(|error| Failure::new(error.to_string()))?;
        Ok(format!("session={}", id.as_str()))
    }

    /// `session=…` of somebody who has just logged in.
    pub(crate) fn logged_in(&self, id: &str) -> Result<String, Failure> {
        self.cookie_of(&signed::fresh(id)?)
    }

    /// `session=…` of somebody who was remembered.
    pub(crate) fn remembered(&self, id: &str) -> Result<String, Failure> {
        self.cookie_of(&signed::remembered(id)?)
    }

    /// `session=…` of somebody whose session has just expired.
    pub(crate) fn expired(&self, id: &str) -> Result<String, Failure> {
        let since = now() - signed::LIFETIME - Duration::from_secs(1);
        self.cookie_from(&signed::fresh(id)?, since, signed::expired)
    }

    /// `session=…` with this key and nothing else in it.
    pub(crate) fn session_with(&self, key: &str, value: &str) -> Result<String, Failure> {
        let mut session = Session::new();
        session.insert(key, value)?;
        self.cookie_of(&session)
    }

    /// `session=…` that must not be taken: signed wrongly, or an id that the store does not know.
    pub(crate) fn forged(&self, id: &str) -> Result<Vec<String>, Failure> {
        let good = self.logged_in(id)?;
        let upper = good.to_uppercase().replace("SESSION=", "session=");
        let ids = ["session=0123456789abcdef0123456789abcdef".to_owned(), upper, good + "0"];
        Ok(signed::forged(id)?.into_iter().chain(ids).collect())
    }

    /// Cookies that are no session.
    pub(crate) fn bad(&self) -> Result<Vec<String>, Failure> {
        let others = [self.expired("ada")?, String::new()];
        Ok(self.forged("ada")?.into_iter().chain(others).collect())
    }

    /// What is in the session of a cookie `session=…`, in the cookie or in the store.
    pub(crate) fn session_of(&self, cookie: &str) -> Result<Option<Session>, Failure> {
        let value = cookie.strip_prefix("session=").unwrap_or_default();
        let Some(store) = &self.store else {
            return Ok(signed::codec()?.decode(value, now()).ok());
        };
        let Some(id) = SessionId::new(value) else { return Ok(None) };
        let loaded = self.harness.block_on(store.sound().load(&id, now()));
        let loaded = loaded.map_err(|error| Failure::new(error.to_string()))?;
        Ok(loaded.map(|loaded| loaded.session))
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

    /// Sends a request, and goes before it is answered. Returns whether that was so.
    pub(crate) fn send_and_go(&self, request: Request) -> bool {
        self.harness.block_on(async {
            let mut sent = Box::pin(self.harness.send(request));
            for _ in 0..20 {
                if poll_fn(|cx| Poll::Ready(sent.as_mut().poll(cx).is_ready())).await {
                    return false;
                }
                Yield(1).await;
            }
            true
        })
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
        Answer::new(request, response)
    }

    /// All at once.
    pub(crate) fn send_all(&self, requests: Vec<Request>) -> Vec<Answer> {
        let sent = requests.iter().map(|request| self.harness.send(request.clone()));
        let responses = self.harness.block_on(join(sent));
        let answers = requests.into_iter().zip(responses);
        answers.map(|(request, response)| Answer::new(request, response)).collect()
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
