//! The four dependencies of the Python package fastapi-flask-auth, as actix-web extractors.
//!
//! | `FlaskSessionAuthenticator` | here |
//! |---|---|
//! | `Depends(flask_auth.get_session_cookie)` | `MaybeSession` |
//! | `Depends(flask_auth.requires_session_cookie)` | `RequireSession` |
//! | `Depends(flask_auth.get_user_id)` | `MaybeUserId` |
//! | `Depends(flask_auth.requires_user_id)` | `UserId` |
//! | `id_field="uid"`, `session_header="sid"` | `.user_field("uid")`, `.cookie_name("sid")` |
//! | `error_status_code=403` | `JsonDenial::default().with_anonymous_status(403)` |

use std::error::Error;

use actix_web::web::{self, Json};
use actix_web::{App, HttpServer};
use handstamp::actix_web::{AuthExt, MaybeSession, MaybeUserId, RequireSession, UserId};
use handstamp::prelude::*;
use serde_json::{Value, json};

async fn get_session_cookie(MaybeSession(session): MaybeSession) -> Json<Value> {
    Json(session.and_then(|session| session.with(|s| s.deserialize().ok())).unwrap_or_default())
}

async fn requires_session_cookie(RequireSession(session): RequireSession) -> Json<Value> {
    Json(session.with(|s| s.deserialize().ok()).unwrap_or_default())
}

async fn get_user_id(MaybeUserId(id): MaybeUserId) -> Json<Value> {
    Json(json!(id))
}

async fn requires_user_id(UserId(id): UserId) -> Json<Value> {
    Json(json!(id))
}

fn routes(app: &mut web::ServiceConfig) {
    app.route("/four/get-session-cookie", web::get().to(get_session_cookie))
        .route("/four/requires-session-cookie", web::get().to(requires_session_cookie))
        .route("/four/get-user-id", web::get().to(get_user_id))
        .route("/four/requires-user-id", web::get().to(requires_user_id));
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let login = SessionLogin::flask(SecretKey::from_env("SECRET_KEY")?).build()?;
    let auth = Auth::new(login);

    let address = std::env::var("ADDR").unwrap_or_else(|_| "127.0.0.1:8002".to_owned());
    HttpServer::new(move || auth.attach(App::new().configure(routes))).bind(address)?.run().await?;
    Ok(())
}
