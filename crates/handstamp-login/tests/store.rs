//! Sessions in a store: asked once, never adopted, and a logout is final.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod requests;

use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use handstamp_authorizer::{Auth, Subject};
use handstamp_login::{SessionHandle, SessionLogin, extract};
use handstamp_session::{SessionId, Store};
use requests::flask::{builder, now, request};
use requests::slow_store::SlowStore;
use requests::{Request, answered, serve};

fn login(store: &SlowStore) -> SessionLogin {
    builder().store(Arc::new(store.clone())).build().unwrap()
}

/// A login whose logout empties the session.
fn by_field(store: &SlowStore) -> SessionLogin {
    builder().store(Arc::new(store.clone())).user_field("uid").build().unwrap()
}

/// Logs in, and answers the id of the session.
fn log_in(login: &SessionLogin) -> String {
    let served = serve(login, request(&[]), |session| session.login("42").unwrap());
    served.cookie("session").unwrap().to_owned()
}

/// A request that has opened its session.
fn opened(login: &SessionLogin, id: &str) -> (Request, SessionHandle) {
    let request = request(&[("session", id)]).enter(&Auth::new(login.clone()));
    let session = answered(extract::session(&request)).unwrap();
    (request, session)
}

fn is_there(store: &SlowStore, id: &str) -> bool {
    let id = SessionId::new(id).unwrap();
    answered(store.load(&id, now())).unwrap().is_some()
}

fn user_of(login: &SessionLogin, id: &str) -> Option<String> {
    let served = serve(login, request(&[("session", id)]), |_| {});
    served.id().map(str::to_owned)
}

/// Polls all of them in turn until each has answered.
fn together<F: IntoFuture<IntoFuture: Unpin>>(
    futures: impl IntoIterator<Item = F>,
) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.into_iter().map(IntoFuture::into_future).collect();
    let (mut answers, mut context) = (Vec::new(), Context::from_waker(Waker::noop()));
    while !waiting.is_empty() {
        waiting.retain_mut(|future| match Pin::new(future).poll(&mut context) {
            Poll::Ready(answer) => {
                answers.push(answer);
                false
            }
            Poll::Pending => true,
        });
    }
    answers
}

#[test]
fn three_extractors_ask_the_store_once() {
    let store = SlowStore::default();
    let login = login(&store);
    let id = log_in(&login);
    let auth = Auth::new(login.clone());
    let request = request(&[("session", &id)]).enter(&auth);
    let before = store.loads();
    let (user, session, user_id) = answered(async {
        tokio::join!(
            auth.user(&request),
            extract::require_session(&request),
            extract::require_user_id(&request)
        )
    });
    assert_eq!(user.unwrap().id(), "42");
    assert!(session.unwrap().is_valid());
    assert_eq!(user_id.unwrap(), "42");
    assert_eq!(answered(extract::maybe_user_id(&request)).unwrap().as_deref(), Some("42"));
    assert_eq!(store.loads() - before, 1);
}

#[test]
fn what_is_not_looked_at_costs_nothing_and_what_is_only_read_is_not_written() {
    let store = SlowStore::default();
    let login = login(&store);
    let id = log_in(&login);
    let before = (store.loads(), store.writes());
    let untouched = request(&[("session", &id)]).enter(&Auth::new(login.clone()));
    assert!(untouched.finished().unwrap().is_empty());
    assert_eq!((store.loads(), store.writes()), before);

    let served = serve(&login, request(&[("session", &id)]), |session| {
        assert!(session.is_valid());
    });
    assert!(served.cookies().is_empty());
    assert_eq!((store.loads(), store.writes()), (before.0 + 1, before.1));

    let visitor = serve(&login, request(&[]), |session| assert!(!session.is_valid()));
    assert!(visitor.cookies().is_empty());
    assert_eq!((store.loads(), store.writes()), (before.0 + 1, before.1), "there is no id");
}

#[test]
fn an_id_that_the_store_does_not_know_is_not_adopted() {
    let store = SlowStore::default();
    let login = login(&store);
    let planted = SessionId::from_random(&[7; 32]);
    let served = serve(&login, request(&[("session", planted.as_str())]), |session| {
        assert!(!session.is_valid());
        session.insert("cart", &1).unwrap();
    });
    let given = served.cookie("session").unwrap();
    assert_ne!(given, planted.as_str());
    assert!(!is_there(&store, planted.as_str()));
    assert!(is_there(&store, given));
    for no_id in ["x", "../../etc/passwd", "%00"] {
        let served = serve(&login, request(&[("session", no_id)]), |session| {
            assert!(!session.is_valid());
        });
        assert_eq!((served.id(), served.cookies().len()), (None, 0));
    }
}

#[test]
fn a_login_gets_a_new_id_and_the_old_one_is_deleted() {
    let store = SlowStore::default();
    let login = login(&store);
    let visitor = serve(&login, request(&[]), |session| session.insert("cart", &1).unwrap());
    let planted = visitor.cookie("session").unwrap();
    let served = serve(&login, request(&[("session", planted)]), |session| {
        session.login("42").unwrap();
    });
    let given = served.cookie("session").unwrap();
    assert_ne!(given, planted);
    assert!(!is_there(&store, planted));
    assert_eq!(user_of(&login, given).as_deref(), Some("42"));
    let changed = serve(&login, request(&[("session", given)]), |session| {
        session.insert("cart", &1).unwrap();
    });
    assert_eq!(changed.cookie("session"), Some(given), "a change keeps the id");
}

#[test]
fn a_logout_deletes_the_session() {
    let store = SlowStore::default();
    let login = by_field(&store);
    let id = log_in(&login);
    let served = serve(&login, request(&[("session", &id)]), |session| session.logout().unwrap());
    assert!(served.deletes("session"));
    assert!(!is_there(&store, &id));
}

/// The late response reaches the browser after the one that logged somebody in again.
#[test]
fn a_save_that_comes_late_takes_no_new_login_away() {
    let store = SlowStore::default();
    let login = by_field(&store);
    let id = log_in(&login);
    let (late, session) = opened(&login, &id);
    session.insert("seen", &true).unwrap();
    let served = serve(&login, request(&[("session", &id)]), |session| {
        session.login("8").unwrap();
    });
    let new_id = served.cookie("session").unwrap().to_owned();
    assert_eq!(late.finish("set-cookie"), [] as [&str; 0]);
    assert_eq!(user_of(&login, &new_id).as_deref(), Some("8"));
    assert_eq!((is_there(&store, &id), is_there(&store, &new_id)), (false, true));
}

#[test]
fn a_logout_beats_a_save_that_comes_late() {
    for keeps_the_rest in [false, true] {
        let store = SlowStore::default();
        let login = if keeps_the_rest { login(&store) } else { by_field(&store) };
        let id = log_in(&login);
        serve(&login, request(&[("session", &id)]), |session| session.insert("cart", &1).unwrap());
        let (late, session) = opened(&login, &id);
        session.insert("seen", &true).unwrap();
        serve(&login, request(&[("session", &id)]), |session| session.logout().unwrap());
        let lines = late.finish("set-cookie");
        assert_eq!(user_of(&login, &id), None);
        assert_eq!(is_there(&store, &id), keeps_the_rest);
        // What is gone has no cookie any more. Another login of the browser may have one by now.
        assert_eq!(lines.len(), usize::from(keeps_the_rest), "{lines:?}");
        assert!(lines.iter().all(|line| line.starts_with(&format!("session={id}; "))), "{lines:?}");
    }
}

#[test]
fn requests_that_each_add_a_key_end_with_all_keys() {
    for count in [2, 50] {
        let store = SlowStore::default();
        let login = login(&store);
        let id = log_in(&login);
        let requests: Vec<_> = (0..count).map(|_| opened(&login, &id)).collect();
        for (number, (_, session)) in requests.iter().enumerate() {
            session.insert(format!("key-{number}"), &number).unwrap();
        }
        let contexts = requests.iter().map(|(request, _)| request.entered().finish());
        for answer in together(contexts) {
            assert!(answer.is_ok());
        }
        let (_, session) = opened(&login, &id);
        for number in 0..count {
            assert_eq!(session.get(&format!("key-{number}")), Ok(Some(number)), "of {count}");
        }
        assert_eq!(user_of(&login, &id).as_deref(), Some("42"));
    }
}

#[test]
fn a_store_that_cannot_be_read_is_an_outage() {
    let store = SlowStore::default();
    let login = login(&store);
    let id = log_in(&login);
    store.fail_reads(true);
    let auth = Auth::new(login);
    let ask = || request(&[("session", &id)]).enter(&auth);
    let status = |reply: handstamp_authorizer::Reply| reply.status;
    assert_eq!(answered(auth.user(&ask())).map_err(status).unwrap_err(), 503);
    assert_eq!(answered(auth.maybe_user(&ask())).map_err(status).unwrap_err(), 503);
    assert_eq!(answered(extract::session(&ask())).map_err(status).unwrap_err(), 503);
    assert_eq!(answered(extract::maybe_session(&ask())).map_err(status).unwrap_err(), 503);
    assert_eq!(answered(extract::require_session(&ask())).map_err(status).unwrap_err(), 503);
    assert_eq!(answered(extract::maybe_user_id(&ask())).map_err(status).unwrap_err(), 503);
    assert_eq!(answered(extract::require_user_id(&ask())).map_err(status).unwrap_err(), 503);
    let request = ask();
    assert_eq!(answered(auth.maybe_user(&request)).map_err(status).unwrap_err(), 503);
    assert!(request.finish("set-cookie").is_empty(), "the session may be good still");
    store.fail_reads(false);
    assert_eq!(answered(auth.user(&ask())).unwrap().id(), "42");
}

#[test]
fn a_change_that_cannot_be_saved_is_an_error_and_a_refresh_is_none() {
    let store = SlowStore::default();
    let login = login(&store);
    let id = log_in(&login);
    serve(&login, request(&[("session", &id)]), |session| {
        session.insert("_permanent", &true).unwrap();
    });
    store.fail_writes(true);
    let served = serve(&login, request(&[("session", &id)]), |session| {
        session.insert("cart", &1).unwrap();
    });
    assert_eq!(served.id(), Some("42"));
    assert_eq!(served.response.unwrap_err(), 503);
    let served = serve(&login, request(&[("session", &id)]), |session| session.logout().unwrap());
    assert_eq!(served.response.unwrap_err(), 503);
    let served = serve(&login, request(&[("session", &id)]), |session| session.login("7").unwrap());
    assert_eq!(served.response.unwrap_err(), 503);

    let before = store.writes();
    let served = serve(&login, request(&[("session", &id)]), |session| {
        assert!(session.is_valid());
    });
    assert_eq!((served.id(), served.cookies().len()), (Some("42"), 0));
    assert_eq!(store.writes(), before + 1, "it was tried");
}
