//! Sessions in a store: the cookie has only an id, and a logout ends the session at once.
//!
//! "Log out everywhere" ends all other sessions of the user too, by a `Revocation`. Both are in memory here, for
//! a service that runs once; `Store` and `Revocation` are traits for those that machines share.
//!
//! The user is `ada`, and the password is `lovelace`:
//! ```text
//! SECRET_KEY=$(handstamp key new) cargo run -p example-sessions-in-memory-axum
//! curl -c jar -d 'name=ada&password=lovelace' localhost:8000/login
//! curl -b jar localhost:8000/me
//! curl -b jar -H 'Origin: http://localhost:8000' -X POST localhost:8000/logout-everywhere
//! ```

#[cfg(test)]
mod tests;

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::extract::Extension;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use handstamp::authorizer::revocation::{MemoryRevocation, Revocation};
use handstamp::axum::{AuthExt, AuthRejection, Session, User};
use handstamp::prelude::*;
use handstamp::session::{MemoryLimits, MemoryStore};
use serde::Deserialize;

/// How long a session lives after its last change.
const LIFETIME: Duration = Duration::from_secs(8 * 60 * 60);

#[derive(Deserialize)]
struct Credentials {
    name: String,
    password: String,
}

async fn login(
    session: Session,
    Form(form): Form<Credentials>,
) -> Result<StatusCode, AuthRejection> {
    // Compares a password hash in an app that is not an example.
    if (&*form.name, &*form.password) != ("ada", "lovelace") {
        return Ok(StatusCode::UNAUTHORIZED);
    }
    session.login("ada")?;
    Ok(StatusCode::NO_CONTENT)
}

async fn me(User(user): User) -> String {
    format!("{}\n", user.id())
}

async fn logout(session: Session) -> Result<StatusCode, AuthRejection> {
    session.logout()?;
    Ok(StatusCode::NO_CONTENT)
}

async fn logout_everywhere(
    User(user): User,
    session: Session,
    Extension(revocation): Extension<Arc<dyn Revocation>>,
) -> Result<Response, AuthRejection> {
    let now = SystemTime::now();
    if let Err(error) = revocation.revoke_user(user.id(), now, now + LIFETIME).await {
        tracing::error!(error, "the logins of a user were not ended");
        return Ok(StatusCode::SERVICE_UNAVAILABLE.into_response());
    }
    session.logout()?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn app(keys: SecretKeys) -> Result<Router, Box<dyn Error>> {
    let revocation: Arc<dyn Revocation> = Arc::new(MemoryRevocation::new(10_000));
    let login = SessionLogin::flask(keys)
        .store(Arc::new(MemoryStore::new(MemoryLimits::default())))
        .revocation(Arc::clone(&revocation))
        .lifetime(LIFETIME)
        .build()?;
    let auth = Auth::new(login);

    Ok(auth.attach(
        Router::new()
            .route("/login", post(self::login))
            .route("/me", get(me))
            .route("/logout", post(logout))
            .route("/logout-everywhere", post(logout_everywhere))
            .layer(Extension(revocation)),
    ))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let app = app(keys_from_env()?)?.into_make_service_with_connect_info::<SocketAddr>();
    let address = std::env::var("ADDR").unwrap_or_else(|_| "127.0.0.1:8000".to_owned());
    axum::serve(tokio::net::TcpListener::bind(address).await?, app).await?;
    Ok(())
}
