//! `/nested/…`: an `Auth` of sessions between two of API keys, which check no origin and trust no proxy.

use axum::Router;
use axum::routing::{get, post};
use handstamp_authorizer::{
    Authentication, Authenticator, CredentialKind, CrossOrigin, Identity, MaybeFuture, Principal,
    RequestView, Subject, TrustedProxies,
};
use handstamp_axum::{Auth, AuthExt, AuthRejection, Session, User, UserId};
use handstamp_flask::SecretKeys;
use handstamp_login::SessionLogin;
use handstamp_login::flask::{FlaskLogin, SessionProtection};

use super::accounts::{self, Fields};

/// Knows programs by a key in a header.
struct ApiKey;

impl Authenticator for ApiKey {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        let authentication = Authentication::new(CredentialKind::Header, "APIKey");
        MaybeFuture::Ready(match request.text("x-api-key") {
            Some("of-the-robot") => Identity::known(Principal::new("robot"), authentication),
            _ => Identity::anonymous(),
        })
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        request.header("x-api-key", 0).map(|_| CredentialKind::Header)
    }
}

async fn login(session: Session, fields: Fields) -> Result<(), AuthRejection> {
    Ok(session.login(accounts::login(&fields))?)
}

async fn keep(session: Session, note: String) -> Result<(), AuthRejection> {
    Ok(session.insert("note", &note)?)
}

async fn note(session: Session) -> String {
    session.with(|session| session.get_str("note").map(str::to_owned)).unwrap_or_default()
}

async fn user_id(UserId(id): UserId) -> String {
    id
}

async fn robot(User(user): User) -> String {
    user.id().to_owned()
}

pub(super) fn app(keys: &SecretKeys) -> anyhow::Result<Router> {
    let anywhere = CrossOrigin::allow_all_without_csrf_defence();
    let of_keys = || Auth::builder(ApiKey).cross_origin(anywhere.clone()).build();
    let inner = of_keys().attach(
        Router::new()
            .route("/nested/note", get(note).post(keep))
            .route("/nested/user-id", get(user_id).post(user_id))
            .route("/nested/robot", post(robot)),
    );
    let strong = FlaskLogin::new().with_session_protection(SessionProtection::Strong);
    let login = SessionLogin::flask(keys.clone()).cookie_name("nested").flask_login(strong);
    let sessions = Auth::builder(login.build()?).trusted_proxies(TrustedProxies::loopback());
    let sessions = sessions.build().attach(
        Router::new().route("/nested/login", post(self::login)).merge(inner.with_state(())),
    );
    Ok(sessions.layer(AuthExt::layer(&of_keys())))
}
