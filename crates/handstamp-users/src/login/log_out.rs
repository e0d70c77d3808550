use handstamp_authorizer::Reply;

use crate::login::gate::shown;
use crate::login::message::Message;
use crate::login::reply;
use crate::login::routes::Route;
use crate::login::visit::Visit;

/// The page that asks. An anonymous visitor has nothing to end.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Reply> {
    if visit.client.is_page && visit.user.is_none() {
        return Ok(reply::go_to(after_logout(visit)));
    }
    visit.logout_page(None)
}

/// Logs the user out, here or everywhere.
pub(crate) async fn submit(visit: Visit, body: &[u8]) -> Result<Reply, Reply> {
    if let Err(message) = visit.read(body) {
        return visit.logout_page(Some(message));
    }
    match visit.client.route {
        Route::LogoutEverywhere => everywhere(&visit).await,
        Route::Login | Route::Logout => here(&visit).await,
    }
}

async fn here(visit: &Visit) -> Result<Reply, Reply> {
    let ended = visit.session.revoke_login(visit.pages.session_lifetime).await;
    end_session(visit)?;
    if let Some(user) = &visit.user {
        let address = shown(visit.client.address);
        tracing::info!(name: "logout", user, address, revoked = ?ended.as_ref().ok(), "logged out");
    }
    if let Err(error) = ended {
        tracing::error!(name: "logout.not_revoked", %error, "a login is over, and its copies are not");
        return visit.logout_page(Some(Message::NotRevoked));
    }
    visit.done(after_logout(visit), "info", &visit.pages.texts.logged_out)
}

async fn everywhere(visit: &Visit) -> Result<Reply, Reply> {
    let Some(user) = &visit.user else {
        if !visit.client.is_page {
            return visit.logout_page(Some(Message::Refused));
        }
        return Ok(reply::go_to(visit.client.place(&visit.pages.routes.login)));
    };
    match visit.session.revoke_user(user, visit.pages.longest_login).await {
        Ok(true) => {}
        Ok(false) => {
            tracing::error!(name: "logout.not_revoked", "log out everywhere: give the session login a `revocation`");
            return visit.logout_page(Some(Message::Misconfigured));
        }
        Err(error) => {
            tracing::error!(name: "logout.not_revoked", %error, "the logins of a user are not over");
            return visit.logout_page(Some(Message::Unavailable));
        }
    }
    let address = shown(visit.client.address);
    tracing::info!(name: "logout.everywhere", user, address, "logged out everywhere");
    end_session(visit)?;
    visit.done(after_logout(visit), "info", &visit.pages.texts.logged_out_everywhere)
}

/// Ends the login, and drops messages that were for its user.
fn end_session(visit: &Visit) -> Result<(), Reply> {
    visit.session.take_flashes()?;
    Ok(visit.session.logout()?)
}

fn after_logout(visit: &Visit) -> String {
    let routes = &visit.pages.routes;
    visit.client.place(routes.after_logout.as_ref().unwrap_or(&routes.login))
}
