//! Several sources of users, asked in their order.
#![cfg(feature = "login")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::task::Poll;
use std::time::Duration;

use handstamp_authorizer::Subject as _;
use handstamp_users::Account;
use handstamp_users::password::Password;
use handstamp_users::source::{Attempt, Checked, LoginSource, LoginSources, Refused, SourceError};
use support::fakes::Table;
use support::{answered, now};
use tokio::time::Instant;

fn attempt(name: &str, password: &str) -> Attempt {
    Attempt::new(name, Password::new(password), now())
}

fn user(id: &str, name: &str) -> (Account, &'static str) {
    (Account::new(id, name), "pw")
}

fn sources(tables: &[&Table]) -> LoginSources {
    tables
        .iter()
        .fold(LoginSources::new(), |sources, table| sources.with_source((*table).clone()).unwrap())
}

/// Whom the sources know, or the word for what they say.
fn check(sources: &LoginSources, name: &str, password: &str) -> String {
    match answered(sources.check(attempt(name, password))) {
        Checked::Known(account) => format!("{} of {}", account.id(), account.source()),
        Checked::Refused(Refused::Unknown) => "unknown".into(),
        Checked::Refused(Refused::Disabled(account)) => format!("disabled {}", account.id()),
        Checked::Unavailable(_) => "unavailable".into(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_first_that_knows_the_user_decides() {
    let one = Table::of("one", vec![user("1", "ann")]);
    let two = Table::of("two", vec![user("2", "ann"), user("3", "bob")]);
    let both = sources(&[&one, &two]);
    assert_eq!(check(&both, "ann", "pw"), "1 of one");
    assert_eq!(two.checks.load(SeqCst), 0);
    assert_eq!(check(&both, "bob", "pw"), "3 of two");
    assert_eq!(check(&both, "bob", "wrong"), "unknown");
    assert_eq!(check(&sources(&[&two, &one]), "ann", "pw"), "2 of two");
    assert_eq!(check(&LoginSources::new(), "ann", "pw"), "unknown");
}

#[test]
fn an_outage_is_never_a_wrong_password() {
    let (up, down) = (Table::of("up", vec![user("1", "ann")]), Table::new("down").down());
    for both in [sources(&[&up, &down]), sources(&[&down, &up])] {
        assert_eq!(check(&both, "ann", "pw"), "1 of up");
        assert_eq!(check(&both, "ann", "wrong"), "unavailable");
    }
}

/// Also where a later source knows the same name and password.
#[test]
fn a_disabled_account_is_refused() {
    let disabled = Table::of("one", vec![(Account::new("1", "ann").with_disabled(true), "pw")]);
    let other = Table::of("two", vec![user("2", "ann")]);
    assert_eq!(check(&sources(&[&disabled, &other]), "ann", "pw"), "disabled 1");
    assert_eq!(check(&sources(&[&disabled, &other]), "ann", "wrong"), "unknown");
}

#[test]
fn what_no_source_could_take_is_not_asked() {
    let (name, password) = ("n".repeat(1_024), "p".repeat(4_096));
    let table = Table::of("one", vec![]);
    let sources = sources(&[&table]);
    assert_eq!(check(&sources, &name, &password), "unknown");
    assert_eq!(table.checks.load(SeqCst), 1);
    let (longer, endless) = (format!("{name}n"), format!("{password}p"));
    for (name, password) in
        [("", "p"), ("n", ""), ("n\0", "p"), ("n", "\0p"), (&longer, "p"), ("n", &*endless)]
    {
        assert_eq!(check(&sources, name, password), "unknown");
    }
    assert_eq!(table.checks.load(SeqCst), 1);
}

#[test]
fn names_of_sources_are_unique_and_plain() {
    let add = |name| sources(&[&Table::new("sql")]).with_source(Table::new(name));
    assert!(add("ldap").is_ok());
    assert_eq!(add("sql").unwrap_err(), SourceError::Duplicate("sql"));
    for name in ["", "a:b", "a b", "é"] {
        assert_eq!(add(name).unwrap_err(), SourceError::Name(name));
    }
    let shared: Arc<dyn LoginSource> = Arc::new(Table::new("shared"));
    assert!(LoginSources::new().with_source(shared).is_ok());
}

#[test]
fn a_user_is_found_by_id() {
    let sql = Table::of("sql", vec![user("1", "ann"), user("ldap:ann", "planted")]);
    let ldap = Table::of("ldap", vec![user("ldap:bob", "bob"), user("1", "planted")]);
    let both = sources(&[&sql, &ldap]);
    let find = |id| {
        answered(both.find(id))
            .map(|found| found.map(|it| format!("{} of {}", it.name(), it.source())))
    };
    assert_eq!(find("1").unwrap().as_deref(), Some("ann of sql"));
    assert_eq!(find("ldap:bob").unwrap().as_deref(), Some("bob of ldap"));
    // An id of a source is nobody else's.
    assert_eq!(find("ldap:ann").unwrap(), None);
    assert_eq!(find("other:1").unwrap(), None);
    assert_eq!(find("").unwrap(), None);
    ldap.is_down.store(true, SeqCst);
    assert!(find("ldap:bob").is_err());
    assert!(find("2").is_err());
    assert_eq!(find("1").unwrap().as_deref(), Some("ann of sql"));
    sql.is_down.store(true, SeqCst);
    ldap.is_down.store(false, SeqCst);
    assert_eq!(find("ldap:bob").unwrap().as_deref(), Some("bob of ldap"));
}

#[test]
fn a_disabled_account_is_not_found() {
    let both = sources(&[&Table::new("table")]);
    assert!(answered(both.find("42")).unwrap().is_some());
    assert!(answered(both.find("66")).unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn refusals_wait_for_the_floor_and_nothing_else_does() {
    let floor = Duration::from_millis(700);
    let took = async |sources: &LoginSources, name: &str, password: &str| {
        let start = Instant::now();
        drop(sources.clone().with_refusal_floor(floor).check(attempt(name, password)).await);
        start.elapsed()
    };
    let (up, down) = (sources(&[&Table::new("up")]), sources(&[&Table::new("down").down()]));
    for (name, password) in [("nobody", "x"), ("ada", "x"), ("mallory", "mallet"), ("a\0", "x")] {
        assert_eq!(took(&up, name, password).await, floor, "{name}");
    }
    assert_eq!(took(&up, "ada", "engine").await, Duration::ZERO);
    assert_eq!(took(&down, "ada", "x").await, Duration::ZERO);
}

/// The time that the check took counts.
#[tokio::test(start_paused = true)]
async fn the_floor_counts_from_the_start() {
    let sources = sources(&[&Table::new("table")]).with_refusal_floor(Duration::from_millis(700));
    let start = Instant::now();
    let mut check = sources.check(attempt("ada", "x"));
    for _ in 0..5 {
        let polled =
            std::future::poll_fn(|context| Poll::Ready(check.as_mut().poll(context))).await;
        assert!(polled.is_pending());
    }
    tokio::time::advance(Duration::from_millis(699)).await;
    assert!(
        std::future::poll_fn(|context| Poll::Ready(check.as_mut().poll(context)))
            .await
            .is_pending()
    );
    drop(check.await);
    assert_eq!(start.elapsed(), Duration::from_millis(700));
}
