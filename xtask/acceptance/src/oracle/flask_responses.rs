//! Kind `flask-set-cookie`: one request to a Flask app, and the headers of its response.

use std::time::Duration;

use anyhow::anyhow;
use handstamp_authorizer::Auth;
use handstamp_login::flask::CookieSettings;
use handstamp_login::{SessionHandle, SessionLogin, extract};
use handstamp_value::json::{self, Style};
use handstamp_value::{Dict, Value};

use super::answer::Answer;
use super::question::{Question, limits};
use super::request::{Request, answered};
use super::settings;

/// Does with the session what the question's `action` says.
pub(super) fn respond(question: &Question) -> anyhow::Result<Answer> {
    let now = question.now()?;
    let config = question.field("config").and_then(Value::as_dict).cloned().unwrap_or_default();
    let cookie = CookieSettings::from_vars("FLASK", |name| variable(&config, name))?;
    let login = SessionLogin::flask(settings::keys(question)?)
        .codec(|codec| codec.clock_tolerance(Duration::ZERO))
        .cookie(cookie)
        .clock(move || now)
        .build()?;
    let auth = Auth::new(login);

    let cookie = question.text("cookie").ok();
    let request = Request::default().with_header("cookie", cookie).enter(&auth)?;
    let session = answered(extract::session(&request))?;
    let session = session.map_err(|reply| anyhow!("{reply:?}"))?;
    let action = question.text("action")?;
    let permanent = question.field("permanent").and_then(Value::as_bool) == Some(true);
    act(&session, action, permanent)?;

    let Some(effects) = request.finish() else { return Ok(Answer::refused("no response")) };
    let header = |wanted: &str| -> Vec<String> {
        let found = effects.headers().filter(|(name, _)| *name == wanted);
        found.map(|(_, value)| value.into_owned()).collect()
    };
    let set_cookie = header("set-cookie");
    // Flask opens the session of every request; here it is opened when it is asked for, and `Vary` says so.
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
