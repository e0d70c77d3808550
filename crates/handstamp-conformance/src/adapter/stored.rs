//! Sessions in a store that is slow, down or contended.

use crate::adapter::app::App;
use crate::failure::{Outcome, ensure};
use crate::adapter::setup::Setup;
use crate::adapter::signed;
use crate::adapter::harness::Harness;
use crate::adapter::message::Request;

const ACT: &str = "/session/act";

pub(crate) fn session_is_loaded_once<H: Harness>() -> Outcome {
    App::<H>::in_stores(&Setup::new(), |app, store| {
        let ada = app.logged_in("ada")?;
        for (path, body) in [
            ("/three", "ada ada ada"),
            ("/rule", "ada"),
            ("/both", "ada account of ada"),
            ("/session/user-id", "ada"),
            ("/inner/user", "ada"),
            ("/mounted", "GET /mounted ada"),
        ] {
            app.get_with(path, &ada).ok(body)?;
            let loads = store.loads();
            ensure(loads == 1, || format!("{path} loaded the session {loads} times"))?;
        }
        app.act("/two-logins", &ada, "get _user_id").ok("ada account of ada ada")?;
        let loads = store.loads();
        ensure(loads == 1, || format!("two logins loaded the session {loads} times"))?;
        app.get_with("/open", &ada).ok("open")?;
        let (loads, writes) = (store.loads(), store.writes());
        ensure(loads + writes == 0, || "a session that was only read was written".to_owned())
    })
}

pub(crate) fn failing_store_is_503<H: Harness>() -> Outcome {
    for setup in [Setup::new(), Setup::new().login_page()] {
        App::<H>::in_stores(&setup, |app, store| {
            let ada = app.logged_in("ada")?;
            store.fail_loads();
            let required = ["/user", "/role", "/rule", "/session/required", "/session/user-id"];
            let optional = ["/maybe", "/session/maybe", "/session/maybe-user-id"];
            for path in required.into_iter().chain(optional) {
                app.get_with(path, &ada).unavailable()?;
                app.send(Request::get(path).navigation().cookie(&ada)).unavailable()?;
            }
            app.act(ACT, &ada, "get _user_id").unavailable()?;
            // Who brings nothing needs no store.
            app.get("/maybe").ok("anonymous")?;
            app.get_with("/open", &ada).ok("open")?;
            Ok(())
        })?;
    }
    Ok(())
}

pub(crate) fn lost_change_is_503<H: Harness>() -> Outcome {
    App::<H>::in_stores(&Setup::new(), |app, store| {
        let ada = app.logged_in("ada")?;
        store.fail_writes();
        for acts in ["set colour blue", "login grace", "logout", "clear"] {
            for path in [ACT, "/session/error"] {
                app.act(path, &ada, acts).replaced(503, "Service temporarily unavailable")?;
            }
        }
        app.act(ACT, "", "set colour blue").replaced(503, "Service temporarily unavailable")?;
        app.act(ACT, &ada, "get _user_id").ok("ada")?;
        Ok(())
    })
}

pub(crate) fn lost_refresh_is_no_error<H: Harness>() -> Outcome {
    App::<H>::in_stores(&Setup::new(), |app, store| {
        let ada = app.cookie_of(&signed::permanent("ada")?)?;
        let refreshed = app.get_with("/user", &ada).ok("ada")?;
        ensure(store.writes() == 1, || "a permanent session was not refreshed".to_owned())?;
        app.sets(refreshed, "_user_id", Some("ada"))?;
        store.fail_writes();
        app.get_with("/user", &ada).ok("ada")?.without("set-cookie")?;
        Ok(())
    })
}

/// A client that goes while the store hangs leaves nothing behind, and the next one is served.
pub(crate) fn client_that_goes_leaves_nothing<H: Harness>() -> Outcome {
    App::<H>::in_stores(&Setup::new(), |app, store| {
        let ada = app.logged_in("ada")?;
        store.hang(true);
        let written = Request::post(ACT).same_origin().body("set colour blue");
        let read = ["/user", "/three", "/session/user-id", ACT];
        let read = read.map(|path| Request::get(path).cookie(&ada));
        for request in read.into_iter().chain([written]) {
            let gone = app.send_and_go(request.clone());
            ensure(gone, || format!("answered while the store hangs:\n{request:?}"))?;
            let asked = store.loads() + store.writes();
            ensure(asked == 1, || format!("the store was asked {asked} times of\n{request:?}"))?;
            let waiting = store.waiting();
            ensure(waiting == 0, || format!("somebody waits for the answer to\n{request:?}"))?;
        }
        store.hang(false);
        app.get_with("/user", &ada).ok("ada")?;
        app.act(ACT, &ada, "set colour blue").ok("done")?;
        Ok(())
    })
}

pub(crate) fn login_renews_the_id<H: Harness>() -> Outcome {
    App::<H>::in_stores(&Setup::new(), |app, _| {
        for before in [app.session_with("colour", "blue")?, app.logged_in("grace")?] {
            let answer = app.act(ACT, &before, "login ada").ok("done")?;
            let (after, _) = answer.session_cookie()?;
            ensure(after != before, || "a login keeps the id of the session".to_owned())?;
            app.get_with("/user", &after).ok("ada")?;
            app.sets(answer, "colour", None)?;
            let old = app.session_of(&before)?;
            ensure(old.is_none(), || "a login leaves the old session behind".to_owned())?;
            app.get_with("/maybe", &before).ok("anonymous")?;
        }
        Ok(())
    })
}

pub(crate) fn unknown_id_is_not_adopted<H: Harness>() -> Outcome {
    App::<H>::in_stores(&Setup::new(), |app, _| {
        let chosen = "session=an-id-that-somebody-has-chosen";
        for acts in ["set colour blue", "login ada"] {
            let (cookie, _) = app.act(ACT, chosen, acts).ok("done")?.session_cookie()?;
            let kept = app.session_of(&cookie)?.is_some() && app.session_of(chosen)?.is_none();
            ensure(kept, || "an id is taken over from a client".to_owned())?;
        }
        app.get_with("/session/maybe", chosen).ok("none")?;
        Ok(())
    })
}

pub(crate) fn two_keys_two_writers<H: Harness>() -> Outcome {
    App::<H>::in_stores(&Setup::new(), |app, _| {
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
        Ok(())
    })
}

pub(crate) fn logout_beats_a_late_save<H: Harness>() -> Outcome {
    App::<H>::in_stores(&Setup::new(), |app, _| {
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
        Ok(())
    })
}
