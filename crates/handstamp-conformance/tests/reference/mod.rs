//! An adapter for no framework at all: a `match` on the path. What the suite itself is tested with.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "every test takes what it needs"
)]

pub mod bug;
mod layer;
mod view;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use handstamp_authorizer::rules::{Anyone, Fresh};
use handstamp_authorizer::{Auth, Authentication, Reply, Subject};
use handstamp_conformance::{
    Admin, Auths, Harness, Mounted, Request, Response, Write, act, authentication, maybe_name, name,
};
use handstamp_login::extract;

use bug::Bug;
use layer::{layered, mounted, replied, text};
use view::View;

/// The app.
pub struct Reference(Auths);

fn named<U: Subject>(user: U) -> Response {
    text(name(&user))
}

impl Reference {
    /// The handlers below the layer.
    async fn route(&self, view: &View) -> Result<Response, Reply> {
        let Auths { auth, inner, accounts, .. } = &self.0;
        Ok(match view.path() {
            "/open" => text("open"),
            "/maybe" => text(maybe_name(auth.maybe_user(view).await?.as_ref())),
            "/user" | "/nested/deep/user" => named(auth.user(view).await?),
            "/role" => named(auth.require_user(view, Admin).await?),
            "/fresh" => named(auth.require_user(view, Fresh).await?),
            "/scope" if Bug::ScopeIsAnyUser.is_set() => named(auth.user(view).await?),
            "/scope" => named(auth.require_user(view, Write).await?),
            "/rule" | "/nested/deep/rule" => {
                auth.require(view, Admin).await?;
                text(maybe_name(auth.maybe_user(view).await?.as_ref()))
            }
            "/three" => {
                let first = maybe_name(auth.maybe_user(view).await?.as_ref());
                let second = name(&auth.user(view).await?);
                text(format!("{first} {second} {}", name(&auth.require_user(view, Admin).await?)))
            }
            "/echo" => {
                auth.user(view).await?;
                text(view.body())
            }
            "/inner/user" => named(inner.user(view).await?),
            "/account" => named(accounts.user(view).await?),
            "/authenticated" => {
                let (user, mut known) = auth.authenticated(view).await?;
                if Bug::OneAuthentication.is_set() {
                    known = Authentication::cookie().with_fresh(true);
                }
                text(authentication(&user, &known))
            }
            "/both" => {
                let user = name(&auth.user(view).await?);
                text(format!("{user} {}", name(&accounts.user(view).await?)))
            }
            "/two-logins" => {
                let user = name(&auth.user(view).await?);
                let account = name(&accounts.user(view).await?);
                let session = extract::session(view).await?;
                text(format!("{user} {account} {}", act(&session, &view.body())))
            }
            "/keys/user-id" => text(extract::require_user_id(view).await?),
            path if path.starts_with("/mounted") || path.starts_with("/inner/mounted") => {
                mounted(Mounted::below_the_layer(), view).await
            }
            path if path.starts_with("/session/") || path == "/keys/act" => {
                Self::session(view).await?
            }
            _ => {
                auth.user(view).await?;
                text("elsewhere")
            }
        })
    }

    /// The handlers that want the session alone.
    async fn session(view: &View) -> Result<Response, Reply> {
        let body = view.body();
        Ok(match view.path() {
            "/session/own" => {
                let mut response = text(act(&extract::session(view).await?, &body));
                let own = [("set-cookie", "own=1"), ("set-cookie", "own=2"), ("vary", "Accept")];
                response.headers.extend(own.map(|(name, value)| (name.into(), value.into())));
                response
            }
            "/session/error" => {
                act(&extract::session(view).await?, &body);
                Response::new(409, [("content-type", "text/plain")], "conflict")
            }
            "/session/two" => {
                let first = extract::session(view).await?;
                let second = extract::session(view).await?;
                text(act(&first, "set one 1") + &act(&second, "set two 2"))
            }
            "/session/maybe" => {
                text(extract::maybe_session(view).await?.map_or("none", |_| "some"))
            }
            "/session/required" => {
                text(act(&extract::require_session(view).await?, "get _user_id"))
            }
            "/session/maybe-user-id" => {
                text(extract::maybe_user_id(view).await?.unwrap_or_else(|| "none".into()))
            }
            "/session/user-id" => text(extract::require_user_id(view).await?),
            _ => text(act(&extract::session(view).await?, &body)),
        })
    }

    async fn answer(&self, view: &View) -> Response {
        self.route(view).await.unwrap_or_else(replied)
    }

    /// A layer below another one, and its handler.
    async fn nested(&self, auth: &Auth, view: &View) -> Response {
        let mut below = View { request: view.request.clone(), context: view.context.clone() };
        layered(auth, &mut below, async |view: &View| self.answer(view).await).await
    }

    async fn handle(&self, view: &mut View) -> Response {
        let Auths { auth, inner, keys, .. } = &self.0;
        match view.path() {
            "/bare/user" => auth.user(&*view).await.map_or_else(replied, named),
            "/bare/mounted" => mounted(Mounted::bare(), view).await,
            "/mounted" if Bug::EndpointBesideTheLayer.is_set() => {
                mounted(Mounted::below_the_layer(), view).await
            }
            "/keys/act" | "/keys/user-id" => {
                layered(auth, view, async |view: &View| self.nested(keys, view).await).await
            }
            path if path == "/inner/user" || path.starts_with("/inner/mounted") => {
                layered(auth, view, async |view: &View| match auth.require(view, Anyone).await {
                    Ok(()) => self.nested(inner, view).await,
                    Err(reply) => replied(reply),
                })
                .await
            }
            "/session/stream" => self.stream(view).await,
            _ => layered(auth, view, async |view: &View| self.answer(view).await).await,
        }
    }

    /// The head is out; the body is made after it.
    async fn stream(&self, view: &mut View) -> Response {
        let taken = std::cell::RefCell::new(None);
        let head = async |view: &View| match extract::session(view).await {
            Ok(session) => {
                taken.replace(Some(session));
                text("")
            }
            Err(reply) => replied(reply),
        };
        let mut response = layered(&self.0.auth, view, head).await;
        if let (200, Some(session)) = (response.status, taken.take()) {
            response.body = act(&session, &view.body()).into_bytes();
        }
        response
    }
}

impl Harness for Reference {
    fn mount(auths: Auths) -> Self {
        Self(auths)
    }

    async fn send(&self, request: Request) -> Response {
        self.handle(&mut View { request, context: None }).await
    }

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        Self::wait(future)
    }
}

impl Reference {
    /// Polls to the end: nothing here waits for anything but its turn.
    pub fn wait<F: Future>(future: F) -> F::Output {
        let mut future = pin!(future);
        loop {
            let polled = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            if let Poll::Ready(output) = polled {
                return output;
            }
        }
    }
}
