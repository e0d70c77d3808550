//! Where an `Auth` is put, and what its routes are then.
#![allow(clippy::unwrap_used)]

mod support;

use std::net::SocketAddr;
use std::rc::Rc;

use actix_service::IntoServiceFactory;
use actix_web::dev::{AppConfig, ServiceFactory};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::{NormalizePath, TrailingSlash};
use actix_web::{App, HttpRequest, HttpResponse, test, web};
use handstamp_actix_web::{Auth, AuthExt, RequestRef, User};
use handstamp_authorizer::rules::{role, when};
use handstamp_authorizer::{
    Authenticator, CredentialKind, CrossOrigin, Identity, MaybeFuture, Principal, RequestView,
    Subject, TrustedProxies,
};
use support::{Login, home, me, open, shown};

/// Knows `root` alone.
struct OnlyRoot(Login);

impl Authenticator for OnlyRoot {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        self.0.authenticate(request).map(|identity| match identity {
            Identity::Known(known) if known.user.id() != "root" => Identity::anonymous(),
            other => other,
        })
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        self.0.presented(request)
    }
}

#[actix_web::test]
async fn what_the_app_has_not_is_404_as_ever() {
    let auth = Login::default().auth();
    let app = auth.attach(App::new().route("/me", web::get().to(me)));
    let app = test::init_service(app.route("/later", web::get().to(me))).await;
    assert_eq!(ask!(app, "/nowhere").status(), 404);
    assert_eq!(ask!(app, "/me").status(), 401);
    assert_eq!(ask!(app, "/later").status(), 401, "a route that is added after `attach`");
    assert_eq!(ask!(app, "/later", "cookie" => "who=ada").status(), 200);
}

#[actix_web::test]
async fn a_default_service_is_reached_and_knows_the_user() {
    let app = App::new()
        .route("/me", web::get().to(me))
        .service(web::scope("/x").route("/me", web::get().to(me)))
        .default_service(web::to(home));
    let app = test::init_service(Login::default().auth().attach(app)).await;
    for path in ["/nowhere", "/x/nowhere"] {
        assert_eq!(shown(ask!(app, path, "cookie" => "who=ada")).await, (200, "ada".into()));
    }
}

#[actix_web::test]
async fn parts_of_an_app_beside_each_other() {
    let (one, two) = (Login::default(), Login::default());
    let app = App::new()
        .service(web::scope("/one").wrap(one.auth().layer()).route("/me", web::get().to(me)))
        .service(web::scope("/two").wrap(two.auth().layer()).route("/me", web::get().to(me)))
        .service(web::resource("/three").wrap(one.auth().layer()).route(web::get().to(me)))
        .route("/open", web::get().to(open));
    let app = test::init_service(app).await;
    for path in ["/one/me", "/two/me", "/three"] {
        assert_eq!(shown(ask!(app, path, "cookie" => "who=ada")).await, (200, "ada".into()));
        assert_eq!(ask!(app, path).status(), 401);
    }
    assert_eq!(shown(ask!(app, "/open", "cookie" => "who=ada")).await, (200, "open".into()));
    assert_eq!((one.asked(), two.asked()), (4, 2));
}

#[actix_web::test]
async fn a_stricter_auth_inside_a_laxer_one() {
    let login = Login::default();
    let lax = login.auth();
    let strict = Auth::new(OnlyRoot(login.clone()));
    let app = App::new()
        .wrap(lax.require_layer(when(|_: &Principal| true)))
        .service(
            web::scope("/inner")
                .wrap(strict.layer())
                .route("/me", web::get().to(me))
                .service(web::scope("/deep").route("/me", web::get().to(me))),
        )
        .route("/me", web::get().to(me));
    let app = test::init_service(lax.attach(app)).await;
    assert_eq!(ask!(app, "/me", "cookie" => "who=ada").status(), 200);
    for path in ["/inner/me", "/inner/deep/me"] {
        for cookie in ["who=ada", "slow=ada"] {
            assert_eq!(ask!(app, path, "cookie" => cookie).status(), 401, "{path} {cookie}");
        }
        for cookie in ["who=root", "slow=root"] {
            let root = shown(ask!(app, path, "cookie" => cookie)).await;
            assert_eq!(root, (200, "root".into()), "{path} {cookie}");
        }
    }
    let response = ask!(app, "/inner/me", "cookie" => "who=root");
    assert_eq!(support::lines(&response, "vary"), ["Cookie"], "the outer layer alone applies");
}

#[actix_web::test]
async fn the_place_to_come_back_to_is_whole() {
    let auth = Auth::builder(Login::default()).login_url("/login").unwrap().build();
    let app = App::new()
        .wrap(NormalizePath::new(TrailingSlash::Trim))
        .service(web::scope("/a").service(web::scope("/b/{id}").route("/me", web::get().to(me))))
        .service(web::scope("/c").service(
            web::resource("/me").wrap(auth.require_layer(role("admin"))).route(web::get().to(me)),
        ));
    let app = test::init_service(auth.attach(app)).await;
    for (asked, next) in [
        ("/a/b/7/me?q=1&r=%2F", "/a/b/7/me%3Fq%3D1%26r%3D%252F"),
        ("/c/me?q", "/c/me%3Fq"),
        ("/c/me/?q", "/c/me%3Fq"),
        ("//a/b//7/me", "/a/b/7/me"),
    ] {
        let response = ask!(app, asked, "accept" => "text/html");
        assert_eq!(response.status(), 303, "{asked}");
        assert_eq!(support::lines(&response, "location"), [format!("/login?next={next}")]);
    }
    assert_eq!(ask!(app, "/c/me", "accept" => "*/*").status(), 401);
}

#[actix_web::test]
async fn a_prefix_that_a_trusted_proxy_stripped() {
    let proxies = TrustedProxies::loopback();
    let builder = Auth::builder(Login::default()).login_url("/login").unwrap();
    let auth = builder.trusted_proxies(proxies).build();
    let app = test::init_service(auth.attach(App::new().route("/me", web::get().to(me)))).await;
    let ask = async |peer: &str| {
        let request = test::TestRequest::get().uri("/me").insert_header(("accept", "text/html"));
        let request = request.insert_header(("x-forwarded-prefix", "/app"));
        let request = request.peer_addr(peer.parse::<SocketAddr>().unwrap()).to_request();
        support::lines(&test::call_service(&app, request).await, "location").join("")
    };
    assert_eq!(ask("127.0.0.1:9").await, "/login?next=/app/me");
    assert_eq!(ask("192.0.2.1:9").await, "/login?next=/me");
}

#[actix_web::test]
async fn head_and_options() {
    let app = App::new().service(
        web::resource("/me")
            .route(web::get().to(me))
            .route(web::head().to(me))
            .route(web::method(Method::OPTIONS).to(open)),
    );
    let app = test::init_service(Login::default().auth().attach(app)).await;
    assert_eq!(ask!(HEAD app, "/me").status(), 401);
    assert_eq!(ask!(HEAD app, "/me", "cookie" => "who=ada").status(), 200);
    assert_eq!(ask!(OPTIONS app, "/me").status(), 200);
    assert_eq!(ask!(POST app, "/me").status(), 405);
}

#[actix_web::test]
async fn a_post_from_another_site() {
    let auth = Auth::builder(Login::default())
        .cross_origin(CrossOrigin::same_origin().trust("https://app.example").unwrap())
        .build();
    let app = auth.attach(App::new().route("/me", web::post().to(me)));
    let app = test::init_service(app).await;
    for (origin, status) in
        [("https://evil.example", 403), ("https://app.example", 200), ("https://here:8443", 200)]
    {
        let response =
            ask!(POST app, "/me", "cookie" => "who=ada", "host" => "here:8443", "origin" => origin);
        assert_eq!(response.status(), status, "{origin}");
    }
    assert_eq!(ask!(POST app, "/me", "authorization" => "Bearer ada").status(), 200);
}

#[actix_web::test]
async fn a_websocket_upgrade_passes_through() {
    async fn upgrade(_: User, request: HttpRequest) -> HttpResponse {
        assert_eq!(request.headers().get("sec-websocket-key").unwrap(), "x");
        HttpResponse::build(StatusCode::SWITCHING_PROTOCOLS).upgrade("websocket").finish()
    }
    let app = Login::default().auth().attach(App::new().route("/ws", web::get().to(upgrade)));
    let app = test::init_service(app).await;
    let asked = |cookie: &'static str| {
        let request = test::TestRequest::get().uri("/ws").insert_header(("upgrade", "websocket"));
        let request = request.insert_header(("connection", "upgrade"));
        let request = request.insert_header(("sec-websocket-key", "x"));
        request.insert_header(("cookie", cookie)).to_request()
    };
    let response = test::call_service(&app, asked("who=ada")).await;
    assert_eq!(response.status(), 101);
    assert_eq!(support::lines(&response, "upgrade"), ["websocket"]);
    assert_eq!(support::lines(&response, "set-cookie").len(), 2);
    assert_eq!(test::call_service(&app, asked("")).await.status(), 401);
}

#[actix_web::test]
async fn one_auth_for_all_workers() {
    let login = Login::default();
    let auth = login.auth();
    let workers = [1, 2].map(|_| {
        let auth = auth.clone();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let app = auth.attach(App::new().route("/me", web::get().to(me)));
                let app = test::init_service(app).await;
                for _ in 0..50 {
                    assert_eq!(ask!(app, "/me", "cookie" => "slow=ada").status(), 200);
                }
            });
        })
    });
    for worker in workers {
        worker.join().unwrap();
    }
    assert_eq!(login.asked(), 100);
}

#[actix_web::test]
async fn a_hundred_at_once_each_see_their_own_user() {
    let app = Login::default().auth().attach(App::new().route("/me", web::get().to(me)));
    let app = test::init_service(app).await;
    let app = Rc::new(app);
    let asked: Vec<_> = (0..100)
        .map(|at| {
            let app = Rc::clone(&app);
            actix_web::rt::spawn(async move {
                let cookie = if at % 2 == 0 { "who" } else { "slow" };
                shown(ask!(app, "/me", "cookie" => format!("{cookie}=user{at}"))).await.1
            })
        })
        .collect();
    for (at, answer) in asked.into_iter().enumerate() {
        assert_eq!(answer.await.unwrap(), format!("user{at}"));
    }
}

#[actix_web::test]
async fn a_request_as_the_authorizer_sees_it() {
    let peer: SocketAddr = "192.0.2.7:80".parse().unwrap();
    let request = test::TestRequest::with_uri("/a//b?c=%20")
        .method(Method::PUT)
        .peer_addr(peer)
        .insert_header(("host", "here"))
        .append_header(("cookie", "a=1"))
        .append_header(("cookie", "b=\u{fc}"))
        .insert_header(("x-forwarded-proto", "https"))
        .insert_header(("forwarded", "proto=https"))
        .to_http_request();
    let view = RequestRef::new(&request);
    assert_eq!((view.method(), view.target()), ("PUT", "/a//b?c=%20"));
    assert_eq!(view.header("cookie", 0), Some(&b"a=1"[..]));
    assert_eq!(view.header("cookie", 1), Some("b=\u{fc}".as_bytes()));
    assert_eq!(view.header("cookie", 2), None);
    assert_eq!((view.header("x-none", 0), view.header("no name", 0)), (None, None));
    assert_eq!(view.scheme(), None, "whatever a proxy says");
    assert_eq!(view.authority(), None, "there is a Host header");
    assert_eq!(view.peer(), Some(peer.ip()));
    assert!(view.context().is_none());

    let http2 = test::TestRequest::with_uri("https://here:8443/a").to_http_request();
    let view = RequestRef::new(&http2);
    assert_eq!(view.target(), "/a");
    assert_eq!((view.scheme(), view.authority()), (Some("https"), Some("here:8443")));
}

#[actix_web::test]
async fn the_scheme_of_a_server_with_tls() {
    async fn scheme(request: HttpRequest) -> String {
        format!("{:?}", RequestRef::new(&request).scheme())
    }
    for (secure, seen) in [(true, r#"Some("https")"#), (false, "None")] {
        let app = Login::default().auth().attach(App::new().route("/", web::get().to(scheme)));
        let address = "127.0.0.1:1".parse().unwrap();
        let config = AppConfig::__priv_test_new(secure, "here".into(), address);
        let app = app.into_factory().new_service(config).await.unwrap();
        let response = ask!(app, "/", "x-forwarded-proto" => "gopher");
        assert_eq!(shown(response).await.1, seen);
    }
}
