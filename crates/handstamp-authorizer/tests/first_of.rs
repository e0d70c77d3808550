//! Several authenticators: which of them decides.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use handstamp_authorizer::adapter::Capabilities;
use handstamp_authorizer::{
    Auth, Authenticator, Challenge, CredentialKind, FirstOf, Identity, MaybeFuture, RequestView,
    Subject,
};
use support::member::Say::{
    self, Basic, Cookie, Header, NotMine, Nothing, Outage, Refused, TokenOutage,
};
use support::member::member;
use support::{Fake, block_on, challenges, says};

fn of(says_what: &[(Say, bool)]) -> FirstOf {
    let mut members = says_what.iter().map(|(say, later)| member(*say, *later));
    let first = FirstOf::new(members.next().unwrap());
    members.fold(first, FirstOf::or)
}

fn answer(authenticator: impl Authenticator) -> String {
    let auth = Auth::new(authenticator);
    let request = Fake::get("/").enter(&auth);
    match block_on(auth.maybe_user(&request)) {
        Ok(Some(user)) => user.id().to_owned(),
        Ok(None) => "anonymous".to_owned(),
        Err(reply) => reply.status.to_string(),
    }
}

/// Prepares an authenticator, as an outer `FirstOf` does after a member that answers later.
struct Prepared<A>(A);

impl<A: Authenticator> Authenticator for Prepared<A> {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        MaybeFuture::Future(self.0.prepare(request))
    }
    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        self.0.presented(request)
    }
}

/// Each row at once and with each of its answers later, asked and prepared, and as nested ones.
#[track_caller]
fn decides(says_what: &[Say], expected: &str) {
    for late in 0..(1_usize << says_what.len()) {
        let rows: Vec<_> =
            says_what.iter().enumerate().map(|(nth, say)| (*say, late & (1 << nth) != 0)).collect();
        assert_eq!(answer(of(&rows)), expected, "{rows:?}");
        assert_eq!(answer(Prepared(of(&rows))), expected, "prepared: {rows:?}");
        assert_eq!(answer(FirstOf::new(of(&rows))), expected, "nested: {rows:?}");
        for cut in 1..rows.len() {
            let (left, right) = rows.split_at(cut);
            // A group with a header in it is asked first as a whole: the same decides where only one
            // of the two groups has one.
            let header = |rows: &[(Say, bool)]| {
                rows.iter().any(|(say, _)| !matches!(say, Nothing | Cookie(_) | Outage))
            };
            if !(header(right) && left.iter().any(|(say, _)| *say != Nothing)) {
                let nested = FirstOf::new(of(left)).or(of(right));
                assert_eq!(answer(nested), expected, "nested at {cut}: {rows:?}");
            }
        }
    }
}

#[test]
fn the_first_who_does_not_say_anonymous_decides() {
    decides(&[Nothing], "anonymous");
    decides(&[Nothing, Nothing, Nothing], "anonymous");
    decides(&[Cookie("a"), Cookie("b")], "a");
    decides(&[Nothing, Cookie("b")], "b");
    decides(&[Nothing, Cookie("b"), Cookie("c")], "b");
    decides(&[Nothing, Nothing, Header("c")], "c");
}

#[test]
fn what_was_shown_in_a_header_precedes_cookies_whatever_the_order() {
    decides(&[Cookie("a"), Header("b")], "b");
    decides(&[Header("b"), Cookie("a")], "b");
    decides(&[Cookie("a"), Basic("b")], "b");
    decides(&[Nothing, Cookie("b"), Header("c")], "c");
    // Of two headers the first counts.
    decides(&[Header("a"), Basic("b")], "a");
    decides(&[Cookie("x"), Basic("a"), Header("b")], "a");
    // A header that is somebody else's leaves the cookie to decide.
    decides(&[NotMine, Cookie("b")], "b");
    decides(&[Cookie("a"), NotMine], "a");
    decides(&[NotMine, Header("b")], "b");
}

/// A bad token is not outvoted by a good cookie, nor by another token.
#[test]
fn a_refusal_ends_it() {
    decides(&[Refused, Cookie("b")], "401");
    decides(&[Cookie("a"), Refused], "401");
    decides(&[Refused, Header("b")], "401");
    decides(&[Nothing, Refused, Header("c")], "401");
    decides(&[Refused, Outage], "401");
    decides(&[Outage, Refused], "401");
    decides(&[Header("a"), Refused], "a");
}

#[test]
fn an_outage_ends_it() {
    decides(&[Outage], "503");
    decides(&[Outage, Nothing], "503");
    decides(&[Outage, Cookie("b")], "503");
    decides(&[Nothing, Outage, Cookie("c")], "503");
    decides(&[Outage, Outage], "503");
    decides(&[Cookie("a"), Outage], "a");
    // Of what knows tokens: the token's word is not known, and the cookie must not stand in for it.
    decides(&[TokenOutage, Cookie("b")], "503");
    decides(&[Cookie("a"), TokenOutage], "503");
    decides(&[TokenOutage, Refused], "503");
    decides(&[TokenOutage, Header("b")], "503");
    decides(&[NotMine, Outage, Cookie("c")], "503");
}

/// A program that shows its token is let in while the session store is down.
#[test]
fn a_token_survives_an_outage_of_the_sessions() {
    decides(&[Outage, Header("b")], "b");
    decides(&[Outage, Nothing, Header("c")], "c");
    decides(&[Outage, Cookie("b"), Header("c")], "c");
    decides(&[Outage, Refused, Header("c")], "401");
}

#[test]
fn challenges_and_capabilities_of_all() {
    struct Offering(u8);
    impl Authenticator for Offering {
        fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity> {
            MaybeFuture::Ready(Identity::anonymous())
        }
        fn presented(&self, _: &dyn RequestView) -> Option<CredentialKind> {
            None
        }
        fn offer(&self, capabilities: &mut Capabilities) {
            capabilities.add(self.0);
        }
    }
    let anonymous = || says(|_| MaybeFuture::Ready(Identity::anonymous()));
    let all = FirstOf::new(anonymous().challenge(Challenge::cookie()))
        .or(anonymous().challenge(Challenge::bearer().with_parameter("realm", "api")))
        .or(Offering(1))
        .or(Offering(2));
    let auth: Auth = Auth::new(all);
    let request = Fake::get("/").enter(&auth);
    let reply = block_on(auth.user(&request)).unwrap_err();
    assert_eq!(challenges(&reply), ["APIKey", "Bearer realm=\"api\""]);
    let offered = |found: Option<(u8, _)>| found.map(|(found, _)| found);
    let first = offered(request.auth_context().capability::<u8>());
    assert_eq!(first, Some(1), "of two of one type, the first counts");
    assert!(request.auth_context().capability::<u16>().is_none());
}

/// What the whole brings is what its first member brings, headers first.
#[test]
fn presented_is_what_the_first_member_brings() {
    let presented = |says_what: &[Say]| {
        let rows: Vec<_> = says_what.iter().map(|say| (*say, false)).collect();
        of(&rows).presented(&Fake::get("/"))
    };
    assert_eq!(presented(&[Nothing, Nothing]), None);
    assert_eq!(presented(&[Nothing, Cookie("a")]), Some(CredentialKind::Cookie));
    assert_eq!(presented(&[Cookie("a"), Basic("b")]), Some(CredentialKind::Basic));
    assert_eq!(presented(&[Cookie("a"), Basic("b"), Refused]), Some(CredentialKind::Basic));
}
