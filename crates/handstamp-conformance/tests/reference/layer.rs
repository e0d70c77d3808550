//! What stands around a handler: the response layer, the mounting of endpoints.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use handstamp_authorizer::endpoint::{self, Body, Endpoint, ReadBody};
use handstamp_authorizer::{Auth, Reply};
use handstamp_conformance::{Mounted, Response};

use super::bug::Bug;
use super::view::View;

pub fn replied(reply: Reply) -> Response {
    let mut response = Response::new(reply.status, reply.headers, &*reply.body);
    if Bug::ReplyWithoutCookie.is_set() {
        response.headers.retain(|(name, _)| name != "set-cookie");
    }
    response
}

pub fn text(text: impl Into<String>) -> Response {
    Response::new(200, [("content-type", "text/plain")], text.into())
}

/// A context on the way in, its effects on the way out.
pub async fn layered<U: Clone + Send + Sync + 'static>(
    auth: &Auth<U>,
    view: &mut View,
    handler: impl AsyncFnOnce(&View) -> Response,
) -> Response {
    if Bug::NestedStartsAnew.is_set() {
        view.context = None;
    }
    let made = auth.policies().enter(view);
    if made.is_some() {
        view.context.clone_from(&made);
    }
    let mut response = handler(view).await;
    let Some(context) = made else { return response };
    let effects = if Bug::WaitsForNoStore.is_set() {
        let mut effects = pin!(context.finish().into_future());
        match poll_fn(|cx| Poll::Ready(effects.as_mut().poll(cx))).await {
            Poll::Ready(effects) => effects,
            Poll::Pending => return response,
        }
    } else {
        context.finish().await
    };
    match effects {
        Ok(_) if Bug::EffectsOfSuccess.is_set() && response.status >= 300 => response,
        Ok(effects) => {
            let lines = effects.headers().map(|(name, value)| (name.to_owned(), value));
            response.headers.extend(lines.map(|(name, value)| (name, value.as_bytes().to_vec())));
            response
        }
        Err(reply) => {
            let mut replaced = replied(reply);
            if Bug::KeepsWhatIsReplaced.is_set() {
                replaced.headers.extend(response.headers);
            }
            replaced
        }
    }
}

/// The answer of an endpoint that is mounted.
pub async fn mounted(endpoint: Mounted, view: &View) -> Response {
    let mut paths = endpoint.paths().into_iter();
    let path = paths.find(|path| view.path().ends_with(path.as_ref())).unwrap();
    let too_long = view.request.body.len() > endpoint.body_limit();
    let taken = endpoint.methods(&path).contains(&&*view.request.method);
    if too_long && Bug::LimitBeforeMethod.is_set() {
        return replied(Reply::detail(413, "Content too large"));
    }
    if !taken && view.request.method == "OPTIONS" && Bug::OptionsNotMounted.is_set() {
        return Response::new(405, [("allow", "GET, POST")], "");
    }
    let body = if too_long && !Bug::NoBodyLimit.is_set() {
        ReadBody::TooLong
    } else {
        ReadBody::Whole(Body::new(view.request.body.clone()))
    };
    let mut seen = View { request: view.request.clone(), context: view.context.clone() };
    if Bug::EndpointSeesTheRest.is_set() {
        seen.request.target = seen.request.target.replacen("/inner", "", 1);
    }
    if seen.request.method == "HEAD" && Bug::HeadWithBody.is_set() {
        seen.request.method = "GET".into();
    }
    replied(endpoint::answer(&endpoint, &path, &seen, body).await)
}
