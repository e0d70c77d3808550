//! A handler asks for the user, and the router has no `Auth`: plain, without `debug_handler`.

use axum::Router;
use axum::routing::get;
use handstamp_axum::User;

async fn me(User(_user): User) -> &'static str {
    "you"
}

fn main() {
    let _app: Router = Router::new().route("/me", get(me));
}
