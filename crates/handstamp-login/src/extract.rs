//! What the session extractors of every adapter ask, in one place: each function is one extractor.
//!
//! A session comes in by a cookie, so the cross-origin rule holds for each: a request that changes
//! something must come from the same origin, and one without a session must at least not show that it
//! comes from another site's page (a login that an attacker's page sends for you). The `Auth` that offers the
//! session judges it, wherever the extractor stands.

use handstamp_authorizer::RequestView;
use handstamp_authorizer::denial::{Denial, Misconfigured, Missing};

use crate::csrf_token::CsrfToken;
use crate::handle::SessionHandle;
pub use crate::session_question::SessionQuestion;
use crate::session_question::{Taken, Want};

/// The session, empty where the request brought none. A cookie is looked at when somebody asks, a store at
/// once.
pub fn session<V: RequestView>(request: V) -> SessionQuestion<V, SessionHandle> {
    SessionQuestion::new(request, Want::Handle(|taken, _| Ok(taken.session.clone())))
}

/// The session if the request brought a valid one (`get_session_cookie` of fastapi-flask-auth).
pub fn maybe_session<V: RequestView>(request: V) -> SessionQuestion<V, Option<SessionHandle>> {
    let want = |taken: &Taken| Ok(Some(taken.session.clone()).filter(SessionHandle::is_valid));
    SessionQuestion::new(request, Want::Session(want))
}

/// The session, which must be a valid one that the request brought, or a 401
/// (`requires_session_cookie`).
pub fn require_session<V: RequestView>(request: V) -> SessionQuestion<V, SessionHandle> {
    let want = |taken: &Taken| {
        let valid = Some(taken.session.clone()).filter(SessionHandle::is_valid);
        valid.ok_or(Denial::Anonymous(Missing::Session))
    };
    SessionQuestion::new(request, Want::Session(want))
}

/// The id of the user that the session names (`get_user_id`). Whether there is such an account is not
/// asked.
pub fn maybe_user_id<V: RequestView>(request: V) -> SessionQuestion<V, Option<String>> {
    SessionQuestion::new(request, Want::UserId(Ok))
}

/// The id of the user that the session must name, or a 401 (`requires_user_id`).
pub fn require_user_id<V: RequestView>(request: V) -> SessionQuestion<V, String> {
    let want = |id: Option<String>| id.ok_or(Denial::Anonymous(Missing::UserId));
    SessionQuestion::new(request, Want::UserId(want))
}

/// The CSRF token of the request.
pub fn csrf_token<V: RequestView>(request: V) -> SessionQuestion<V, CsrfToken> {
    SessionQuestion::new(request, Want::Handle(Taken::csrf_token))
}

/// The CSRF token of the request, or `None` where the login has no tokens of forms: for a page that is mounted in
/// any app.
pub fn maybe_csrf_token<V: RequestView>(request: V) -> SessionQuestion<V, Option<CsrfToken>> {
    let want = |taken: &Taken, request: &dyn RequestView| match taken.csrf_token(request) {
        Err(Denial::Misconfigured(Misconfigured::NoCsrf)) => Ok(None),
        token => token.map(Some),
    };
    SessionQuestion::new(request, Want::Handle(want))
}

/// Demands the CSRF token in a header, of a request that changes something. For scripts; forms are read by
/// the handler, which calls [`CsrfToken::check`].
pub fn csrf_header<V: RequestView>(request: V) -> SessionQuestion<V, ()> {
    let want = |taken: &Taken, request: &dyn RequestView| match request.method() {
        "GET" | "HEAD" | "OPTIONS" | "TRACE" => Ok(()),
        _ => taken.csrf_token(request)?.check(None).map_err(|_| Denial::Csrf),
    };
    SessionQuestion::new(request, Want::Handle(want))
}
