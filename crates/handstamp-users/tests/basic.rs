//! HTTP Basic over the sources of the login page.
#![cfg(feature = "login")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use handstamp_authorizer::adapter::AuthContext;
use handstamp_authorizer::throttle::Limit;
use handstamp_authorizer::{
    Auth, Authenticator as _, CredentialKind, Identity, RequestView, Subject as _,
};
use handstamp_users::login::{Basic, BasicBuilder, BuildError, LoginLimits};
use handstamp_users::source::LoginSources;
use support::fakes::{Slow, Table};
use support::{answered, now};

struct Request {
    method: &'static str,
    authorization: Option<String>,
    context: Option<AuthContext>,
}

impl RequestView for Request {
    fn method(&self) -> &str {
        self.method
    }
    fn target(&self) -> &str {
        "/"
    }
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let value = self.authorization.as_ref().filter(|_| name == "authorization" && nth == 0);
        value.map(|value| value.as_bytes())
    }
    fn context(&self) -> Option<&AuthContext> {
        self.context.as_ref()
    }
}

fn request(authorization: impl Into<Option<String>>) -> Request {
    Request { method: "GET", authorization: authorization.into(), context: None }
}

fn shows(name: &str, password: &str) -> Request {
    request(format!("Basic {}", BASE64_STANDARD.encode(format!("{name}:{password}"))))
}

struct Setup {
    basic: Basic,
    table: Table,
    throttle: Slow,
    seconds: Arc<AtomicU64>,
}

fn setup(change: impl FnOnce(BasicBuilder) -> BasicBuilder) -> Setup {
    let (table, throttle, seconds) =
        (Table::new("table"), Slow::default(), Arc::new(AtomicU64::new(0)));
    let clock = Arc::clone(&seconds);
    let sources = LoginSources::new().with_source(table.clone()).unwrap();
    let builder = Basic::builder(sources).throttle(Arc::new(throttle.clone())).realm("The \"app\"");
    let builder = builder.clock(move || now() + Duration::from_secs(clock.load(SeqCst)));
    Setup { basic: change(builder).build().unwrap(), table, throttle, seconds }
}

/// Who it is, or the word for what it says.
fn asked(basic: &Basic, request: &Request) -> String {
    match answered(basic.authenticate(request)) {
        Identity::Known(known) => {
            assert_eq!(known.authentication.kind, CredentialKind::Basic);
            known.user.id().to_owned()
        }
        Identity::Refused(refusal) => refusal.to_string(),
        Identity::Anonymous(_) => "anonymous".into(),
        Identity::Unavailable(_) => "unavailable".into(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn who_is_asking() {
    let Setup { basic, table, .. } = setup(|basic| basic);
    assert_eq!(asked(&basic, &shows("ada", "engine")), "42");
    assert_eq!(asked(&basic, &shows("ada", "wrong")), "wrong name or password");
    assert_eq!(asked(&basic, &shows("mallory", "mallet")), "wrong name or password");
    assert_eq!(asked(&basic, &shows("", "")), "wrong name or password");
    for other in ["Bearer abc", "Basicx YTpi", "", "Digest a=\"Basic YTpi\""] {
        let request = request(other.to_owned());
        assert_eq!(asked(&basic, &request), "anonymous", "{other}");
        assert_eq!(basic.presented(&request), None);
    }
    assert_eq!(asked(&basic, &request(None)), "anonymous");
    for bad in ["Basic", "Basic ", "basic !!!!", "BASIC YQ==", "Basic /w=="] {
        let request = request(bad.to_owned());
        assert_eq!(asked(&basic, &request), "not the credentials of HTTP Basic", "{bad}");
        assert_eq!(basic.presented(&request), Some(CredentialKind::Basic));
    }
    assert_eq!(asked(&basic, &request("bAsIc  YWRhOmVuZ2luZQ".to_owned())), "42");
    table.is_down.store(true, SeqCst);
    assert_eq!(asked(&basic, &shows("ada", "other")), "unavailable");
}

#[test]
fn a_refusal_asks_for_basic() {
    let auth = Auth::new(setup(|basic| basic).basic);
    let ask = |mut request: Request| {
        request.context = auth.policies().enter(&request);
        answered(auth.user(&request)).unwrap_err()
    };
    for request in [shows("ada", "wrong"), request(None), request("Basic x".to_owned())] {
        let reply = ask(request);
        let challenge = r#"Basic realm="The \"app\"", charset="UTF-8""#.to_owned();
        assert_eq!(reply.status, 401);
        assert!(reply.headers.contains(&("www-authenticate", challenge)), "{reply:?}");
    }
}

/// Browsers remember the password and send it along from any page.
#[test]
fn another_site_makes_no_use_of_it() {
    let auth = Auth::new(setup(|basic| basic).basic);
    let mut request = shows("ada", "engine");
    request.method = "POST";
    request.context = auth.policies().enter(&request);
    assert_eq!(answered(auth.user(&request)).unwrap_err().status, 403);
}

#[test]
fn a_right_password_is_remembered_for_its_time_and_a_wrong_one_never() {
    let Setup { basic, table, seconds, .. } = setup(|basic| basic);
    let checks = || table.checks.swap(0, SeqCst);
    for _ in 0..3 {
        asked(&basic, &shows("ada", "engine"));
    }
    assert_eq!(checks(), 1);
    seconds.store(59, SeqCst);
    table.is_down.store(true, SeqCst);
    assert_eq!(asked(&basic, &shows("ada", "engine")), "42");
    assert_eq!(asked(&basic, &shows("ada", "engin")), "unavailable");
    assert_eq!(checks(), 1);
    seconds.store(60, SeqCst);
    assert_eq!(asked(&basic, &shows("ada", "engine")), "unavailable");
    table.is_down.store(false, SeqCst);
    for _ in 0..2 {
        asked(&basic, &shows("ada", "wrong"));
    }
    assert_eq!(checks(), 3);
    // Name and password are told apart.
    asked(&basic, &shows("ada", "engine"));
    assert_eq!(asked(&basic, &shows("adaengine", "")), "wrong name or password");
    assert_eq!(asked(&basic, &shows("ad", "aengine")), "wrong name or password");
}

#[test]
fn with_no_time_every_request_is_checked() {
    let Setup { basic, table, .. } = setup(|basic| basic.remembered_for(Duration::ZERO));
    for _ in 0..3 {
        asked(&basic, &shows("ada", "engine"));
    }
    assert_eq!(table.checks.load(SeqCst), 3);
}

/// A browser asks for a page and its parts at the same moment.
#[tokio::test]
async fn a_burst_of_requests_costs_one_check() {
    let one = LoginLimits::new().with_name(Limit::new(1, Duration::from_secs(60)));
    let Setup { basic, table, .. } = setup(|basic| basic.limits(one));
    let asking: Vec<_> =
        (0..20).map(|_| basic.authenticate(&shows("ada", "engine")).into_boxed()).collect();
    let asking: Vec<_> = asking.into_iter().map(tokio::spawn).collect();
    for identity in asking {
        assert!(matches!(identity.await.unwrap(), Identity::Known(_)));
    }
    assert_eq!(table.checks.load(SeqCst), 1);
}

/// A client that hangs up gives its turn to the next one.
#[test]
fn who_is_dropped_half_way_holds_nobody_up() {
    let Setup { basic, table, .. } = setup(|basic| basic);
    let mut first = basic.authenticate(&shows("ada", "engine")).into_boxed();
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(first.as_mut().poll(&mut context).is_pending());
    drop(first);
    assert_eq!(asked(&basic, &shows("ada", "engine")), "42");
    assert_eq!(table.checks.load(SeqCst), 2);
}

#[test]
fn guesses_count_as_on_the_login_page() {
    let two = LoginLimits::new().with_name(Limit::new(2, Duration::from_secs(60)));
    let Setup { basic, throttle, .. } = setup(|basic| basic.limits(two));
    asked(&basic, &shows("ada", "engine"));
    assert_eq!(throttle.kinds(), [""; 0]);
    for _ in 0..2 {
        assert_eq!(asked(&basic, &shows("Ada", "x")), "wrong name or password");
    }
    assert_eq!(asked(&basic, &shows("ADA", "x")), "too many attempts");
    assert_eq!(throttle.count("name", "ada"), 2);
    // Who has just been let in stays in.
    assert_eq!(asked(&basic, &shows("ada", "engine")), "42");
}

#[test]
fn what_is_missing_is_an_error() {
    let sources = LoginSources::new().with_source(Table::new("table")).unwrap();
    let build = Basic::builder(sources.clone()).build();
    assert!(matches!(build, Err(BuildError::NoThrottle)));
    assert!(Basic::builder(sources).without_throttle().build().is_ok());
    let build = Basic::builder(LoginSources::new()).without_throttle().build();
    assert!(matches!(build, Err(BuildError::NoSource)));
}
