//! Denials that send a browser to the login.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use crate::denial::json::JsonDenial;
use crate::denial::policy::DenialPolicy;
use crate::denial::reason::Denial;
use crate::error::Error;
use crate::request::cookie::{Duplicate, cookie};
use crate::request::next_url::{NextUrl, encoded, path_alone};
use crate::request::view::RequestView;
use crate::response::reply::Reply;
use crate::response::set_cookie::SetCookie;

/// The cookie that remembers for half a minute which step-up the browser was sent for.
const STEP_UP: &str = "handstamp_step_up";

/// Sends a browser that goes to a page to the login, with a safe `next`. Another policy answers
/// everything else: a POST, a `fetch` and a program get their 401.
///
/// Where the login is too old or too weak, the login URL gets `max_age` and `acr_values` as well (RFC
/// 9470), and `max_age=0` where a fresh login is asked for. That goes round once: a browser that comes
/// back within 30 seconds and still does not pass gets the 401, so that a login page that does not ask
/// again makes no loop.
#[derive(Clone)]
pub struct LoginRedirect<P = JsonDenial> {
    login_url: String,
    parameter: Cow<'static, str>,
    otherwise: P,
}

impl<P: fmt::Debug> fmt::Debug for LoginRedirect<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginRedirect")
            .field("login_url", &path_alone(&self.login_url))
            .field("parameter", &self.parameter)
            .field("otherwise", &self.otherwise)
            .finish()
    }
}

impl<P: DenialPolicy> LoginRedirect<P> {
    /// Redirects to `login_url`: an absolute path, or a whole `http(s)` URL where the login lives on
    /// another host.
    ///
    /// # Errors
    /// [`Error::LoginUrl`] when it is neither.
    pub fn new(login_url: impl Into<String>, otherwise: P) -> Result<Self, Error> {
        let login_url = login_url.into();
        let host = login_url.strip_prefix("https://").or(login_url.strip_prefix("http://"));
        let absolute =
            host.is_some_and(|host| host.starts_with(|c: char| c.is_alphanumeric() || c == '['));
        let clean = login_url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        if !(clean && (absolute || NextUrl::parse(&login_url).is_some())) {
            return Err(Error::LoginUrl(login_url));
        }
        Ok(Self { login_url, parameter: "next".into(), otherwise })
    }

    /// Sets the name of the query parameter. Default: `next`.
    #[must_use]
    pub fn with_parameter(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.parameter = name.into();
        self
    }

    /// The login URL with these parameters after its own.
    fn url(&self, parameters: impl IntoIterator<Item = (String, String)>) -> String {
        let end = self.login_url.find('#').unwrap_or(self.login_url.len());
        let (page, fragment) = self.login_url.split_at(end);
        let mut url = page.to_owned();
        for (name, value) in parameters {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&name);
            url.push('=');
            url.push_str(&value);
        }
        url + fragment
    }
}

impl<P: DenialPolicy> DenialPolicy for LoginRedirect<P> {
    fn reply(&self, denial: &Denial, request: &dyn RequestView) -> Reply {
        let step_up = match denial {
            Denial::Anonymous(_) => None,
            Denial::Reauthenticate { max_age, acr, .. } => {
                Some(StepUp::new(*max_age, acr.as_deref()))
            }
            _ => return self.otherwise.reply(denial, request),
        };
        if !request.is_navigation() || step_up.as_ref().is_some_and(|it| it.was_tried(request)) {
            return self.otherwise.reply(denial, request);
        }
        let next = NextUrl::parse(request.target());
        let next = next.map(|next| (encoded(&self.parameter), next.encoded()));
        let asked = step_up.iter().flat_map(StepUp::parameters);
        let reply = Reply::see_other(self.url(next.into_iter().chain(asked)));
        match step_up.and_then(|step_up| step_up.cookie().ok()) {
            Some(tried) => reply.with_header("set-cookie", tried.to_string()),
            None => reply,
        }
    }
}

/// What a login must be, to go on.
struct StepUp {
    max_age: Option<Duration>,
    acr: Option<String>,
}

impl StepUp {
    fn new(max_age: Option<Duration>, acr: Option<&str>) -> Self {
        // Neither: a fresh login is asked for, which is one of no age.
        let fresh = (max_age.is_none() && acr.is_none()).then_some(Duration::ZERO);
        Self { max_age: max_age.or(fresh), acr: acr.map(encoded) }
    }

    fn parameters(&self) -> impl Iterator<Item = (String, String)> {
        let max_age = self.max_age.map(|age| ("max_age".to_owned(), age.as_secs().to_string()));
        let acr = self.acr.clone().map(|acr| ("acr_values".to_owned(), acr));
        max_age.into_iter().chain(acr)
    }

    fn text(&self) -> String {
        let parts: Vec<_> =
            self.parameters().map(|(name, value)| format!("{name}:{value}")).collect();
        parts.join("&")
    }

    fn was_tried(&self, request: &dyn RequestView) -> bool {
        cookie(request, STEP_UP, Duplicate::First).is_some_and(|tried| tried == self.text())
    }

    fn cookie(&self) -> Result<SetCookie, Error> {
        let line = SetCookie::new(STEP_UP, &self.text())?.attribute("Max-Age", "30")?;
        line.attribute("Path", "/")?.flag("HttpOnly").attribute("SameSite", "Lax")
    }
}
