//! What a response must carry because of a login, as header lines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use handstamp_authorizer::adapter::Effects;
use handstamp_authorizer::cookie::SetCookie;
use support::{Fake, anonymous, cookie_effect};

fn lines(touch: impl FnOnce(&mut Effects)) -> Vec<String> {
    let mut effects = Effects::none();
    touch(&mut effects);
    effects.headers().map(|(name, value)| format!("{name}: {value}")).collect()
}

#[test]
fn nothing_happened_and_nothing_is_said() {
    assert!(Fake::get("/").enter(&anonymous()).finish().unwrap().is_empty());
}

#[test]
fn cookies_stay_apart_and_in_order_and_vary_is_said_once() {
    let request = Fake::get("/").enter(&anonymous());
    for name in ["a", "b", "a"] {
        let mut effects = cookie_effect(name);
        effects.vary_cookie();
        effects.no_store();
        request.auth_context().add(effects);
    }
    let mut effects = Effects::none();
    effects.vary_authorization();
    request.auth_context().add(effects);
    let lines = request.finished_lines();
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
    let touches: [fn(&mut Effects); 6] = [
        Effects::vary_cookie,
        Effects::vary_authorization,
        Effects::no_store,
        Effects::private,
        |effects| effects.vary_credential("x-api-key"),
        |effects| effects.set_cookie(SetCookie::new("a", "").unwrap()),
    ];
    for touch in touches {
        let mut effects = Effects::none();
        touch(&mut effects);
        assert!(!effects.is_none());
        assert!(effects.headers().count() > 0);
    }
}

/// RFC 9111 section 5.2.2: what one browser is told is not for another one's eyes.
#[test]
fn what_is_one_users_stays_out_of_shared_caches() {
    let private = "cache-control: private";
    assert_eq!(lines(Effects::vary_cookie), ["vary: Cookie"], "public pages stay cacheable");
    assert_eq!(lines(Effects::private), [private]);
    assert_eq!(lines(Effects::vary_authorization), ["vary: Authorization", private]);
    assert_eq!(lines(|e| e.vary_credential("X-API-Key")), ["vary: X-API-Key", private]);
    let cookie = || SetCookie::new("a", "1").unwrap();
    assert_eq!(lines(|e| e.set_cookie(cookie())), [private, "set-cookie: a=1"]);
}

#[test]
fn no_store_beats_private_whichever_came_first() {
    let no_store = ["cache-control: no-store"];
    assert_eq!(lines(Effects::no_store), no_store);
    let after: [fn(&mut Effects); 2] = [
        |e| {
            e.no_store();
            e.private();
        },
        |e| {
            e.private();
            e.no_store();
        },
    ];
    for touch in after {
        assert_eq!(lines(touch), no_store);
    }
    for no_store_first in [false, true] {
        let (mut one, mut two) = (Effects::none(), Effects::none());
        one.private();
        two.no_store();
        if no_store_first {
            std::mem::swap(&mut one, &mut two);
        }
        one.merge(two);
        assert_eq!(one.headers().map(|(_, value)| value).collect::<Vec<_>>(), ["no-store"]);
    }
}

/// One more header can be named. With two no cache could tell the answers apart.
#[test]
fn a_second_credential_header_is_kept_by_no_cache() {
    assert_eq!(
        lines(|e| {
            e.vary_credential("X-API-Key");
            e.vary_credential("X-API-Key");
        }),
        ["vary: X-API-Key", "cache-control: private"]
    );
    let two = lines(|e| {
        e.vary_credential("X-API-Key");
        e.vary_credential("X-Token");
    });
    assert_eq!(two, ["vary: X-API-Key", "cache-control: no-store"]);
}

#[test]
fn merged_is_what_either_wants() {
    let (mut one, mut two) = (cookie_effect("a"), cookie_effect("b"));
    one.vary_cookie();
    two.vary_cookie();
    two.vary_authorization();
    two.vary_credential("X-API-Key");
    one.merge(two);
    let found: Vec<_> = one.headers().map(|(name, value)| format!("{name}: {value}")).collect();
    assert_eq!(
        found,
        [
            "vary: Cookie",
            "vary: Authorization",
            "vary: X-API-Key",
            "cache-control: private",
            "set-cookie: a=1",
            "set-cookie: b=1",
        ]
    );
}
