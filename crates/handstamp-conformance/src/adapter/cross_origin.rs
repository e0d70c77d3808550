//! From where a request that changes something may come.

use crate::adapter::app::App;
use crate::adapter::setup::{PROXY, Setup};
use crate::adapter::harness::Harness;
use crate::adapter::message::Request;
use crate::failure::Outcome;

const REFUSED: &str = "Cross-origin request refused";

pub(crate) fn cross_origin_post_is_refused<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            for path in ["/echo", "/user", "/maybe", "/role", "/rule", "/nested/deep/user"] {
                let ask = || Request::new(method, path).cookie(&ada);
                app.send(ask()).denied(403, REFUSED)?;
                app.send(ask().with("origin", "https://evil.example")).denied(403, REFUSED)?;
                app.send(ask().with("origin", "null")).denied(403, REFUSED)?;
                app.send(ask().with("sec-fetch-site", "cross-site")).denied(403, REFUSED)?;
                app.send(ask().with("sec-fetch-site", "same-site")).denied(403, REFUSED)?;
                let two = ask().with("origin", "http://app.example").with("origin", "http://a.example");
                app.send(two).denied(403, REFUSED)?;
            }
        }
        Ok(())
    })
}

pub(crate) fn same_origin_post_passes<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            let ask = || Request::new(method, "/user").cookie(&ada);
            app.send(ask().with("sec-fetch-site", "same-origin")).ok("ada")?;
            app.send(ask().with("sec-fetch-site", "none")).ok("ada")?;
            app.send(ask().with("origin", "http://app.example")).ok("ada")?;
            app.send(ask().same_origin()).ok("ada")?;
        }
        Ok(())
    })
}

pub(crate) fn bearer_post_passes_from_anywhere<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        let ask = || Request::post("/user").bearer("grace");
        app.send(ask()).ok("grace")?;
        app.send(ask().with("origin", "https://other.example")).ok("grace")?;
        let both = ask().cookie(&ada).with("sec-fetch-site", "cross-site");
        app.send(both).ok("grace")?;
        Ok(())
    })
}

pub(crate) fn cross_origin_post_of_a_visitor<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    let ask = |path| Request::post(path).with("origin", "https://other.example");
    app.send(ask("/maybe")).ok("anonymous")?;
    app.send(ask("/user")).unauthenticated()?;
    app.send(ask("/open")).ok("open")?;
    Ok(())
}

/// As HTTP/2 sends it: no `Host`.
pub(crate) fn origin_is_held_against_the_authority<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        let ask = || Request::post("http://app.example/user").cookie(&ada);
        app.send(ask().with("origin", "http://app.example")).ok("ada")?;
        app.send(ask().with("origin", "http://other.example")).denied(403, REFUSED)?;
        Ok(())
    })
}

pub(crate) fn origin_behind_a_proxy<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        let ask = |origin: &str| {
            let request = Request::post("/user").cookie(&ada).with("origin", origin);
            let request = request.with("x-forwarded-proto", "https");
            request.with("x-forwarded-host", "public.example")
        };
        app.send(ask("https://public.example").peer(PROXY)).ok("ada")?;
        app.send(ask("http://public.example").peer(PROXY)).denied(403, REFUSED)?;
        app.send(ask("https://app.example").peer(PROXY)).denied(403, REFUSED)?;
        app.send(ask("https://public.example")).denied(403, REFUSED)?;
        Ok(())
    })
}

pub(crate) fn body_reaches_the_handler<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ask = || Request::post("/echo").same_origin().body("a=1&b=\u{e4}\n");
        app.send(ask().cookie(app.logged_in("ada")?)).ok("a=1&b=\u{e4}\n")?;
        app.send(ask()).unauthenticated()?;
        Ok(())
    })
}

/// A session is evidence by cookie too.
pub(crate) fn cross_origin_post_with_a_session_is_refused<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        for path in ["/session/act", "/session/maybe", "/session/required", "/session/user-id"] {
            let ask = || Request::post(path).cookie(&ada).body("get _user_id");
            app.send(ask()).denied(403, REFUSED)?;
            app.send(ask().with("origin", "https://evil.example")).denied(403, REFUSED)?;
            app.send(ask().same_origin()).status(200)?;
            app.get_with(path, &ada).status(200)?;
        }
        Ok(())
    })
}
