//! One request and its response: hooks, effects, and the last word.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use handstamp_authorizer::MaybeFuture;
use handstamp_authorizer::adapter::{
    AuthContext, Effects, HookError, ResponseHook, SlotId, WeakAuthContext,
};
use handstamp_authorizer::denial::Denial;
use support::{Fake, anonymous, cookie_effect, cookies_set};

/// A hook that says at the end what it was told to say.
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
    Fake::get("/").enter(&anonymous())
}

#[test]
fn hooks_have_the_last_word_once_in_the_order_in_which_they_came() {
    for late in 0..8 {
        let request = entered();
        request.auth_context().add(cookie_effect("before"));
        let slots = [SlotId::unique(), SlotId::unique(), SlotId::unique()];
        let hooks: Vec<_> = ["a", "b", "c"]
            .into_iter()
            .zip(slots)
            .enumerate()
            .map(|(nth, (name, slot))| {
                request.auth_context().hook(slot, || ends(name, late & (1 << nth) != 0))
            })
            .collect();
        assert_eq!(cookies_set(&request), ["before", "a", "b", "c"], "{late:b}");
        assert!(request.finished_lines().is_empty(), "a second time there is nothing left");
        assert!(hooks.iter().all(|hook| hook.ended.load(SeqCst) == 1));
    }
}

#[test]
fn a_hook_belongs_to_its_slot_and_type() {
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
    let first = request.auth_context().hook(one, || make("one"));
    assert!(Arc::ptr_eq(&first, &request.auth_context().hook(one, || make("never"))));
    let clone = request.clone();
    assert!(Arc::ptr_eq(&first, &clone.auth_context().hook(one, || make("never"))));
    assert_eq!(request.auth_context().hook(two, || make("two")).name, "two");
    let other: Arc<Other> = request.auth_context().hook(one, || Other);
    assert!(Arc::ptr_eq(&other, &request.auth_context().hook(one, || Other)));
    assert!(Arc::ptr_eq(&first, &request.auth_context().hook(one, || make("never"))));
    assert_eq!(made.load(SeqCst), 2);
    assert_eq!(cookies_set(&request).len(), 3);
}

#[test]
fn hooks_outlive_what_was_found_out_about_the_user() {
    let request = entered();
    let slot = SlotId::unique();
    let hook = request.auth_context().hook(slot, || ends("a", false));
    request.auth_context().forget();
    assert!(Arc::ptr_eq(&hook, &request.auth_context().hook(slot, || ends("new", false))));
    assert_eq!(cookies_set(&request), ["a"]);
}

/// A body that is still streamed may ask for the session: it gets the one that is finished, so that a
/// change can be refused, and never a new one that nobody saves.
#[test]
fn a_hook_is_the_same_after_the_end() {
    let request = entered();
    let slot = SlotId::unique();
    let hook = request.auth_context().hook(slot, || ends("a", false));
    assert_eq!(cookies_set(&request), ["a"]);
    assert!(Arc::ptr_eq(&hook, &request.auth_context().hook(slot, || ends("new", false))));
    assert!(request.finished_lines().is_empty());
}

#[test]
fn who_makes_a_hook_may_look_at_the_context() {
    let request = entered();
    let (outer, inner) = (SlotId::unique(), SlotId::unique());
    let context = request.auth_context();
    let made = context.hook(outer, || {
        context.add(cookie_effect("made"));
        context.forget();
        let _ = context.capability::<u8>();
        let _ = context.innermost().deny(&Denial::Forbidden, &request);
        context.hook(inner, || ends("inner", false));
        ends("outer", false)
    });
    assert_eq!(made.name, "outer");
    assert_eq!(cookies_set(&request).len(), 3);
    // Even at its own place: the one that was there first stays.
    let own = SlotId::unique();
    let kept = context.hook(own, || {
        context.hook(own, || ends("first", false));
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
            request.auth_context().add(cookie_effect("before"));
            request.auth_context().hook(SlotId::unique(), || ends("a", later));
            request.auth_context().hook(SlotId::unique(), || Ends { say, ..ends("b", later) });
            let reply = request.finish().unwrap_err();
            assert_eq!(reply.status, status);
            assert!(!format!("{reply:?}").contains("s3cret"));
            assert!(reply.headers.iter().all(|(name, _)| *name != "set-cookie"));
        }
    }
}

/// What is written down, then finished, then refused.
#[derive(Default)]
struct Notes(Mutex<(String, bool)>);

impl Notes {
    fn write(&self, text: &str) -> Result<(), &'static str> {
        let mut notes = self.0.lock().unwrap();
        if notes.1 {
            return Err("too late");
        }
        notes.0.push_str(text);
        Ok(())
    }
}

impl ResponseHook for Notes {
    fn finish(&self) -> MaybeFuture<Result<Effects, HookError>> {
        let mut notes = self.0.lock().unwrap();
        notes.1 = true;
        MaybeFuture::Ready(Ok(cookie_effect(if notes.0.is_empty() { "empty" } else { &notes.0 })))
    }
}

#[test]
fn a_hook_that_is_made_after_the_end_is_finished_at_once() {
    let request = entered();
    let early = SlotId::unique();
    request.auth_context().hook(early, Notes::default).write("early").unwrap();
    assert_eq!(cookies_set(&request), ["early"]);
    assert!(request.auth_context().hook(early, Notes::default).write("x").is_err());
    let late = SlotId::unique();
    for _ in 0..2 {
        let hook = request.auth_context().hook(late, Notes::default);
        assert!(hook.write("lost").is_err(), "a late write is refused");
    }
    // It is finished, though nothing of it can go out any more.
    let later = request.auth_context().hook(SlotId::unique(), || ends("later", true));
    assert_eq!(later.ended.load(SeqCst), 1);
    assert!(request.finished_lines().is_empty());
    assert_eq!(later.ended.load(SeqCst), 1);
}

/// One that fails leaves no other open: what the others were told counts, and a late write to them is
/// refused.
#[test]
fn every_hook_is_finished_though_one_fails() {
    let failing: fn(&'static str) -> Result<Effects, HookError> =
        |_| Err(HookError::Unavailable("gone".into()));
    for late in 0..8 {
        for failed in 0..3 {
            let request = entered();
            let hooks: Vec<_> = (0..3)
                .map(|nth| {
                    let hook = ends("a", late & (1 << nth) != 0);
                    let say = if nth == failed { failing } else { hook.say };
                    request.auth_context().hook(SlotId::unique(), || Ends { say, ..hook })
                })
                .collect();
            assert_eq!(request.finish().unwrap_err().status, 503);
            let ended: Vec<_> = hooks.iter().map(|hook| hook.ended.load(SeqCst)).collect();
            assert_eq!(ended, [1, 1, 1], "{late:b}, {failed} fails");
        }
    }
}

#[test]
fn of_two_that_fail_the_first_is_answered() {
    for later in [false, true] {
        let request = entered();
        let context = request.auth_context();
        let say = |_| Err(HookError::Unwritable("too long".into()));
        context.hook(SlotId::unique(), || Ends { say, ..ends("a", later) });
        let say = |_| Err(HookError::Unavailable("gone".into()));
        context.hook(SlotId::unique(), || Ends { say, ..ends("b", later) });
        assert_eq!(request.finish().unwrap_err().status, 500);
    }
}

/// What a request has must not keep it alive, so a hook holds the context weakly.
#[test]
fn a_hook_may_hold_the_context_weakly() {
    struct Holds(WeakAuthContext, #[expect(dead_code)] Arc<()>);
    impl ResponseHook for Holds {
        fn finish(&self) -> MaybeFuture<Result<Effects, HookError>> {
            self.0.forget();
            MaybeFuture::Ready(Ok(Effects::none()))
        }
    }
    let request = entered();
    let held = Arc::new(());
    let weak = request.auth_context().downgrade();
    request.auth_context().hook(SlotId::unique(), || Holds(weak, Arc::clone(&held)));
    assert!(request.finished_lines().is_empty());
    drop(request);
    assert_eq!(Arc::strong_count(&held), 1);
}

#[test]
fn no_lock_is_held_while_a_hook_ends() {
    static LOOKED: AtomicBool = AtomicBool::new(false);
    struct Looks(Mutex<Option<AuthContext>>);
    impl ResponseHook for Looks {
        fn finish(&self) -> MaybeFuture<Result<Effects, HookError>> {
            if let Some(context) = self.0.lock().unwrap().take() {
                context.add(cookie_effect("looked"));
                LOOKED.store(true, SeqCst);
            }
            MaybeFuture::Ready(Ok(Effects::none()))
        }
    }
    let request = entered();
    let context = request.auth_context().clone();
    request.auth_context().hook(SlotId::unique(), || Looks(Mutex::new(Some(context))));
    assert_eq!(cookies_set(&request), ["looked"]);
    assert!(LOOKED.load(SeqCst));
}

#[test]
fn slots_are_never_equal() {
    let slots: Vec<_> = (0..4)
        .map(|_| std::thread::spawn(|| (0..100).map(|_| SlotId::unique()).collect::<Vec<_>>()))
        .flat_map(|thread| thread.join().unwrap())
        .collect();
    let distinct: std::collections::HashSet<_> = slots.iter().collect();
    assert_eq!(distinct.len(), 400);
}
