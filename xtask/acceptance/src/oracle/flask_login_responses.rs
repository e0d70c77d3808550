//! Kind `flask-login-session` with an `answer`: one request of a browser to an app with session protection. Who
//! is it, and is the login fresh?

use std::time::Duration;

use anyhow::{Context as _, bail};
use handstamp_authorizer::rules::{Anyone, fresh};
use handstamp_authorizer::{Auth, Principal, Reply, Subject, TrustedProxies};
use handstamp_login::SessionLogin;
use handstamp_login::flask::{CookieSettings, FlaskLogin, RememberCookie, SessionProtection};
use handstamp_value::{Dict, Value};

use super::answer::Answer;
use super::flask_responses::variable;
use super::question::Question;
use super::request::{Request, at_once};
use super::{flask_logins, flask_sessions, settings};

/// Opens the view that the question names.
pub(super) fn respond(question: &Question) -> anyhow::Result<Answer> {
    let input = question.field("input").and_then(Value::as_dict).context("no \"input\"")?;
    let Some(login) = login(question, input)? else { return Ok(Answer::Unsupported) };
    // The recorded Flask-Login believed any `X-Forwarded-For`.
    let proxies = TrustedProxies::none().trust("0.0.0.0/0")?.trust("::/0")?;
    let auth: Auth<Principal> = Auth::builder(login).trusted_proxies(proxies).build();
    let request = Request::of_browser(question, input)?.enter(&auth)?;

    let known = at_once(auth.authenticated(&request))?;
    let refused = match input.get("view").and_then(Value::as_str) {
        Some("who") => None,
        Some("private") => at_once(auth.require_user(&request, Anyone))?.err(),
        Some("fresh") => at_once(auth.require_user(&request, fresh()))?.err(),
        other => bail!("no view {other:?}"),
    };
    let _ = request.finish()?;
    Ok(match refused {
        Some(Reply { status, .. }) => Answer::Login { status, user_id: None, fresh: None },
        None => {
            let user_id = known.as_ref().ok().map(|(user, _)| user.id().to_owned());
            let fresh = known.is_ok_and(|(_, authentication)| authentication.fresh);
            Answer::Login { status: 200, user_id, fresh: Some(fresh) }
        }
    })
}

/// The login of the app; `None` for a digest that is not carried over.
fn login(question: &Question, input: &Dict) -> anyhow::Result<Option<SessionLogin>> {
    let now = question.now()?;
    let Some(codec) = flask_sessions::codec_settings(question)? else { return Ok(None) };
    let config = input.get("config").and_then(Value::as_dict).cloned().unwrap_or_default();
    let mut cookie = CookieSettings::from_vars("FLASK", |name| variable(&config, name))?;
    if let Some(seconds) = question.field("max_age").and_then(Value::as_i64) {
        cookie.lifetime = Duration::from_secs(u64::try_from(seconds)?);
    }
    let remember = RememberCookie::from_vars("FLASK", |name| variable(&config, name))?;
    let mut flask_login = version(question)
        .with_session_protection(protection(input)?)
        .with_remember_cookie(remember);
    if !matches!(question.field("secret"), Some(Value::Str(_))) {
        flask_login = flask_login.with_remember_token(flask_logins::tokens(question)?);
    }
    let login = SessionLogin::flask(settings::keys(question)?).codec(codec).cookie(cookie);
    Ok(Some(login.flask_login(flask_login).clock(move || now).build()?))
}

/// The keys of the session as this version names them.
fn version(question: &Question) -> FlaskLogin {
    let version = question.text("lib_version").unwrap_or_default();
    let old = ["0.1.", "0.2.", "0.3.", "0.4."].iter().any(|old| version.starts_with(old));
    if old { FlaskLogin::before_0_5() } else { FlaskLogin::new() }
}

fn protection(input: &Dict) -> anyhow::Result<SessionProtection> {
    Ok(match input.get("session_protection") {
        None => SessionProtection::Basic,
        Some(Value::Null) => SessionProtection::None,
        Some(mode) => match mode.as_str() {
            Some("basic") => SessionProtection::Basic,
            Some("strong") => SessionProtection::Strong,
            _ => bail!("no session protection {mode:?}"),
        },
    })
}
