//! The login page in Rust, for machines without Python: the same form, the same accounts, and
//! Flask's cookie, issued by `handstamp-flask`.

use std::time::SystemTime;

use handstamp_flask::session_codec;
use handstamp_itsdangerous::SecretKey;
use handstamp_session::{Session, SignedCodec};

use crate::http::form;
use crate::http::server::{self, Exchange};

/// Flask's own name for its cookie.
const COOKIE: &str = "session";

/// Bytes of a form at most.
const FORM_LIMIT: u64 = 16 * 1024;

struct Account {
    id: &'static str,
    name: &'static str,
    password: &'static str,
    full_name: &'static str,
}

/// The accounts of `demo_app.py`.
const ACCOUNTS: &[Account] = &[
    Account { id: "1", name: "ada", password: "lovelace", full_name: "Ada Lovelace" },
    Account { id: "2", name: "grace", password: "hopper", full_name: "Grace Hopper" },
];

/// The pages and the key that signs their cookie.
pub(super) struct Page {
    codec: SignedCodec,
}

/// A status line's end, where to go, the page, and the session to write if it changed.
struct Answer {
    status: &'static str,
    location: Option<String>,
    body: String,
    session: Option<Session>,
}

impl Page {
    pub(super) fn new(key: &str, fallback: &str) -> anyhow::Result<Self> {
        let older = Some(fallback).filter(|key| !key.is_empty()).map(SecretKey::new).transpose()?;
        Ok(Self { codec: session_codec(SecretKey::new(key)?).fallbacks(older).build() })
    }

    /// Answers one request.
    pub(super) fn answer(&self, mut exchange: Exchange) -> anyhow::Result<()> {
        let now = SystemTime::now();
        let posted = match exchange.method() {
            "POST" => Some(exchange.body(FORM_LIMIT)?),
            _ => None,
        };
        let session = self.session(&exchange, now);
        let (path, query) = exchange.target().split_once('?').unwrap_or((exchange.target(), ""));
        let answer = match (path, posted) {
            ("/", None) => home(session),
            ("/login", None) => login_form(session, &form::field(query, "next"), "200 OK")?,
            ("/login", Some(form)) => log_in(session, &form)?,
            ("/logout", Some(form)) => log_out(session, &form),
            _ => Answer::page("404 Not Found", "<p>There is no such page.".to_owned()),
        };
        let mut headers = vec![("Vary", "Cookie".to_owned())];
        headers.extend(answer.location.map(|to| ("Location", to)));
        if let Some(session) = answer.session {
            headers.push(("Set-Cookie", self.set_cookie(&session, now)?));
        }
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Ok(server::reply(&mut exchange.to, answer.status, &headers, &answer.body)?)
    }

    fn session(&self, exchange: &Exchange, now: SystemTime) -> Session {
        let cookies = exchange.head.all("cookie").flat_map(|line| line.split("; "));
        let mut named = cookies.filter_map(|pair| pair.strip_prefix(COOKIE)?.strip_prefix('='));
        named.next().and_then(|cookie| self.codec.decode(cookie, now).ok()).unwrap_or_default()
    }

    fn set_cookie(&self, session: &Session, now: SystemTime) -> anyhow::Result<String> {
        if session.is_empty() {
            let past = "Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0";
            return Ok(format!("{COOKIE}=; {past}; HttpOnly; Path=/"));
        }
        Ok(format!("{COOKIE}={}; HttpOnly; Path=/", self.codec.encode(session, now)?))
    }
}

impl Answer {
    fn page(status: &'static str, content: String) -> Self {
        let top = "<!doctype html><meta charset=utf-8><title>Login in Rust</title>\
                   <h1>The login page, in Rust</h1>";
        Self { status, location: None, body: format!("{top}{content}"), session: None }
    }

    fn redirect(to: &str, session: Session) -> Self {
        let answer = Self::page("303 See Other", String::new());
        Self { location: Some(to.to_owned()), session: Some(session), ..answer }
    }
}

fn home(session: Session) -> Answer {
    let user = session.get_str("_user_id");
    let account = ACCOUNTS.iter().find(|account| Some(account.id) == user);
    let greeting = match account {
        Some(account) => format!(
            "<p>Hello, {}.<form method=post action=/logout>{}<button>Log out</button></form>",
            account.full_name,
            hidden("csrf_token", session.get_str("csrf_token").unwrap_or_default()),
        ),
        None => "<p>Nobody is logged in. <a href=/login>Log in</a>".to_owned(),
    };
    let service = |service: &super::super::Service| {
        format!(
            "<p>{0}: <a href={1}/>greeting</a>, <a href={1}/me>my account</a>, \
             <a href={1}/admin>for administrators</a>",
            service.framework, service.prefix
        )
    };
    let links: String = super::SERVICES.iter().map(service).collect();
    Answer::page("200 OK", greeting + &links)
}

fn login_form(mut session: Session, next: &str, status: &'static str) -> anyhow::Result<Answer> {
    let token = super::super::new_key()?;
    session.insert_value("csrf_token", token.as_str());
    let refused =
        if status.starts_with("401") { "<p>That name and password do not fit." } else { "" };
    let form = format!(
        "{refused}<form method=post action=/login>{}{}<p>Name <input name=name> \
         Password <input name=password type=password> <button>Log in</button></form>\
         <p>Try <b>ada</b> with <b>lovelace</b>, an administrator, or <b>grace</b> with <b>hopper</b>.",
        hidden("csrf_token", &token),
        hidden("next", next),
    );
    Ok(Answer { session: Some(session), ..Answer::page(status, form) })
}

fn hidden(name: &str, value: &str) -> String {
    let value = value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">")
}

/// Whether the form is one that this session was given.
fn ours(session: &Session, form: &str) -> bool {
    session.get_str("csrf_token").is_some_and(|token| token == form::field(form, "csrf_token"))
}

fn log_in(mut session: Session, form: &str) -> anyhow::Result<Answer> {
    let (name, password) = (form::field(form, "name"), form::field(form, "password"));
    let next = form::field(form, "next");
    let account = ACCOUNTS.iter().find(|a| a.name == name && a.password == password);
    let Some(account) = account.filter(|_| ours(&session, form)) else {
        return login_form(session, &next, "401 Unauthorized");
    };
    session.insert_value("_user_id", account.id);
    session.insert_value("_fresh", true);
    // Only ever a path of this site, without a second slash or a backslash that browsers read as one.
    let second = next.as_bytes().get(1);
    let local = next.starts_with('/') && !matches!(second, Some(b'/' | b'\\')) && next.is_ascii();
    let clean = local && !next.contains(|c: char| c.is_control() || c == '\\');
    Ok(Answer::redirect(if clean { &next } else { "/" }, session))
}

fn log_out(mut session: Session, form: &str) -> Answer {
    if !ours(&session, form) {
        return Answer::page("400 Bad Request", "<p>That form is not ours.".to_owned());
    }
    session.remove("_user_id");
    session.remove("_fresh");
    Answer::redirect("/", session)
}
