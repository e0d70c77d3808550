//! A type that is no rule is given to a layer.

use handstamp_axum::{Auth, AuthExt};

fn app(auth: Auth) {
    let _layer = auth.require_layer("Administrator");
}

fn main() {}
