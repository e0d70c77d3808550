//! A table of users and a throttle, each of which can fail.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use handstamp_authorizer::throttle::{Admission, Counted, Throttle};
use handstamp_authorizer::{BoxError, BoxFuture, MaybeFuture, Subject as _};
use handstamp_users::Account;
use handstamp_users::source::{Answer, Attempt, LoginSource};

/// Ada with the password `engine` and the role `Viewer`; Mallory with `mallet`, who is disabled.
#[derive(Clone)]
pub(crate) struct Table {
    name: &'static str,
    users: Vec<(Account, &'static str)>,
    pub(crate) is_down: Arc<AtomicBool>,
    /// Nobody is found any more by an id.
    pub(crate) is_empty: Arc<AtomicBool>,
    pub(crate) checks: Arc<AtomicUsize>,
    /// What the source saw of each attempt: name, fields, user agent, address.
    pub(crate) seen: Arc<Mutex<Vec<String>>>,
}

impl Table {
    pub(crate) fn new(name: &'static str) -> Self {
        let ada =
            Account::new("42", "ada").with_display_name("Ada <Lovelace>").with_roles(["Viewer"]);
        let mallory = Account::new("66", "mallory").with_disabled(true);
        Self::of(name, vec![(ada, "engine"), (mallory, "mallet")])
    }

    pub(crate) fn of(name: &'static str, users: Vec<(Account, &'static str)>) -> Self {
        Self {
            name,
            users,
            is_down: Arc::default(),
            is_empty: Arc::default(),
            checks: Arc::default(),
            seen: Arc::default(),
        }
    }

    pub(crate) fn down(self) -> Self {
        self.is_down.store(true, SeqCst);
        self
    }
}

impl LoginSource for Table {
    fn name(&self) -> &'static str {
        self.name
    }

    fn check<'a>(&'a self, attempt: &'a Attempt) -> BoxFuture<'a, Answer> {
        Box::pin(async move {
            self.checks.fetch_add(1, SeqCst);
            let agent = attempt.header("user-agent").map(String::from_utf8_lossy);
            let fields = ["username", "password", "csrf_token", "code"].map(|it| attempt.field(it));
            let seen = (attempt.name(), fields, agent, attempt.address());
            self.seen.lock().unwrap().push(format!("{seen:?}"));
            give_way().await;
            if self.is_down.load(SeqCst) {
                return Answer::Unavailable("the table is gone".into());
            }
            let typed = (attempt.name(), attempt.password().as_bytes());
            let mut users = self.users.iter();
            let found = users.find(|(user, password)| (user.name(), password.as_bytes()) == typed);
            found.map_or(Answer::Unknown, |(user, _)| Answer::Known(user.clone()))
        })
    }

    fn find<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Account>, BoxError>> {
        Box::pin(async move {
            if self.is_down.load(SeqCst) {
                return Err("the table is gone".into());
            }
            if self.is_empty.load(SeqCst) {
                return Ok(None);
            }
            Ok(self.users.iter().find(|(user, _)| user.id() == id).map(|(user, _)| user.clone()))
        })
    }
}

/// Lets others go first, once.
async fn give_way() {
    let mut waited = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut waited, true) {
            return std::task::Poll::Ready(());
        }
        context.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}

/// Counts, and never forgets. Who has reached a limit waits for 90.5 seconds.
#[derive(Clone, Default)]
pub(crate) struct Slow {
    pub(crate) counts: Arc<Mutex<HashMap<(&'static str, String), u32>>>,
    pub(crate) is_down: Arc<AtomicBool>,
}

impl Slow {
    pub(crate) fn count(&self, kind: &'static str, value: &str) -> u32 {
        self.counts.lock().unwrap().get(&(kind, value.to_owned())).copied().unwrap_or_default()
    }

    /// The kinds of what is counted now.
    pub(crate) fn kinds(&self) -> Vec<&'static str> {
        let counts = self.counts.lock().unwrap();
        let counted = counts.iter().filter(|(_, count)| **count > 0);
        let mut kinds: Vec<_> = counted.map(|((kind, _), _)| *kind).collect();
        kinds.sort_unstable();
        kinds
    }
}

impl Throttle for Slow {
    fn take(
        &self,
        counted: &[Counted<'_>],
        _: SystemTime,
    ) -> MaybeFuture<Result<Admission, BoxError>> {
        if self.is_down.load(SeqCst) {
            return MaybeFuture::Ready(Err("the throttle is gone".into()));
        }
        let mut counts = self.counts.lock().unwrap();
        let key = |it: &Counted<'_>| (it.kind, it.value.to_owned());
        let full = |it: &Counted<'_>| counts.get(&key(it)).is_some_and(|n| *n >= it.limit.burst());
        if counted.iter().any(full) {
            let wait = Duration::from_millis(90_500);
            return MaybeFuture::Ready(Ok(Admission::Wait(wait)));
        }
        for it in counted {
            *counts.entry(key(it)).or_default() += 1;
        }
        MaybeFuture::Ready(Ok(Admission::Pass))
    }

    fn give_back(
        &self,
        counted: &[Counted<'_>],
        _: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        let mut counts = self.counts.lock().unwrap();
        for it in counted {
            *counts.get_mut(&(it.kind, it.value.to_owned())).unwrap() -= 1;
        }
        MaybeFuture::Ready(Ok(()))
    }
}
