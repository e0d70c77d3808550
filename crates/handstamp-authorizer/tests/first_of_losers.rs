//! Several authenticators: who does not decide has no effect.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::sync::Arc;

use handstamp_authorizer::{
    Auth, Authentication, Authenticator, BoxError, BoxFuture, CredentialKind, FirstOf, Identity,
    Known, MaybeFuture, Principal, RequestView, Subject,
};
use support::member::Say::{self, Cookie, Header, NotMine, Nothing, Outage, Refused};
use support::member::{Counts, member};
use support::{Fake, block_on, cookie_effect};

/// The lines of the response, and what was done to each member.
fn ask(says_what: &[(Say, bool)]) -> (Vec<String>, Vec<[usize; 3]>) {
    let members: Vec<_> = says_what.iter().map(|(say, later)| member(*say, *later)).collect();
    let counts: Vec<Arc<Counts>> = members.iter().map(|one| Arc::clone(&one.counts)).collect();
    let mut members = members.into_iter();
    let first = FirstOf::new(members.next().unwrap());
    let auth = Auth::new(members.fold(first, FirstOf::or));
    let request = Fake::get("/").enter(&auth);
    let _ = block_on(auth.maybe_user(&request));
    (request.finished_lines(), counts.iter().map(|counts| counts.all()).collect())
}

const PRIVATE: &str = "cache-control: private";

#[test]
fn effects_of_who_decides_and_vary_of_all_who_were_asked() {
    for late in [false, true] {
        let lines = |says_what: &[Say]| {
            ask(&says_what.iter().map(|say| (*say, late)).collect::<Vec<_>>()).0
        };
        assert_eq!(
            lines(&[Nothing, Nothing, Cookie("c"), Cookie("d")]),
            ["vary: Cookie", PRIVATE, "set-cookie: c=1"]
        );
        assert_eq!(
            lines(&[NotMine, Cookie("c")]),
            ["vary: Cookie", "vary: Authorization", PRIVATE, "set-cookie: c=1"],
            "what it would have said to another token"
        );
        // Everybody said anonymous: what they want counts.
        assert_eq!(
            lines(&[Nothing, NotMine]),
            [
                "vary: Cookie",
                "vary: Authorization",
                PRIVATE,
                "set-cookie: anonymous=1",
                "set-cookie: anonymous=1",
            ]
        );
        assert!(lines(&[NotMine, Refused]).is_empty());
        assert!(lines(&[Nothing, Outage]).is_empty());
    }
}

/// A member that says anonymous does not make public what the deciding one leaves public.
#[test]
fn only_vary_is_taken_from_who_said_anonymous() {
    struct Public;
    impl Authenticator for Public {
        fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity> {
            let mut known = Known::new(Principal::new("ada"), Authentication::cookie());
            known.effects.vary_cookie();
            MaybeFuture::Ready(Identity::Known(known))
        }
        fn presented(&self, _: &dyn RequestView) -> Option<CredentialKind> {
            None
        }
    }
    struct Key(fn(&mut handstamp_authorizer::adapter::Effects));
    impl Authenticator for Key {
        fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity> {
            let mut effects = cookie_effect("gone");
            (self.0)(&mut effects);
            MaybeFuture::Ready(Identity::Anonymous(effects))
        }
        fn presented(&self, _: &dyn RequestView) -> Option<CredentialKind> {
            None
        }
    }
    let lines = |key| {
        let auth = Auth::new(FirstOf::new(Key(key)).or(Public));
        let request = Fake::get("/").enter(&auth);
        assert!(block_on(auth.user(&request)).is_ok());
        request.finished_lines()
    };
    assert_eq!(lines(|effects| effects.vary_cookie()), ["vary: Cookie"]);
    assert_eq!(
        lines(|effects| effects.vary_authorization()),
        ["vary: Cookie", "vary: Authorization"]
    );
    assert_eq!(
        lines(|effects| effects.vary_credential("x-api-key")),
        ["vary: Cookie", "vary: x-api-key"]
    );
}

/// Authenticated, prepared, polled.
#[test]
fn who_is_not_needed_is_not_asked() {
    let counts = |says_what: &[(Say, bool)]| ask(says_what).1;
    const NOT_ASKED: [usize; 3] = [0, 0, 0];
    const ASKED: [usize; 3] = [1, 0, 0];
    assert_eq!(counts(&[(Cookie("a"), false), (Cookie("b"), true)]), [ASKED, NOT_ASKED]);
    assert_eq!(counts(&[(Refused, false), (Cookie("b"), true)]), [ASKED, NOT_ASKED]);
    assert_eq!(counts(&[(Outage, false), (Cookie("b"), true)]), [ASKED, NOT_ASKED]);
    // The token precedes: the cookie login is not asked at all, and so has no effect.
    assert_eq!(counts(&[(Cookie("a"), false), (Header("b"), false)]), [NOT_ASKED, ASKED]);
    assert_eq!(counts(&[(Cookie("a"), false), (Refused, false)]), [NOT_ASKED, ASKED]);
    // After one that answers later, the others prepare, and are polled only if it comes to them.
    let [waited, prepared, needed] = [[1, 0, 1], [0, 1, 0], [0, 1, 1]];
    assert_eq!(counts(&[(Cookie("a"), true), (Cookie("b"), false)]), [waited, prepared]);
    assert_eq!(counts(&[(Cookie("a"), false), (Header("b"), true)]), [prepared, waited]);
    assert_eq!(
        counts(&[(Nothing, true), (Cookie("b"), false), (Cookie("c"), false)]),
        [waited, needed, prepared]
    );
    assert_eq!(counts(&[(Refused, true), (Cookie("b"), false)]), [waited, prepared]);
    assert_eq!(counts(&[(Outage, true), (Cookie("b"), false)]), [waited, prepared]);
}

/// A login whose `authenticate` changes something on the spot, as a session login does.
struct Session;

impl Authenticator for Session {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        request.context().unwrap().add(cookie_effect("session"));
        MaybeFuture::Ready(Identity::known(Principal::new("cookie"), Authentication::cookie()))
    }
    fn presented(&self, _: &dyn RequestView) -> Option<CredentialKind> {
        Some(CredentialKind::Cookie)
    }
    fn prepare(&self, request: &dyn RequestView) -> BoxFuture<'static, Identity> {
        let context = request.context().unwrap().clone();
        Box::pin(async move {
            context.add(cookie_effect("session"));
            Identity::known(Principal::new("cookie"), Authentication::cookie())
        })
    }
}

/// The bearer token is asked for at a backend. The session that loses to it writes nothing, wherever it
/// stands, however it is wrapped.
#[test]
fn a_session_that_loses_writes_no_cookie() {
    async fn same(user: Principal, _: Authentication) -> Result<Option<Principal>, BoxError> {
        Ok(Some(user))
    }
    fn keep(user: Principal, _: &Authentication) -> Option<Principal> {
        Some(user)
    }
    let sessions: [fn() -> Box<dyn Authenticator>; 5] = [
        || Box::new(Session),
        || Box::new(Session.load_user(same)),
        || Box::new(Session.map_user(keep)),
        || Box::new(FirstOf::new(Session)),
        || Box::new(Arc::new(FirstOf::new(Session.load_user(same)).or(Session))),
    ];
    struct Boxed(Box<dyn Authenticator>);
    impl Authenticator for Boxed {
        fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
            self.0.authenticate(request)
        }
        fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
            self.0.presented(request)
        }
        fn prepare(&self, request: &dyn RequestView) -> BoxFuture<'static, Identity> {
            self.0.prepare(request)
        }
    }
    for session in sessions {
        for later in [false, true] {
            for session_first in [false, true] {
                let token = |say| member(say, later);
                let ask = |say| {
                    let all = if session_first {
                        FirstOf::new(Boxed(session())).or(token(say))
                    } else {
                        FirstOf::new(token(say)).or(Boxed(session()))
                    };
                    let auth = Auth::new(all);
                    let request = Fake::get("/").enter(&auth);
                    let user = block_on(auth.maybe_user(&request));
                    let user = user.map(|user| user.unwrap().id().to_owned());
                    let wrote = request.finished_lines().contains(&"set-cookie: session=1".into());
                    (user.map_err(|reply| reply.status), wrote)
                };
                assert_eq!(ask(Header("token")), (Ok("token".into()), false));
                assert_eq!(ask(Refused), (Err(401), false));
                assert_eq!(ask(Nothing), (Ok("cookie".into()), true));
            }
        }
    }
}
