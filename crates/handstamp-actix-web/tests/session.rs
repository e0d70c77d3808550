//! The session in handlers: read, written, demanded; Flask's cookie on the way in and out.
#![cfg(feature = "session")]
#![allow(clippy::unwrap_used)]

mod support;

use std::time::{Duration, SystemTime};

use actix_web::body::MessageBody;
use actix_web::dev::ServiceResponse;
use actix_web::error::ErrorConflict;
use actix_web::{App, Error, HttpRequest, ResponseError, test, web};
use handstamp_actix_web::{
    Auth, AuthExt, AuthRejection, HasAuth, MaybeSession, MaybeUser, MaybeUserId, RequestRef,
    RequireSession, Session, User, UserId,
};
use handstamp_authorizer::{Clock, Subject};
use handstamp_flask::{SecretKey, SignedCodec, session_codec};
use handstamp_login::SessionLogin;
use support::{Login, lines, me, shown};

const KEY: &str = "2f1d9a0c5be74386a1d0f7c2e9b85d34";

#[derive(Clone)]
struct Now;

impl Clock for Now {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_316_842)
    }
}

fn codec() -> SignedCodec {
    session_codec(SecretKey::new(KEY).unwrap()).build()
}

/// What a browser sends for a session with these values.
fn cookie(values: &[(&str, &str)]) -> String {
    let mut session = handstamp_flask::Session::new();
    for (key, value) in values {
        session.insert(*key, *value).unwrap();
    }
    format!("session={}", codec().encode(&session, Now.now()).unwrap())
}

fn auth() -> Auth {
    Auth::new(SessionLogin::flask(SecretKey::new(KEY).unwrap()).clock(Now).build().unwrap())
}

/// The session that a response sets, or `None` where it sets none.
fn set(response: &ServiceResponse<impl MessageBody>) -> Option<handstamp_flask::Session> {
    let lines = lines(response, "set-cookie");
    assert!(lines.len() <= 1, "{lines:?}");
    let value = lines.first()?.strip_prefix("session=")?.split(';').next()?;
    Some(codec().decode(value, Now.now()).unwrap())
}

#[actix_web::test]
async fn the_four_dependencies_of_fastapi_flask_auth() {
    async fn maybe(MaybeSession(session): MaybeSession) -> String {
        format!("{}", session.is_some())
    }
    async fn required(session: RequireSession) -> String {
        session.get::<String>("name").unwrap().unwrap_or_default()
    }
    async fn maybe_id(MaybeUserId(id): MaybeUserId) -> String {
        format!("{id:?}")
    }
    async fn id(UserId(id): UserId) -> String {
        id
    }
    let app = App::new()
        .route("/maybe", web::get().to(maybe))
        .route("/required", web::get().to(required))
        .route("/maybe-id", web::get().to(maybe_id))
        .route("/id", web::get().to(id));
    let app = test::init_service(auth().attach(app)).await;
    let no_session = r#"{"detail":"No valid session cookie was found."}"#;
    let no_id = r#"{"detail":"User ID was not found."}"#;
    let user = cookie(&[("_user_id", "7"), ("name", "Ada")]);
    let visitor = cookie(&[("name", "visitor")]);
    let mut forged = user.clone();
    forged.pop();
    for (path, cookie, status, body) in [
        ("/maybe", "", 200, "false"),
        ("/maybe", &*forged, 200, "false"),
        ("/maybe", &visitor, 200, "true"),
        ("/required", "", 401, no_session),
        ("/required", &forged, 401, no_session),
        ("/required", &visitor, 200, "visitor"),
        ("/maybe-id", "", 200, "None"),
        ("/maybe-id", &forged, 200, "None"),
        ("/maybe-id", &visitor, 200, "None"),
        ("/maybe-id", &user, 200, r#"Some("7")"#),
        ("/id", "", 401, no_id),
        ("/id", &forged, 401, no_id),
        ("/id", &visitor, 401, no_id),
        ("/id", &user, 200, "7"),
    ] {
        let response = ask!(app, path, "cookie" => cookie);
        assert_eq!(lines(&response, "vary"), ["Cookie"], "{path} {cookie}");
        assert_eq!(shown(response).await, (status, body.into()), "{path} {cookie}");
    }
}

#[actix_web::test]
async fn written_when_changed_and_looked_at_when_touched() {
    async fn untouched(_: Session) -> &'static str {
        "done"
    }
    async fn read(session: Session) -> String {
        session.get::<String>("name").unwrap().unwrap_or_default()
    }
    async fn write(one: Session, other: Session) -> &'static str {
        one.insert("name", "Grace").unwrap();
        assert_eq!(other.get::<String>("name").unwrap().as_deref(), Some("Grace"));
        other.insert("more", "x").unwrap();
        "done"
    }
    async fn fail(session: Session) -> Result<&'static str, Error> {
        session.insert("name", "Grace").unwrap();
        Err(ErrorConflict("taken"))
    }
    async fn clear(session: Session) -> &'static str {
        session.clear().unwrap();
        "done"
    }
    async fn large(session: Session) -> &'static str {
        let noise: String =
            (0..9_000_u32).map(|at| format!("{:x}", at.wrapping_mul(2_654_435_761))).collect();
        session.insert("name", &noise).unwrap();
        "done"
    }
    let app = App::new()
        .route("/untouched", web::get().to(untouched))
        .route("/read", web::get().to(read))
        .route("/write", web::get().to(write))
        .route("/fail", web::get().to(fail))
        .route("/clear", web::get().to(clear))
        .route("/large", web::get().to(large));
    let app = test::init_service(auth().attach(app)).await;
    let ada = cookie(&[("name", "Ada")]);

    let untouched = ask!(app, "/untouched", "cookie" => &*ada);
    assert!(set(&untouched).is_none() && lines(&untouched, "vary").is_empty());

    let read = ask!(app, "/read", "cookie" => &*ada);
    assert!(set(&read).is_none());
    assert_eq!(lines(&read, "vary"), ["Cookie"]);
    assert_eq!(shown(read).await, (200, "Ada".into()));

    for (path, status) in [("/write", 200), ("/fail", 409)] {
        let written = ask!(app, path, "cookie" => &*ada);
        assert_eq!(written.status(), status);
        assert_eq!(lines(&written, "vary"), ["Cookie"]);
        assert_eq!(set(&written).unwrap().get_str("name"), Some("Grace"), "{path}");
    }
    let cleared = ask!(app, "/clear", "cookie" => &*ada);
    let line = lines(&cleared, "set-cookie").join("");
    assert!(line.starts_with("session=; Expires=Thu, 01 Jan 1970"), "{line}");

    let large = ask!(app, "/large", "cookie" => &*ada);
    assert!(lines(&large, "set-cookie").is_empty());
    assert_eq!(shown(large).await.0, 500);
}

#[actix_web::test]
async fn a_change_after_the_head_is_an_error() {
    use std::cell::RefCell;
    use std::rc::Rc;
    let kept: Rc<RefCell<Option<Session>>> = Rc::default();
    let keep = Rc::clone(&kept);
    let handler = move |session: Session| {
        session.insert("name", "Ada").unwrap();
        keep.borrow_mut().replace(session);
        async { "" }
    };
    let app = auth().attach(App::new().route("/", web::get().to(handler)));
    let app = test::init_service(app).await;
    assert!(set(&ask!(app, "/")).is_some());
    let kept = kept.borrow_mut().take().unwrap();
    assert!(kept.insert("late", "x").is_err());
    let answer = AuthRejection::from(kept.login("7").unwrap_err());
    assert_eq!(answer.error_response().status(), 500, "what `?` makes of it");
    assert_eq!(AuthRejection::from(kept.clear().unwrap_err()).0.status, 500);
}

#[actix_web::test]
async fn who_logs_in_is_found_out_anew() {
    async fn login(
        before: MaybeUser,
        session: Session,
        request: HttpRequest,
    ) -> Result<String, AuthRejection> {
        session.login("7")?;
        let auth: Auth = request.auth()?;
        let after = auth.user(RequestRef::new(&request)).await?;
        Ok(format!("{:?} {}", before.0.map(|user| user.id().to_owned()), after.id()))
    }
    let app = App::new().route("/", web::get().to(login)).route("/me", web::get().to(me));
    let app = test::init_service(auth().attach(app)).await;
    let logged_in = ask!(app, "/");
    let cookie = lines(&logged_in, "set-cookie").join("");
    assert_eq!(shown(logged_in).await, (200, "None 7".into()));
    let (cookie, _) = cookie.split_once(';').unwrap();
    assert_eq!(shown(ask!(app, "/me", "cookie" => cookie)).await, (200, "7".into()));
    async fn both(User(user): User, UserId(id): UserId) -> String {
        format!("{} {id}", user.id())
    }
    let app = test::init_service(auth().attach(App::new().route("/", web::get().to(both)))).await;
    assert_eq!(shown(ask!(app, "/", "cookie" => cookie)).await, (200, "7 7".into()));
}

#[actix_web::test]
async fn an_auth_that_has_no_session_is_a_mistake_of_the_app() {
    let app = App::new().route("/", web::get().to(async |_: Session| ""));
    let app = test::init_service(Login::default().auth().attach(app)).await;
    assert_eq!(ask!(app, "/").status(), 500);
    let app = App::new().route("/", web::get().to(async |_: UserId| ""));
    let app = test::init_service(app).await;
    assert_eq!(ask!(app, "/").status(), 500);
}
