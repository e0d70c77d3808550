//! A misconfigured app: a 500, and a line in the log that names the cure.
#![allow(clippy::unwrap_used)]

mod support;

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use actix_web::{App, test, web};
use handstamp_actix_web::{AuthExt, User};
use support::{Account, Login, me, open, shown};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// The log as text, one line for each event.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("handstamp")
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut text = self.0.lock().unwrap();
        write!(text, "{} {}", event.metadata().level(), event.metadata().name()).unwrap();
        event.record(&mut Line(&mut text));
        text.push('\n');
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

impl Log {
    /// What was logged since the last look.
    fn taken(&self) -> String {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

const ERROR: &str = r#"{"detail":"Internal server error"}"#;

#[actix_web::test]
async fn is_a_500_whose_log_names_the_cure() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());

    let app = test::init_service(App::new().route("/me", web::get().to(me))).await;
    assert_eq!(shown(ask!(app, "/me", "cookie" => "who=ada")).await, (500, ERROR.into()));
    let line = log.taken();
    assert!(line.starts_with("ERROR access.denied"), "{line}");
    assert!(line.contains(NO_AUTH), "{line}");

    async fn account(User(account): User<Account>) -> String {
        account.name
    }
    let auth = Login::default().auth();
    let app = auth.attach(App::new().route("/me", web::get().to(account)));
    let app = test::init_service(app).await;
    assert_eq!(shown(ask!(app, "/me", "cookie" => "who=ada")).await, (500, ERROR.into()));
    assert!(log.taken().contains(NO_AUTH), "another user type");

    let app = App::new().app_data(auth.clone()).route("/me", web::get().to(me));
    let app = test::init_service(app).await;
    assert_eq!(shown(ask!(app, "/me", "cookie" => "who=ada")).await, (500, ERROR.into()));
    assert!(log.taken().contains(NO_LAYER), "the state alone");

    let require = auth.require_layer(handstamp_authorizer::rules::role("admin"));
    let app = auth.attach(App::new().route("/", web::get().to(open))).wrap(require);
    let app = test::init_service(app).await;
    let response = ask!(app, "/", "cookie" => "who=ada:admin");
    assert_eq!(shown(response).await, (500, ERROR.into()));
    assert!(log.taken().contains(NO_LAYER), "the rule outside of the layer");
}

/// The lines that the front page has as headings.
const NO_AUTH: &str = "no `Auth` for this user type: build the app with `auth.attach(…)`";
const NO_LAYER: &str = "no response layer: build the app with `auth.attach(…)`";

#[actix_web::test]
async fn the_front_page_has_these_lines() {
    let page = include_str!("../src/lib.rs");
    for line in [NO_AUTH, NO_LAYER] {
        assert!(page.contains(&format!("//! ## ``access denied … cure={line}")), "{line}");
    }
}
