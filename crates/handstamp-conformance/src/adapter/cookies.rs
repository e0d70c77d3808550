//! The `Cookie` header, as it comes.

use crate::noise::noise;
use crate::adapter::app::App;
use crate::adapter::setup::Setup;
use crate::adapter::harness::Harness;
use crate::adapter::message::Request;
use crate::failure::Outcome;

const LARGE: usize = 64 * 1024;

/// Flask's rule. A browser sends the one with the longer path first.
pub(crate) fn first_of_two_cookies_counts<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let (ada, grace) = (app.logged_in("ada")?, app.logged_in("grace")?);
        app.get_with("/user", &format!("{ada}; {grace}")).ok("ada")?;
        app.get_with("/user", &format!("{grace}; a=b; {ada}")).ok("grace")?;
        app.get_with("/maybe", &format!("session=forged; {ada}")).ok("anonymous")?;
        Ok(())
    })
}

/// HTTP/2 may split the header (RFC 9113 section 8.2.3).
pub(crate) fn two_cookie_headers<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let (ada, grace) = (app.logged_in("ada")?, app.logged_in("grace")?);
        app.send(Request::get("/user").cookie("a=b").cookie(&ada)).ok("ada")?;
        app.send(Request::get("/user").cookie(&ada).cookie("a=b")).ok("ada")?;
        app.send(Request::get("/user").cookie(&grace).cookie(&ada)).ok("grace")?;
        Ok(())
    })
}

pub(crate) fn neighbour_that_is_not_ascii<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        for neighbour in ["name=J\u{fc}rgen".as_bytes(), b"name=J\xfcrgen", b"\xff\xfe=\x80", b"\xff"] {
            let line = [neighbour, b"; ", ada.as_bytes(), b"; ", neighbour].concat();
            app.send(Request::get("/user").cookie(&line)).ok("ada")?;
            app.send(Request::get("/user").cookie(neighbour).cookie(&ada)).ok("ada")?;
            app.send(Request::get("/maybe").cookie(neighbour)).ok("anonymous")?;
        }
        Ok(())
    })
}

pub(crate) fn large_cookie<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let (ada, noise) = (app.logged_in("ada")?, noise(LARGE));
        app.get_with("/user", &format!("big={noise}; {ada}")).ok("ada")?;
        let session = format!("session={noise}");
        app.get_with("/maybe", &session).ok("anonymous")?;
        app.get_with("/user", &session).unauthenticated()?;
        app.get_with("/maybe", &format!("{ada}{noise}")).ok("anonymous")?;
        app.get_with("/user", &format!("{}{ada}", ";".repeat(LARGE))).ok("ada")?;
        Ok(())
    })
}
