//! The same under `#[debug_handler]`, which lets the trait's own message through.

use axum::Router;
use axum::routing::get;
use handstamp_axum::User;

#[axum::debug_handler(state = ())]
async fn me(User(_user): User) -> &'static str {
    "you"
}

fn main() {
    let _app: Router = Router::new().route("/me", get(me));
}
