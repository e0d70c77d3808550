//! What actix-web panics at, and that nothing here does it.
//!
//! A router takes the request for itself (`match_info_mut`): whoever still holds a clone of the
//! `HttpRequest` then makes it panic. And a request's extensions are a `RefCell`: whoever borrows them while
//! another looks makes it panic.
#![allow(clippy::unwrap_used)]

mod support;

use std::rc::Rc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, Error, HttpMessage, HttpRequest, test, web};
use handstamp_actix_web::{AuthExt, AuthRejection, HasAuth, MaybeUser, RequestRef, User};
use handstamp_authorizer::rules::role;
use support::{Admin, Login, me, shown};

/// The hazard itself. When this fails, actix-web has lost it, and the rule can go from the docs.
#[actix_web::test]
async fn a_request_that_is_held_across_the_call_panics() {
    async fn hold(
        request: ServiceRequest,
        next: Next<impl MessageBody>,
    ) -> Result<ServiceResponse<impl MessageBody>, Error> {
        let _held = RequestRef::new(request.request());
        next.call(request).await
    }
    let app =
        App::new().service(web::scope("/x").wrap(from_fn(hold)).route("/me", web::get().to(me)));
    let app = Rc::new(test::init_service(Login::default().auth().attach(app)).await);
    let task = actix_web::rt::spawn(async move { ask!(app, "/x/me").status() });
    assert!(task.await.unwrap_err().is_panic());
}

/// Every middleware of this crate, with an answer that comes later, around routers within routers.
#[actix_web::test]
async fn no_middleware_of_ours_holds_it() {
    let login = Login::default();
    let (auth, second) = (login.auth(), login.auth());
    let scope = web::scope("/a").wrap(auth.require_layer(role("admin"))).service(
        web::scope("/b")
            .wrap(auth.require_layer(Admin))
            .wrap(second.layer())
            .service(
                web::resource("/{id}").wrap(second.require_layer(Admin)).route(web::get().to(me)),
            )
            .default_service(web::to(me)),
    );
    let app = App::new().wrap(auth.require_layer(Admin)).service(scope);
    let app = test::init_service(second.attach(auth.attach(app))).await;
    for path in ["/a/b/7", "/a/b/7/none"] {
        for cookie in ["slow=ada:admin", "who=ada:admin"] {
            let response = shown(ask!(app, path, "cookie" => cookie)).await;
            assert_eq!(response, (200, "ada".into()), "{path} {cookie}");
        }
    }
    assert_eq!(ask!(app, "/a/none", "cookie" => "slow=ada:admin").status(), 404);
}

/// A middleware of an app's own that asks for the user and is done before it goes on.
#[actix_web::test]
async fn a_middleware_may_extract_and_go_on() {
    async fn extracts(
        MaybeUser(user): MaybeUser,
        mut request: ServiceRequest,
        next: Next<BoxBody>,
    ) -> Result<ServiceResponse, Error> {
        let User(again) = request.extract::<User>().await?;
        assert_eq!(user, Some(again));
        let auth: handstamp_actix_web::Auth = request.request().auth()?;
        let view = RequestRef::new(request.request());
        auth.require_user(view, Admin).await.map_err(AuthRejection)?;
        next.call(request).await
    }
    let login = Login::default();
    let app = App::new()
        .service(web::scope("/x").wrap(from_fn(extracts)).route("/me", web::get().to(me)));
    let app = test::init_service(login.auth().attach(app)).await;
    for (asked, cookie) in ["slow=ada:admin", "who=ada:admin"].into_iter().enumerate() {
        assert_eq!(shown(ask!(app, "/x/me", "cookie" => cookie)).await, (200, "ada".into()));
        assert_eq!(login.asked(), asked + 1);
    }
}

/// A rule and an authenticator may look at everything while they are asked, and a handler may keep
/// something of its own on the request at the same time.
#[actix_web::test]
async fn nothing_of_the_request_stays_borrowed() {
    struct Mine(u8);
    #[allow(clippy::await_holding_refcell_ref, reason = "what this test is about")]
    async fn keeps(request: HttpRequest, User(user): User) -> String {
        let view = RequestRef::new(&request);
        request.extensions_mut().insert(Mine(7));
        let auth: handstamp_actix_web::Auth = request.auth().unwrap();
        let mut held = request.extensions_mut();
        let again = auth.user(view).await.unwrap();
        assert_eq!(again, user);
        held.get_mut::<Mine>().unwrap().0 += 1;
        held.get::<Mine>().unwrap().0.to_string()
    }
    let app = Login::default().auth().attach(App::new().route("/", web::get().to(keeps)));
    let app = test::init_service(app).await;
    assert_eq!(shown(ask!(app, "/", "cookie" => "slow=ada")).await, (200, "8".into()));
}
