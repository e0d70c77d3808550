use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use handstamp_authorizer::endpoint::{Body, Endpoint};
use handstamp_authorizer::{MaybeFuture, Reply, RequestView};

use crate::login::client::Client;
use crate::login::routes::Route;
use crate::login::settings::Settings;
use crate::login::visit::Visit;
use crate::login::{log_in, log_out};

/// The pages of a login: one to log in, one to log out, and one to log out everywhere if you like. An
/// [`Endpoint`], which every adapter mounts in one line, inside an `Auth` with a session login.
///
/// Made by [`LoginPages::builder`]; cheap to clone.
///
/// | request | answer |
/// |---|---|
/// | GET login | the page; whoever is logged in goes to `next` |
/// | POST login, right | a new session, and a redirect (303) to a safe `next`; `{"success": true}` |
/// | wrong, or disabled | 401: the page with the name; `{"detail": "Incorrect username or password"}` |
/// | too many attempts | 429 with `Retry-After`, at once |
/// | a source did not answer | 503 |
/// | without name or password, twice the same field, not UTF-8, not a JSON object | 400 |
/// | of another type | 415 |
/// | from another site's page | 403, as the policy of the `Auth` answers |
/// | with a wrong CSRF token | 400: the page with a new one |
/// | GET logout | a page that asks |
/// | POST logout | the login is over, by a `Revocation` in copies of its cookie too; a redirect; `{"success": true}` |
#[derive(Clone)]
pub struct LoginPages(pub(crate) Arc<Settings>);

impl Endpoint for LoginPages {
    fn paths(&self) -> Vec<Cow<'static, str>> {
        self.0.routes.all().into_iter().map(|(_, path)| path.clone()).collect()
    }

    fn methods(&self, _: &str) -> &[&'static str] {
        &["GET", "POST"]
    }

    fn serve(&self, request: &dyn RequestView, body: Body) -> MaybeFuture<Reply> {
        let Some(client) = Client::of(&self.0, request) else {
            return MaybeFuture::Ready(Reply::detail(404, "Not found"));
        };
        let visit = Visit::begin(Arc::clone(&self.0), client, request);
        MaybeFuture::boxed(async move {
            match answer(visit.await, body).await {
                Ok(reply) | Err(reply) => reply,
            }
        })
    }
}

async fn answer(visit: Result<Visit, Reply>, body: Body) -> Result<Reply, Reply> {
    let visit = visit?;
    match (visit.client.route, visit.client.is_post) {
        (Route::Login, false) => log_in::show(visit).await,
        (Route::Login, true) => log_in::submit(visit, body.as_bytes()).await,
        (_, false) => log_out::show(&visit),
        (_, true) => log_out::submit(visit, body.as_bytes()).await,
    }
}

impl fmt::Debug for LoginPages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginPages")
            .field("sources", &self.0.gate.sources)
            .field("routes", &self.0.routes)
            .finish_non_exhaustive()
    }
}
