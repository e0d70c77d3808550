//! `/bearer-first/me` and `/session-first/me`: a bearer token that somebody has to be asked about, beside the
//! session of `/service/…`, in either order. The remember cookie is written anew for whoever brings it.

use axum::Router;
use axum::routing::get;
use handstamp_authorizer::{
    Authentication, Authenticator, CredentialKind, FirstOf, Identity, MaybeFuture, Principal,
    Refusal, RequestView, Subject,
};
use handstamp_axum::{Auth, AuthExt, User};
use handstamp_flask::SecretKeys;
use handstamp_login::SessionLogin;
use handstamp_login::flask::{FlaskLogin, RememberCookie};

/// Knows programs by a bearer token, after a wait.
struct Bearer;

impl Authenticator for Bearer {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        let shown = request.text("authorization").and_then(|shown| shown.strip_prefix("Bearer "));
        let Some(token) = shown.map(str::to_owned) else {
            return MaybeFuture::Ready(Identity::anonymous());
        };
        MaybeFuture::boxed(async move {
            tokio::task::yield_now().await;
            match token.as_str() {
                "of-the-robot" => {
                    Identity::known(Principal::new("robot"), Authentication::bearer())
                }
                _ => Identity::Refused(Refusal::invalid_token("no such token")),
            }
        })
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        request.header("authorization", 0).map(|_| CredentialKind::Header)
    }
}

async fn me(User(user): User) -> String {
    user.id().to_owned()
}

pub(super) fn app(keys: &SecretKeys) -> anyhow::Result<Router> {
    let mut remember = RememberCookie::default();
    remember.refresh_each_request = true;
    let login = SessionLogin::flask(keys.clone());
    let login = login.flask_login(FlaskLogin::new().with_remember_cookie(remember)).build()?;
    let bearer_first = Auth::new(FirstOf::new(Bearer).or(login.clone()));
    let session_first = Auth::new(FirstOf::new(login).or(Bearer));
    let at = |path, auth: Auth| auth.attach(Router::new().route(path, get(me)));
    Ok(at("/bearer-first/me", bearer_first).merge(at("/session-first/me", session_first)))
}
