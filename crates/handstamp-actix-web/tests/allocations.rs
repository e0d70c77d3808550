//! What a protected route costs beyond an open one: one small box, for the answer that is kept.
//!
//! Its own binary: the counting allocator counts for everybody.
#![allow(clippy::unwrap_used)]

mod support;

use actix_web::dev::Service;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, web};
use handstamp_actix_web::{Auth, AuthExt, MaybeUser, Principal, Require, User};
use handstamp_authorizer::cookie::{Duplicate, cookie};
use handstamp_authorizer::rules::role;
use handstamp_authorizer::{
    Authentication, Authenticator, CredentialKind, Identity, MaybeFuture, RequestView,
};
use support::{Admin, open};

/// Knows everybody who has the cookie.
struct Known(Principal);

impl Authenticator for Known {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        MaybeFuture::Ready(match cookie(request, "who", Duplicate::First) {
            Some(_) => Identity::known(self.0.clone(), Authentication::cookie()),
            None => Identity::anonymous(),
        })
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        cookie(request, "who", Duplicate::First).map(|_| CredentialKind::Cookie)
    }
}

async fn one(_: User) -> &'static str {
    "open"
}

async fn three(_: User, _: MaybeUser, _: Require<Admin>) -> &'static str {
    "open"
}

#[test]
fn one_more_than_an_open_route() {
    let runtime = actix_web::rt::Runtime::new().unwrap();
    let auth = Auth::new(Known(Principal::new("ada").with_roles(["admin"])));
    let app = App::new()
        .route("/open", web::get().to(open))
        .route("/one", web::get().to(one))
        .route("/three", web::get().to(three))
        .service(
            web::resource("/rule")
                .wrap(auth.require_layer(role("admin")))
                .route(web::get().to(open)),
        )
        .service(web::resource("/bare").route(web::get().to(open)));
    let bare = App::new().route("/open", web::get().to(open));
    let (app, bare) = runtime
        .block_on(async { (init_service(auth.attach(app)).await, init_service(bare).await) });
    macro_rules! count {
        ($app:expr, $path:expr) => {{
            let ask = || {
                let request = TestRequest::get().uri($path);
                let request = request.insert_header(("cookie", "who=x")).to_request();
                let mut status = 0;
                let count = allocation_counter::measure(|| {
                    let response = runtime.block_on($app.call(request)).unwrap();
                    status = response.status().as_u16();
                });
                assert_eq!(status, 200, "{}", $path);
                i64::try_from(count.count_total).unwrap()
            };
            ask();
            ask();
            ask()
        }};
    }
    let nothing = count!(bare, "/open");
    let open = count!(app, "/open");
    let counts = ["/one", "/three", "/rule"].map(|path| (path, count!(app, path) - open));
    println!("open {nothing}, below the layer {open}, beyond it {counts:?}");
    for (path, beyond) in counts {
        assert!(beyond <= 1, "{path} allocates {beyond} times more than an open route");
    }
    assert!(open - nothing <= LAYER, "the layer allocates {} times", open - nothing);
}

/// The context, and its place among the request's extensions.
const LAYER: i64 = 4;
