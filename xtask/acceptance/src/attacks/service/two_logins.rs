//! `/two/…`: two logins on one cookie, one inside the other. Both look at the session on every request, and
//! either can log out.

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{get, post};
use handstamp_axum::{Auth, AuthExt, AuthRejection, MaybeUserId, Session};
use handstamp_flask::SecretKeys;
use handstamp_login::SessionLogin;

use super::accounts::{self, Fields};

/// A permanent session: each response to a request that looks at it writes it anew.
async fn login(session: Session, fields: Fields) -> Result<(), AuthRejection> {
    session.login(accounts::login(&fields))?;
    Ok(session.insert("_permanent", &true)?)
}

async fn logout(session: Session) -> Result<(), AuthRejection> {
    Ok(session.logout()?)
}

async fn user_id(MaybeUserId(id): MaybeUserId) -> String {
    id.unwrap_or_else(|| "nobody".to_owned())
}

/// The outer login looks before the inner one does.
async fn look(_: MaybeUserId, request: Request, next: Next) -> Response {
    next.run(request).await
}

/// The outer login logs out after the inner one has answered.
async fn logout_afterwards(
    session: Session,
    request: Request,
    next: Next,
) -> Result<Response, AuthRejection> {
    let response = next.run(request).await;
    session.logout()?;
    Ok(response)
}

pub(super) fn app(keys: &SecretKeys) -> anyhow::Result<Router> {
    let named = || SessionLogin::flask(keys.clone()).cookie_name("two");
    let outer = Auth::new(named().build()?);
    let inner = Auth::new(named().lifetime(Duration::from_secs(3_600)).build()?);
    let below = |routes: Router<Auth>| inner.attach(routes).with_state::<Auth>(());
    let looked_at = below(
        Router::new().route("/two/inner-logout", post(logout)).route("/two/inner", get(user_id)),
    );
    let logged_out = below(Router::new().route("/two/outer-logout", post(user_id)));
    Ok(outer.attach(
        Router::new()
            .route("/two/login", post(login))
            .route("/two/outer", get(user_id))
            .merge(looked_at.layer(from_fn(look)))
            .merge(logged_out.layer(from_fn(logout_afterwards))),
    ))
}
