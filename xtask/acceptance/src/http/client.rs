//! A browser without a screen: it keeps cookies, posts forms and follows nothing by itself.
//!
//! Its cookies are those of a browser that speaks HTTPS: it takes `Secure` ones, and holds `__Host-` and
//! `__Secure-` to their promises.

use std::collections::BTreeMap;
use std::io::{BufReader, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::Context as _;

use super::form;
use super::message::Head;
use super::set_cookie::SetCookie;

/// One person's browser.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    server: SocketAddr,
    /// The cookies it has.
    pub(crate) cookies: BTreeMap<String, String>,
    /// Where those belong that a response has set.
    places: BTreeMap<String, String>,
}

/// A response.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    head: Head,
    body: String,
}

impl Browser {
    pub(crate) fn new(server: SocketAddr) -> Self {
        Self { server, cookies: BTreeMap::new(), places: BTreeMap::new() }
    }

    /// Asks for a page as a person who types its address does.
    pub(crate) fn navigate(&mut self, target: &str) -> anyhow::Result<Reply> {
        let accept = "text/html,application/xhtml+xml,*/*;q=0.8";
        let headers =
            [("Accept", accept), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")];
        self.send("GET", target, &headers, None)
    }

    /// Asks as a program does.
    pub(crate) fn fetch(&mut self, target: &str) -> anyhow::Result<Reply> {
        self.send("GET", target, &[("Accept", "application/json")], None)
    }

    /// Sends a form, from a page of the same origin.
    pub(crate) fn post(&mut self, target: &str, fields: &[(&str, &str)]) -> anyhow::Result<Reply> {
        let origin = format!("http://{}", self.server);
        let headers = [
            ("Accept", "text/html"),
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Origin", origin.as_str()),
        ];
        self.send("POST", target, &headers, Some(form::encode(fields)))
    }

    /// Sends JSON, as a program does.
    pub(crate) fn send_json(
        &mut self,
        method: &str,
        target: &str,
        body: Option<&serde_json::Value>,
    ) -> anyhow::Result<Reply> {
        let headers = [("Accept", "application/json"), ("Content-Type", "application/json")];
        self.send(method, target, &headers, body.map(ToString::to_string))
    }

    /// Sends a request with these headers, after those of the browser's own. `Host` replaces its own.
    pub(crate) fn send(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> anyhow::Result<Reply> {
        let mut request = Head::new(format!("{method} {target} HTTP/1.1"));
        if headers.iter().all(|(name, _)| !name.eq_ignore_ascii_case("host")) {
            request.push("Host", &self.server.to_string());
        }
        request.push("Connection", "close");
        for (name, value) in headers {
            request.push(name, value);
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
            request.push("Cookie", &pairs.join("; "));
        }
        let body = body.unwrap_or_default();
        if method == "POST" {
            request.push("Content-Length", &body.len().to_string());
        }
        let mut stream = TcpStream::connect(self.server)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        request.write(&mut stream)?;
        stream.write_all(body.as_bytes())?;

        let mut from = BufReader::new(stream);
        let head = Head::read(&mut from)?
            .with_context(|| format!("{method} {target}: the connection closed without a reply"))?;
        let status = head.start.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.with_context(|| format!("not a status line: {}", head.start))?;
        let body = String::from_utf8_lossy(&head.read_body(&mut from)?).into_owned();
        head.all("set-cookie").for_each(|line| self.store(line));
        Ok(Reply { status, head, body })
    }

    fn store(&mut self, line: &str) {
        let Some(cookie) = SetCookie::parse(line).filter(SetCookie::is_acceptable) else { return };
        let (name, place) = (cookie.name.to_owned(), cookie.place());
        if !cookie.ends {
            self.cookies.insert(name.clone(), cookie.value.to_owned());
            self.places.insert(name, place);
        } else if self.places.get(&name).is_none_or(|known| *known == place) {
            self.cookies.remove(&name);
            self.places.remove(&name);
        }
    }
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.header(name)
    }

    /// The `Set-Cookie` lines.
    pub(crate) fn set_cookies(&self) -> Vec<&str> {
        self.head.all("set-cookie").collect()
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> anyhow::Result<serde_json::Value> {
        serde_json::from_str(&self.body).with_context(|| format!("not JSON: {}", self.body))
    }

    /// Whether the page has that text.
    pub(crate) fn says(&self, text: &str) -> bool {
        self.body.contains(text)
    }

    /// Whether the page is this text and nothing else.
    pub(crate) fn body_is(&self, text: &str) -> bool {
        self.body == text
    }

    /// The value of a hidden field of the page's form.
    pub(crate) fn hidden_field(&self, name: &str) -> Option<&str> {
        let tags = self.body.split('<').filter(|tag| tag.starts_with("input"));
        let mut named = tags.filter(|tag| tag.contains(&format!("name=\"{name}\"")));
        named.next()?.split("value=\"").nth(1)?.split('"').next()
    }
}
