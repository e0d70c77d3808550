//! API keys: issued, shown, expired, revoked, and with the store away.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/plain.rs"]
mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, SystemTime};

use handstamp_authorizer::{
    Auth, Authentication, Authenticator, BoxFuture, CredentialKind, FirstOf, Identity, Principal,
    Subject, SystemRandom,
};
use handstamp_users::key::{ApiKey, ApiKeys, IssueError, KeyRecord, KeyStore, MemoryKeys, NewKey};
use handstamp_users::store::{ChangeError, StoreError};
use support::{Fake, TestClock, at};

async fn issue(store: &dyn KeyStore, new: NewKey) -> ApiKey {
    new.issue(store, &SystemRandom, at(0)).await.unwrap()
}

fn with_key(key: &ApiKey) -> Fake {
    Fake::get("/").with("x-api-key", key.expose())
}

fn known(identity: Identity) -> (Principal, Authentication) {
    match identity {
        Identity::Known(known) => (known.user, known.authentication),
        other => panic!("{other:?}"),
    }
}

fn refused(identity: &Identity) -> String {
    match identity {
        Identity::Refused(refusal) => refusal.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_key_says_on_whose_behalf_and_with_which_scopes() {
    let store = Arc::new(MemoryKeys::new());
    let new = NewKey::new("42").with_label("report").with_scopes(["read", "write"]);
    let key = issue(&*store, new.with_lifetime(Duration::from_secs(60))).await;
    let keys = ApiKeys::new(store.clone()).with_clock(TestClock::default());
    let (user, login) = known(keys.authenticate(&with_key(&key)).await);
    assert_eq!(user.id(), "42");
    assert_eq!((login.kind, login.scheme), (CredentialKind::Header, "APIKey"));
    assert_eq!(login.login_id.as_ref().map(|id| id.as_str()), Some(key.id()));
    assert_eq!(login.expires_at, Some(at(60)));
    assert!(login.has_scope("read") && login.has_scope("write") && !login.has_scope("admin"));
    let kept = store.keys(Some("42")).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].label.as_str(), kept[0].created), ("report", at(0)));
    assert!(!format!("{kept:?}{keys:?}").contains(key.expose()));
    assert_eq!(store.keys(Some("43")).await.unwrap(), []);
}

/// What was issued is not what is kept: whoever reads the table has no key.
#[tokio::test]
async fn the_store_has_no_key() {
    let store = Arc::new(MemoryKeys::new());
    let key = issue(&*store, NewKey::new("42")).await;
    let kept = store.key(key.id()).await.unwrap().unwrap();
    let secret = key.expose().rsplit('_').next().unwrap().to_owned();
    assert_ne!(kept.digest.as_bytes().as_slice(), secret.as_bytes());
    assert_eq!(kept.digest, key.digest());
    assert!(!format!("{kept:?}{key:?}").contains(&secret));
}

#[tokio::test]
async fn a_bad_key_in_a_header_is_refused() {
    let store = Arc::new(MemoryKeys::new());
    let key = issue(&*store, NewKey::new("42")).await;
    let other = issue(&*store, NewKey::new("43")).await;
    let keys = ApiKeys::new(store.clone()).with_clock(TestClock::default());
    let shown = |text: &str| Fake::get("/").with("x-api-key", text);
    let (other_secret, key_text) = (other.expose().rsplit('_').next().unwrap(), key.expose());
    let mixed = format!("hs_{}_{other_secret}", key.id());
    for text in ["", "x", &mixed, &key_text.to_uppercase(), &format!("{key_text} ")] {
        refused(&keys.authenticate(&shown(text)).await);
    }
    refused(&keys.authenticate(&Fake::get("/").with("x-api-key", [0xff])).await);
    let twice = with_key(&key).with("x-api-key", key_text);
    assert_eq!(refused(&keys.authenticate(&twice).await), "there are two API keys");
    let nothing = keys.authenticate(&Fake::get("/").with("authorization", key_text)).await;
    assert!(matches!(nothing, Identity::Anonymous(_)));
    let unlike = ApiKeys::new(store).with_prefix("acme").unwrap();
    refused(&unlike.authenticate(&with_key(&key)).await);
}

#[tokio::test]
async fn a_key_ends_when_it_expires_or_is_revoked() {
    let (store, clock) = (Arc::new(MemoryKeys::new()), TestClock::default());
    let brief = NewKey::new("42").with_lifetime(Duration::from_secs(60));
    let (brief, lasting) = (issue(&*store, brief).await, issue(&*store, NewKey::new("42")).await);
    let keys = ApiKeys::new(store.clone()).with_clock(clock.clone());
    clock.set(59);
    known(keys.authenticate(&with_key(&brief)).await);
    clock.set(60);
    assert_eq!(refused(&keys.authenticate(&with_key(&brief)).await), "the API key has expired");
    known(keys.authenticate(&with_key(&lasting)).await);
    assert!(store.revoke_key(lasting.id()).await.unwrap());
    assert!(!store.revoke_key(lasting.id()).await.unwrap(), "there is none any more");
    refused(&keys.authenticate(&with_key(&lasting)).await);
}

/// A browser sends a cookie by itself: a bad one is anonymous, a good one is held to the cross-origin rule.
#[tokio::test]
async fn a_key_in_a_cookie() {
    let store = Arc::new(MemoryKeys::new());
    let key = issue(&*store, NewKey::new("42")).await;
    let auth = Auth::new(ApiKeys::new(store).with_cookie("tool_key"));
    let post = |text: &str| {
        let request = Fake::new("POST", "/").with("cookie", format!("a=b; tool_key={text}"));
        request.with("host", "app.example")
    };
    let status = async |request: Fake| {
        let answer = auth.user(&request.enter(&auth)).await;
        answer.map(|user| user.id().to_owned()).map_err(|reply| reply.status)
    };
    let program = post(key.expose()).with("x-requested-with", "tool");
    assert_eq!(status(program).await, Ok("42".to_owned()));
    let foreign = post(key.expose()).with("origin", "https://evil.example");
    assert_eq!(status(foreign).await, Err(403));
    let get = Fake::get("/").with("cookie", "tool_key=hs_x_y");
    assert_eq!(status(get).await, Err(401));
    let optional = Fake::get("/").with("cookie", "tool_key=hs_x_y").enter(&auth);
    assert!(auth.maybe_user(&optional).await.unwrap().is_none(), "anonymous, not refused");
    let header = with_key(&key);
    assert_eq!(status(header).await, Err(401), "a key for a cookie is taken from no header");
}

/// A good session does not make up for a bad key.
#[tokio::test]
async fn a_bad_key_is_not_outvoted() {
    struct Session;
    impl Authenticator for Session {
        fn authenticate(
            &self,
            _: &dyn handstamp_authorizer::RequestView,
        ) -> handstamp_authorizer::MaybeFuture<Identity> {
            let user = Identity::known(Principal::new("ada"), Authentication::cookie());
            handstamp_authorizer::MaybeFuture::Ready(user)
        }
        fn presented(&self, _: &dyn handstamp_authorizer::RequestView) -> Option<CredentialKind> {
            Some(CredentialKind::Cookie)
        }
    }
    let store = Arc::new(MemoryKeys::new());
    let auth = Auth::new(FirstOf::new(Session).or(ApiKeys::new(store)));
    let bad = Fake::get("/").with("x-api-key", "hs_x_y").enter(&auth);
    let reply = auth.maybe_user(&bad).await.unwrap_err();
    assert_eq!(reply.status, 401);
    let none = Fake::get("/").enter(&auth);
    assert_eq!(auth.user(&none).await.unwrap().id(), "ada");
}

#[tokio::test]
async fn a_use_is_noted_once_a_minute() {
    let (store, clock) = (Arc::new(Counting::default()), TestClock::default());
    let key = issue(&*store, NewKey::new("42")).await;
    let keys = ApiKeys::new(store.clone()).with_clock(clock.clone());
    for (second, noted) in [(0, 1), (59, 1), (60, 2), (61, 2), (300, 3)] {
        clock.set(second);
        known(keys.authenticate(&with_key(&key)).await);
        assert_eq!(store.notes.load(SeqCst), noted, "after {second} s");
    }
    assert_eq!(store.inner.key(key.id()).await.unwrap().unwrap().last_used, Some(at(300)));
}

/// A store that is away is a 503; one that only cannot note a use lets the user in.
#[tokio::test]
async fn a_store_that_is_away() {
    let store = Arc::new(Counting::default());
    let key = issue(&*store, NewKey::new("42")).await;
    let keys = ApiKeys::new(store.clone()).with_clock(TestClock::default());
    store.cannot_note.store(true, SeqCst);
    known(keys.authenticate(&with_key(&key)).await);
    store.away.store(true, SeqCst);
    let away = keys.authenticate(&with_key(&key)).await;
    assert!(matches!(away, Identity::Unavailable(_)), "{away:?}");
    let malformed = Fake::get("/").with("x-api-key", "hs_x_y");
    refused(&keys.authenticate(&malformed).await);
    let unissued = NewKey::new("42").issue(&*store, &SystemRandom, at(0)).await;
    assert!(matches!(unissued, Err(IssueError::Store(_))));
}

#[tokio::test]
async fn what_cannot_be_issued() {
    let store = MemoryKeys::new();
    let issue = async |new: NewKey| new.issue(&store, &SystemRandom, at(0)).await.unwrap_err();
    assert!(matches!(issue(NewKey::new("42").with_prefix("a_b")).await, IssueError::Prefix(_)));
    for scope in ["", "read write", "a\"b", "a\\b", "é", "a\n"] {
        let error = issue(NewKey::new("42").with_scopes([scope])).await;
        assert!(matches!(error, IssueError::Scope(_)), "{scope:?}");
    }
    assert_eq!(store.keys(None).await.unwrap(), []);
}

/// A store that counts the uses it is told of, and may be away.
#[derive(Default)]
struct Counting {
    inner: MemoryKeys,
    notes: AtomicUsize,
    cannot_note: AtomicBool,
    away: AtomicBool,
}

impl Counting {
    fn ask(&self) -> Result<(), StoreError> {
        if self.away.load(SeqCst) { Err(StoreError::new("away")) } else { Ok(()) }
    }
}

impl KeyStore for Counting {
    fn key<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<KeyRecord>, StoreError>> {
        Box::pin(async move {
            self.ask()?;
            self.inner.key(id).await
        })
    }

    fn keys<'a>(
        &'a self,
        user_id: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Vec<KeyRecord>, StoreError>> {
        self.inner.keys(user_id)
    }

    fn add_key<'a>(&'a self, key: &'a KeyRecord) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.ask()?;
            self.inner.add_key(key).await
        })
    }

    fn revoke_key<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, ChangeError>> {
        self.inner.revoke_key(id)
    }

    fn note_key_use<'a>(
        &'a self,
        id: &'a str,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        if self.cannot_note.load(SeqCst) {
            return Box::pin(async { Err(StoreError::new("read-only")) });
        }
        self.notes.fetch_add(1, SeqCst);
        self.inner.note_key_use(id, now)
    }
}
