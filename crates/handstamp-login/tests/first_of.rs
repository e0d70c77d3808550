//! A session login that is not the one that knows the user has no effect.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod requests;

use std::sync::Arc;

use handstamp_authorizer::{
    Auth, Authentication, Authenticator, CredentialKind, FirstOf, Identity, Known, MaybeFuture,
    Principal, Refusal, RequestView, Subject,
};
use handstamp_login::SessionLogin;
use handstamp_login::flask::{FlaskLogin, RememberCookie};
use requests::flask::{builder, logged_in, login_of, remember_token, request};
use requests::slow_store::{SlowStore, give_way};
use requests::{Request, answered};

/// Knows bearer tokens by asking somebody.
struct Bearer {
    later: bool,
}

impl Authenticator for Bearer {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        let token = request.text("authorization").map(str::to_owned);
        let answer = move || match token.as_deref() {
            Some("Bearer good") => {
                let user = Principal::new("robot");
                Identity::Known(Known::new(user, Authentication::bearer()))
            }
            Some("Bearer bad") => Identity::Refused(Refusal::invalid_token("bad")),
            Some("Bearer down") => Identity::Unavailable("down".into()),
            _ => Identity::anonymous(),
        };
        if !self.later {
            return MaybeFuture::Ready(answer());
        }
        MaybeFuture::boxed(async move {
            give_way().await;
            answer()
        })
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        request.header("authorization", 0).map(|_| CredentialKind::Header)
    }
}

/// The user or the status, and the `Set-Cookie` lines.
fn ask(
    login: SessionLogin,
    bearer_first: bool,
    later: bool,
    request: Request,
) -> (Result<String, u16>, Vec<String>) {
    let bearer = Bearer { later };
    let auth = Auth::new(match bearer_first {
        true => FirstOf::new(bearer).or(login),
        false => FirstOf::new(login).or(bearer),
    });
    let request = request.enter(&auth);
    let user = answered(auth.user(&request)).map(|user| user.id().to_owned());
    (user.map_err(|reply| reply.status), request.finish("set-cookie"))
}

fn refreshing() -> SessionLogin {
    let mut cookie = RememberCookie::default();
    cookie.refresh_each_request = true;
    login_of(FlaskLogin::new().with_remember_cookie(cookie))
}

#[test]
fn a_session_that_was_not_asked_writes_nothing() {
    let (token, own) = (remember_token("42"), logged_in("42", &[("_permanent", true.into())]));
    for (header, expected) in [
        ("Bearer good", Ok("robot".to_owned())),
        ("Bearer bad", Err(401)),
        ("Bearer down", Err(503)),
    ] {
        for cookies in [
            &[("remember_token", token.as_str())][..],
            &[("session", own.as_str()), ("remember_token", &token)],
        ] {
            for (bearer_first, later) in
                [(true, true), (true, false), (false, true), (false, false)]
            {
                let request = request(cookies).header("authorization", header);
                let (user, lines) = ask(refreshing(), bearer_first, later, request);
                assert_eq!(user, expected, "{header} {bearer_first} {later}");
                assert!(lines.is_empty(), "{header} {bearer_first} {later}: {lines:?}");
            }
        }
    }
}

#[test]
fn a_session_that_lives_in_a_store_is_not_asked_either() {
    let store = SlowStore::default();
    let login = builder().store(Arc::new(store.clone())).build().unwrap();
    let id = "a".repeat(43);
    let request = request(&[("session", &id)]).header("authorization", "Bearer good");
    let (user, lines) = ask(login, true, true, request);
    assert_eq!((user.as_deref(), lines.len(), store.loads()), (Ok("robot"), 0, 0));
}

#[test]
fn a_session_that_is_asked_after_the_wait_does_what_it_does() {
    let token = remember_token("42");
    for header in [None, Some("Bearer of somebody else's")] {
        for later in [true, false] {
            let mut request = request(&[("remember_token", &token)]);
            if let Some(header) = header {
                request = request.header("authorization", header);
            }
            let (user, lines) = ask(login_of(FlaskLogin::new()), true, later, request);
            assert_eq!(user.as_deref(), Ok("42"));
            assert_eq!(lines.len(), 1, "the restored session: {lines:?}");
        }
    }
}
