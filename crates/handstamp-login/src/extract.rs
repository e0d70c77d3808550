//! What the session extractors of every adapter ask, in one place: each function is one extractor.
//!
//! A session comes in by a cookie, so the cross-origin rule holds for each: a request that changes
//! something must come from the same origin, and one without a session must at least not show that it
//! comes from another site's page (a login that an attacker's page sends for you). The `Auth` that offers the
//! session judges it, wherever the extractor stands.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use handstamp_authorizer::adapter::{AuthContext, RequestPolicies, misconfigured};
use handstamp_authorizer::denial::{Denial, Misconfigured, Missing};
use handstamp_authorizer::{
    BoxError, BoxFuture, Identity, MaybeFuture, Reply, RequestView, Subject,
};

use crate::csrf::CsrfToken;
use crate::handle::SessionHandle;
use crate::identify::Shown;
use crate::place::Place;
use crate::session_login::SessionLogin;
use crate::session_state::{SessionState, StoreFailed};

/// The session, empty where the request brought none. A cookie is looked at when somebody asks, a store at
/// once.
pub fn session<V: RequestView>(request: V) -> SessionQuestion<V, SessionHandle> {
    SessionQuestion::new(request, Need::Handle, |taken, _| Ok(taken.session.clone()))
}

/// The session if the request brought a valid one (`get_session_cookie` of fastapi-flask-auth).
pub fn maybe_session<V: RequestView>(request: V) -> SessionQuestion<V, Option<SessionHandle>> {
    SessionQuestion::new(request, Need::Session, |taken, _| {
        Ok(Some(taken.session.clone()).filter(SessionHandle::is_valid))
    })
}

/// The session, which must be a valid one that the request brought, or a 401
/// (`requires_session_cookie`).
pub fn require_session<V: RequestView>(request: V) -> SessionQuestion<V, SessionHandle> {
    SessionQuestion::new(request, Need::Session, |taken, _| {
        let valid = Some(taken.session.clone()).filter(SessionHandle::is_valid);
        valid.ok_or(Denial::Anonymous(Missing::Session))
    })
}

/// The id of the user that the session names (`get_user_id`). Whether there is such an account is not
/// asked.
pub fn maybe_user_id<V: RequestView>(request: V) -> SessionQuestion<V, Option<String>> {
    SessionQuestion::new(request, Need::UserId, |taken, _| Ok(taken.user_id.clone()))
}

/// The id of the user that the session must name, or a 401 (`requires_user_id`).
pub fn require_user_id<V: RequestView>(request: V) -> SessionQuestion<V, String> {
    SessionQuestion::new(request, Need::UserId, |taken, _| {
        taken.user_id.clone().ok_or(Denial::Anonymous(Missing::UserId))
    })
}

/// The CSRF token of the request.
pub fn csrf_token<V: RequestView>(request: V) -> SessionQuestion<V, CsrfToken> {
    SessionQuestion::new(request, Need::Handle, Taken::csrf_token)
}

/// Demands the CSRF token in a header, of a request that changes something. For scripts; forms are read by
/// the handler, which calls [`CsrfToken::check`].
pub fn csrf_header<V: RequestView>(request: V) -> SessionQuestion<V, ()> {
    SessionQuestion::new(request, Need::Handle, |taken, request| match request.method() {
        "GET" | "HEAD" | "OPTIONS" | "TRACE" => Ok(()),
        _ => taken.csrf_token(request)?.check(None).map_err(|_| Denial::Csrf),
    })
}

/// The question under way: a future with a name, so that a framework that wants one needs no box. `Err` is
/// the reply to answer with.
#[must_use = "futures do nothing until they are polled"]
pub struct SessionQuestion<V, T> {
    request: V,
    need: Need,
    want: fn(&Taken, &dyn RequestView) -> Result<T, Denial>,
    step: Step,
}

/// How much has to be known.
#[derive(Clone, Copy, PartialEq)]
enum Need {
    /// The session of a cookie may be read later, when somebody looks.
    Handle,
    /// Whether there is a session.
    Session,
    /// Whom the session names.
    UserId,
}

enum Step {
    Start,
    Waiting(Taken, BoxFuture<'static, Result<Asked, Failed>>),
    Over,
}

/// What a question is about, and what is known of it.
struct Taken {
    session: SessionHandle,
    /// Of the `Auth` that offers the session.
    policies: RequestPolicies,
    /// Whether the cross-origin rule lets the request pass.
    admitted: bool,
    user_id: Option<String>,
}

/// What had to be asked.
#[derive(Default)]
struct Asked {
    user_id: Option<String>,
    csrf_verified: bool,
}

/// A backend did not answer.
enum Failed {
    Store(StoreFailed),
    Login(BoxError),
}

// Nothing in it is ever pinned in place: the future is boxed.
impl<V, T> Unpin for SessionQuestion<V, T> {}

impl<V: RequestView, T> Future for SessionQuestion<V, T> {
    type Output = Result<T, Reply>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let question = self.get_mut();
        match std::mem::replace(&mut question.step, Step::Over) {
            Step::Start => match question.start() {
                Err(reply) => Poll::Ready(Err(reply)),
                Ok((taken, MaybeFuture::Ready(asked))) => {
                    Poll::Ready(question.conclude(taken, asked))
                }
                Ok((taken, MaybeFuture::Future(asked))) => {
                    question.step = Step::Waiting(taken, asked);
                    Pin::new(question).poll(cx)
                }
            },
            Step::Waiting(taken, mut asked) => match asked.as_mut().poll(cx) {
                Poll::Ready(asked) => Poll::Ready(question.conclude(taken, asked)),
                Poll::Pending => {
                    question.step = Step::Waiting(taken, asked);
                    Poll::Pending
                }
            },
            Step::Over => Poll::Pending,
        }
    }
}

impl<V: RequestView, T: Send + 'static> SessionQuestion<V, T> {
    /// The answer without the request, for an [`Endpoint`](handstamp_authorizer::endpoint::Endpoint): what
    /// is needed of the request is taken off it now.
    pub fn detach(self) -> MaybeFuture<Result<T, Reply>> {
        let (taken, asked) = match self.start() {
            Ok(started) => started,
            Err(reply) => return MaybeFuture::Ready(Err(reply)),
        };
        let asked = match asked {
            MaybeFuture::Ready(asked) => {
                return MaybeFuture::Ready(self.conclude(taken, asked));
            }
            MaybeFuture::Future(asked) => asked,
        };
        let (want, request): (_, &dyn RequestView) = (self.want, &self.request);
        // What a handle is for is known before the wait, and needs the request.
        let handle = (self.need == Need::Handle).then(|| want(&taken, request));
        let replies = Replies::of(&taken.policies, request);
        MaybeFuture::boxed(async move {
            let answer = taken.answer(asked.await, |taken| match handle {
                Some(answer) => answer,
                None => want(taken, &NoRequest),
            });
            answer.map_err(|denial| replies.to(&denial))
        })
    }
}

impl<V: RequestView, T> SessionQuestion<V, T> {
    fn new(
        request: V,
        need: Need,
        want: fn(&Taken, &dyn RequestView) -> Result<T, Denial>,
    ) -> Self {
        Self { request, need, want, step: Step::Start }
    }

    fn start(&self) -> Result<(Taken, MaybeFuture<Result<Asked, Failed>>), Reply> {
        let request: &dyn RequestView = &self.request;
        let context = request.context().ok_or_else(|| misconfigured(Misconfigured::NoLayer))?;
        let (login, policies) = context.capability::<SessionLogin>().ok_or_else(|| {
            let denial = Denial::Misconfigured(Misconfigured::NoSession);
            match context.innermost() {
                Some(policies) => policies.deny(&denial, request),
                None => misconfigured(Misconfigured::NoSession),
            }
        })?;
        policies.view(request, |request| {
            let presented = login.is_presented(request);
            let admitted = policies.admit(presented, false, request).is_ok();
            let shown = Shown::of(&login, request);
            if !admitted && shown.csrf_token.is_none() {
                return Err(policies.deny(&Denial::CrossOrigin, request));
            }
            let session = SessionHandle::new(login.clone(), login.state(context));
            if self.need != Need::UserId {
                session.note(shown.client);
            }
            let cookie = login.brought(request);
            let in_cookie = matches!(login.place(), Place::Cookie(_));
            let asked = if self.need == Need::Handle && admitted && in_cookie {
                session.state().take_lazily(&login, cookie.as_deref());
                MaybeFuture::Ready(Ok(Asked::default()))
            } else {
                ask(&login, session.state(), cookie.as_deref(), &shown, self.need)
            };
            let policies = policies.clone();
            Ok((Taken { session, policies, admitted, user_id: None }, asked))
        })
    }

    fn conclude(&self, taken: Taken, asked: Result<Asked, Failed>) -> Result<T, Reply> {
        let (policies, request) = (taken.policies.clone(), &self.request);
        let answer = taken.answer(asked, |taken| (self.want)(taken, request));
        answer.map_err(|denial| policies.deny(&denial, request))
    }
}

/// Opens the session, and asks what is needed.
fn ask(
    login: &SessionLogin,
    state: &Arc<SessionState>,
    cookie: Option<&str>,
    shown: &Shown<'_>,
    need: Need,
) -> MaybeFuture<Result<Asked, Failed>> {
    match state.open(login, cookie) {
        MaybeFuture::Ready(Ok(())) => ask_opened(login, state, shown, need),
        MaybeFuture::Ready(Err(error)) => MaybeFuture::Ready(Err(Failed::Store(error))),
        MaybeFuture::Future(opening) => {
            let (login, state) = (login.clone(), Arc::clone(state));
            let noted = shown.note(&login);
            MaybeFuture::boxed(async move {
                opening.await.map_err(Failed::Store)?;
                let asked = ask_opened(&login, &state, &noted.shown(), need);
                asked.await
            })
        }
    }
}

fn ask_opened(
    login: &SessionLogin,
    state: &Arc<SessionState>,
    shown: &Shown<'_>,
    need: Need,
) -> MaybeFuture<Result<Asked, Failed>> {
    let csrf_verified = shown.csrf_token.is_some() && {
        let mut inner = state.lock();
        let session = inner.opened(login).seen_by(login);
        session.is_some_and(|session| login.csrf_verified(session, shown))
    };
    if need != Need::UserId {
        return MaybeFuture::Ready(Ok(Asked { user_id: None, csrf_verified }));
    }
    login.identify(state, shown).map(move |identity| match identity {
        Identity::Known(known) => {
            let user_id = Some(known.user.id().to_owned());
            Ok(Asked { user_id, csrf_verified })
        }
        Identity::Unavailable(error) => Err(Failed::Login(error)),
        _ => Ok(Asked { user_id: None, csrf_verified }),
    })
}

impl Taken {
    fn answer<T>(
        mut self,
        asked: Result<Asked, Failed>,
        want: impl FnOnce(&Self) -> Result<T, Denial>,
    ) -> Result<T, Denial> {
        match asked {
            Ok(asked) if self.admitted || asked.csrf_verified => {
                self.user_id = asked.user_id;
                want(&self)
            }
            Ok(_) => Err(Denial::CrossOrigin),
            Err(Failed::Store(error)) => {
                tracing::error!(name: "session.unavailable", %error, "the session was not loaded");
                Err(Denial::Unavailable)
            }
            Err(Failed::Login(error)) => {
                tracing::error!(name: "login.unavailable", %error, "who is asking could not be found out");
                Err(Denial::Unavailable)
            }
        }
    }

    fn csrf_token(&self, request: &dyn RequestView) -> Result<CsrfToken, Denial> {
        let provider = self.session.login_settings().csrf();
        let provider = provider.ok_or(Denial::Misconfigured(Misconfigured::NoCsrf))?;
        let provider = Arc::clone(provider);
        Ok(CsrfToken::of(provider, self.session.clone(), &self.policies, request))
    }
}

/// The replies that an answer may need when the request is not at hand.
struct Replies {
    known: Vec<(Denial, Reply)>,
    otherwise: Reply,
}

impl Replies {
    fn of(policies: &RequestPolicies, request: &dyn RequestView) -> Self {
        let known = [
            Denial::Anonymous(Missing::Session),
            Denial::Anonymous(Missing::UserId),
            Denial::CrossOrigin,
            Denial::Csrf,
        ];
        let known = known.into_iter().map(|denial| {
            let reply = policies.reply(&denial, request);
            (denial, reply)
        });
        Self { known: known.collect(), otherwise: policies.reply(&Denial::Unavailable, request) }
    }

    fn to(mut self, denial: &Denial) -> Reply {
        tracing::info!(name: "access.denied", reason = ?denial, "access denied");
        match self.known.iter().position(|(known, _)| known == denial) {
            Some(at) => self.known.swap_remove(at).1,
            None => self.otherwise,
        }
    }
}

/// Stands for the request where none is needed.
struct NoRequest;

impl RequestView for NoRequest {
    fn method(&self) -> &str {
        "GET"
    }
    fn target(&self) -> &str {
        "/"
    }
    fn header(&self, _: &str, _: usize) -> Option<&[u8]> {
        None
    }
    fn context(&self) -> Option<&AuthContext> {
        None
    }
}

impl<V, T> fmt::Debug for SessionQuestion<V, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionQuestion")
    }
}
