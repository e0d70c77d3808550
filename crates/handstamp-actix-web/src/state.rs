//! Where a handler finds its `Auth`.

use actix_web::HttpRequest;
use handstamp_authorizer::Auth;
use handstamp_authorizer::adapter::misconfigured;
use handstamp_authorizer::denial::Misconfigured;

use crate::rejection::AuthRejection;

/// A request that knows the [`Auth`] for the user type `U`: the innermost that was attached. For
/// extractors of your own; never implemented by hand.
pub trait HasAuth<U> {
    /// The handle.
    ///
    /// # Errors
    /// A 500, where the app has no `Auth` for this user type. The log names the cure.
    fn auth(&self) -> Result<Auth<U>, AuthRejection>;
}

impl<U: 'static> HasAuth<U> for HttpRequest {
    fn auth(&self) -> Result<Auth<U>, AuthRejection> {
        let auth = self.app_data::<Auth<U>>().cloned();
        auth.ok_or_else(|| AuthRejection(misconfigured(Misconfigured::NoAuth)))
    }
}
