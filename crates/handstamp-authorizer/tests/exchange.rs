//! One request and its response: parts, effects, and the last word.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

use handstamp_authorizer::*;
use support::{Fake, cookie_effect, says};

/// A part that says at the end what it was told to say.
struct Ends {
    name: &'static str,
    say: fn(&'static str) -> Result<Effects, HookError>,
    later: bool,
    ended: AtomicUsize,
}

fn ends(name: &'static str, later: bool) -> Ends {
    Ends { name, say: |name| Ok(cookie_effect(name)), later, ended: AtomicUsize::new(0) }
}

impl ResponseHook for Ends {
    fn finish(&self) -> MaybeFuture<Result<Effects, HookError>> {
        self.ended.fetch_add(1, SeqCst);
        let (say, name) = (self.say, self.name);
        if self.later {
            MaybeFuture::boxed(async move { say(name) })
        } else {
            MaybeFuture::Ready(say(name))
        }
    }
}

fn entered() -> Fake {
    let auth: Auth = Auth::new(says(|_| MaybeFuture::Ready(Identity::nobody())));
    Fake::get("/").enter(&auth)
}

fn names(request: &Fake) -> Vec<String> {
    let lines = request.finish().unwrap();
    lines.into_iter().map(|(name, line)| format!("{name}: {line}")).collect()
}

#[test]
fn nothing_happened_and_nothing_is_said() {
    assert!(names(&entered()).is_empty());
}

#[test]
fn cookies_stay_apart_and_in_order_and_vary_is_said_once() {
    let request = entered();
    for name in ["a", "b", "a"] {
        let mut effects = cookie_effect(name);
        effects.vary_cookie();
        effects.no_store();
        request.exchange().add(effects);
    }
    let mut effects = Effects::none();
    effects.vary_authorization();
    request.exchange().add(effects);
    let lines = names(&request);
    let cookies: Vec<_> = lines.iter().filter(|line| line.starts_with("set-cookie")).collect();
    assert_eq!(cookies, ["set-cookie: a=1", "set-cookie: b=1", "set-cookie: a=1"]);
    for single in ["vary: Cookie", "vary: Authorization", "cache-control: no-store"] {
        assert_eq!(lines.iter().filter(|line| *line == single).count(), 1, "{single}");
    }
    assert_eq!(lines.len(), 6);
}

#[test]
fn effects_that_say_nothing_are_nothing() {
    assert!(Effects::none().is_none());
    assert_eq!(Effects::none().headers().count(), 0);
    let touches: [fn(&mut Effects); 4] =
        [Effects::vary_cookie, Effects::vary_authorization, Effects::no_store, |effects| {
            effects.set_cookie(SetCookie::new("a", "").unwrap())
        }];
    for touch in touches {
        let mut effects = Effects::none();
        touch(&mut effects);
        assert!(!effects.is_none());
        assert_eq!(effects.headers().count(), 1);
    }
}

#[test]
fn parts_have_the_last_word_once_in_the_order_in_which_they_came() {
    for late in 0..8 {
        let request = entered();
        request.exchange().add(cookie_effect("before"));
        let owners = [SlotId::unique(), SlotId::unique(), SlotId::unique()];
        let parts: Vec<_> = ["a", "b", "c"]
            .into_iter()
            .zip(owners)
            .enumerate()
            .map(|(nth, (name, owner))| {
                request.exchange().part(owner, || ends(name, late & (1 << nth) != 0))
            })
            .collect();
        let lines = names(&request);
        let expected = ["before", "a", "b", "c"].map(|name| format!("set-cookie: {name}=1"));
        assert_eq!(lines, expected, "{late:b}");
        assert!(names(&request).is_empty(), "a second time there is nothing left");
        assert!(parts.iter().all(|part| part.ended.load(SeqCst) == 1));
    }
}

#[test]
fn a_part_belongs_to_its_owner_and_type() {
    struct Other;
    impl ResponseHook for Other {
        fn finish(&self) -> MaybeFuture<Result<Effects, HookError>> {
            MaybeFuture::Ready(Ok(cookie_effect("other")))
        }
    }
    let request = entered();
    let (one, two) = (SlotId::unique(), SlotId::unique());
    let made = AtomicUsize::new(0);
    let make = |name| {
        made.fetch_add(1, SeqCst);
        ends(name, false)
    };
    let first = request.exchange().part(one, || make("one"));
    assert!(Arc::ptr_eq(&first, &request.exchange().part(one, || make("never"))));
    let clone = request.clone();
    assert!(Arc::ptr_eq(&first, &clone.exchange().part(one, || make("never"))));
    assert_eq!(request.exchange().part(two, || make("two")).name, "two");
    let _other: Arc<Other> = request.exchange().part(one, || Other);
    assert_eq!(made.load(SeqCst), 2);
    assert_eq!(names(&request).len(), 3);
}

#[test]
fn parts_outlive_what_was_found_out_about_the_user() {
    let request = entered();
    let owner = SlotId::unique();
    let part = request.exchange().part(owner, || ends("a", false));
    request.exchange().forget();
    assert!(Arc::ptr_eq(&part, &request.exchange().part(owner, || ends("new", false))));
    assert_eq!(names(&request), ["set-cookie: a=1"]);
}

/// A body that is still streamed may ask for the session: it gets the one that is finished, so that a
/// change can be refused, and never a new one that nobody saves.
#[test]
fn a_part_is_the_same_after_the_end() {
    let request = entered();
    let owner = SlotId::unique();
    let part = request.exchange().part(owner, || ends("a", false));
    assert_eq!(names(&request), ["set-cookie: a=1"]);
    assert!(Arc::ptr_eq(&part, &request.exchange().part(owner, || ends("new", false))));
    assert!(names(&request).is_empty());
}

#[test]
fn who_makes_a_part_may_look_at_the_exchange() {
    let request = entered();
    let (outer, inner) = (SlotId::unique(), SlotId::unique());
    let exchange = request.exchange();
    let made = exchange.part(outer, || {
        exchange.add(cookie_effect("made"));
        exchange.forget();
        let _ = exchange.offer::<u8>();
        let _ = exchange.deny(&Denial::Forbidden, &request);
        exchange.part(inner, || ends("inner", false));
        ends("outer", false)
    });
    assert_eq!(made.name, "outer");
    assert_eq!(names(&request).len(), 3);
    // Even at its own place: the one that was there first stays.
    let own = SlotId::unique();
    let kept = exchange.part(own, || {
        exchange.part(own, || ends("first", false));
        ends("second", false)
    });
    assert_eq!(kept.name, "first");
}

#[test]
fn what_cannot_be_written_replaces_the_response() {
    for (say, status) in [
        (
            (|_| Err(HookError::Unwritable("5,000 bytes of s3cret".into())))
                as fn(&'static str) -> Result<Effects, HookError>,
            500,
        ),
        (|_| Err(HookError::Unavailable("redis://s3cret".into())), 503),
    ] {
        for later in [false, true] {
            let request = entered();
            request.exchange().add(cookie_effect("before"));
            request.exchange().part(SlotId::unique(), || ends("a", later));
            request.exchange().part(SlotId::unique(), || Ends { say, ..ends("b", later) });
            let reply = request.finish().unwrap_err();
            assert_eq!(reply.status, status);
            assert!(!format!("{reply:?}").contains("s3cret"));
            assert!(reply.headers.iter().all(|(name, _)| *name != "set-cookie"));
        }
    }
}

#[test]
fn a_part_may_look_at_nothing_but_itself_when_it_ends_yet_others_may_ask() {
    // The lock is free while a part ends.
    static LOOKED: AtomicBool = AtomicBool::new(false);
    struct Looks(std::sync::Mutex<Option<AuthContext>>);
    impl ResponseHook for Looks {
        fn finish(&self) -> MaybeFuture<Result<Effects, HookError>> {
            if let Some(exchange) = self.0.lock().unwrap().take() {
                exchange.add(cookie_effect("looked"));
                LOOKED.store(true, SeqCst);
            }
            MaybeFuture::Ready(Ok(Effects::none()))
        }
    }
    let request = entered();
    let exchange = request.exchange().clone();
    request.exchange().part(SlotId::unique(), || Looks(std::sync::Mutex::new(Some(exchange))));
    assert_eq!(names(&request), ["set-cookie: looked=1"]);
    assert!(LOOKED.load(SeqCst));
}

#[test]
fn owners_are_never_equal() {
    let owners: Vec<_> = (0..4)
        .map(|_| std::thread::spawn(|| (0..100).map(|_| SlotId::unique()).collect::<Vec<_>>()))
        .flat_map(|thread| thread.join().unwrap())
        .collect();
    let distinct: std::collections::HashSet<_> = owners.iter().collect();
    assert_eq!(distinct.len(), 400);
}

#[test]
fn the_innermost_offer_counts() {
    struct Offering(u8);
    impl Authenticator for Offering {
        fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity> {
            MaybeFuture::Ready(Identity::nobody())
        }
        fn offer(&self, offers: &mut Capabilities) {
            offers.add(self.0);
            offers.add("text");
        }
    }
    let (outer, inner) = (Auth::new(Offering(1)), Auth::new(Offering(2)));
    let request = Fake::get("/").enter(&outer);
    assert_eq!(request.exchange().offer::<u8>(), Some(1));
    let request = request.enter(&inner);
    assert_eq!(request.exchange().offer::<u8>(), Some(2));
    assert_eq!(request.exchange().offer::<&str>(), Some("text"));
    assert_eq!(request.exchange().offer::<i64>(), None);
}
