//! `?` in a handler: each error of the session becomes a 500 that tells a client nothing, and the log says which.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod requests;

use std::time::{Duration, SystemTime};

use handstamp_authorizer::{Auth, Error, Random, Reply};
use handstamp_login::extract;
use requests::answered;
use requests::flask::{builder, request};
use requests::log::lines;

struct NoRandomness;

impl Random for NoRandomness {
    fn fill(&self, _: &mut [u8]) -> Result<(), Error> {
        Err(Error::Random)
    }
}

fn handler_fails(said: &str, handler: impl FnOnce() -> Result<(), Reply>) {
    let lines = lines(|| {
        let reply = handler().unwrap_err();
        let shown = String::from_utf8(reply.body.into_owned()).unwrap();
        assert_eq!(
            (reply.status, &*shown),
            (500, r#"{"detail":"Internal server error"}"#),
            "{said}"
        );
    });
    let line =
        format!("ERROR session.error message=a handler could not use the session error={said}");
    assert_eq!(lines, [line]);
}

#[test]
fn each_error_is_a_500_and_in_the_log() {
    let auth = Auth::new(builder().random(NoRandomness).build().unwrap());
    let request = request(&[]).enter(&auth);
    let (session, form) = (request.session(), answered(extract::csrf_token(&request)).unwrap());
    session.insert("number", "one").unwrap();
    handler_fails("the login has no id", || Ok(session.login("7")?));
    handler_fails("text in place of u8", || Ok(session.get::<u8>("number").map(|_| ())?));
    handler_fails("SystemTime must be later than UNIX_EPOCH", || {
        Ok(session.insert("at", &(SystemTime::UNIX_EPOCH - Duration::from_secs(1)))?)
    });
    handler_fails("the session's CSRF secret cannot be made", || {
        Ok(form.for_form().map(|_| ())?)
    });
    request.respond().unwrap();
    handler_fails("the response has gone out: the session can no longer be changed", || {
        Ok(session.clear()?)
    });
}
