//! What the session extractors of every adapter ask, in one place: each function is one extractor.
//!
//! A session comes in by a cookie, so the cross-origin rule holds for each: a request that changes
//! something must come from the same origin, and one without a session must at least not show that it
//! comes from another site's page (a login that an attacker's page sends for you).

use std::sync::Arc;

use handstamp_authorizer::{
    AuthContext, CredentialKind, Denial, Misconfigured, Missing, Reply, RequestView, Subject,
    misconfigured,
};

use super::{SessionHandle, Sessions};

/// The session, empty where the request brought none. The cookie is looked at when somebody asks.
///
/// # Errors
/// The reply to answer with: only where the app is not put together right.
pub fn session(request: &dyn RequestView) -> Result<Arc<SessionHandle>, Reply> {
    let (exchange, sessions) = sessions(request)?;
    Ok(exchange.see(request, |request| sessions.lazy(request, exchange)))
}

/// The session if the request brought a valid one (`get_session_cookie` of fastapi-flask-auth).
///
/// # Errors
/// As [`session`].
pub fn maybe_session(request: &dyn RequestView) -> Result<Option<Arc<SessionHandle>>, Reply> {
    let (exchange, sessions) = sessions(request)?;
    let session = exchange.see(request, |request| sessions.open(request, exchange));
    Ok(Some(session).filter(|session| session.is_valid()))
}

/// The session, which must be a valid one that the request brought (`requires_session_cookie`).
///
/// # Errors
/// The reply to answer with: 401 where there is none.
pub fn require_session(request: &dyn RequestView) -> Result<Arc<SessionHandle>, Reply> {
    maybe_session(request)?.ok_or_else(|| missing(request, Missing::Session))
}

/// The id of the user that the session names (`get_user_id`).
///
/// # Errors
/// As [`session`].
pub fn maybe_user_id(request: &dyn RequestView) -> Result<Option<String>, Reply> {
    let (exchange, sessions) = sessions(request)?;
    let user = exchange.see(request, |request| sessions.user(request, exchange));
    Ok(user.map(|user| user.id().to_owned()))
}

/// The id of the user that the session must name (`requires_user_id`).
///
/// # Errors
/// The reply to answer with: 401 where it names none.
pub fn require_user_id(request: &dyn RequestView) -> Result<String, Reply> {
    maybe_user_id(request)?.ok_or_else(|| missing(request, Missing::UserId))
}

fn sessions(request: &dyn RequestView) -> Result<(&AuthContext, Sessions), Reply> {
    let exchange = request.exchange().ok_or_else(|| misconfigured(Misconfigured::NoLayer))?;
    let sessions = exchange
        .offer::<Sessions>()
        .ok_or_else(|| exchange.deny(&Denial::Misconfigured(Misconfigured::NoSession), request))?;
    exchange.admit(sessions.is_shown(request).then_some(CredentialKind::Cookie), request)?;
    Ok((exchange, sessions))
}

fn missing(request: &dyn RequestView, what: Missing) -> Reply {
    match request.exchange() {
        Some(exchange) => exchange.deny(&Denial::Anonymous(what), request),
        None => misconfigured(Misconfigured::NoLayer),
    }
}
