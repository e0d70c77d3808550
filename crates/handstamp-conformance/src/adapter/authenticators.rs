//! Ways to tell who is asking that do what a scenario wants.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use handstamp_authorizer::adapter::{Capabilities, Effects};
use handstamp_authorizer::cookie::SetCookie;
use handstamp_authorizer::{
    Authentication, Authenticator, BoxFuture, Challenge, CredentialKind, FirstOf, Grants, Identity,
    MaybeFuture, Principal, Refusal, RequestView, Subject,
};

use crate::adapter::yielding::Yield;

/// The two lines that a marked answer puts on the response, in order.
pub(crate) const MARKS: [&str; 2] = ["seen=1; Path=/", "again=2; Path=/"];

/// `Bearer bad…` is refused; any other token is the name of who has it. `Bearer writer` has the scope `write`.
pub(crate) struct Bearer {
    /// Whether it answers after others were let go first.
    pub(crate) late: bool,
}

impl Authenticator for Bearer {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        let token = request.text("authorization").and_then(|value| value.strip_prefix("Bearer "));
        let identity = match token {
            None => return MaybeFuture::Ready(Identity::anonymous()),
            Some(token) if token.starts_with("bad") => {
                Identity::Refused(Refusal::invalid_token("a token that the suite calls bad"))
            }
            Some(token) => {
                let scopes = (token == "writer").then_some("write");
                let authentication =
                    Authentication::bearer().with_grants(Grants::new().with_scopes(scopes));
                Identity::known(Principal::new(token), authentication)
            }
        };
        if !self.late {
            return MaybeFuture::Ready(identity);
        }
        MaybeFuture::boxed(async {
            Yield(3).await;
            identity
        })
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        request.header("authorization", 0).map(|_| CredentialKind::Header)
    }

    fn challenges(&self) -> Vec<Challenge> {
        vec![Challenge::bearer()]
    }
}

/// A key in the header `x-key`: the name of who has it.
pub(crate) struct Key;

impl Authenticator for Key {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        let authentication = Authentication::new(CredentialKind::Header, "Key");
        MaybeFuture::Ready(match request.text("x-key") {
            Some(key) => Identity::known(Principal::new(key), authentication),
            None => Identity::anonymous(),
        })
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        request.header("x-key", 0).map(|_| CredentialKind::Header)
    }
}

/// Counts, grants roles, and does what the setup says.
pub(crate) struct Watched {
    pub(crate) login: FirstOf,
    pub(crate) asked: Arc<AtomicUsize>,
    pub(crate) late: bool,
    pub(crate) marked: bool,
}

impl Authenticator for Watched {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let marks = if self.marked { marks() } else { Effects::none() };
        let answer = self.login.authenticate(request).map(|identity| granted(identity, marks));
        if !self.late {
            return answer;
        }
        MaybeFuture::boxed(async {
            Yield(3).await;
            answer.await
        })
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        self.login.presented(request)
    }

    fn prepare(&self, request: &dyn RequestView) -> BoxFuture<'static, Identity> {
        self.login.prepare(request)
    }

    fn challenges(&self) -> Vec<Challenge> {
        self.login.challenges()
    }

    fn offer(&self, capabilities: &mut Capabilities) {
        self.login.offer(capabilities);
    }
}

/// Ada is an administrator.
fn granted(identity: Identity, marks: Effects) -> Identity {
    match identity {
        Identity::Known(mut known) => {
            if known.user.id() == "ada" {
                known.user = known.user.with_roles(["admin"]);
            }
            known.effects.merge(marks);
            Identity::Known(known)
        }
        Identity::Anonymous(mut effects) => {
            effects.merge(marks);
            Identity::Anonymous(effects)
        }
        other => other,
    }
}

fn marks() -> Effects {
    let mut effects = Effects::none();
    for (name, value) in [("seen", "1"), ("again", "2")] {
        let cookie = SetCookie::new(name, value).and_then(|line| line.attribute("Path", "/"));
        cookie.into_iter().for_each(|cookie| effects.set_cookie(cookie));
    }
    effects
}
