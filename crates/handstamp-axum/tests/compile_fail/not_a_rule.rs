//! A type that is no rule is given to a layer.

use handstamp_authorizer::{Authenticator, Identity, MaybeFuture, RequestView};
use handstamp_axum::{Auth, AuthExt};

struct Nobody;
impl Authenticator for Nobody {
    fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity> {
        MaybeFuture::Ready(Identity::nobody())
    }
}

fn main() {
    let auth = Auth::new(Nobody);
    let _layer = auth.require_layer("Administrator");
}
