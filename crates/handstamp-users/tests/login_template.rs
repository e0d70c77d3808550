//! Pages of the app's own, and what is wrong with them.
#![cfg(feature = "login")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::error::Error as _;

use handstamp_users::login::{BuildError, LoginPages, LoginPagesBuilder, Texts};
use handstamp_users::source::LoginSources;
use serde_json::json;
use support::Site;
use support::fakes::Table;

fn build(
    change: impl FnOnce(LoginPagesBuilder) -> LoginPagesBuilder,
) -> Result<LoginPages, BuildError> {
    let sources = LoginSources::new().with_source(Table::new("table")).unwrap();
    change(LoginPages::builder(sources).without_throttle()).build()
}

#[test]
fn a_template_of_the_app() {
    let login = "<style>p{}</style>{{ extra.app }}|{{ title }}|{{ name }}|{{ message or \"-\" }}|{% if csrf %}{{ csrf.field }}{% endif %}|{{ texts.password }}";
    let site = Site::flask(|pages| {
        let pages = pages.login_template(login).extra(json!({ "app": "A&B" }));
        pages.logout_template("{{ question }} {{ cancel }} {{ extra.app }}")
    });
    let mut browser = site.browser();
    let page = browser.get("/auth/login");
    assert_eq!(page.body, "<style>p{}</style>A&amp;B|Log in||-|csrf_token|Password");
    // printf 'p{}' | openssl dgst -sha256 -binary | base64
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("style-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='"),
        "{policy}"
    );
    let mut browser = site.browser();
    browser.send_json("/auth/login", r#"{"username": "ada", "password": "engine"}"#);
    let page = browser.get("/auth/logout");
    assert_eq!(page.body, "Do you want to log out? &#x2f; A&amp;B");
    assert!(page.header("content-security-policy").unwrap().contains("style-src 'none'"));
}

#[test]
fn a_template_that_is_wrong_is_an_error_when_it_is_built() {
    for wrong in [
        "{% if %}",
        "{{ nmae }}",
        "{{ name | nothing }}",
        "{% include \"a.html\" %}",
        "{{ extra.app }}",
        "{% if message %}{{ texts.x }}{% endif %}",
    ] {
        let error = build(|pages| pages.login_template(wrong)).unwrap_err();
        assert!(matches!(error, BuildError::Template { name: "login.html", .. }), "{wrong}");
        assert!(error.source().is_some());
    }
    let error = build(|pages| pages.logout_template("{{ flashes }}")).unwrap_err();
    assert!(matches!(error, BuildError::Template { name: "logout.html", .. }));
}

#[test]
fn other_texts() {
    let mut texts = Texts::default();
    (texts.lang, texts.login) = ("de".into(), "Anmelden".into());
    texts.refused = "Name oder Passwort stimmt nicht.".into();
    let site = Site::with(|pages| pages.texts(texts));
    let page = site.browser().post("/auth/login", "username=a&password=b");
    for text in ["<html lang=\"de\">", "<h1>Anmelden</h1>", "Name oder Passwort stimmt nicht."] {
        assert!(page.body.contains(text), "{text}");
    }
}

#[test]
fn other_places() {
    let site = Site::with(|pages| {
        pages.login_path("/in").logout_path("/out").after_login("/home").after_logout("/bye")
    });
    let mut browser = site.browser();
    let reply = browser.post("/in", "username=ada&password=engine");
    assert_eq!((reply.status, reply.header("location")), (303, Some("/home")));
    assert!(browser.get("/out").body.contains(r#"href="&#x2f;home""#));
    assert_eq!(browser.post("/out", "").header("location"), Some("/bye"));
}

#[test]
fn where_a_form_may_lead_to() {
    let site = Site::with(|pages| pages.form_action("https://app.example"));
    let page = site.browser().get("/auth/login");
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("; form-action 'self' https://app.example; "), "{policy}");
    for wrong in ["", "https://a; script-src *", "https://a,b", "a b", "a\n"] {
        let error = build(|pages| pages.form_action(wrong)).unwrap_err();
        assert!(matches!(error, BuildError::FormAction(_)), "{wrong}");
    }
}

#[test]
fn what_is_missing_is_an_error() {
    let none = LoginPages::builder(LoginSources::new()).without_throttle().build();
    assert!(matches!(none, Err(BuildError::NoSource)));
    let sources = LoginSources::new().with_source(Table::new("table")).unwrap();
    assert!(matches!(LoginPages::builder(sources).build(), Err(BuildError::NoThrottle)));
    let same = build(|pages| pages.login_path("/auth").logout_path("/auth"));
    assert!(matches!(same, Err(BuildError::Path(path)) if path == "/auth"));
    assert!(matches!(build(|pages| pages.after_login("https://a")), Err(BuildError::Path(_))));
}
