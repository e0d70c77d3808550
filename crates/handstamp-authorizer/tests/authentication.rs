//! How a user is known travels beside the user: through every loader, to every rule.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::time::{Duration, SystemTime};

use handstamp_authorizer::adapter::Capabilities;
use handstamp_authorizer::rules::{Combine, acr, fresh, logged_in_within, scope, when};
use handstamp_authorizer::{
    Auth, Authentication, Authenticator, BoxError, Challenge, CredentialKind, FirstOf, Grants,
    Identity, Known, LoginId, MaybeFuture, Principal, RequestView, Subject,
};
use support::{Fake, block_on, cookie_effect, says};

/// An app's own type, which knows nothing of logins.
#[derive(Clone, Debug, PartialEq)]
struct Account {
    name: String,
    paid: bool,
}

async fn find(user: Principal, _: Authentication) -> Result<Option<Account>, BoxError> {
    Ok(Some(Account { name: user.id().to_owned(), paid: true }))
}

fn table(user: Principal, _: &Authentication) -> Option<Account> {
    Some(Account { name: user.id().to_owned(), paid: true })
}

/// With every field set.
fn full() -> Authentication {
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let grants = Grants::new().with_scopes(["read"]).with_acr("gold").with_issuer("https://id");
    Authentication::new(CredentialKind::Connection, "Bearer")
        .with_auth_time(at)
        .with_expires_at(at + Duration::from_secs(60))
        .with_fresh(true)
        .with_login_id(LoginId::new("login-1"))
        .with_generation(7)
        .with_grants(grants)
}

fn login(authentication: Authentication, later: bool) -> impl Authenticator {
    says(move |_| {
        let known = Known::new(Principal::new("ada"), authentication.clone());
        let known = known.with_effects(cookie_effect("seen")).with_csrf_verified(true);
        let identity = Identity::Known(known);
        if later { MaybeFuture::boxed(async { identity }) } else { MaybeFuture::Ready(identity) }
    })
}

#[test]
fn every_setter_sets_its_own_field() {
    let (plain, full) = (Authentication::cookie(), full());
    assert_eq!((plain.kind, plain.scheme), (CredentialKind::Cookie, "APIKey"));
    assert_eq!((plain.auth_time, plain.expires_at, plain.fresh), (None, None, false));
    assert_eq!((plain.login_id, plain.generation, plain.grants), (None, None, None));
    assert_eq!((full.kind, full.scheme), (CredentialKind::Connection, "Bearer"));
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    assert_eq!((full.auth_time, full.fresh, full.generation), (Some(at), true, Some(7)));
    assert_eq!(full.expires_at, Some(at + Duration::from_secs(60)));
    assert_eq!(full.login_id.as_ref().map(LoginId::as_str), Some("login-1"));
    assert_eq!(full.acr(), Some("gold"));
    assert!(full.has_scope("read") && !full.has_scope("rea"));
    assert_eq!(full.grants.as_ref().unwrap().issuer.as_deref(), Some("https://id"));
    let bearer = Authentication::bearer();
    assert_eq!((bearer.kind, bearer.scheme), (CredentialKind::Header, "Bearer"));
    let basic = Authentication::basic();
    assert_eq!((basic.kind, basic.scheme), (CredentialKind::Basic, "Basic"));
}

/// By every way from the credential to the answer, asked and prepared, at once and later.
#[test]
fn nothing_of_it_is_lost_on_the_way() {
    async fn again(account: Account, _: Authentication) -> Result<Option<Account>, BoxError> {
        Ok(Some(account))
    }
    let keep = |account: Account, _: &Authentication| Some(account);
    for later in [false, true] {
        let login = || login(full(), later);
        let ways: Vec<Box<dyn Authenticator<Account>>> = vec![
            Box::new(login().load_user(find)),
            Box::new(login().map_user(table)),
            Box::new(login().load_user(find).load_user(again)),
            Box::new(login().load_user(find).map_user(keep)),
            Box::new(login().map_user(table).load_user(again)),
            Box::new(login().map_user(table).map_user(keep)),
            Box::new(FirstOf::new(login()).load_user(find)),
            Box::new(FirstOf::new(login().load_user(find)).or(login().map_user(table))),
            Box::new(FirstOf::new(std::sync::Arc::new(login().load_user(find)))),
        ];
        for (nth, way) in ways.iter().enumerate() {
            let asked = block_on(way.authenticate(&Fake::get("/")));
            let prepared = block_on(way.prepare(&Fake::get("/")));
            for identity in [asked, prepared] {
                let Identity::Known(known) = identity else { panic!("{nth}: {identity:?}") };
                assert_eq!(known.authentication, full(), "{nth}");
                assert_eq!(known.user.name, "ada");
                assert_eq!(known.effects, cookie_effect("seen"), "{nth}");
                assert!(known.csrf_verified, "{nth}");
            }
        }
    }
}

#[test]
fn loaders_see_it() {
    let load = async |user: Principal, authentication: Authentication| {
        let name = format!("{} {:?}", user.id(), authentication.generation);
        Ok::<_, BoxError>(Some(Account { name, paid: true }))
    };
    let map = |user: Principal, authentication: &Authentication| {
        let name = format!("{} {:?}", user.id(), authentication.generation);
        Some(Account { name, paid: true })
    };
    for auth in [
        Auth::new(login(full(), false).load_user(load)),
        Auth::new(login(full(), false).map_user(map)),
    ] {
        let request = Fake::get("/").enter(&auth);
        assert_eq!(block_on(auth.user(&request)).unwrap().name, "ada Some(7)");
        let (_, authentication) = block_on(auth.authenticated(&request)).unwrap();
        assert_eq!(authentication, full());
    }
}

/// What every rule about the login says of an app's own `Account`.
#[test]
fn rules_judge_the_login_of_an_account() {
    let now = SystemTime::now();
    let strong = Authentication::bearer()
        .with_fresh(true)
        .with_auth_time(now)
        .with_grants(Grants::new().with_scopes(["read"]).with_acr("gold"));
    let weak = Authentication::bearer();
    for loaded in [false, true] {
        let auth = |login_of: &Authentication| -> Auth<Account> {
            let login = login(login_of.clone(), false);
            if loaded { Auth::new(login.load_user(find)) } else { Auth::new(login.map_user(table)) }
        };
        let recent = || logged_in_within(Duration::from_secs(300));
        for (authentication, expected) in [(&strong, [200; 5]), (&weak, [401, 401, 403, 401, 401])]
        {
            let auth = auth(authentication);
            let request = Fake::get("/").enter(&auth);
            let status = |answer: Result<Account, handstamp_authorizer::Reply>| {
                answer.map_or_else(|reply| reply.status, |_| 200)
            };
            let paying = when(|account: &Account| account.paid).and(fresh());
            let found = [
                status(block_on(auth.require_user(&request, fresh()))),
                status(block_on(auth.require_user(&request, recent()))),
                status(block_on(auth.require_user(&request, scope("read")))),
                status(block_on(auth.require_user(&request, acr("gold")))),
                status(block_on(auth.require_user(&request, paying))),
            ];
            assert_eq!(found, expected, "{authentication:?}");
        }
    }
}

/// A loader changes the user, and neither what is configured nor what is offered.
#[test]
fn loaders_pass_on_what_else_an_authenticator_says() {
    struct Full;
    impl Authenticator for Full {
        fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity> {
            MaybeFuture::Ready(Identity::anonymous())
        }
        fn presented(&self, _: &dyn RequestView) -> Option<CredentialKind> {
            Some(CredentialKind::Basic)
        }
        fn challenges(&self) -> Vec<Challenge> {
            vec![Challenge::new("Own")]
        }
        fn offer(&self, capabilities: &mut Capabilities) {
            capabilities.add(7_u8);
        }
    }
    let ways: [Box<dyn Authenticator<Account>>; 4] = [
        Box::new(Full.load_user(find)),
        Box::new(Full.map_user(table)),
        Box::new(FirstOf::new(Full.load_user(find))),
        Box::new(std::sync::Arc::new(Full.map_user(table))),
    ];
    for way in &ways {
        assert_eq!(way.presented(&Fake::get("/")), Some(CredentialKind::Basic));
        assert_eq!(way.challenges(), [Challenge::new("Own")]);
        let mut capabilities = Capabilities::default();
        way.offer(&mut capabilities);
        assert_eq!(capabilities.find::<u8>(), Some(&7));
    }
}
