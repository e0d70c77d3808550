//! Any JSON as the login record of a session: the user is the one that the session names, and only a record
//! about that user says more of the login.
#![cfg_attr(fuzzing, no_main)]

use std::future::Future;
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use handstamp_authorizer::adapter::AuthContext;
use handstamp_authorizer::{
    Auth, Authentication, Authenticator, Identity, MaybeFuture, Principal, RequestView, Subject,
};
use handstamp_flask::{SecretKey, Session, SignedCodec, session_codec};
use handstamp_login::{LOGIN_RECORD, SessionLogin, extract};
use handstamp_value::Value;
use handstamp_value::json::{Limits, Tags, read};

fn key() -> SecretKey {
    SecretKey::allow_weak("fuzz")
}

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

static CODEC: LazyLock<SignedCodec> = LazyLock::new(|| session_codec(key()).build());
static LOGIN: LazyLock<SessionLogin> =
    LazyLock::new(|| SessionLogin::flask(key()).clock(now).build().expect("Flask's own settings"));

struct Request {
    cookie: String,
    context: Option<AuthContext>,
}

impl Request {
    fn of(session: &Session) -> Option<Self> {
        let cookie = format!("session={}", CODEC.encode(session, now()).ok()?);
        let mut request = Self { cookie, context: None };
        let auth: Auth<Principal> = Auth::new(LOGIN.clone());
        request.context = auth.policies().enter(&request);
        Some(request)
    }

    fn user(&self) -> Option<(Principal, Authentication)> {
        match LOGIN.authenticate(self) {
            MaybeFuture::Ready(Identity::Known(known)) => Some((known.user, known.authentication)),
            _ => None,
        }
    }
}

impl RequestView for Request {
    fn method(&self) -> &str {
        "GET"
    }
    fn target(&self) -> &str {
        "/"
    }
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        (name == "cookie" && nth == 0).then_some(self.cookie.as_bytes())
    }
    fn context(&self) -> Option<&AuthContext> {
        self.context.as_ref()
    }
}

/// The text of a part of the record, if the record is about this user.
fn part<'v>(record: &'v Value, name: &str) -> Option<&'v Value> {
    let dict = record.as_dict()?;
    dict.get(name).filter(|_| dict.get("u").and_then(Value::as_str) == Some("ann"))
}

handstamp_fuzz::target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(record) = read(text, Tags::Flask, &Limits::default()) else { return };
    let mut session = Session::new();
    session.insert_value("_user_id", "ann");
    session.insert_value("_fresh", true);
    session.insert_value(LOGIN_RECORD, record.clone());
    let Some(request) = Request::of(&session) else { return };

    let (user, known) = request.user().expect("the user of the session");
    assert_eq!(user.id(), "ann");
    let login_id = known.login_id.as_ref().map(|id| id.as_str());
    assert!(login_id.is_none() || part(&record, "l").and_then(Value::as_str) == login_id);
    let generation = known.generation.map(Value::from);
    assert!(generation.is_none() || part(&record, "g") == generation.as_ref());
    assert!(known.auth_time.is_none() || part(&record, "t").is_some());

    // What a login writes replaces it, and is read.
    let question = pin!(extract::session(&request));
    let Poll::Ready(Ok(session)) = question.poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("a session in a cookie is there at once");
    };
    session.login("ann").expect("the response is not out yet");
    session.with(|session| {
        let request = Request::of(session).expect("a small session");
        let (_, known) = request.user().expect("who was logged in");
        assert!(known.login_id.is_some() && known.auth_time == Some(now()));
    });
});
