use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use handstamp_authorizer::adapter::{RequestPolicies, misconfigured};
use handstamp_authorizer::denial::{Denial, Misconfigured, Missing};
use handstamp_authorizer::{
    BoxError, BoxFuture, Identity, MaybeFuture, Reply, RequestView, Subject,
};

use crate::brought::Brought;
use crate::csrf_token::CsrfToken;
use crate::handle::SessionHandle;
use crate::identify::Shown;
use crate::other_logins::OtherLogins;
use crate::place::Place;
use crate::session_login::SessionLogin;
use crate::session_state::{SessionState, StoreFailed};

/// The question under way: a future with a name, so that a framework that wants one needs no box. `Err` is
/// the reply to answer with.
#[must_use = "futures do nothing until they are polled"]
pub struct SessionQuestion<V, T> {
    request: V,
    want: Want<T>,
    step: Step,
}

/// What is asked, by how much has to be known for it.
pub(crate) enum Want<T, H = fn(&Taken, &dyn RequestView) -> Result<T, Denial>> {
    /// A handle. The session of a cookie may be read later, when somebody looks.
    Handle(H),
    /// Something that depends on the session.
    Session(fn(&Taken) -> Result<T, Denial>),
    /// Something that depends on the id of the user whom the session names.
    UserId(fn(Option<String>) -> Result<T, Denial>),
}

impl<T, H: Copy> Want<T, H> {
    fn with_handle<G>(&self, change: impl FnOnce(H) -> G) -> Want<T, G> {
        match *self {
            Self::Handle(want) => Want::Handle(change(want)),
            Self::Session(want) => Want::Session(want),
            Self::UserId(want) => Want::UserId(want),
        }
    }
}

enum Step {
    Start,
    Waiting(Taken, BoxFuture<'static, Result<Asked, Failed>>),
    Over,
}

/// What a question is about.
pub(crate) struct Taken {
    pub(crate) session: SessionHandle,
    /// Of the `Auth` that offers the session.
    policies: RequestPolicies,
    /// Whether the cross-origin rule lets the request pass.
    admitted: bool,
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
        let request: &dyn RequestView = &self.request;
        let want = self.want.with_handle(|want| {
            let answer = want(&taken, request);
            |_: &Taken| answer
        });
        let replies = Replies::of(&taken.policies, request);
        MaybeFuture::boxed(async move {
            let answer = taken.answer(asked.await, want);
            answer.map_err(|denial| replies.to(&denial))
        })
    }
}

impl<V: RequestView, T> SessionQuestion<V, T> {
    pub(crate) fn new(request: V, want: Want<T>) -> Self {
        Self { request, want, step: Step::Start }
    }

    fn start(&self) -> Result<(Taken, MaybeFuture<Result<Asked, Failed>>), Reply> {
        let request: &dyn RequestView = &self.request;
        let context = request.context().ok_or_else(|| misconfigured(Misconfigured::NoLayer))?;
        let (login, policies) = context.capability::<SessionLogin>().ok_or_else(|| {
            let denial = Denial::Misconfigured(Misconfigured::NoSession);
            context.innermost().deny(&denial, request)
        })?;
        policies.view(request, |request| {
            let brought = Brought::of(&login, request);
            let others = OtherLogins::of(&login, &policies, request);
            let presented = brought.presented(&login, request).or_else(|| others.presented());
            let admitted = policies.admit(presented, false, request).is_ok();
            let shown = Shown::of(&login, request);
            if !admitted && shown.csrf_token.is_none() {
                return Err(policies.deny(&Denial::CrossOrigin, request));
            }
            let (others, others_opened) = others.open(context, shown.client);
            let session = SessionHandle::new(login.clone(), SessionState::of(&login, context));
            let session = session.with_others(others);
            let wants_user_id = matches!(self.want, Want::UserId(_));
            if !wants_user_id {
                session.note(shown.client);
            }
            let asked = match (&self.want, login.place()) {
                (Want::Handle(_), Place::Cookie(_)) if admitted => {
                    session.state().take_lazily(&login, &brought);
                    MaybeFuture::Ready(Ok(Asked::default()))
                }
                _ => ask(&login, session.state(), &brought, &shown, wants_user_id),
            };
            let asked = match others_opened {
                MaybeFuture::Ready(Ok(())) => asked,
                opened => MaybeFuture::boxed(async {
                    opened.await.map_err(Failed::Store)?;
                    asked.await
                }),
            };
            let policies = policies.clone();
            Ok((Taken { session, policies, admitted }, asked))
        })
    }

    fn conclude(&self, taken: Taken, asked: Result<Asked, Failed>) -> Result<T, Reply> {
        let (policies, request) = (taken.policies.clone(), &self.request);
        let want = self.want.with_handle(|want| move |taken: &Taken| want(taken, request));
        let answer = taken.answer(asked, want);
        answer.map_err(|denial| policies.deny(&denial, request))
    }
}

/// Opens the session, and asks what is needed.
fn ask(
    login: &SessionLogin,
    state: &Arc<SessionState>,
    brought: &Brought<'_>,
    shown: &Shown<'_>,
    wants_user_id: bool,
) -> MaybeFuture<Result<Asked, Failed>> {
    match state.open(login, brought) {
        MaybeFuture::Ready(Ok(())) => ask_opened(login, state, shown, wants_user_id),
        MaybeFuture::Ready(Err(error)) => MaybeFuture::Ready(Err(Failed::Store(error))),
        MaybeFuture::Future(opening) => {
            let (login, state) = (login.clone(), Arc::clone(state));
            let noted = shown.note(&login);
            MaybeFuture::boxed(async move {
                opening.await.map_err(Failed::Store)?;
                let asked = ask_opened(&login, &state, &noted.shown(), wants_user_id);
                asked.await
            })
        }
    }
}

fn ask_opened(
    login: &SessionLogin,
    state: &Arc<SessionState>,
    shown: &Shown<'_>,
    wants_user_id: bool,
) -> MaybeFuture<Result<Asked, Failed>> {
    let csrf_verified = shown.csrf_token.is_some() && {
        let mut inner = state.lock();
        let session = inner.opened(login).seen_by(login);
        session.is_some_and(|session| login.csrf_verified(session, shown))
    };
    if !wants_user_id {
        return MaybeFuture::Ready(Ok(Asked { user_id: None, csrf_verified }));
    }
    login.identify(state, shown).map(move |identity| match identity {
        Identity::Known(known) => {
            let user_id = Some(known.user.id().to_owned());
            // A session that a remembered user does not keep vouches for nobody.
            Ok(Asked { user_id, csrf_verified: known.csrf_verified })
        }
        Identity::Unavailable(error) => Err(Failed::Login(error)),
        _ => Ok(Asked { user_id: None, csrf_verified }),
    })
}

impl Taken {
    fn answer<T>(
        self,
        asked: Result<Asked, Failed>,
        want: Want<T, impl FnOnce(&Self) -> Result<T, Denial>>,
    ) -> Result<T, Denial> {
        match asked {
            Ok(asked) if self.admitted || asked.csrf_verified => match want {
                Want::Handle(want) => want(&self),
                Want::Session(want) => want(&self),
                Want::UserId(want) => want(asked.user_id),
            },
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

    pub(crate) fn csrf_token(&self, request: &dyn RequestView) -> Result<CsrfToken, Denial> {
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

impl<V, T> fmt::Debug for SessionQuestion<V, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionQuestion")
    }
}
