//! `Debug` of anything public shows no cookie, no query and nothing of a user's type.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::fmt::Debug;

use handstamp_authorizer::adapter::{
    Capabilities, Effects, HookError, Policies, SingleFlight, SlotId,
};
use handstamp_authorizer::cookie::SetCookie;
use handstamp_authorizer::denial::{Denial, JsonDenial, LoginRedirect};
use handstamp_authorizer::endpoint::{Body, ReadBody};
use handstamp_authorizer::revocation::MemoryRevocation;
use handstamp_authorizer::rules::{Anyone, acr, logged_in_within, role, scope, when};
use handstamp_authorizer::{
    Auth, Authentication, Authenticator, BoxError, CredentialKind, FirstOf, Identity, Known,
    LoginId, MaybeFuture, NextUrl, Principal, Reply, RequestView,
};
use support::{Fake, block_on, says};

const SECRET: &str = "s3cret";

#[track_caller]
fn hides(value: &dyn Debug) {
    for shown in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!shown.contains(SECRET), "{shown}");
        assert!(!shown.is_empty());
    }
}

fn effects() -> Effects {
    let mut effects = Effects::none();
    effects.set_cookie(SetCookie::new("session", SECRET).unwrap().flag("Secure"));
    effects
}

#[derive(Clone)]
struct Secretive;

impl Debug for Secretive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(SECRET)
    }
}

impl Authenticator<Secretive> for Secretive {
    fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity<Secretive>> {
        MaybeFuture::Ready(Identity::known(Self, Authentication::bearer()))
    }
    fn presented(&self, _: &dyn RequestView) -> Option<CredentialKind> {
        Some(CredentialKind::Header)
    }
    fn offer(&self, capabilities: &mut Capabilities) {
        capabilities.add(Self);
    }
}

#[test]
fn what_a_response_carries() {
    hides(&SetCookie::new("session", SECRET).unwrap());
    hides(&SetCookie::quoting("session", &format!("{SECRET} é")).unwrap());
    hides(&effects());
    let identity: Identity = Identity::Anonymous(effects());
    hides(&identity);
    let known = || Known::new(Principal::new("ada"), Authentication::cookie());
    hides(&known().with_effects(effects()));
    hides(&Identity::Known(known().with_effects(effects())));
    hides(&MaybeFuture::Ready(effects()));
    let reply = Reply::detail(200, "ok").with_header("set-cookie", format!("session={SECRET}"));
    hides(&reply);
    hides(&Reply::see_other(format!("/login?next=/reset%3Ftoken%3D{SECRET}")));
    hides(&Reply::see_other(format!("/app#access_token={SECRET}")));
    hides(&NextUrl::parse(&format!("/reset?token={SECRET}")).unwrap());
    hides(&NextUrl::parse(&format!("/reset#token={SECRET}")).unwrap());
}

/// A form has a password in it, and an answer may have a token.
#[test]
fn bodies() {
    let password = format!("user=ada&password={SECRET}");
    hides(&Body::new(password.as_bytes()));
    hides(&ReadBody::Whole(Body::new(password.as_bytes())));
    assert_eq!(format!("{:?}", Body::new(*b"abc")), "Body(3 bytes)");
    let token = format!("{{\"access_token\":\"{SECRET}\"}}").into_bytes();
    hides(&Reply::new(200, "application/json", token));
    hides(&Reply::detail(200, SECRET));
}

#[test]
fn what_is_useful_is_shown() {
    let reply = Reply::see_other("/login?next=/me").with_header("set-cookie", "session=s3cret");
    let shown = format!("{reply:?}");
    assert!(shown.contains("303") && shown.contains("location: /login?<hidden>"), "{shown}");
    let shown = format!("{:?}", Reply::detail(403, "no"));
    assert!(shown.contains("403") && shown.contains("15 bytes"), "{shown}");
    assert!(format!("{:?}", effects()).contains("session=<6 bytes>; Secure"));
    assert_eq!(format!("{:?}", NextUrl::parse("/a").unwrap()), "NextUrl(/a)");
    assert_eq!(format!("{:?}", NextUrl::parse("/a?b").unwrap()), "NextUrl(/a?<hidden>)");
    assert_eq!(format!("{:?}", LoginId::new("l1").unwrap()), "LoginId(l1)");
}

#[test]
fn the_machinery() {
    let auth = Auth::new(Secretive);
    let request = Fake::get("/").enter(&auth);
    hides(&auth);
    hides(&Auth::builder(Secretive));
    hides(auth.policies());
    hides(&auth.require(&request, Anyone));
    hides(&auth.user(&request));
    hides(&auth.authenticated(&request));
    assert!(block_on(auth.user(&request)).is_ok());
    request.auth_context().add(effects());
    hides(request.auth_context());
    hides(&request.auth_context().downgrade());
    hides(&request.innermost());
    hides(&SlotId::unique());
    let mut capabilities = Capabilities::default();
    Secretive.offer(&mut capabilities);
    hides(&capabilities);
    hides(&FirstOf::new(Secretive));
    hides(&when(|_: &Secretive| true));
    hides(&logged_in_within(std::time::Duration::ZERO));
    hides(&(role("a"), scope("b"), acr("c")));
    hides(&MaybeFuture::<Secretive>::boxed(async { Secretive }));
    hides(&MaybeFuture::Ready(Secretive).into_future());
    hides(&SingleFlight::new(Box::pin(async { Secretive })));
    hides(&Clone::clone(&auth).require(&request, Anyone));
    let closure = says(|_| MaybeFuture::Ready(Identity::anonymous()));
    hides(&Auth::<Principal>::new(closure));
    let secret: String = SECRET.into();
    let policy =
        move |denial: &Denial, _: &dyn RequestView| Reply::detail(denial.status(), &secret);
    hides(&Policies::new().with_denial(policy).with_capabilities(capabilities));
    hides(&LoginRedirect::new("/login", JsonDenial::default()).unwrap());
    hides(&MemoryRevocation::new(1));
}

/// A loader's closure may hold a connection string.
#[test]
fn loaders() {
    #[derive(Debug)]
    struct Plain;
    impl Authenticator for Plain {
        fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity> {
            MaybeFuture::Ready(Identity::anonymous())
        }
        fn presented(&self, _: &dyn RequestView) -> Option<CredentialKind> {
            None
        }
    }
    let database = format!("postgres://u:{SECRET}@db");
    let (load, map) = (database.clone(), database);
    hides(&Plain.load_user(move |user: Principal, _| {
        let _database = load.clone();
        async { Ok::<_, BoxError>(Some(user)) }
    }));
    hides(
        &Plain.map_user(move |user: Principal, _: &Authentication| (map.len() > 1).then_some(user)),
    );
}

/// Errors go to the log as they are: the one who makes them knows what is in them. The replies do not.
#[test]
fn replies_of_errors() {
    struct Fails;
    impl handstamp_authorizer::adapter::ResponseHook for Fails {
        fn finish(&self) -> MaybeFuture<Result<Effects, HookError>> {
            MaybeFuture::Ready(Err(HookError::Unavailable(SECRET.into())))
        }
    }
    let auth = Auth::new(Secretive);
    let request = Fake::get("/").enter(&auth);
    request.auth_context().hook(SlotId::unique(), || Fails);
    let reply = request.finish().unwrap_err();
    hides(&(&reply.headers, support::body(&reply)));
}
