//! Accounts and the login page of `handstamp-users`, in both frameworks, as a person uses them.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};

use super::window::Window;
use crate::process::Server;
use crate::steps::Steps;
use xtask::workspace;

/// How many wrong passwords there may be at once (`LoginLimits`).
const BURST: u32 = 10;

/// The examples: framework and package.
const EXAMPLES: &[(&str, &str)] =
    &[("axum", "example-users-roles-axum"), ("actix-web", "example-users-roles-actix-web")];

/// Makes users by the command line, and walks through each example.
pub(super) fn walk(window: &mut Window, steps: &mut Steps) -> anyhow::Result<()> {
    let cli = workspace::build_program("handstamp-cli", &["--features", "user"])?;
    for (framework, package) in EXAMPLES {
        let program = workspace::build_program(package, &[])?;
        let folder = workspace::target().join("servers").join(format!("accounts-{framework}"));
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        let url = format!("sqlite:///{}", folder.join("users.db").display());
        add(&cli, &url, "admin", "Administrator")?;
        add(&cli, &url, "vera", "Viewer")?;
        let environment = [("AUTH_DB_URI", url.as_str()), ("AUTH_SECRET_KEY", super::KEY)];
        let server = Server::start(framework, &[program.as_os_str()], &environment)?;
        let at = format!("http://{}", server.address);
        visit(window, framework, &at, steps).with_context(|| format!("accounts in {framework}"))?;
    }
    Ok(())
}

/// A user whose password is the name.
fn add(cli: &Path, url: &str, name: &str, role: &str) -> anyhow::Result<()> {
    let mut add = Command::new(cli)
        .args(["user", "add", name, role, "--password-stdin", "--layout", "zopyx"])
        .env("AUTH_DB_URI", url)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()?;
    add.stdin.take().context("no standard input")?.write_all(name.as_bytes())?;
    ensure!(add.wait()?.success(), "handstamp user add {name} failed");
    Ok(())
}

fn visit(window: &mut Window, framework: &str, at: &str, steps: &mut Steps) -> anyhow::Result<()> {
    let mut hold = |what: &str, holds: bool| steps.hold(&format!("{framework}: {what}"), holds);
    let admin = format!("{at}/admin");
    window.navigate(&admin)?;
    hold("a page for administrators leads to the login page", window.says("Password")?);
    log_in(window, "vera", "wrong")?;
    let wrong = window.says("Incorrect")? && !window.says("Hello")?;
    hold("a wrong password is said to be wrong", wrong);
    log_in(window, "vera", "vera")?;
    let refused =
        window.is_at(&admin)? && !window.says("vera")? && !window.says("Administrator")?;
    hold("the right one leads back, and a viewer is refused", refused);
    window.navigate(&format!("{at}/admin2"))?;
    hold("a viewer sees the page for those who may view", window.says("vera")?);
    window.navigate(&format!("{at}/"))?;
    hold(
        "the home page greets, with role and permission",
        window.says("Hello, vera")? && window.says("view")?,
    );

    window.click("a[href='/auth/logout']")?;
    window.click("button")?;
    hold("logged out with the form", window.says("You are logged out")?);
    window.back()?;
    window.back()?;
    hold("the back button shows nothing private", !window.says("vera")?);

    window.navigate(&admin)?;
    log_in(window, "admin", "admin")?;
    hold("an administrator sees the page", window.is_at(&admin)? && window.says("Administrator")?);
    window.navigate(&format!("{at}/auth/logout-everywhere"))?;
    window.click("button")?;
    window.navigate(&admin)?;
    hold("logged out everywhere", window.says("Password")?);

    for _ in 0..BURST {
        log_in(window, "eve", "guess")?;
    }
    hold("ten guesses are wrong", window.says("Incorrect")?);
    log_in(window, "eve", "guess")?;
    hold("the next one has to wait", window.says("Too many")?);
    log_in(window, "admin", "admin")?;
    hold("others log in meanwhile", window.says("Administrator")?);
    window.navigate(&format!("{at}/auth/logout"))?;
    window.click("button")
}

fn log_in(window: &mut Window, name: &str, password: &str) -> anyhow::Result<()> {
    window.clear("[name=username]")?;
    window.fill("[name=username]", name)?;
    window.fill("[name=password]", password)?;
    window.click("button")
}
