//! The session itself: `Session`, `MaybeSession`, `RequireSession`, `UserId`, `MaybeUserId`.

use std::future::{Ready, ready};
use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use handstamp_session::login::{self, SessionHandle};

use crate::{AuthRejection, RequestRef};

/// The session of the request, empty where it brought none; to read and to write. Fails only where the
/// app is not put together right (500, and the log names the fix).
///
/// All clones and all extractors of one request are the same session.
#[derive(Debug, Clone)]
pub struct Session(pub Arc<SessionHandle>);

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
    ($($extractor:ty: $view:ident => $found:expr;)*) => { $(
        impl FromRequest for $extractor {
            type Error = AuthRejection;
            type Future = Ready<Result<Self, AuthRejection>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                let $view = &RequestRef::new(request);
                ready($found.map_err(AuthRejection))
            }
        }
    )* };
}

extract! {
    Session: view => login::session(view).map(Self);
    MaybeSession: view => login::maybe_session(view).map(|found| Self(found.map(Session)));
    RequireSession: view => login::require_session(view).map(|found| Self(Session(found)));
    MaybeUserId: view => login::maybe_user_id(view).map(Self);
    UserId: view => login::require_user_id(view).map(Self);
}
