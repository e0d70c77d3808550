//! A handler asks for another user type than the `Auth` gives.

use axum::Router;
use axum::routing::get;
use handstamp_authorizer::{Authenticator, Identity, MaybeFuture, RequestView};
use handstamp_axum::{Auth, AuthExt, User};

#[derive(Clone)]
struct Account;

struct Nobody;
impl Authenticator for Nobody {
    fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity> {
        MaybeFuture::Ready(Identity::nobody())
    }
}

#[axum::debug_handler(state = Auth)]
async fn me(User(_account): User<Account>) -> &'static str {
    "you"
}

fn main() {
    let auth = Auth::new(Nobody);
    let _app = auth.attach(Router::new().route("/me", get(me)));
}
