//! The session itself: `Session`, `MaybeSession`, `RequireSession`, `UserId`, `MaybeUserId`.

use std::ops::Deref;

use axum::extract::FromRequestParts;
use handstamp_login::{SessionHandle, extract};
use http::request::Parts;

use crate::rejection::AuthRejection;
use crate::view::RequestRef;

/// The session of the request, empty where it brought none; to read and to write. Rejects only where the
/// app is misconfigured (500, and the log names the cure), a store does not answer (503), or the request
/// comes from another site's page (403).
///
/// All clones and all extractors of one request are the same session.
///
/// ```
/// # use handstamp_axum::{AuthRejection, Session};
/// async fn login(session: Session) -> Result<&'static str, AuthRejection> {
///     session.login("7")?; // whom the app has checked
///     Ok("welcome")
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Session(pub SessionHandle);

/// The session if the request brought a valid one, or `None`: `get_session_cookie` of
/// fastapi-flask-auth.
#[derive(Debug, Clone)]
pub struct MaybeSession(pub Option<Session>);

/// The session, which must be a valid one that the request brought, or 401: `requires_session_cookie` of
/// fastapi-flask-auth.
#[derive(Debug, Clone)]
pub struct RequireSession(pub Session);

/// The id of the user that the session names, or `None`: `get_user_id` of fastapi-flask-auth. Whether
/// there is such a user is not asked; [`MaybeUser`](crate::MaybeUser) does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaybeUserId(pub Option<String>);

/// The id of the user that the session names, or 401: `requires_user_id` of fastapi-flask-auth. Whether
/// there is such a user is not asked; [`User`](crate::User) does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserId(pub String);

impl Deref for Session {
    type Target = SessionHandle;

    fn deref(&self) -> &SessionHandle {
        &self.0
    }
}

impl Deref for RequireSession {
    type Target = SessionHandle;

    fn deref(&self) -> &SessionHandle {
        &self.0
    }
}

macro_rules! extract {
    ($($extractor:ty: $ask:ident($found:ident) => $made:expr;)*) => { $(
        impl<S: Sync> FromRequestParts<S> for $extractor {
            type Rejection = AuthRejection;

            async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AuthRejection> {
                let $found = extract::$ask(RequestRef::new(parts)).await?;
                Ok($made)
            }
        }
    )* };
}

extract! {
    Session: session(found) => Self(found);
    MaybeSession: maybe_session(found) => Self(found.map(Session));
    RequireSession: require_session(found) => Self(Session(found));
    MaybeUserId: maybe_user_id(found) => Self(found);
    UserId: require_user_id(found) => Self(found);
}
