//! The trait that has `attach` is not in scope.

use actix_web::App;
use handstamp_actix_web::Auth;

fn app(auth: Auth) {
    let _app = auth.attach(App::new());
}

fn main() {}
