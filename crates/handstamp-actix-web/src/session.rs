//! The session itself: `Session`, `MaybeSession`, `RequireSession`, `UserId`, `MaybeUserId`.

use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use handstamp_login::SessionHandle;
use handstamp_login::extract::{self, SessionQuestion};

use crate::rejection::AuthRejection;
use crate::user::Extract;
use crate::view::RequestRef;

/// The session of the request, empty where it brought none; to read and to write. Fails only where the
/// app is misconfigured (500, and the log names the cure), a store does not answer (503), or the request
/// comes from another site's page (403).
///
/// All clones and all extractors of one request are the same session.
///
/// ```
/// # use handstamp_actix_web::{AuthRejection, Session};
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
    ($($extractor:ty: $ask:ident($found:ident: $of:ty) => $made:expr;)*) => { $(
        impl FromRequest for $extractor {
            type Error = AuthRejection;
            type Future = Extract<Self, SessionQuestion<RequestRef, $of>, $of>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                Extract::new(extract::$ask(RequestRef::new(request)), |$found| $made)
            }
        }
    )* };
}

extract! {
    Session: session(found: SessionHandle) => Self(found);
    MaybeSession: maybe_session(found: Option<SessionHandle>) => Self(found.map(Session));
    RequireSession: require_session(found: SessionHandle) => Self(Session(found));
    MaybeUserId: maybe_user_id(found: Option<String>) => Self(found);
    UserId: require_user_id(found: String) => Self(found);
}
