//! Several authenticators: which of them decides.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::Poll;

use handstamp_authorizer::*;
use support::{Fake, block_on, cookie_effect, says};

/// What one of them says, and when.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Say {
    Nobody,
    Cookie(&'static str),
    Header(&'static str),
    Refused,
    Outage,
}
use Say::{Cookie, Header, Nobody, Outage, Refused};

fn identity(say: Say) -> Identity {
    let known = |name, via| {
        let mut known = Known::new(Principal::new(name), via);
        known.effects = cookie_effect(name);
        Identity::Known(known)
    };
    match say {
        Nobody => Identity::Anonymous(cookie_effect("nobody")),
        Cookie(name) => known(name, CredentialKind::Cookie),
        Header(name) => known(name, CredentialKind::Header),
        Refused => Identity::Refused(Refusal::new("bad token")),
        Outage => Identity::Unavailable("gone".into()),
    }
}

struct Asked {
    answer: String,
    effects: Vec<String>,
    /// How many were asked, and how many later answers were polled.
    asked: usize,
    polled: usize,
}

fn ask(says_what: &[(Say, bool)]) -> Asked {
    let (asked, polled) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let one = |(say, later): (Say, bool)| {
        let (asked, polled) = (Arc::clone(&asked), Arc::clone(&polled));
        says(move |_| {
            asked.fetch_add(1, SeqCst);
            if !later {
                return MaybeFuture::Ready(identity(say));
            }
            let polled = Arc::clone(&polled);
            let mut waited = false;
            MaybeFuture::boxed(poll_fn(move |cx| {
                if waited {
                    return Poll::Ready(identity(say));
                }
                waited = true;
                polled.fetch_add(1, SeqCst);
                cx.waker().wake_by_ref();
                Poll::Pending
            }))
        })
    };
    let mut all = FirstOf::new(one(says_what[0]));
    for what in &says_what[1..] {
        all = all.or(one(*what));
    }
    let auth: Auth = Auth::new(all);
    let request = Fake::get("/").enter(&auth);
    let answer = match block_on(auth.maybe_user(&request)) {
        Ok(Some(user)) => user.id().to_owned(),
        Ok(None) => "nobody".to_owned(),
        Err(reply) => reply.status.to_string(),
    };
    let effects = request.finish().unwrap();
    let effects = effects.iter().map(|(_, line)| line.replace("=1", "")).collect();
    Asked { answer, effects, asked: asked.load(SeqCst), polled: polled.load(SeqCst) }
}

/// Each row now, and with each of its answers later.
#[track_caller]
fn decides(says_what: &[Say], answer: &str) {
    for late in 0..(1_usize << says_what.len()) {
        let rows: Vec<_> =
            says_what.iter().enumerate().map(|(nth, say)| (*say, late & (1 << nth) != 0)).collect();
        assert_eq!(ask(&rows).answer, answer, "{rows:?}");
    }
}

#[test]
fn the_first_who_does_not_say_nobody_decides() {
    decides(&[Nobody], "nobody");
    decides(&[Nobody, Nobody, Nobody], "nobody");
    decides(&[Cookie("a"), Cookie("b")], "a");
    decides(&[Nobody, Cookie("b"), Header("c")], "b");
    decides(&[Nobody, Nobody, Header("c")], "c");
}

#[test]
fn a_refusal_ends_it() {
    decides(&[Refused, Cookie("b")], "401");
    decides(&[Refused, Header("b")], "401");
    decides(&[Nobody, Refused, Header("c")], "401");
    decides(&[Cookie("a"), Refused], "a");
    decides(&[Refused, Outage], "401");
}

#[test]
fn an_outage_ends_it() {
    decides(&[Outage], "503");
    decides(&[Outage, Nobody], "503");
    decides(&[Outage, Cookie("b")], "503");
    decides(&[Nobody, Outage, Cookie("c")], "503");
    decides(&[Outage, Refused], "503");
    decides(&[Outage, Outage], "503");
    decides(&[Cookie("a"), Outage], "a");
}

/// A program that shows its token is let in while the session store is down; one whose token has to
/// be asked for at a backend is not waited for.
#[test]
fn a_token_known_at_once_survives_an_outage() {
    for outage_late in [false, true] {
        let outage = (Outage, outage_late);
        assert_eq!(ask(&[outage, (Header("b"), false)]).answer, "b");
        assert_eq!(ask(&[outage, (Header("b"), true)]).answer, "503");
        assert_eq!(ask(&[outage, (Cookie("b"), false)]).answer, "503");
        assert_eq!(ask(&[outage, (Nobody, false), (Header("c"), false)]).answer, "c");
        assert_eq!(ask(&[outage, (Cookie("b"), false), (Header("c"), false)]).answer, "c");
        // But not past a refusal: a bad token is not outvoted.
        assert_eq!(ask(&[outage, (Refused, false), (Header("c"), false)]).answer, "503");
    }
}

#[test]
fn effects_of_all_who_were_heard_reach_the_response() {
    for late in [false, true] {
        let row = [(Nobody, late), (Nobody, late), (Cookie("c"), late), (Cookie("d"), late)];
        assert_eq!(ask(&row).effects, ["nobody", "nobody", "c"]);
        assert_eq!(ask(&row[..2]).effects, ["nobody", "nobody"]);
        let outage = [(Nobody, late), (Outage, late), (Header("c"), false)];
        assert_eq!(ask(&outage).effects, ["nobody", "c"]);
    }
}

#[test]
fn nobody_is_asked_or_polled_needlessly() {
    let row = ask(&[(Cookie("a"), false), (Cookie("b"), true)]);
    assert_eq!((row.asked, row.polled), (1, 0));
    let row = ask(&[(Cookie("a"), true), (Cookie("b"), true)]);
    assert_eq!((row.asked, row.polled), (2, 1), "the second was asked and never polled");
    let row = ask(&[(Nobody, true), (Cookie("b"), true), (Cookie("c"), true)]);
    assert_eq!((row.asked, row.polled), (3, 2));
    let row = ask(&[(Refused, false), (Cookie("b"), true)]);
    assert_eq!((row.asked, row.polled), (1, 0));
    let row = ask(&[(Outage, false), (Header("b"), true)]);
    assert_eq!(row.polled, 0, "after an outage nobody is waited for");
}

#[test]
fn challenges_and_offers_of_all() {
    struct Offering(u8);
    impl Authenticator for Offering {
        fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity> {
            MaybeFuture::Ready(Identity::anonymous())
        }
        fn offer(&self, offers: &mut Capabilities) {
            offers.add(self.0);
        }
    }
    let nobody = || says(|_| MaybeFuture::Ready(Identity::anonymous()));
    let all = FirstOf::new(nobody().challenge(Challenge::cookie()))
        .or(nobody().challenge(Challenge::bearer().parameter("realm", "api")))
        .or(Offering(1))
        .or(Offering(2));
    let auth: Auth = Auth::new(all);
    let request = Fake::get("/").enter(&auth);
    let reply = block_on(auth.user(&request)).unwrap_err();
    let challenges: Vec<_> = reply
        .headers
        .iter()
        .filter(|(name, _)| *name == "www-authenticate")
        .map(|(_, value)| value.as_str())
        .collect();
    assert_eq!(challenges, ["APIKey", "Bearer realm=\"api\""]);
    assert_eq!(
        request.auth_context().offer::<u8>(),
        Some(1),
        "of two of one type, the first counts"
    );
    assert_eq!(request.auth_context().offer::<u16>(), None);
}
