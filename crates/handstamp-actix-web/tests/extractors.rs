//! Who is asking, in handlers.
#![allow(clippy::unwrap_used)]

mod support;

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{App, FromRequest, HttpRequest, test, web};
use handstamp_actix_web::{
    Auth, AuthExt, AuthRejection, Authenticated, HasAuth, MaybeUser, Principal, RequestRef, User,
};
use handstamp_authorizer::rules::role;
use handstamp_authorizer::{Authenticator, Subject};
use support::{Account, Login, admin, home, me, shown};

#[actix_web::test]
async fn each_answers_as_it_says() {
    let app = test::init_service(
        Login::default().auth().attach(
            App::new()
                .route("/", web::get().to(home))
                .route("/me", web::get().to(me))
                .route("/admin", web::get().to(admin)),
        ),
    )
    .await;
    for (path, name, value, status, body) in [
        ("/", "x", "", 200, "anonymous"),
        ("/", "cookie", "who=ada", 200, "ada"),
        ("/", "cookie", "slow=ada", 200, "ada"),
        ("/", "authorization", "Bearer ada", 200, "ada"),
        ("/", "authorization", "Bearer bad", 401, r#"{"detail":"Not authenticated"}"#),
        (
            "/",
            "authorization",
            "Bearer down",
            503,
            r#"{"detail":"Service temporarily unavailable"}"#,
        ),
        ("/me", "x", "", 401, r#"{"detail":"Not authenticated"}"#),
        ("/me", "cookie", "who=ada", 200, "ada"),
        (
            "/me",
            "authorization",
            "Bearer down",
            503,
            r#"{"detail":"Service temporarily unavailable"}"#,
        ),
        ("/admin", "x", "", 401, r#"{"detail":"Not authenticated"}"#),
        ("/admin", "cookie", "who=ada", 403, r#"{"detail":"Forbidden"}"#),
        ("/admin", "cookie", "who=ada:admin", 200, "ada"),
        ("/admin", "cookie", "slow=ada:admin", 200, "ada"),
    ] {
        let response = shown(ask!(app, path, "x-test" => "1", name => value)).await;
        assert_eq!(response, (status, body.into()), "{path} with {name}: {value}");
    }
    let refused = ask!(app, "/", "authorization" => "Bearer bad");
    assert_eq!(support::lines(&refused, "www-authenticate"), [r#"Bearer error="invalid_token""#]);
    assert_eq!(support::lines(&refused, "content-type"), ["application/json"]);
}

/// Why there is `MaybeUser`. When this fails, actix-web has changed and `Option<User>` is to be had.
#[actix_web::test]
async fn actix_swallows_the_errors_of_an_option() {
    async fn lax(user: Option<User>) -> String {
        user.map_or("anonymous".into(), |User(user)| user.id().into())
    }
    let app = App::new().route("/", web::get().to(lax));
    let app = test::init_service(Login::default().auth().attach(app)).await;
    let outage = shown(ask!(app, "/", "authorization" => "Bearer down")).await;
    assert_eq!(outage, (200, "anonymous".into()));
}

#[actix_web::test]
async fn a_handler_can_take_the_denial_itself() {
    async fn polite(user: Result<User, AuthRejection>) -> String {
        match user {
            Ok(User(user)) => user.id().into(),
            Err(AuthRejection(reply)) => format!("sorry, {}", reply.status),
        }
    }
    let app = App::new().route("/", web::get().to(polite));
    let app = test::init_service(Login::default().auth().attach(app)).await;
    assert_eq!(shown(ask!(app, "/")).await, (200, "sorry, 401".into()));
    assert_eq!(shown(ask!(app, "/", "cookie" => "who=ada")).await, (200, "ada".into()));
}

#[actix_web::test]
async fn two_user_types_beside_each_other() {
    async fn both(User(principal): User, User(account): User<Account>) -> String {
        format!("{} {}", principal.id(), account.name)
    }
    async fn account(MaybeUser(account): MaybeUser<Account>) -> String {
        account.map_or("anonymous".into(), |account| account.name)
    }
    let login = Login::default();
    let accounts: Auth<Account> =
        Auth::new(login.clone().load_user(async |user: Principal, _| match user.id() {
            "dbdown" => Err("no database"),
            "unknown" => Ok(None),
            name => Ok(Some(Account { name: format!("account {name}") })),
        }));
    let app = App::new().route("/both", web::get().to(both)).route("/", web::get().to(account));
    let app = test::init_service(accounts.attach(login.auth().attach(app))).await;
    let both = shown(ask!(app, "/both", "cookie" => "who=ada")).await;
    assert_eq!(both, (200, "ada account ada".into()));
    assert_eq!(shown(ask!(app, "/", "cookie" => "who=unknown")).await, (200, "anonymous".into()));
    assert_eq!(shown(ask!(app, "/", "cookie" => "who=dbdown")).await.0, 503);
}

#[actix_web::test]
async fn how_the_user_is_known() {
    async fn account(Authenticated(account, how): Authenticated<Account>) -> String {
        format!("{} {} {}", account.name, how.scheme, how.fresh)
    }
    let login = Login::default();
    let load = async |user: Principal, _| Ok::<_, &str>(Some(Account { name: user.id().into() }));
    let accounts: Auth<Account> = Auth::new(login.load_user(load));
    let app = accounts.attach(App::new().route("/", web::get().to(account)));
    let app = test::init_service(app).await;
    for (name, value, status, body) in [
        ("cookie", "who=ada", 200, "ada APIKey true"),
        ("cookie", "slow=ada", 200, "ada APIKey true"),
        ("authorization", "Bearer ada", 200, "ada Bearer false"),
        ("authorization", "Bearer bad", 401, r#"{"detail":"Not authenticated"}"#),
        ("x-none", "", 401, r#"{"detail":"Not authenticated"}"#),
    ] {
        assert_eq!(shown(ask!(app, "/", name => value)).await, (status, body.into()), "{value}");
    }
}

/// An extractor of an app's own, in the few lines that the docs promise.
struct Name(String);

impl FromRequest for Name {
    type Error = AuthRejection;
    type Future = Pin<Box<dyn Future<Output = Result<Self, AuthRejection>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let auth: Auth = request.auth()?;
            let user = auth.require_user(RequestRef::new(&request), role("admin")).await?;
            Ok(Self(user.id().to_uppercase()))
        })
    }
}

#[actix_web::test]
async fn an_extractor_of_an_apps_own() {
    let app = App::new().route("/", web::get().to(async |Name(name): Name| name));
    let app = test::init_service(Login::default().auth().attach(app)).await;
    assert_eq!(shown(ask!(app, "/", "cookie" => "slow=ada:admin")).await, (200, "ADA".into()));
    assert_eq!(shown(ask!(app, "/", "cookie" => "who=ada")).await.0, 403);
    assert_eq!(shown(ask!(app, "/")).await.0, 401);
}
