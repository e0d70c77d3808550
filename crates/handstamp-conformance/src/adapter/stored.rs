//! Sessions in a store that is slow, down or contended.

use crate::app::App;
use crate::failure::ensure;
use crate::setup::{self, Setup};
use crate::suite_store::SuiteStore;
use crate::failure::{Failure, Outcome};
use crate::harness::Harness;
use crate::message::Request;

const ACT: &str = "/session/act";

fn app<H: Harness>(store: &SuiteStore) -> Result<App<H>, Failure> {
    App::new(&Setup::new().store(store.clone()))
}

pub(crate) fn session_is_loaded_once<H: Harness>() -> Outcome {
    for store in [SuiteStore::new(), SuiteStore::new().late()] {
        let app = app::<H>(&store)?;
        let ada = app.logged_in("ada")?;
        for (path, body) in [("/three", "ada ada ada"), ("/session/user-id", "ada"), ("/user", "ada")] {
            app.get_with(path, &ada).ok(body)?;
            let loads = store.loads();
            ensure(loads == 1, || format!("{path} loaded the session {loads} times"))?;
        }
        app.act("/two-logins", &ada, "get _user_id").ok("ada account of ada ada")?;
        let loads = store.loads();
        ensure(loads == 1, || format!("two logins loaded the session {loads} times"))?;
        app.get_with("/open", &ada).ok("open")?;
        let (loads, writes) = (store.loads(), store.writes());
        ensure(loads + writes == 0, || "an open route asked the store".to_owned())?;
    }
    Ok(())
}

pub(crate) fn failing_store_is_503<H: Harness>() -> Outcome {
    for store in [SuiteStore::new(), SuiteStore::new().late()] {
        let app = app::<H>(&store)?;
        let ada = app.logged_in("ada")?;
        store.fail_loads();
        for path in ["/user", "/maybe", "/role", "/rule", "/session/maybe", "/session/user-id"] {
            app.get_with(path, &ada).unavailable()?;
            app.send(Request::get(path).navigation().cookie(&ada)).unavailable()?;
        }
        app.act(ACT, &ada, "get _user_id").unavailable()?;
        // Who brings nothing needs no store.
        app.get("/maybe").ok("anonymous")?;
        app.get_with("/open", &ada).ok("open")?;
    }
    Ok(())
}

pub(crate) fn lost_change_is_503<H: Harness>() -> Outcome {
    for store in [SuiteStore::new(), SuiteStore::new().late()] {
        let app = app::<H>(&store)?;
        let ada = app.logged_in("ada")?;
        store.fail_writes();
        for acts in ["set colour blue", "login grace", "logout", "clear"] {
            let replaced = app.act("/session/own", &ada, acts).unavailable()?;
            replaced.without("set-cookie")?.lines("content-type", &["application/json"])?;
        }
        app.act(ACT, "", "set colour blue").unavailable()?;
        app.act(ACT, &ada, "get _user_id").ok("ada")?;
    }
    Ok(())
}

pub(crate) fn lost_refresh_is_no_error<H: Harness>() -> Outcome {
    let store = SuiteStore::new();
    let app = app::<H>(&store)?;
    let mut session = setup::session_of("ada", true)?;
    session.insert("_permanent", &true)?;
    let ada = app.cookie_of(&session)?;
    let refreshed = app.get_with("/user", &ada).ok("ada")?;
    ensure(store.writes() == 1, || "a permanent session was not refreshed".to_owned())?;
    app.sets(refreshed, "_user_id", Some("ada"))?;
    store.fail_writes();
    app.get_with("/user", &ada).ok("ada")?.without("set-cookie")?;
    Ok(())
}

/// A client that goes while the store hangs leaves nothing behind.
pub(crate) fn client_that_goes_leaves_nothing<H: Harness>() -> Outcome {
    let store = SuiteStore::new();
    let app = app::<H>(&store)?;
    let ada = app.logged_in("ada")?;
    store.hang(true);
    for path in ["/user", "/session/user-id", ACT] {
        app.send_and_go(Request::get(path).cookie(&ada));
    }
    store.hang(false);
    app.get_with("/user", &ada).ok("ada")?;
    app.act(ACT, &ada, "set colour blue").ok("done")?;
    Ok(())
}

pub(crate) fn login_renews_the_id<H: Harness>() -> Outcome {
    let app = app::<H>(&SuiteStore::new())?;
    for before in [app.session_with("colour", "blue")?, app.logged_in("grace")?] {
        let answer = app.act(ACT, &before, "login ada").ok("done")?;
        let (after, _) = answer.session_cookie()?;
        ensure(after != before, || "a login keeps the id of the session".to_owned())?;
        app.get_with("/user", &after).ok("ada")?;
        let old = app.session_of(&before)?;
        ensure(old.is_none(), || "a login leaves the old session behind".to_owned())?;
        app.get_with("/maybe", &before).ok("anonymous")?;
    }
    Ok(())
}

pub(crate) fn unknown_id_is_not_adopted<H: Harness>() -> Outcome {
    let app = app::<H>(&SuiteStore::new())?;
    let chosen = "session=an-id-that-somebody-has-chosen";
    let answer = app.act(ACT, chosen, "set colour blue").ok("done")?;
    let (cookie, _) = answer.session_cookie()?;
    ensure(cookie != chosen, || "an id is taken over from a client".to_owned())?;
    ensure(app.session_of(chosen)?.is_none(), || "an id is taken over from a client".to_owned())
}

pub(crate) fn two_keys_two_writers<H: Harness>() -> Outcome {
    for store in [SuiteStore::new(), SuiteStore::new().late()] {
        let app = app::<H>(&store)?;
        let ada = app.logged_in("ada")?;
        let keys: Vec<_> = (0..10).map(|nth| format!("key-{nth}")).collect();
        let request = |key: &String| {
            let acts = format!("set {key} 1");
            Request::post(ACT).same_origin().cookie(&ada).body(&acts)
        };
        for answer in app.send_all(keys.iter().map(request).collect()) {
            answer.ok("done")?;
        }
        let session = app.session_of(&ada)?.unwrap_or_default();
        let all = keys.iter().all(|key| session.get_str(key) == Some("1"));
        ensure(all && session.get_str("_user_id") == Some("ada"), || {
            format!("ten writers left {:?}", session.as_dict())
        })?;
    }
    Ok(())
}

pub(crate) fn logout_beats_a_late_save<H: Harness>() -> Outcome {
    for store in [SuiteStore::new(), SuiteStore::new().late()] {
        let app = app::<H>(&store)?;
        for logout_first in [true, false] {
            let ada = app.logged_in("ada")?;
            let act = |acts| Request::post(ACT).same_origin().cookie(&ada).body(acts);
            let mut requests = vec![act("set colour blue"), act("clear"), act("set colour red")];
            if logout_first {
                requests.swap(0, 1);
            }
            for answer in app.send_all(requests) {
                answer.ok("done")?;
            }
            let left = app.session_of(&ada)?;
            ensure(left.is_none(), || "a late save brings a session back".to_owned())?;
            app.get_with("/maybe", &ada).ok("anonymous")?;
        }
    }
    Ok(())
}
