//! One session behind one cookie jar, written by a live Flask app and by a Rust service in turn.

mod person;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::{Value, json};

use self::person::{App, Person};
use super::random::Random;
use super::same::same;
use crate::process::{Server, free_port};
use crate::steps::Steps;
use xtask::{python, workspace};

const PACKAGE: &str = "example-flask-session-axum";

/// Sessions of random values for each version of Flask.
const ROUNDS: usize = 25;

/// The longest session that is tried, as JSON: what is made of it has to fit into a cookie.
const LONGEST: usize = 1_200;

/// The Rust side, built.
pub(crate) struct Service(PathBuf);

/// Builds the example.
pub(crate) fn build() -> anyhow::Result<Service> {
    println!("  building {PACKAGE}");
    workspace::build_program(PACKAGE, &[]).map(Service)
}

/// A Flask app and a Rust service of one key that run. Dropping it ends both.
pub(crate) struct Pair {
    pub(crate) flask: Server,
    pub(crate) rust: Server,
}

impl Pair {
    /// Starts both. Their pages have links to each other.
    pub(crate) fn start(
        python: &Path,
        service: &Service,
        key: &str,
        older: Option<&str>,
    ) -> anyhow::Result<Self> {
        let flask_port = free_port()?;
        let flask_url = format!("http://127.0.0.1:{flask_port}/");
        let keys = [("SECRET_KEY", key)].into_iter();
        let keys = keys.chain(older.map(|older| ("SECRET_KEY_FALLBACKS", older)));
        let environment: Vec<_> = keys.clone().chain([("FLASK_URL", flask_url.as_str())]).collect();
        let rust = Server::start("shared-rust", &[service.0.as_os_str()], &environment)?;
        let rust_url = format!("http://{}/", rust.address);
        let app = python::file("shared_session.py");
        let program: [&OsStr; 4] =
            [python.as_os_str(), OsStr::new("-W"), OsStr::new("ignore"), app.as_os_str()];
        let own = [("RUST_URL", rust_url.as_str()), ("PYTHONDONTWRITEBYTECODE", "1")];
        let environment: Vec<_> = keys.chain(own).collect();
        let flask = Server::start_at(flask_port, "shared-flask", &program, &environment)?;
        Ok(Self { flask, rust })
    }
}

/// Tries all of it with one version of Flask. `key_list`: whether it knows `SECRET_KEY_FALLBACKS`.
pub(super) fn hold(
    python: &Path,
    service: &Service,
    key_list: bool,
    random: &mut Random,
) -> anyhow::Result<()> {
    let mut steps = Steps::default();
    let key = random.key();
    let pair = Pair::start(python, service, &key, None)?;
    for (here, there) in [(App::Flask, App::Rust), (App::Rust, App::Flask)] {
        in_and_out(&pair, here, there, &mut steps)?;
        forms(&pair, here, there, &mut steps)?;
        flashes(&pair, here, there, &mut steps)?;
        remembered(&pair, here, there, &mut steps)?;
    }
    values(&pair, random, &mut steps)?;
    if key_list {
        rotation(python, service, pair, &key, random, &mut steps)?;
    }
    steps.finish("one session that both write")
}

fn in_and_out(pair: &Pair, here: App, there: App, steps: &mut Steps) -> anyhow::Result<()> {
    let mut ada = Person::new(pair);
    ada.log_in(here, false)?;
    steps.hold(&format!("logged in at {here}: known at {here}"), ada.is_known(here)?);
    steps.hold(&format!("logged in at {here}: known at {there}"), ada.is_known(there)?);
    let fresh = ada.session()?.get("_fresh") == Some(&json!(true));
    steps.hold(&format!("logged in at {here}, visiting both: still fresh"), fresh);
    ada.choose(there, there, "green")?;
    steps.hold(&format!("changed at {there}: seen at {here}"), ada.sees(here, "Colour: green.")?);
    ada.post(there, there, "/logout", &[])?;
    steps.hold(&format!("logged out at {there}: out at {here}"), ada.is_anonymous(here)?);
    steps.hold(&format!("logged out at {there}: out at {there}"), ada.is_anonymous(there)?);
    let kept = ada.sees(here, "Colour: green.")?;
    steps.hold(&format!("logged out at {there}: the colour is kept"), kept);
    Ok(())
}

/// A form of one posts to the other.
fn forms(pair: &Pair, here: App, there: App, steps: &mut Steps) -> anyhow::Result<()> {
    let mut ada = Person::new(pair);
    ada.log_in(here, false)?;
    let status = ada.choose(here, there, "blue")?;
    let holds = status == 303 && ada.sees(there, "Colour: blue.")?;
    steps.hold(&format!("a form of {here} posts to {there}"), holds);
    let stranger = Person::new(pair).token(here)?;
    for (what, token) in [("no token", ""), ("the token of another session", &stranger)] {
        let fields = [("csrf_token", token), ("colour", "red")];
        let status = ada.send(there, "/colour", &fields)?.status;
        let holds = status == 400 && ada.sees(here, "Colour: blue.")?;
        steps.hold(&format!("a form with {what}: refused at {there}"), holds);
    }
    Ok(())
}

fn flashes(pair: &Pair, here: App, there: App, steps: &mut Steps) -> anyhow::Result<()> {
    let mut ada = Person::new(pair);
    ada.post(here, here, "/flash", &[("message", "Grüße, Ada")])?;
    ada.post(there, there, "/flash", &[("message", "once more")])?;
    let page = ada.visit(there, "/messages")?;
    let both = page.says("<li>info: Grüße, Ada</li>\n<li>info: once more</li>");
    steps.hold(&format!("flashed at {here}, then at {there}: shown at {there} in order"), both);
    let again = ada.visit(there, "/messages")?.says("<li>");
    let again = again || ada.visit(here, "/messages")?.says("<li>");
    steps.hold("flashed: shown once", !again);
    Ok(())
}

/// Comes back without a session, by the remember cookie.
fn remembered(pair: &Pair, here: App, there: App, steps: &mut Steps) -> anyhow::Result<()> {
    let mut ada = Person::new(pair);
    ada.log_in(here, true)?;
    ada.cookies.remove("session").context("no session after a login")?;
    steps.hold(&format!("remembered by {here}: known at {there}"), ada.is_known(there)?);
    let stale = ada.session()?.get("_fresh") == Some(&json!(false));
    steps.hold(&format!("remembered by {here}, back at {there}: not fresh"), stale);
    steps.hold(&format!("remembered by {here}, back at {there}: known here"), ada.is_known(here)?);
    ada.post(there, there, "/logout", &[])?;
    let forgotten = !ada.cookies.contains_key("remember_token") && ada.is_anonymous(here)?;
    steps.hold(&format!("remembered by {here}, logged out at {there}: forgotten"), forgotten);
    Ok(())
}

/// What Python wrote survives that Rust changes another key.
fn values(pair: &Pair, random: &mut Random, steps: &mut Steps) -> anyhow::Result<()> {
    let every_type = json!({
        "null": null, "yes": true, "no": false, "int": -7, "float": 0.1, "text": "é 日 😀 <b>&\"'",
        "big": {"$t": "int", "v": "123456789012345678901234567890"},
        "nan": {"$t": "float", "v": "nan"}, "inf": {"$t": "float", "v": "-inf"},
        "surrogate": {"$t": "wtf8", "v": "7aCA"}, "bytes": {"$t": "bytes", "v": "AP8K"},
        "tuple": {"$t": "tuple", "v": [1, {"$t": "tuple", "v": []}, [2]]},
        "uuid": {"$t": "uuid", "v": "12345678-1234-5678-1234-567812345678"},
        "markup": {"$t": "markup", "v": "<i>é</i>"},
        "datetime": {"$t": "datetime", "v": "2024-02-29T23:59:59+00:00"},
        "dict": {"a": {"b": [1.5, null]}, "": {}}, " t": {" d": [1]}, " di": " u__",
    });
    let mut ada = Person::new(pair);
    ada.log_in(App::Flask, false)?;
    survives(&mut ada, &every_type).context("a value of every type")?;
    steps.hold("a value of every type, written by Python: kept when Rust writes", true);
    for round in 0..ROUNDS {
        let value = small_session(random);
        let mut ada = Person::new(pair);
        survives(&mut ada, &value).with_context(|| format!("random values, round {round}"))?;
    }
    let what =
        format!("{ROUNDS} sessions of random values, written by Python: kept when Rust writes");
    steps.hold(&what, true);
    Ok(())
}

/// Values that both apps leave alone.
fn small_session(random: &mut Random) -> Value {
    loop {
        let mut session = random.session();
        if let Some(session) = session.as_object_mut() {
            session.retain(|key, _| !matches!(key.as_str(), "_user_id" | "_fresh" | "_id"));
        }
        if session.to_string().len() <= LONGEST {
            return session;
        }
    }
}

fn survives(ada: &mut Person, value: &Value) -> anyhow::Result<()> {
    let token = ada.token(App::Flask)?;
    let fields = [("csrf_token", token.as_str()), ("values", &value.to_string())];
    let mut written = ada.send(App::Flask, "/session", &fields)?.json()?;
    for (key, value) in value.as_object().into_iter().flatten() {
        same(value, written.get(key).with_context(|| format!("Flask lost {key:?}"))?)?;
    }
    // No page in between: for a visitor who has not logged in, session protection would write as well.
    let fields = [("csrf_token", token.as_str()), ("colour", "green")];
    let status = ada.send(App::Rust, "/colour", &fields)?.status;
    anyhow::ensure!(status == 303, "Rust answered {status} to {value}");
    if let Some(written) = written.as_object_mut() {
        written.insert("colour".to_owned(), "green".into());
    }
    same(&written, &ada.session()?)
}

/// Both get a new key and keep the old one for a while.
fn rotation(
    python: &Path,
    service: &Service,
    pair: Pair,
    old: &str,
    random: &mut Random,
    steps: &mut Steps,
) -> anyhow::Result<()> {
    let new = random.key();
    let mut visitors = Vec::new();
    for app in [App::Flask, App::Rust] {
        let mut person = Person::new(&pair);
        person.log_in(app, false)?;
        visitors.push((app, person));
    }
    let mut away = Person::new(&pair);
    away.log_in(App::Rust, false)?;
    drop(pair);

    let pair = Pair::start(python, service, &new, Some(old))?;
    for (app, person) in &mut visitors {
        let other = app.other();
        person.meet(&pair);
        let known = person.is_known(App::Flask)? && person.is_known(App::Rust)?;
        steps.hold(&format!("logged in at {app} before the rotation: known at both"), known);
        person.choose(other, other, "new")?;
        let seen = person.sees(*app, "Colour: new.")? && person.is_known(*app)?;
        steps.hold(&format!("then changed at {other}: seen at {app}"), seen);
    }
    drop(pair);

    let pair = Pair::start(python, service, &new, None)?;
    for (app, person) in &mut visitors {
        person.meet(&pair);
        let known = person.is_known(App::Flask)? && person.is_known(App::Rust)?;
        steps.hold(&format!("logged in at {app}, the old key dropped: known at both"), known);
    }
    away.meet(&pair);
    let out = away.clone().is_anonymous(App::Flask)? && away.is_anonymous(App::Rust)?;
    steps.hold("away during the rotation: out at both once the old key is dropped", out);
    Ok(())
}
