//! Kind `flask-login-session` with `answer`: one request to an app with Flask-Login.

use std::time::Duration;

use anyhow::{Context as _, bail};
use handstamp_authorizer::rules::fresh;
use handstamp_authorizer::{Auth, Subject as _, TrustedProxies};
use handstamp_login::SessionLogin;
use handstamp_login::flask::{FlaskLogin, SessionProtection};
use handstamp_value::{Dict, Value};

use super::answer::Answer;
use super::question::Question;
use super::request::{Request, answered};
use super::{flask_logins, settings};

/// Who is asking, and whether they may see the view.
pub(super) fn respond(question: &Question) -> anyhow::Result<Answer> {
    let now = question.now()?;
    let input = question.field("input").and_then(Value::as_dict).context("no \"input\"")?;
    let text = |name| input.get(name).and_then(Value::as_str);
    let login = SessionLogin::flask(settings::keys(question)?)
        .codec(|codec| codec.clock_tolerance(Duration::ZERO).epoch(settings::epoch(question)))
        .flask_login(flask_login(question, input)?)
        .clock(move || now)
        .build()?;
    // The recorded Flask-Login believed any `X-Forwarded-For`.
    let proxies = TrustedProxies::none().trust("0.0.0.0/0")?.trust("::/0")?;
    let auth = Auth::builder(login).trusted_proxies(proxies).build();

    let request = Request::default()
        .with_header("cookie", text("cookie"))
        .with_header("user-agent", text("ua").map(|ua| flask_logins::user_agent(question, ua)))
        .with_header("x-forwarded-for", text("x_forwarded_for"))
        .with_peer(text("addr").map(str::parse).transpose()?)
        .enter(&auth)?;
    let (user_id, is_fresh) = match answered(auth.authenticated(&request))? {
        Ok((user, authentication)) => (Some(user.id().to_owned()), Some(authentication.fresh)),
        Err(_) => (None, None),
    };
    let may = match text("view").context("no \"view\"")? {
        "who" => true,
        "private" => user_id.is_some(),
        "fresh" => answered(auth.require_user(&request, fresh()))?.is_ok(),
        other => bail!("the view {other:?} is not known"),
    };
    Ok(Answer::Served { status: if may { 200 } else { 401 }, user_id, fresh: is_fresh })
}

/// The settings of the app.
fn flask_login(question: &Question, input: &Dict) -> anyhow::Result<FlaskLogin> {
    let is_old = ["0.2.", "0.3.", "0.4."];
    let version = question.text("lib_version")?;
    let settings = if is_old.iter().any(|old| version.starts_with(old)) {
        FlaskLogin::before_0_5()
    } else {
        FlaskLogin::new()
    };
    let protection = match input.get("session_protection") {
        None => SessionProtection::Basic,
        Some(Value::Null) => SessionProtection::None,
        Some(named) => match named.as_str() {
            Some("basic") => SessionProtection::Basic,
            Some("strong") => SessionProtection::Strong,
            _ => bail!("the session protection {named:?} is not known"),
        },
    };
    let tokens = flask_logins::tokens(question)?;
    let settings = settings.with_python2(flask_logins::is_python2(question));
    Ok(settings.with_session_protection(protection).with_remember_token(tokens))
}

#[cfg(test)]
mod tests {
    use crate::oracle::reply;

    /// Recorded: Flask-Login 0.4.1 with Flask 1.1.4. The session began at 198.51.100.84, in curl 7.100.0.
    const COOKIE: &str = ".eJwlzj0OwjAMBtC7ZO7wxXETp2dBQnFsCyakli783J2Bd4L3TtfY_bil7bmfvqTr3dKW1NWCep5QXqevEgyglyCR4UYtsyioVAoIqRpgyjwmJLtTw0RoraOuyGMAlbJVZxTTUUNKGEqZPru03qnbmDStlSZh5sw5Lek8fP9nXo_LCbh-mqTvD5WqMts.Y6h4lg.LM1I9tcRrk6nX-d7r9I3ShjTqvw";

    fn ask(view: &str, protection: &str, browser: &str, cookie: &str) -> String {
        reply(&format!(
            r#"{{"id":1,"do":"respond","kind":"flask-login-session","lib_version":"0.4.1","python":"3.8.18","deps":{{"itsdangerous":"1.1.0"}},"secret":"85020121f58547f6b97c6400e87f81a30fcd83d7e3e6081cd281f53d22e58b05","now":1671985317,"input":{{"view":"{view}","ua":"{browser}","addr":"198.51.100.84","session_protection":{protection},"cookie":"{cookie}"}}}}"#
        ))
        .unwrap()
    }

    #[test]
    fn a_login_is_fresh_where_it_began_and_protected_elsewhere() {
        let (session, home) = (format!("session={COOKIE}"), "curl/7.100.0");
        let served = |status: u16, user_id: &str, fresh: &str| {
            format!(
                "{{\"id\":1,\"ok\":true,\"status\":{status},\"user_id\":{user_id},\"fresh\":{fresh}}}"
            )
        };
        let user = r#""zo\u00eb|78""#;
        for (view, protection, browser, expected) in [
            ("fresh", r#""strong""#, home, served(200, user, "true")),
            ("private", r#""strong""#, "other", served(401, "null", "null")),
            ("private", r#""basic""#, "other", served(200, user, "false")),
            ("fresh", r#""basic""#, "other", served(401, user, "false")),
            ("fresh", "null", "other", served(200, user, "true")),
        ] {
            assert_eq!(ask(view, protection, browser, &session), expected, "{view} {protection}");
        }
        assert_eq!(ask("who", "null", home, ""), served(200, "null", "null"));
        assert_eq!(ask("private", "null", home, "session=forged"), served(401, "null", "null"));
        assert!(ask("other", "null", home, "").contains("BadQuestion"));
    }
}
