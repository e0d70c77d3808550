//! `Debug` of anything public shows no cookie, no query and nothing of a user's type.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::fmt::Debug;

use handstamp_authorizer::*;
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
        MaybeFuture::Ready(Identity::known(Self, CredentialKind::Header))
    }
    fn offer(&self, offers: &mut Capabilities) {
        offers.add(Self);
    }
}

#[test]
fn what_a_response_carries() {
    hides(&SetCookie::new("session", SECRET).unwrap());
    hides(&effects());
    let identity: Identity = Identity::Anonymous(effects());
    hides(&identity);
    let mut known = Known::new(Principal::new("ada"), CredentialKind::Cookie);
    known.effects = effects();
    hides(&known);
    hides(&Identity::Known(known));
    hides(&MaybeFuture::Ready(effects()));
    let reply = Reply::detail(200, "ok").header("set-cookie", format!("session={SECRET}"));
    hides(&reply);
    hides(&Reply::see_other(format!("/login?next=/reset%3Ftoken%3D{SECRET}")));
    hides(&NextUrl::parse(&format!("/reset?token={SECRET}")).unwrap());
}

#[test]
fn what_is_useful_is_shown() {
    let reply = Reply::see_other("/login?next=/me".into()).header("set-cookie", "session=s3cret");
    let shown = format!("{reply:?}");
    assert!(shown.contains("303") && shown.contains("location: /login?<hidden>"), "{shown}");
    assert!(format!("{:?}", effects()).contains("session=<6 bytes>; Secure"));
    assert_eq!(format!("{:?}", NextUrl::parse("/a").unwrap()), "NextUrl(/a)");
}

#[test]
fn the_machinery() {
    let auth = Auth::new(Secretive);
    let request = Fake::get("/").enter(&auth);
    hides(&auth);
    hides(&Auth::builder(Secretive));
    hides(auth.policies());
    hides(&auth.guard(Anyone));
    hides(&auth.user(&request));
    assert!(block_on(auth.user(&request)).is_ok());
    request.auth_context().add(effects());
    hides(request.auth_context());
    hides(&SlotId::unique());
    let mut offers = Capabilities::default();
    Secretive.offer(&mut offers);
    hides(&offers);
    hides(&FirstOf::new(Secretive));
    hides(&when(|_: &Secretive| true));
    hides(&logged_in_within(std::time::Duration::ZERO));
    hides(&MaybeFuture::<Secretive>::boxed(async { Secretive }));
    hides(&Clone::clone(&auth).guard(Anyone).check(&request));
    let closure = says(|_| MaybeFuture::Ready(Identity::anonymous()));
    hides(&Auth::<Principal>::new(closure));
}
