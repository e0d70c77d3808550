//! Kind `flask-set-cookie`: one request to a Flask app, and the headers of its response.

use std::time::Duration;

use anyhow::{Context as _, anyhow};
use handstamp_authorizer::{Auth, AuthContext, MaybeFuture, RequestView};
use handstamp_flask::{CookieSettings, Dict, SessionCodec, SessionLogin, Value};
use handstamp_session::json::{self, Style};
use handstamp_session::login::{self, SessionHandle};

use super::answer::Answer;
use super::question::{Question, limits};
use super::settings;

/// Does with the session what the question's `action` says.
pub(super) fn respond(question: &Question) -> anyhow::Result<Answer> {
    let now = question.now()?;
    let codec = SessionCodec::new(settings::keys(question)?).with_clock_tolerance(Duration::ZERO);
    let config = question.field("config").and_then(Value::as_dict).cloned().unwrap_or_default();
    let cookie = CookieSettings::from_vars("FLASK", |name| variable(&config, name))?;
    let auth =
        Auth::new(SessionLogin::with_codec(codec).with_cookie(cookie).with_clock(move || now));

    let cookie = question.text("cookie").ok().map(str::to_owned);
    let mut request = Request { cookie, exchange: None };
    let exchange = auth.entry().enter(&request).context("no exchange")?;
    request.exchange = Some(exchange.clone());
    let session = login::session(&request).map_err(|reply| anyhow!("{reply:?}"))?;
    let action = question.text("action")?;
    let permanent = question.field("permanent").and_then(Value::as_bool) == Some(true);
    act(&session, action, permanent)?;

    let MaybeFuture::Ready(Ok(effects)) = exchange.finish() else {
        return Ok(Answer::refused("no response"));
    };
    let header = |wanted: &str| -> Vec<String> {
        let found = effects.headers().filter(|(name, _)| *name == wanted);
        found.map(|(_, value)| value.into_owned()).collect()
    };
    let set_cookie = header("set-cookie");
    // Flask opens the session of every request; here somebody has to ask for it, and is told so by `Vary`.
    let touched = action != "none" || !set_cookie.is_empty();
    let vary = header("vary").pop().filter(|_| touched);
    Ok(Answer::Respond { set_cookie, vary: Some(vary) })
}

fn act(session: &SessionHandle, action: &str, permanent: bool) -> anyhow::Result<()> {
    match action {
        "set" => {
            session.insert("a", &1)?;
            if permanent {
                session.insert("_permanent", &true)?;
            }
        }
        "clear" => session.clear()?,
        _ => session.with(|_| ()),
    }
    Ok(())
}

/// A value of Flask's configuration as the environment has it.
fn variable(config: &Dict, name: &str) -> Option<String> {
    let value = config.get(name.strip_prefix("FLASK_")?)?;
    json::write(value, &Style::default(), &limits()).ok()
}

struct Request {
    cookie: Option<String>,
    exchange: Option<AuthContext>,
}

impl RequestView for Request {
    fn method(&self) -> &str {
        "GET"
    }

    fn target(&self) -> &str {
        "/"
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.cookie.as_ref().filter(|_| name == "cookie" && nth == 0).map(String::as_bytes)
    }

    fn exchange(&self) -> Option<&AuthContext> {
        self.exchange.as_ref()
    }
}
