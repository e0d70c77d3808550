//! A type that is no rule is given to a middleware.

use handstamp_actix_web::{Auth, AuthExt};

fn rule(auth: Auth) {
    let _layer = auth.require_layer("Administrator");
}

fn main() {}
