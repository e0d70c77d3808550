//! `cargo xtask apps`: real applications from PyPI, and a Rust service beside each behind one proxy. Who logs in at
//! one is known to both, and who logs out at one is out at both.

mod archivy;
mod datasette;
mod ihatemoney;
mod otterwiki;
mod service;
mod zopyx;

use std::ffi::OsStr;
use std::net::TcpListener;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, bail, ensure};
use handstamp_flask::SecretKey;
use handstamp_login::{LoginError, SessionHandle, SessionLogin};

use crate::demo::new_key;
use crate::demo::proxy::{self, Route};
use crate::http::client::Browser;
use crate::process::Server;
use crate::steps::Steps;
use xtask::progress::{seconds, step};
use xtask::python::{self, Python};
use xtask::workspace;

pub(crate) use self::service::{NAME as SERVICE, run as serve};

/// The password of each application's only user; `third_party.py` has it too.
const PASSWORD: &str = "correct horse battery";

/// An application. Its file says what it keeps of a login, and where that stands in its source.
struct App {
    /// In `third_party.py`, and in the name of its pins.
    name: &'static str,
    /// The user as Rust knows them.
    user: &'static str,
    /// The cookie that remembers the user, where there is one.
    remember_cookie: Option<&'static str>,
    /// Rust's side.
    rust: fn(SecretKey) -> anyhow::Result<SessionLogin>,
    log_in_by_rust: fn(&SessionHandle) -> Result<(), LoginError>,
    /// The application's side, as a browser goes through its pages.
    log_in: fn(&mut Browser) -> anyhow::Result<()>,
    log_out: fn(&mut Browser) -> anyhow::Result<()>,
    /// Whether a page that only its user may see is shown.
    knows: fn(&mut Browser) -> anyhow::Result<bool>,
}

const APPS: &[App] = &[archivy::APP, otterwiki::APP, ihatemoney::APP, zopyx::APP, datasette::APP];

/// Tries all of them, or those that are named.
pub(crate) fn run(names: &[String]) -> anyhow::Result<()> {
    if let Some(unknown) = names.iter().find(|name| APPS.iter().all(|app| app.name != **name)) {
        let known: Vec<_> = APPS.iter().map(|app| app.name).collect();
        bail!("no application {unknown}; there are {}", known.join(", "));
    }
    let python = python::find().context("this needs Python 3, and none is here")?;
    let start = Instant::now();
    let mut steps = Steps::default();
    for app in APPS.iter().filter(|app| names.is_empty() || names.iter().any(|n| n == app.name)) {
        let running = Running::start(app, &python)?;
        println!("  {}", app.name);
        running.hold(&mut steps).with_context(|| app.name.to_owned())?;
    }
    steps.finish(&format!("real applications in {}", seconds(start.elapsed())))
}

/// An application, the service and the proxy. Dropping it ends them.
struct Running {
    app: &'static App,
    proxy: std::net::SocketAddr,
    _servers: [Server; 2],
}

impl Running {
    fn start(app: &'static App, python: &Python) -> anyhow::Result<Self> {
        let environment = python.environment(&format!("app-{}", app.name))?;
        let data = empty_folder(app.name)?;
        let key = new_key()?;
        let settings = [("SECRET_KEY", key.as_str()), ("PYTHONDONTWRITEBYTECODE", "1")];
        let program = python::file("third_party.py");
        let program =
            [environment.as_os_str(), program.as_os_str(), OsStr::new(app.name), data.as_os_str()];
        let theirs = step(&format!("starting {}", app.name), || {
            Server::start(&format!("app-{}", app.name), &program, &settings)
        })?;
        let own = std::env::current_exe()?;
        let program = [own.as_os_str(), OsStr::new(SERVICE), OsStr::new(app.name)];
        let ours = Server::start(&format!("beside-{}", app.name), &program, &settings)?;
        let routes = vec![Route { prefix: "/rust", server: ours.address }];
        let proxy = proxy::start(TcpListener::bind(("127.0.0.1", 0))?, routes, theirs.address)?;
        Ok(Self { app, proxy, _servers: [theirs, ours] })
    }

    fn hold(&self, steps: &mut Steps) -> anyhow::Result<()> {
        let mut ann = Browser::new(self.proxy);
        self.known("a visitor", &mut ann, false, steps)?;
        (self.app.log_in)(&mut ann)?;
        self.known("logged in at the application", &mut ann, true, steps)?;
        self.remembered("logged in at the application", &ann, steps)?;
        self.changed(&ann, steps)?;
        (self.app.log_out)(&mut ann)?;
        self.known("logged out at the application", &mut ann, false, steps)?;

        self.by_rust(&mut ann, "login")?;
        self.known("logged in by Rust", &mut ann, true, steps)?;
        self.remembered("logged in by Rust", &ann, steps)?;
        self.by_rust(&mut ann, "logout")?;
        self.known("logged out by Rust", &mut ann, false, steps)?;

        (self.app.log_in)(&mut ann)?;
        self.known("in at the application once more", &mut ann, true, steps)?;
        self.by_rust(&mut ann, "logout")?;
        self.known("and out by Rust", &mut ann, false, steps)?;
        self.by_rust(&mut ann, "login")?;
        self.known("in by Rust once more", &mut ann, true, steps)?;
        (self.app.log_out)(&mut ann)?;
        self.known("and out at the application", &mut ann, false, steps)
    }

    /// Holds whether the application and Rust know the user.
    fn known(
        &self,
        what: &str,
        browser: &mut Browser,
        known: bool,
        steps: &mut Steps,
    ) -> anyhow::Result<()> {
        let word = if known { "knows the user" } else { "knows nobody" };
        let theirs = (self.app.knows)(browser)? == known;
        steps.hold(&format!("{what}: {} {word}", self.app.name), theirs);
        let reply = browser.fetch("/rust/me")?;
        let ours = match known {
            true => reply.status == 200 && reply.body_is(self.app.user),
            false => reply.status == 401,
        };
        steps.hold(&format!("{what}: Rust {word}"), ours);
        Ok(())
    }

    /// A browser that was closed meanwhile has the remember cookie alone.
    fn remembered(&self, what: &str, browser: &Browser, steps: &mut Steps) -> anyhow::Result<()> {
        let Some(name) = self.app.remember_cookie else { return Ok(()) };
        for asked_first in ["Rust", self.app.name] {
            let mut later = browser.clone();
            later.cookies.retain(|cookie, _| cookie == name);
            ensure!(later.cookies.len() == 1, "no cookie {name}");
            if asked_first == "Rust" {
                let reply = later.fetch("/rust/me")?;
                ensure!(reply.status == 200, "Rust answered {} to a remember cookie", reply.status);
            }
            self.known(
                &format!("{what}, remembered, {asked_first} first"),
                &mut later,
                true,
                steps,
            )?;
        }
        Ok(())
    }

    /// A cookie that was changed is nobody's.
    fn changed(&self, browser: &Browser, steps: &mut Steps) -> anyhow::Result<()> {
        let mut forger = browser.clone();
        for value in forger.cookies.values_mut() {
            *value = crate::changed::changed_at(value, value.len().saturating_sub(8));
        }
        self.known("with changed cookies", &mut forger, false, steps)
    }

    fn by_rust(&self, browser: &mut Browser, action: &str) -> anyhow::Result<()> {
        let reply = browser.post(&format!("/rust/{action}"), &[])?;
        ensure!(reply.status == 200, "the {action} by Rust answered {}", reply.status);
        Ok(())
    }
}

fn empty_folder(name: &str) -> anyhow::Result<PathBuf> {
    let folder = workspace::target().join("apps").join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Posts a form of the application's, with the hidden field of its page.
fn post_form(
    browser: &mut Browser,
    page: &str,
    hidden: Option<&str>,
    target: &str,
    fields: &[(&str, &str)],
) -> anyhow::Result<()> {
    let shown = browser.navigate(page)?;
    ensure!(shown.status == 200, "{page} answered {}", shown.status);
    let mut fields = fields.to_vec();
    if let Some(name) = hidden {
        fields.push((name, shown.hidden_field(name).context("the form has no hidden field")?));
    }
    let reply = browser.post(target, &fields)?;
    ensure!(reply.status < 400, "POST {target} answered {}", reply.status);
    Ok(())
}
