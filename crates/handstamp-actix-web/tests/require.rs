//! A rule as a middleware.
#![allow(clippy::unwrap_used)]

mod support;

use actix_web::middleware::{ErrorHandlerResponse, ErrorHandlers};
use actix_web::{App, http, test, web};
use handstamp_actix_web::{AuthExt, AuthRejection, Principal, Require, User};
use handstamp_authorizer::rules::{Combine, Rule, Verdict, permission, role};
use handstamp_authorizer::{MaybeFuture, RequestView, Subject, Who};
use support::{Admin, Login, me, open, shown};

/// Asks for a while.
#[derive(Debug, Default)]
struct Slow;

impl Rule<Principal> for Slow {
    fn check(
        &self,
        who: Option<Who<'_, Principal>>,
        request: &dyn RequestView,
    ) -> MaybeFuture<Verdict> {
        let met = who.is_some_and(|who| who.user.id() == "ada") && request.text("x-ok").is_some();
        MaybeFuture::boxed(async move {
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            met.into()
        })
    }
}

#[actix_web::test]
async fn on_scopes_and_resources() {
    let login = Login::default();
    let auth = login.auth();
    let name = String::from("admin"); // known at run time only
    let app = App::new()
        .service(
            web::scope("/scope")
                .wrap(auth.require_layer(role(name).or(permission("edit"))))
                .route("/open", web::get().to(open))
                .service(web::scope("/deep").route("/me", web::get().to(me))),
        )
        .service(web::resource("/one").wrap(auth.require_layer(Slow)).route(web::get().to(open)))
        .route("/free", web::get().to(open));
    let app = test::init_service(auth.attach(app)).await;
    for path in ["/scope/open", "/scope/deep/me"] {
        assert_eq!(ask!(app, path).status(), 401);
        assert_eq!(ask!(app, path, "cookie" => "who=ada").status(), 403);
        assert_eq!(ask!(app, path, "authorization" => "Bearer bad").status(), 401);
        assert_eq!(ask!(app, path, "authorization" => "Bearer down").status(), 503);
        for cookie in ["who=ada:admin", "slow=ada:admin"] {
            assert_eq!(ask!(app, path, "cookie" => cookie).status(), 200, "{path} {cookie}");
        }
    }
    assert_eq!(ask!(app, "/scope/none").status(), 401, "who may not does not learn what is there");
    assert_eq!(ask!(app, "/scope/none", "cookie" => "who=ada:admin").status(), 404);
    assert_eq!(ask!(app, "/one", "cookie" => "who=ada").status(), 403);
    assert_eq!(ask!(app, "/one", "cookie" => "slow=ada", "x-ok" => "1").status(), 200);
    assert_eq!(ask!(app, "/free").status(), 200);
}

#[actix_web::test]
async fn with_the_user_and_the_rule() {
    async fn both(Require(user, rule): Require<Slow>) -> String {
        format!("{} {rule:?}", user.id())
    }
    let app = Login::default().auth().attach(App::new().route("/", web::get().to(both)));
    let app = test::init_service(app).await;
    let allowed = ask!(app, "/", "cookie" => "slow=ada", "x-ok" => "1");
    assert_eq!(shown(allowed).await, (200, "ada Slow".into()));
    assert_eq!(ask!(app, "/", "cookie" => "who=ada").status(), 403);
}

#[actix_web::test]
async fn several_layers_and_extractors_ask_once() {
    async fn all(_: User, _: Require<Admin>, User(user): User) -> String {
        user.id().into()
    }
    for cookie in ["who=ada:admin", "slow=ada:admin"] {
        let login = Login::default();
        let auth = login.auth();
        let app = App::new().service(
            web::scope("/x")
                .wrap(auth.require_layer(role("admin")))
                .wrap(auth.require_layer(Admin))
                .route("/", web::get().to(all)),
        );
        let app = test::init_service(auth.attach(app)).await;
        assert_eq!(shown(ask!(app, "/x/", "cookie" => cookie)).await, (200, "ada".into()));
        assert_eq!(login.asked(), 1, "{cookie}");
    }
}

/// `ResponseError`, and denials as responses that remember their error.
#[actix_web::test]
async fn an_apps_own_error_handler_sees_denials() {
    let auth = Login::default().auth();
    let mut handlers = ErrorHandlers::new();
    for status in [http::StatusCode::UNAUTHORIZED, http::StatusCode::FORBIDDEN] {
        handlers = handlers.handler(status, |mut response| {
            let denied =
                response.response().error().and_then(|error| error.as_error::<AuthRejection>());
            let seen = denied.map_or("none".into(), |denied| denied.0.status.to_string());
            let seen = http::header::HeaderValue::try_from(seen).unwrap();
            response.headers_mut().insert(http::header::HeaderName::from_static("x-seen"), seen);
            Ok(ErrorHandlerResponse::Response(response.map_into_left_body()))
        });
    }
    let app = App::new()
        .route("/me", web::get().to(me))
        .service(
            web::resource("/layer").wrap(auth.require_layer(role("x"))).route(web::get().to(open)),
        )
        .wrap(handlers);
    let app = test::init_service(auth.attach(app)).await;
    for path in ["/me", "/layer"] {
        assert_eq!(support::lines(&ask!(app, path), "x-seen"), ["401"], "{path}");
    }
    assert_eq!(support::lines(&ask!(app, "/layer", "cookie" => "who=ada"), "x-seen"), ["403"]);
}
