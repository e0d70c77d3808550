//! An adapter for no framework at all: a `match` on the path. What the suite itself is tested with.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "every test takes what it needs"
)]

use std::net::IpAddr;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use handstamp_authorizer::adapter::AuthContext;
use handstamp_authorizer::endpoint::{self, Body, Endpoint, ReadBody};
use handstamp_authorizer::rules::{Anyone, Fresh};
use handstamp_authorizer::{Auth, Reply, RequestView, Subject};
use handstamp_conformance::{
    Admin, Auths, Harness, Mounted, Request, Response, act, authentication, maybe_name, name,
};
use handstamp_login::extract;

/// The app.
pub struct Reference(Auths);

struct View {
    request: Request,
    context: Option<AuthContext>,
}

impl View {
    /// Path and query, where the target may be a whole URL.
    fn parts(&self) -> (Option<&str>, &str) {
        let target = &*self.request.target;
        match target.strip_prefix("http://").map(|rest| rest.split_at(rest.find('/').unwrap())) {
            Some((authority, target)) => (Some(authority), target),
            None => (None, target),
        }
    }
}

impl RequestView for View {
    fn method(&self) -> &str {
        &self.request.method
    }
    fn target(&self) -> &str {
        self.parts().1
    }
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let lines = self.request.headers.iter().filter(|(found, _)| found == name);
        lines.map(|(_, value)| value.as_slice()).nth(nth)
    }
    fn scheme(&self) -> Option<&str> {
        self.parts().0.map(|_| "http")
    }
    fn authority(&self) -> Option<&str> {
        self.parts().0
    }
    fn peer(&self) -> Option<IpAddr> {
        Some(self.request.peer)
    }
    fn context(&self) -> Option<&AuthContext> {
        self.context.as_ref()
    }
}

fn replied(reply: Reply) -> Response {
    Response::new(reply.status, reply.headers, &*reply.body)
}

fn text(text: impl Into<String>) -> Response {
    Response::new(200, [("content-type", "text/plain")], text.into())
}

fn named<U: Subject>(user: U) -> Response {
    text(name(&user))
}

/// Mounts an endpoint.
async fn mounted(endpoint: Mounted, view: &View) -> Response {
    let path = endpoint.paths().concat();
    let body = match &view.request.body {
        long if long.len() > endpoint.body_limit() => ReadBody::TooLong,
        body => ReadBody::Whole(Body::new(body.clone())),
    };
    replied(endpoint::answer(&endpoint, &path, view, body).await)
}

/// The response layer: a context on the way in, its effects on the way out.
async fn layered<U: Clone + Send + Sync + 'static>(
    auth: &Auth<U>,
    view: &mut View,
    handler: impl AsyncFnOnce(&View) -> Response,
) -> Response {
    let made = auth.policies().enter(view);
    if made.is_some() {
        view.context.clone_from(&made);
    }
    let mut response = handler(view).await;
    let Some(context) = made else { return response };
    match context.finish().await {
        Ok(effects) => {
            let lines = effects.headers().map(|(name, value)| (name.to_owned(), value));
            response.headers.extend(lines.map(|(name, value)| (name, value.as_bytes().to_vec())));
            response
        }
        Err(reply) => replied(reply),
    }
}

impl Reference {
    async fn route(&self, view: &View) -> Result<Response, Reply> {
        let Auths { auth, accounts, .. } = &self.0;
        let body = String::from_utf8_lossy(&view.request.body).into_owned();
        let path = view.target().split('?').next().unwrap();
        Ok(match path {
            "/open" => text("open"),
            "/maybe" => text(maybe_name(auth.maybe_user(view).await?.as_ref())),
            "/user" | "/nested/deep/user" => named(auth.user(view).await?),
            "/role" => named(auth.require_user(view, Admin).await?),
            "/fresh" => named(auth.require_user(view, Fresh).await?),
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
                text(body)
            }
            "/authenticated" => {
                let (user, known) = auth.authenticated(view).await?;
                text(authentication(&user, &known))
            }
            "/two-logins" => {
                let user = name(&auth.user(view).await?);
                let account = name(&accounts.user(view).await?);
                text(format!("{user} {account} {}", act(&extract::session(view).await?, &body)))
            }
            "/mounted" => mounted(Mounted::below_the_layer(), view).await,
            "/keys/act" => text(act(&extract::session(view).await?, &body)),
            "/keys/user-id" => text(extract::require_user_id(view).await?),
            "/account" => named(accounts.user(view).await?),
            "/both" => {
                let user = name(&auth.user(view).await?);
                text(format!("{user} {}", name(&accounts.user(view).await?)))
            }
            "/session/act" | "/session/stream" => text(act(&extract::session(view).await?, &body)),
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
            _ => {
                auth.user(view).await?;
                text("elsewhere")
            }
        })
    }

    async fn handle(&self, view: &mut View) -> Response {
        let path = view.target().split('?').next().unwrap().to_owned();
        let Auths { auth, inner, keys, .. } = &self.0;
        let answered =
            |answer: Result<_, Reply>| answer.map_or_else(replied, |user| text(name(&user)));
        match &*path {
            "/bare/mounted" => mounted(Mounted::bare(), view).await,
            "/keys/act" | "/keys/user-id" => {
                layered(auth, view, async |view: &View| {
                    let mut below =
                        View { request: view.request.clone(), context: view.context.clone() };
                    layered(keys, &mut below, async |view: &View| {
                        self.route(view).await.unwrap_or_else(replied)
                    })
                    .await
                })
                .await
            }
            "/bare/user" => answered(auth.user(&*view).await),
            "/inner/user" => {
                layered(auth, view, async |view: &View| {
                    if let Err(reply) = auth.require(view, Anyone).await {
                        return replied(reply);
                    }
                    let mut below =
                        View { request: view.request.clone(), context: view.context.clone() };
                    layered(inner, &mut below, async |view: &View| answered(inner.user(view).await))
                        .await
                })
                .await
            }
            // The head is out; the body is made after it.
            "/session/stream" => {
                let taken = std::cell::RefCell::new(None);
                let head = async |view: &View| match extract::session(view).await {
                    Ok(session) => {
                        taken.replace(Some(session));
                        text("")
                    }
                    Err(reply) => replied(reply),
                };
                let mut response = layered(auth, view, head).await;
                if let (200, Some(session)) = (response.status, taken.take()) {
                    let acts = String::from_utf8_lossy(&view.request.body).into_owned();
                    response.body = act(&session, &acts).into_bytes();
                }
                response
            }
            _ => {
                layered(auth, view, async |view: &View| {
                    self.route(view).await.unwrap_or_else(replied)
                })
                .await
            }
        }
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
