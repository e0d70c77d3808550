//! A user's type that cannot be handed to several extractors.

use actix_web::{App, web};
use handstamp_actix_web::User;

struct Account;

async fn me(User(_account): User<Account>) -> &'static str {
    "you"
}

fn main() {
    let _app = App::new().route("/me", web::get().to(me));
}
