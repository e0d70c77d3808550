//! A browser that keeps its cookies, and can be told to send anything else.

use std::collections::BTreeMap;
use std::net::IpAddr;

use handstamp_authorizer::adapter::AuthContext;
use handstamp_authorizer::endpoint::{Body, Endpoint as _, ReadBody, answer};
use handstamp_authorizer::{RequestView, Subject as _};

use super::{Site, answered};

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
pub(crate) const HTML: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

#[derive(Clone)]
pub(crate) struct Browser<'s> {
    site: &'s Site,
    /// Values by name, with the path that they are sent to.
    pub(crate) cookies: BTreeMap<String, (String, String)>,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) peer: Option<IpAddr>,
    pub(crate) scheme: &'static str,
}

pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(it, _)| it == name);
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(name == "set-cookie" || found.next().is_none(), "{name} twice: {:?}", self.headers);
        value
    }

    pub(crate) fn set_cookie(&self, name: &str) -> Option<&str> {
        let start = format!("{name}=");
        let lines = self.headers.iter().filter(|(it, _)| it == "set-cookie");
        let mut found = lines.filter(|(_, line)| line.starts_with(&start));
        let line = found.next().map(|(_, line)| line.as_str());
        assert!(found.next().is_none(), "{name} is set twice: {:?}", self.headers);
        line
    }

    /// The value of a hidden field of the page.
    pub(crate) fn hidden(&self, name: &str) -> Option<&str> {
        let start = format!("<input type=\"hidden\" name=\"{name}\" value=\"");
        let (_, rest) = self.body.split_once(&start)?;
        rest.split_once('"').map(|(value, _)| value)
    }
}

struct Sent<'b> {
    browser: &'b Browser<'b>,
    method: &'b str,
    target: &'b str,
    headers: Vec<(&'static str, String)>,
    context: Option<AuthContext>,
}

impl RequestView for Sent<'_> {
    fn method(&self) -> &str {
        self.method
    }
    fn target(&self) -> &str {
        self.target
    }
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut found = self.headers.iter().filter(|(it, _)| *it == name);
        found.nth(nth).map(|(_, value)| value.as_bytes())
    }
    fn scheme(&self) -> Option<&str> {
        Some(self.browser.scheme)
    }
    fn peer(&self) -> Option<IpAddr> {
        self.browser.peer
    }
    fn context(&self) -> Option<&AuthContext> {
        self.context.as_ref()
    }
}

impl<'s> Browser<'s> {
    pub(crate) fn new(site: &'s Site) -> Self {
        let headers = vec![
            ("host", "app.example".to_owned()),
            ("accept", HTML.to_owned()),
            ("user-agent", "Lynx/2.9".to_owned()),
        ];
        let peer = Some("198.51.100.7".parse().unwrap());
        Self { site, cookies: BTreeMap::new(), headers, peer, scheme: "http" }
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(it, _)| *it != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn from(mut self, peer: &str) -> Self {
        self.peer = Some(peer.parse().unwrap());
        self
    }

    pub(crate) fn get(&mut self, target: &str) -> Response {
        self.send("GET", target, &[], b"")
    }

    /// A form of a page of this site.
    pub(crate) fn post(&mut self, target: &str, body: &str) -> Response {
        let origin = format!("{}://app.example", self.scheme);
        self.send("POST", target, &[("origin", &origin), ("content-type", FORM)], body.as_bytes())
    }

    /// A program without any origin.
    pub(crate) fn send_json(&mut self, target: &str, body: &str) -> Response {
        self.send("POST", target, &[("content-type", "application/json")], body.as_bytes())
    }

    pub(crate) fn log_in(&mut self, name: &str, password: &str) -> Response {
        let page = self.get("/auth/login");
        let token = page.hidden("csrf_token").unwrap_or_default();
        let body = format!("username={name}&password={password}&csrf_token={token}");
        self.post("/auth/login", &body)
    }

    /// The id of the user whom the app knows.
    pub(crate) fn user(&self) -> Option<String> {
        let request = self.sent("GET", "/", &[]);
        let user = answered(self.site.auth.maybe_user(&request)).unwrap();
        user.map(|user| user.id().to_owned())
    }

    fn sent<'b>(
        &'b self,
        method: &'b str,
        target: &'b str,
        more: &[(&'static str, &str)],
    ) -> Sent<'b> {
        let mut headers = self.headers.clone();
        headers.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let path = target.split('?').next().unwrap();
        let cookies = self.cookies.iter().filter(|(_, (_, at))| path.starts_with(at.as_str()));
        let cookies: Vec<_> = cookies.map(|(name, (value, _))| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            headers.push(("cookie", cookies.join("; ")));
        }
        let mut sent = Sent { browser: self, method, target, headers, context: None };
        sent.context = self.site.auth.policies().enter(&sent);
        sent
    }

    /// Anything at all.
    pub(crate) fn send(
        &mut self,
        method: &str,
        target: &str,
        more: &[(&'static str, &str)],
        body: &[u8],
    ) -> Response {
        let asking = self.clone();
        let request = asking.sent(method, target, more);
        let own = target.split('?').next().unwrap();
        let paths = self.site.pages.paths();
        let path = paths.iter().find(|path| own.ends_with(path.as_ref())).expect("no such page");
        let body = ReadBody::Whole(Body::new(body));
        let reply = answered(answer(&self.site.pages, path, &request, body));
        let effects = answered(request.context.as_ref().unwrap().finish()).unwrap();
        let headers = reply.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        let mut headers: Vec<_> = headers.collect();
        let more = effects.headers().filter(|(name, _)| *name != "cache-control");
        headers.extend(more.map(|(name, value)| (name.to_owned(), value.into_owned())));
        for (_, line) in headers.iter().filter(|(name, _)| name == "set-cookie") {
            self.keep(line);
        }
        Response {
            status: reply.status,
            headers,
            body: String::from_utf8(reply.body.into()).unwrap(),
        }
    }

    fn keep(&mut self, line: &str) {
        let (pair, attributes) = line.split_once(';').unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        let lower = attributes.to_ascii_lowercase();
        if lower.contains("max-age=0") || lower.contains("1970") {
            self.cookies.remove(name);
            return;
        }
        let path = lower.split(';').find_map(|it| it.trim().strip_prefix("path="));
        let path = path.unwrap_or("/").to_owned();
        self.cookies.insert(name.to_owned(), (value.to_owned(), path));
    }
}
