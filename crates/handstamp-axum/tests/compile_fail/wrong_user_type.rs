//! A handler asks for another user type than the `Auth` gives.

use axum::Router;
use axum::routing::get;
use handstamp_axum::{Auth, AuthExt, User};

#[derive(Clone)]
struct Account;

#[axum::debug_handler(state = Auth)]
async fn me(User(_account): User<Account>) -> &'static str {
    "you"
}

fn app(auth: Auth) {
    let _app = auth.attach(Router::new().route("/me", get(me)));
}

fn main() {}
