//! What the tests of this crate share: a login to try things on, and short ways to ask and to look.

#![allow(dead_code, unused_macros, reason = "every test file takes what it needs")]
#![allow(clippy::unwrap_used, unreachable_pub)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::body::MessageBody;
use actix_web::dev::ServiceResponse;
use actix_web::test;
use handstamp_actix_web::{Auth, MaybeUser, Principal, Require, User};
use handstamp_authorizer::adapter::Effects;
use handstamp_authorizer::cookie::{Duplicate, SetCookie, cookie};
use handstamp_authorizer::{
    Authentication, Authenticator, Challenge, CredentialKind, Identity, Known, MaybeFuture,
    Refusal, RequestView, Subject, rules,
};

/// `who=ada:admin+pro` is Ada with two roles, `slow=…` the same a little later, `gone=1` is anonymous and
/// the cookie is deleted; `Bearer ada` is Ada, `Bearer bad` is refused, `Bearer down` is an outage.
#[derive(Default, Clone)]
pub struct Login {
    pub asked: Arc<AtomicUsize>,
}

impl Login {
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    pub fn auth(&self) -> Auth {
        Auth::new(self.clone())
    }
}

fn principal(text: &str) -> Principal {
    let (name, roles) = text.split_once(':').unwrap_or((text, ""));
    Principal::new(name).with_roles(roles.split('+').filter(|role| !role.is_empty()))
}

pub fn set(name: &str, value: &str) -> SetCookie {
    SetCookie::new(name, value).unwrap().attribute("Path", "/").unwrap()
}

fn by_cookie(text: &str) -> Identity {
    let mut effects = Effects::none();
    effects.vary_cookie();
    effects.set_cookie(set("seen", "1"));
    effects.set_cookie(set("again", "2"));
    let authentication = Authentication::cookie().with_fresh(true);
    Identity::Known(Known::new(principal(text), authentication).with_effects(effects))
}

impl Authenticator for Login {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if let Some(token) = request.text("authorization").and_then(|a| a.strip_prefix("Bearer ")) {
            return MaybeFuture::Ready(match token {
                "bad" => Identity::Refused(Refusal::invalid_token("bad")),
                "down" => Identity::Unavailable("down".into()),
                name => Identity::known(principal(name), Authentication::bearer()),
            });
        }
        if let Some(text) = cookie(request, "slow", Duplicate::First) {
            let text = text.to_string();
            return MaybeFuture::boxed(async move {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                by_cookie(&text)
            });
        }
        if cookie(request, "gone", Duplicate::First).is_some() {
            let mut effects = Effects::none();
            effects.set_cookie(set("gone", ""));
            return MaybeFuture::Ready(Identity::Anonymous(effects));
        }
        MaybeFuture::Ready(match cookie(request, "who", Duplicate::First) {
            Some(text) => by_cookie(&text),
            None => Identity::anonymous(),
        })
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        if request.header("authorization", 0).is_some() {
            return Some(CredentialKind::Header);
        }
        let shown = ["slow", "gone", "who"]
            .iter()
            .any(|name| cookie(request, name, Duplicate::First).is_some());
        shown.then_some(CredentialKind::Cookie)
    }

    fn challenges(&self) -> Vec<Challenge> {
        vec![Challenge::bearer(), Challenge::cookie()]
    }
}

/// A user type of an app's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub name: String,
}

rules! {
    /// Administrators.
    pub Admin = rules::role("admin");
}

pub async fn open() -> &'static str {
    "open"
}

pub async fn home(MaybeUser(user): MaybeUser) -> String {
    user.map_or("anonymous".into(), |user| user.id().into())
}

pub async fn me(User(user): User) -> String {
    user.id().into()
}

pub async fn admin(Require(user, _): Require<Admin>) -> String {
    user.id().into()
}

/// Status and body.
pub async fn shown(response: ServiceResponse<impl MessageBody>) -> (u16, String) {
    let status = response.status().as_u16();
    (status, String::from_utf8(test::read_body(response).await.to_vec()).unwrap())
}

/// All lines of one header.
pub fn lines<B>(response: &ServiceResponse<B>, name: &str) -> Vec<String> {
    response.headers().get_all(name).map(|value| value.to_str().unwrap().into()).collect()
}

/// Asks the app: `ask!(app, "/me", "cookie" => "who=ada")`, with GET unless a method is said first.
#[macro_export]
macro_rules! ask {
    ($app:expr, $path:expr $(, $name:expr => $value:expr)*) => {
        ask!(GET $app, $path $(, $name => $value)*)
    };
    ($method:ident $app:expr, $path:expr $(, $name:expr => $value:expr)*) => {{
        let request = actix_web::test::TestRequest::default()
            .method(actix_web::http::Method::$method)
            .uri($path)
            $(.insert_header(($name, $value)))*;
        actix_web::test::call_service(&$app, request.to_request()).await
    }};
}
