//! `cargo xtask browser`: a real browser without a screen, at a Flask app and at a Rust service.

mod accounts;
mod window;

use anyhow::Context as _;

use self::window::Window;
use crate::interop::shared::{self, Pair};
use crate::steps::Steps;
use xtask::{chromium, python};

/// The key of both apps.
const KEY: &str = "5d1f0e9b7c3a48268be04f5a6c7d8e91";

/// Runs it, or says why it is left out.
pub(crate) fn run(_: &[String]) -> anyhow::Result<()> {
    let Some(chromium) = chromium::find_or_install()? else {
        println!("  left out: {}", chromium::MISSING);
        return Ok(());
    };
    let python = python::find().context("this needs Python 3, and none is here")?;
    let environment = python.environment("flask-3.1")?;
    let pair = Pair::start(&environment, &shared::build()?, KEY, None)?;
    let at_flask = format!("http://{}/", pair.flask.address);
    let at_rust = format!("http://{}/", pair.rust.address);
    let mut window = Window::open(&chromium)?;
    println!("  {}", window.version);
    let mut steps = Steps::default();
    let (flask, rust) = (("Flask", at_flask.as_str()), ("Rust", at_rust.as_str()));
    for (here, there) in [(flask, rust), (rust, flask)] {
        visit(&mut window, here, there, &mut steps)
            .with_context(|| format!("logging in at {}", here.0))?;
    }
    // Flask-Login knows the browser again by its name and address, which Rust wrote down at the login.
    window.navigate(&at_rust)?;
    log_in(&mut window)?;
    window.click("#other")?;
    window.navigate(&format!("{at_flask}session"))?;
    steps.hold("Flask: a login of Rust is still fresh", window.says("\"_fresh\": true")?);
    accounts::walk(&mut window, &mut steps)?;
    steps.finish("Chromium")
}

fn log_in(window: &mut Window) -> anyhow::Result<()> {
    window.fill("#login [name=name]", "ada")?;
    window.fill("#login [name=password]", "lovelace")?;
    window.click("#login button")
}

/// Logs in here, changes the session there, and logs out there.
fn visit(
    window: &mut Window,
    (here, here_url): (&str, &str),
    (there, there_url): (&str, &str),
    steps: &mut Steps,
) -> anyhow::Result<()> {
    let colour = format!("{there}-green");
    window.navigate(here_url)?;
    steps.hold(&format!("{here}: nobody is logged in"), window.says("Nobody is logged in.")?);
    log_in(window)?;
    let known = window.is_at(here_url)? && window.says("Hello, Ada Lovelace.")?;
    steps.hold(&format!("{here}: logged in with the form"), known);

    window.click("#other")?;
    let known = window.is_at(there_url)? && window.says("Hello, Ada Lovelace.")?;
    steps.hold(&format!("{there}: a link leads here, and the login is known"), known);
    window.fill("#colour [name=colour]", &colour)?;
    window.click("#colour button")?;
    let chosen = format!("Colour: {colour}.");
    steps.hold(&format!("{there}: the session is changed"), window.says(&chosen)?);
    window.fill("#flash [name=message]", "Grüße")?;
    window.click("#flash button")?;

    window.click("#other")?;
    let seen = window.is_at(here_url)? && window.says(&chosen)?;
    steps.hold(&format!("{here}: back by the link, and the change is seen"), seen);
    window.navigate(&format!("{here_url}messages"))?;
    steps.hold(
        &format!("{here}: the message left at {there} is shown"),
        window.says("info: Grüße")?,
    );
    window.navigate(&format!("{here_url}messages"))?;
    steps.hold(&format!("{here}: once"), !window.says("info: Grüße")?);

    window.navigate(there_url)?;
    window.click("#logout button")?;
    let out = window.is_at(there_url)? && window.says("Nobody is logged in.")?;
    steps.hold(&format!("{there}: logged out with the form"), out);
    window.click("#other")?;
    let out = window.is_at(here_url)? && window.says("Nobody is logged in.")?;
    steps.hold(&format!("{here}: out as well"), out);
    Ok(())
}
