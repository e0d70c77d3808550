//! `cargo xtask demo`: a login made by Flask opens a page written in Rust.
//!
//! A real Flask app, the Rust services and one small proxy in front of them all, on loopback.

mod check;
pub(crate) mod login;
pub(crate) mod proxy;

use std::net::{SocketAddr, TcpListener};
use std::path::Path;

use anyhow::{Context as _, bail};

use self::login::Login;
use self::proxy::Route;
use crate::process::Server;
use xtask::interruption;
use xtask::progress::step;
use xtask::python::{self, Python};
use xtask::workspace;

/// A Rust service behind the proxy. One more is one more entry of [`SERVICES`].
#[derive(Debug)]
struct Service {
    /// The web framework it shows.
    framework: &'static str,
    /// Where its pages are: `PREFIX/`, `PREFIX/me`, `PREFIX/admin`.
    prefix: &'static str,
    /// The example's package.
    package: &'static str,
}

const SERVICES: &[Service] = &[
    Service { framework: "axum", prefix: "/rust", package: "example-flask-login-axum" },
    Service { framework: "actix-web", prefix: "/actix", package: "example-flask-login-actix-web" },
];

/// The oldest Python that the pinned libraries run on.
const OLDEST_PYTHON: (u32, u32) = (3, 9);

/// The port that is tried first.
const PORT: u16 = 8080;

/// One key after the other, as an operator rotates them.
struct Keys {
    /// Signs today.
    newest: String,
    /// Signed until the last rotation; still accepted (`SECRET_KEY_FALLBACKS`).
    old: String,
    /// Signed before that; no longer on the list.
    dropped: String,
}

/// All that runs. Dropping it ends every server.
struct Demo {
    proxy: SocketAddr,
    login: Login,
    keys: Keys,
    _services: Vec<Server>,
}

/// Runs the demo until Ctrl-C, or with `--check` tries it by itself.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let (mut alone, mut without_python, mut port) = (false, false, None);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--check" => alone = true,
            "--without-python" => without_python = true,
            "--port" => {
                port = Some(rest.next().context("--port needs a number")?.parse()?);
            }
            other => bail!("demo knows --check, --without-python and --port N, not {other}"),
        }
    }
    let python = if without_python { None } else { usable_python() };
    let listener = listen(port, alone)?;
    let demo = build(listener, python.as_ref())?;
    if alone {
        return check::run(&demo);
    }
    wait_for_ctrl_c(&demo)
}

fn usable_python() -> Option<Python> {
    let found = python::find();
    match &found {
        None => println!("No Python 3 here: the login page is written in Rust instead of Flask."),
        Some(python) if python.version < OLDEST_PYTHON => println!(
            "Python {}.{} is too old for Flask 3.1: the login page is written in Rust instead.",
            python.version.0, python.version.1
        ),
        Some(_) => return found,
    }
    None
}

fn listen(port: Option<u16>, alone: bool) -> anyhow::Result<TcpListener> {
    match port {
        Some(port) => TcpListener::bind(("127.0.0.1", port))
            .with_context(|| format!("cannot listen on port {port}")),
        None => {
            let first = if alone { 0 } else { PORT };
            let listener = TcpListener::bind(("127.0.0.1", first));
            Ok(listener.or_else(|_| TcpListener::bind(("127.0.0.1", 0)))?)
        }
    }
}

fn build(listener: TcpListener, python: Option<&Python>) -> anyhow::Result<Demo> {
    let keys = Keys { newest: new_key()?, old: new_key()?, dropped: new_key()? };
    let login = Login::prepare(python)?;
    let login_server = login.start("login", &keys.newest, &keys.old)?;
    let mut routes = Vec::new();
    let mut services = Vec::new();
    for service in SERVICES {
        let program = workspace::build_program(service.package, &[])?;
        let server = start_service(service, &program, &keys)?;
        routes.push(Route { prefix: service.prefix, server: server.address });
        services.push(server);
    }
    let proxy = proxy::start(listener, routes, login_server.address())?;
    services.extend(login_server.into_server());
    Ok(Demo { proxy, login, keys, _services: services })
}

fn start_service(service: &Service, program: &Path, keys: &Keys) -> anyhow::Result<Server> {
    let environment = [
        ("SECRET_KEY", keys.newest.as_str()),
        ("SECRET_KEY_FALLBACKS", keys.old.as_str()),
        ("LOGIN_URL", "/login"),
    ];
    step(&format!("starting {}", service.package), || {
        Server::start(service.framework, &[program.as_os_str()], &environment)
    })
}

/// 32 random bytes in hex, as `handstamp key new` makes them.
pub(crate) fn new_key() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn wait_for_ctrl_c(demo: &Demo) -> anyhow::Result<()> {
    let interrupted = interruption::interruptions()?;
    println!("\n  Open   http://{}/", demo.proxy);
    println!("  Log in as ada with lovelace (an administrator), or as grace with hopper.");
    for service in SERVICES {
        let Service { framework, prefix, .. } = service;
        println!("  {framework:9} knows you then at http://{}{prefix}/", demo.proxy);
    }
    println!("  Ctrl-C ends all of it.");
    interrupted.recv()?;
    println!("\n  ended");
    Ok(())
}
