use handstamp_authorizer::{NextUrl, Reply, Subject as _};
use handstamp_login::Login;

use crate::account::Account;
use crate::login::device_cookie::CookieScope;
use crate::login::gate::Outcome;
use crate::login::message::Message;
use crate::login::reply;
use crate::login::submitted::Submitted;
use crate::login::visit::{Filled, Visit};
use crate::password::Password;
use crate::source::Attempt;

/// The login page. Whoever is logged in already goes on, unless a fresh or stronger login is asked for.
pub(crate) async fn show(visit: Visit) -> Result<Reply, Reply> {
    let mut visit = visit;
    if let Some(id) = visit.user.take()
        && !visit.client.is_step_up
        && is_known(&visit, &id).await
    {
        if visit.client.is_page {
            return Ok(reply::go_to(destination(&visit, visit.client.next.as_ref())));
        }
        visit.user = Some(id);
    }
    let next = visit.client.next.clone();
    visit.login_page(None, &Filled { next: next.as_ref(), ..Filled::default() })
}

/// Whether a source knows the user of the session still. One whom nobody knows gets the form: the app would send
/// them back here for ever.
async fn is_known(visit: &Visit, id: &str) -> bool {
    match visit.pages.gate.sources.find(id).await {
        Ok(account) => account.is_some(),
        Err(error) => {
            tracing::error!(name: "login.unavailable", %error, "who is logged in could not be found out");
            false
        }
    }
}

/// The form, or a JSON object, that was sent.
pub(crate) async fn submit(visit: Visit, body: &[u8]) -> Result<Reply, Reply> {
    let (pages, client) = (&visit.pages, &visit.client);
    let submitted = match visit.read(body) {
        Ok(submitted) => submitted,
        Err(message) => {
            return visit.login_page(
                Some(message),
                &Filled { next: client.next.as_ref(), ..Filled::default() },
            );
        }
    };
    let fields = &pages.fields;
    let next = submitted.first(&fields.next).and_then(NextUrl::parse);
    let remember = pages.remember && submitted.is_set(&fields.remember);
    let found =
        submitted.only(&fields.name).and_then(|name| Ok((name, submitted.only(&fields.password)?)));
    let Ok((name, password)) = found else {
        return visit.login_page(Some(Message::Malformed), &Filled::default());
    };
    let name = name.unwrap_or_default();
    let filled = Filled { name, next: next.as_ref(), remembered: remember };
    let Some(password) = password.filter(|password| !password.is_empty() && !name.is_empty())
    else {
        return visit.login_page(Some(Message::Incomplete), &filled);
    };
    let attempt = attempt(&visit, &submitted, name, password);
    let now = attempt.now();
    let device = pages.device.as_ref().zip(client.device.as_deref());
    let device = device.and_then(|(device, cookie)| device.read(cookie, name, now));
    let account = match pages.gate.pass(attempt, device.as_deref()).await {
        Outcome::Accepted(account) => account,
        Outcome::Refused => return visit.login_page(Some(Message::Refused), &filled),
        Outcome::Throttled(wait) => {
            return visit.login_page(Some(Message::Throttled(wait)), &filled);
        }
        Outcome::Unavailable => return visit.login_page(Some(Message::Unavailable), &filled),
    };
    begin(&visit, &account, remember)?;
    let welcome = pages.texts.welcome.replace("{name}", account.display_name());
    let reply = visit.done(destination(&visit, next.as_ref()), "success", &welcome)?;
    let scope = CookieScope { path: client.action.clone(), is_https: client.is_https };
    let line =
        pages.device.as_ref().and_then(|it| it.line(device, name, &scope, &*pages.random, now));
    Ok(match line {
        Some(line) => reply.with_header("set-cookie", line),
        None => reply,
    })
}

fn attempt(visit: &Visit, submitted: &Submitted, name: &str, password: &str) -> Attempt {
    let (fields, client) = (&visit.pages.fields, &visit.client);
    let now = visit.pages.gate.clock.now();
    let mut attempt = Attempt::new(name, Password::new(password), now);
    for (field, value) in submitted.iter() {
        if field != fields.name && field != fields.password && !visit.is_csrf_field(field) {
            attempt = attempt.with_field(field, value);
        }
    }
    for (header, value) in &client.headers {
        attempt = attempt.with_header(header, value.clone());
    }
    match client.address {
        Some(address) => attempt.with_address(address),
        None => attempt,
    }
}

/// Logs the user in, with a new session.
fn begin(visit: &Visit, account: &Account, remember: bool) -> Result<(), Reply> {
    let roles: Vec<_> = account.roles().iter().map(String::as_str).collect();
    let login = Login::new(account.id()).with_roles(&roles);
    let login = if remember { login.with_remember() } else { login };
    Ok(visit.session.login(login)?)
}

/// Where to go after the login: never back to one of these pages.
fn destination(visit: &Visit, next: Option<&NextUrl>) -> String {
    let routes = &visit.pages.routes;
    match next.filter(|next| !routes.has(next)) {
        Some(next) => next.as_str().to_owned(),
        None => visit.client.place(&routes.after_login),
    }
}
