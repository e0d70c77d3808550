//! A server that hangs, is killed, or holds a lock.

use std::process::Command;
use std::task::Poll;
use std::time::{Duration, Instant};

use handstamp_authorizer::revocation::Revocation;
use handstamp_authorizer::{Authentication, Subject};
use handstamp_users::sql::{ConnectError, Layout};
use handstamp_users::store::{ChangeError, UserStore};

use super::{Database, attempt, open};
use crate::user_store::{by_id, by_name, generation, hash, new, now, password};

/// What a call may last, and what a busy machine adds.
const LIMIT: Duration = Duration::from_millis(2500);

/// A server that tests pause and kill. It runs again when this is dropped.
struct Server(&'static str);

impl Server {
    fn call(&self, what: &str) {
        let program = std::env::var("HANDSTAMP_SERVICES");
        let program = program.expect("HANDSTAMP_SERVICES: cargo xtask test services sets it");
        let output = Command::new(program).args(["services", what, self.0]).output().unwrap();
        assert!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.call("resume");
            self.call("start");
        }
    }
}

pub(crate) async fn hanging_server_is_an_error_in_time<D: Database>(database: &D) {
    let users = open(database, Layout::own()).await;
    let ada = users.add(&new("ada"), now()).await.unwrap();
    let id = Subject::id(&ada);
    let server = Server(D::NAME);
    server.call("pause");
    let login = Authentication::cookie();
    let new_hash = hash("new");
    for _ in 0..2 {
        let started = Instant::now();
        let (a, b, c, d, e, f) = tokio::join!(
            users.by_id(id),
            users.by_name("ada"),
            users.set_password(id, &new_hash, now()),
            users.is_revoked(id, &login, now()),
            users.generation(id, now()),
            attempt(database, Layout::own()),
        );
        assert!(started.elapsed() < LIMIT, "{:?}", started.elapsed());
        assert!(a.is_err() && b.is_err() && d.is_err() && e.is_err());
        assert!(matches!(c, Err(ChangeError::Store(_))), "{c:?}");
        assert!(matches!(f, Err(ConnectError::Unavailable(_))), "{f:?}");
    }
    server.call("resume");
    let started = Instant::now();
    assert_eq!(by_id(&users, id).await, Some(ada.clone()));
    assert!(started.elapsed() < LIMIT, "{:?}", started.elapsed());
    assert!(password(&users, "ada").await == Some(hash("ada")), "half of it was done");
    assert_eq!(generation(&users, id).await, 0);
    users.set_password(id, &new_hash, now()).await.unwrap();
}

pub(crate) async fn killed_server_loses_nothing_acknowledged<D: Database>(database: &D) {
    let users = open(database, Layout::own()).await;
    let ada = users.add(&new("ada"), now()).await.unwrap();
    let (server, writer) = (Server(D::NAME), users.clone());
    let id = Subject::id(&ada).to_owned();
    let writing = tokio::spawn(async move {
        let mut acknowledged = 0;
        loop {
            let next = hash(&format!("p{}", acknowledged + 1));
            match writer.set_password(&id, &next, now()).await {
                Ok(()) => acknowledged += 1,
                Err(ChangeError::Store(_)) => return acknowledged,
                Err(error) => panic!("{error:?}"),
            }
        }
    });
    tokio::time::sleep(Duration::from_millis(500)).await;
    tokio::task::block_in_place(|| server.call("kill"));
    let acknowledged: u64 = writing.await.unwrap();
    assert!(acknowledged > 5, "{acknowledged}");
    let started = Instant::now();
    assert!(users.by_id(Subject::id(&ada)).await.is_err());
    assert!(started.elapsed() < LIMIT, "{:?}", started.elapsed());
    tokio::task::block_in_place(|| server.call("start"));
    let started = Instant::now();
    let stands = password(&users, "ada").await.unwrap();
    assert!(started.elapsed() < LIMIT, "{:?}", started.elapsed());
    let done = [acknowledged, acknowledged + 1].map(|it| hash(&format!("p{it}")));
    assert!(done.contains(&stands), "neither the last nor the one under way");
    let raises = if stands == done[0] { acknowledged } else { acknowledged + 1 };
    assert_eq!(generation(&users, Subject::id(&ada)).await, 1_800_000_000 + raises - 1);
}

pub(crate) async fn held_lock_is_an_error_in_time<D: Database>(database: &D) {
    let users = open(database, Layout::own()).await;
    let ada = users.add(&new("ada"), now()).await.unwrap();
    let id = Subject::id(&ada);
    let wait = if D::NAME == "postgres" { "pg_sleep(3)" } else { "SLEEP(3)" };
    let hold = format!(
        "BEGIN; UPDATE handstamp_users SET name = name WHERE name = 'ada'; SELECT {wait}; ROLLBACK"
    );
    let new_hash = hash("new");
    let set = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let started = Instant::now();
        let set = users.set_password(id, &new_hash, now()).await;
        assert!(matches!(set, Err(ChangeError::Store(_))), "{set:?}");
        assert!(started.elapsed() < LIMIT, "{:?}", started.elapsed());
        assert_eq!(by_name(&users, "ada").await, Some(ada.clone()), "reading does not wait");
    };
    tokio::join!(database.run(&hold), set);
    assert_eq!(generation(&users, id).await, 0);
    assert!(password(&users, "ada").await == Some(hash("ada")));
    users.set_password(id, &new_hash, now()).await.unwrap();
}

/// Whoever waits may go away at any moment: a client that hangs up.
pub(crate) async fn dropped_calls_leave_nothing_half_done<D: Database>(database: &D) {
    let users = open(database, Layout::own()).await;
    let ada = users.add(&new("ada"), now()).await.unwrap();
    let id = Subject::id(&ada);
    let (mut before, mut known, mut dropped) = (0, hash("ada"), 0);
    for round in 0..40_usize {
        let next = hash(&format!("p{round}"));
        let mut set = users.set_password(id, &next, now());
        let mut left = round;
        let answer = std::future::poll_fn(|cx| {
            if left == 0 {
                return Poll::Ready(None);
            }
            left -= 1;
            set.as_mut().poll(cx).map(Some)
        })
        .await;
        drop(set); // what was polled so often, and no further
        dropped += u64::from(answer.is_none());
        tokio::time::sleep(Duration::from_millis(30)).await; // what is under way ends
        let (stands, raised) =
            (password(&users, "ada").await.unwrap(), generation(&users, id).await);
        assert_eq!(stands == next, raised > before, "round {round}: half of it was done");
        assert!(stands == next || stands == known, "round {round}: neither");
        (before, known) = (raised, stands);
    }
    assert!((3..40).contains(&dropped), "{dropped} calls were dropped");
}
