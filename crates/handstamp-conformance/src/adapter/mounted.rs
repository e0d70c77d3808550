//! The endpoint that adapters mount.

use std::borrow::Cow;
use std::sync::Arc;

use handstamp_authorizer::endpoint::{Body, Endpoint};
use handstamp_authorizer::{MaybeFuture, Reply, RequestView};
use handstamp_login::extract;
use handstamp_users::login::LoginPages;

use crate::adapter::login_fakes::{LOGIN, LOGOUT, login_pages};

/// The endpoint of the routes `/mounted`, `/inner/mounted` and `/bare/mounted`: a page that says who is asking,
/// and a form that logs in. It takes bodies of up to 1,000 bytes. Below the layer it has the pages of a login as well, at
/// `/mounted/login` and `/mounted/logout`.
#[derive(Debug, Clone)]
pub struct Mounted {
    path: &'static str,
    login: Option<Result<LoginPages, Arc<str>>>,
}

impl Mounted {
    /// At `/mounted`, below the response layer.
    #[must_use]
    pub fn below_the_layer() -> Self {
        Self {
            path: "/mounted",
            login: Some(login_pages().map_err(|error| error.to_string().into())),
        }
    }

    /// At `/bare/mounted`, below no layer at all.
    #[must_use]
    pub fn bare() -> Self {
        Self { path: "/bare/mounted", login: None }
    }
}

impl Endpoint for Mounted {
    fn paths(&self) -> Vec<Cow<'static, str>> {
        let pages: &[&str] = if self.login.is_some() { &[LOGIN, LOGOUT] } else { &[] };
        std::iter::once(self.path).chain(pages.iter().copied()).map(Cow::Borrowed).collect()
    }

    fn methods(&self, _: &str) -> &[&'static str] {
        &["GET", "POST"]
    }

    fn body_limit(&self) -> usize {
        1_000
    }

    fn serve(&self, request: &dyn RequestView, body: Body) -> MaybeFuture<Reply> {
        let path = request.target().split('?').next().unwrap_or_default();
        if [LOGIN, LOGOUT].iter().any(|page| path.ends_with(page)) {
            return match &self.login {
                Some(Ok(pages)) => pages.serve(request, body),
                Some(Err(error)) => MaybeFuture::Ready(Reply::detail(500, error)),
                None => MaybeFuture::Ready(Reply::detail(404, "Not found")),
            };
        }
        if request.method() == "GET" {
            let target = request.target().to_owned();
            let user_id = extract::maybe_user_id(request).detach();
            return user_id.map(move |found| match found {
                Ok(user_id) => {
                    let name = user_id.unwrap_or_else(|| "anonymous".to_owned());
                    Reply::new(200, "text/plain", format!("GET {target} {name}").into_bytes())
                }
                Err(reply) => reply,
            });
        }
        let form = String::from_utf8_lossy(body.as_bytes()).into_owned();
        let session = extract::session(request).detach();
        session.map(move |session| match (session, form.strip_prefix("login=")) {
            (Ok(session), Some(name)) => match session.login(name) {
                Ok(()) => Reply::see_other("/"),
                Err(_) => Reply::detail(500, "closed"),
            },
            (Ok(_), None) => {
                Reply::see_other(format!("/seen?{form}")).with_header("set-cookie", "mounted=1")
            }
            (Err(reply), _) => reply,
        })
    }
}
