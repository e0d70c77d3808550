//! Where a handler finds its `Auth`.

use axum::extract::FromRef;
use handstamp_authorizer::Auth;

/// A router state that has an [`Auth`] for the user type `U`: the `Auth` itself, or an app's own state
/// that derives [`FromRef`] for it. Never implemented by hand.
#[diagnostic::on_unimplemented(
    message = "this router has no `Auth<{U}>`: its state is `{Self}`",
    label = "needs an `Auth<{U}>` in the router's state",
    note = "build the app with `auth.attach(Router::new().route(…))`",
    note = "with a state of your own: `#[derive(Clone, FromRef)] struct AppState {{ auth: Auth<{U}>, … }}` and `auth.attach_with(router, state)`"
)]
pub trait HasAuth<U> {
    /// The handle.
    fn auth(&self) -> Auth<U>;
}

#[diagnostic::do_not_recommend]
impl<S, U> HasAuth<U> for S
where
    Auth<U>: FromRef<S>,
{
    fn auth(&self) -> Auth<U> {
        Auth::from_ref(self)
    }
}
