//! A window of Chromium, by way of ChromeDriver (the W3C's WebDriver protocol).

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use serde_json::{Value, json};

use crate::http::client::Browser;
use crate::process::{Server, free_port};
use xtask::apt::is_root;
use xtask::chromium::Chromium;
use xtask::workspace;

/// No screen, and nothing that asks the network by itself.
const ARGUMENTS: &[&str] = &[
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
];

/// How long a click may take to lead to another page.
const PATIENCE: Duration = Duration::from_secs(20);

/// The key under which WebDriver hands out an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// An open window. Dropping it closes the browser.
pub(super) struct Window {
    /// Name and version of the browser.
    pub(super) version: String,
    session: String,
    profile: PathBuf,
    driver: Server,
}

impl Window {
    /// Starts ChromeDriver and with it a browser that knows nothing yet.
    pub(super) fn open(chromium: &Chromium) -> anyhow::Result<Self> {
        let port = free_port()?;
        let argument = OsString::from(format!("--port={port}"));
        let program = [chromium.driver.as_os_str(), argument.as_os_str()];
        let driver = Server::start_at(port, "chromedriver", &program, &[])?;
        let profile = workspace::target().join("servers").join(format!("chromium-{port}"));
        let mut arguments: Vec<_> =
            ARGUMENTS.iter().map(|argument| (*argument).to_owned()).collect();
        arguments.push(format!("--user-data-dir={}", profile.display()));
        arguments.extend(is_root().then(|| "--no-sandbox".to_owned()));
        let options = json!({"binary": chromium.browser, "args": arguments});
        let wanted = json!({"browserName": "chrome", "goog:chromeOptions": options});
        let wanted = json!({"capabilities": {"alwaysMatch": wanted}});

        let mut window = Self { version: String::new(), session: String::new(), profile, driver };
        let opened = window.ask("POST", "/session", Some(&wanted))?;
        let id = opened.get("sessionId").and_then(Value::as_str).context("no session")?;
        window.session = format!("/session/{id}");
        let version = opened.pointer("/capabilities/browserVersion").and_then(Value::as_str);
        window.version = format!("Chromium {}", version.unwrap_or("of no version"));
        Ok(window)
    }

    /// Goes to an address, as a person who types it.
    pub(super) fn navigate(&mut self, url: &str) -> anyhow::Result<()> {
        self.tell("/url", &json!({"url": url}))
    }

    /// Types into a field.
    pub(super) fn fill(&mut self, field: &str, text: &str) -> anyhow::Result<()> {
        let element = self.find(field)?;
        self.tell(&format!("{element}/value"), &json!({"text": text}))
    }

    /// Empties a field.
    pub(super) fn clear(&mut self, field: &str) -> anyhow::Result<()> {
        let element = self.find(field)?;
        self.tell(&format!("{element}/clear"), &json!({}))
    }

    /// Goes back by the browser's button.
    pub(super) fn back(&mut self) -> anyhow::Result<()> {
        self.tell("/back", &json!({}))
    }

    /// Clicks, and waits for the page that this leads to.
    pub(super) fn click(&mut self, what: &str) -> anyhow::Result<()> {
        let element = self.find(what)?;
        self.tell(&format!("{element}/click"), &json!({}))?;
        // A form is sent a moment after the click; its page is gone when the element is.
        let start = Instant::now();
        while self.ask("GET", &format!("{}{element}/name", self.session), None).is_ok() {
            ensure!(start.elapsed() < PATIENCE, "a click on {what} leads nowhere");
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// Whether the page shows a text.
    pub(super) fn says(&mut self, text: &str) -> anyhow::Result<bool> {
        let body = self.find("body")?;
        let shown = self.ask("GET", &format!("{}{body}/text", self.session), None)?;
        Ok(shown.as_str().is_some_and(|shown| shown.contains(text)))
    }

    pub(super) fn is_at(&mut self, url: &str) -> anyhow::Result<bool> {
        let at = self.ask("GET", &format!("{}/url", self.session), None)?;
        Ok(at.as_str() == Some(url))
    }

    /// The path of an element, by a CSS selector.
    fn find(&mut self, selector: &str) -> anyhow::Result<String> {
        let wanted = json!({"using": "css selector", "value": selector});
        let found = self.ask("POST", &format!("{}/element", self.session), Some(&wanted))?;
        let id = found.get(ELEMENT).and_then(Value::as_str);
        Ok(format!("/element/{}", id.with_context(|| format!("no element {selector}"))?))
    }

    fn tell(&mut self, what: &str, body: &Value) -> anyhow::Result<()> {
        self.ask("POST", &format!("{}{what}", self.session), Some(body)).map(drop)
    }

    fn ask(&self, method: &str, target: &str, body: Option<&Value>) -> anyhow::Result<Value> {
        let reply = Browser::new(self.driver.address).send_json(method, target, body)?;
        let mut answer = reply.json()?;
        let value = answer.get_mut("value").map(Value::take).unwrap_or_default();
        match value.get("error") {
            Some(error) => {
                let message = value.get("message").and_then(Value::as_str).unwrap_or_default();
                bail!("{error}: {}", message.lines().next().unwrap_or_default())
            }
            None => Ok(value),
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let _ = self.ask("DELETE", &self.session, None);
        }
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
