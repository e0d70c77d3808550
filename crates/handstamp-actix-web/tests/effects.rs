//! What a login wants the response to carry is on every response.
#![allow(clippy::unwrap_used)]

mod support;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::{ErrorConflict, ErrorImATeapot};
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, Error, HttpRequest, HttpResponse, test, web};
use handstamp_actix_web::{AuthExt, AuthRejection, MaybeUser, RequestRef, User};
use handstamp_authorizer::adapter::{Effects, HookError, ResponseHook, SlotId};
use handstamp_authorizer::rules::role;
use handstamp_authorizer::{MaybeFuture, RequestView};
use support::{Login, admin, home, lines, me, open, shown};

const BOTH: [&str; 2] = ["seen=1; Path=/", "again=2; Path=/"];

#[actix_web::test]
async fn on_what_is_allowed_denied_and_optional() {
    async fn own(_: User) -> HttpResponse {
        HttpResponse::Ok().append_header(("set-cookie", "own=1")).finish()
    }
    async fn conflict(_: User) -> Result<&'static str, Error> {
        Err(ErrorConflict("taken"))
    }
    let auth = Login::default().auth();
    let app = App::new()
        .route("/", web::get().to(home))
        .route("/open", web::get().to(open))
        .route("/me", web::get().to(me))
        .route("/admin", web::get().to(admin))
        .route("/own", web::get().to(own))
        .route("/conflict", web::get().to(conflict))
        .service(
            web::scope("/scope").wrap(auth.require_layer(role("x"))).route("/", web::to(open)),
        );
    let app = test::init_service(auth.attach(app)).await;
    for (path, status) in
        [("/", 200), ("/me", 200), ("/admin", 403), ("/conflict", 409), ("/scope/", 403)]
    {
        for cookie in ["who=ada", "slow=ada"] {
            let response = ask!(app, path, "cookie" => cookie);
            assert_eq!(response.status(), status, "{path}");
            assert_eq!(lines(&response, "set-cookie"), BOTH, "{path}: two lines, never one");
            assert_eq!(lines(&response, "vary"), ["Cookie"], "{path}");
        }
    }
    let own = ask!(app, "/own", "cookie" => "who=ada");
    assert_eq!(lines(&own, "set-cookie"), ["own=1", BOTH[0], BOTH[1]], "the handler's own stays");
    for (path, status) in [("/", 200), ("/me", 401)] {
        let gone = ask!(app, path, "cookie" => "gone=1");
        assert_eq!(gone.status(), status);
        assert_eq!(
            lines(&gone, "set-cookie"),
            ["gone=; Path=/"],
            "{path}: for an anonymous request as well"
        );
    }
    let open = ask!(app, "/open", "cookie" => "who=ada");
    assert!(lines(&open, "set-cookie").is_empty(), "no one asked who it is");
    assert!(lines(&open, "vary").is_empty());
}

/// Calls the app and makes a response of an error, as actix-web's server does.
macro_rules! served {
    ($app:expr, $cookie:expr) => {{
        let request = test::TestRequest::get().uri("/me").insert_header(("cookie", $cookie));
        match test::try_call_service(&$app, request.to_request()).await {
            Ok(response) => response.into_parts().1.map_into_boxed_body(),
            Err(error) => error.error_response(),
        }
    }};
}

async fn fails(request: ServiceRequest, next: Next<BoxBody>) -> Result<ServiceResponse, Error> {
    next.call(request).await?;
    Err(ErrorImATeapot("short and stout"))
}

#[actix_web::test]
async fn on_the_error_of_a_middleware_further_in() {
    let app = App::new().wrap(from_fn(fails)).route("/me", web::get().to(home));
    let app = test::init_service(Login::default().auth().attach(app)).await;
    let response = served!(app, "who=ada");
    assert_eq!(response.status(), 418);
    let cookies: Vec<_> = response.headers().get_all("set-cookie").collect();
    assert_eq!(cookies, BOTH);
    assert_eq!(response.headers().get("vary").unwrap(), "Cookie");
    let body = actix_web::body::to_bytes(response.into_body()).await.unwrap();
    assert_eq!(body, "short and stout");

    let request = test::TestRequest::get().uri("/me").to_request();
    let error = test::try_call_service(&app, request).await.err().unwrap();
    assert_eq!(error.to_string(), "short and stout", "no effects: the error as it was");
    let response = error.error_response();
    assert_eq!(response.status(), 418);
    assert!(!response.headers().contains_key("set-cookie"));
}

/// What has a last word: fails, at once or later, or sets a cookie.
#[derive(Clone, Copy)]
enum Last {
    Unwritable,
    Unavailable,
    Cookie,
}

struct Word(Last, bool);

impl ResponseHook for Word {
    fn finish(&self) -> MaybeFuture<Result<Effects, HookError>> {
        let result = match self.0 {
            Last::Unwritable => Err(HookError::Unwritable("too long".into())),
            Last::Unavailable => Err(HookError::Unavailable("no store".into())),
            Last::Cookie => {
                let mut effects = Effects::none();
                effects.set_cookie(support::set("last", "word"));
                Ok(effects)
            }
        };
        if !self.1 {
            return MaybeFuture::Ready(result);
        }
        MaybeFuture::boxed(async move {
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            result
        })
    }
}

async fn writes(path: web::Path<(String, bool)>, request: HttpRequest) -> &'static str {
    let (last, later) = path.into_inner();
    let last = match &*last {
        "unwritable" => Last::Unwritable,
        "unavailable" => Last::Unavailable,
        _ => Last::Cookie,
    };
    let view = RequestRef::new(&request);
    view.context().unwrap().hook(SlotId::unique(), || Word(last, later));
    "the handler's"
}

#[actix_web::test]
async fn who_has_the_last_word() {
    let app = App::new().route("/{last}/{later}", web::get().to(writes));
    let app = test::init_service(Login::default().auth().attach(app)).await;
    for later in [false, true] {
        let written = ask!(app, &format!("/cookie/{later}"));
        assert_eq!(lines(&written, "set-cookie"), ["last=word; Path=/"]);
        assert_eq!(shown(written).await, (200, "the handler's".into()));
        for (last, status) in [("unwritable", 500), ("unavailable", 503)] {
            let replaced = ask!(app, &format!("/{last}/{later}"));
            assert!(replaced.response().error().unwrap().as_error::<AuthRejection>().is_some());
            let (code, body) = shown(replaced).await;
            assert_eq!(code, status);
            assert!(body.starts_with(r#"{"detail":"#), "{body}");
        }
    }
}

#[actix_web::test]
async fn a_store_that_fails_comes_before_the_error_of_a_middleware() {
    async fn me(_: MaybeUser, request: HttpRequest) -> &'static str {
        let view = RequestRef::new(&request);
        view.context().unwrap().hook(SlotId::unique(), || Word(Last::Unavailable, true));
        ""
    }
    let app = App::new().wrap(from_fn(fails)).route("/me", web::get().to(me));
    let app = test::init_service(Login::default().auth().attach(app)).await;
    assert_eq!(served!(app, "who=ada").status(), 503);
}

#[actix_web::test]
async fn a_panic_is_not_saved() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    struct Told(Arc<AtomicBool>);
    impl ResponseHook for Told {
        fn finish(&self) -> MaybeFuture<Result<Effects, HookError>> {
            self.0.store(true, Ordering::SeqCst);
            MaybeFuture::Ready(Ok(Effects::none()))
        }
    }
    let finished = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&finished);
    let boom = move |request: HttpRequest| {
        let told = Arc::clone(&told);
        async move {
            let view = RequestRef::new(&request);
            view.context().unwrap().hook(SlotId::unique(), || Told(told));
            assert!(request.uri().path() != "/boom", "the handler's own panic");
            ""
        }
    };
    let app = App::new().route("/{any}", web::get().to(boom));
    let app = std::rc::Rc::new(test::init_service(Login::default().auth().attach(app)).await);
    let inner = std::rc::Rc::clone(&app);
    let task = actix_web::rt::spawn(async move { ask!(inner, "/boom").status() });
    assert!(task.await.unwrap_err().is_panic());
    assert!(!finished.load(Ordering::SeqCst));
    assert_eq!(ask!(app, "/fine").status(), 200);
    assert!(finished.load(Ordering::SeqCst));
}
