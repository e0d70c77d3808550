use std::borrow::Cow;
use std::net::IpAddr;

use handstamp_authorizer::RequestView;
use handstamp_authorizer::cookie::{Duplicate, cookie};

/// What a login wants to know of the client: address, browser, and the remember cookie. Read from the
/// request while it is there, or from what was noted of it.
#[derive(Clone, Copy)]
pub struct ClientInfo<'r>(From<'r>);

#[derive(Clone, Copy)]
enum From<'r> {
    Request(&'r dyn RequestView),
    Noted(&'r NotedClient),
}

/// A [`ClientInfo`] that was noted, for a login later in the handler, where no request is at hand.
#[derive(Clone, Default)]
pub(crate) struct NotedClient {
    peer: Option<IpAddr>,
    /// The first address of `X-Forwarded-For`.
    forwarded_for: Option<Box<str>>,
    user_agent: Option<Box<[u8]>>,
    /// Names and values.
    cookies: Vec<(Box<str>, Box<str>)>,
}

impl<'r> ClientInfo<'r> {
    /// Of this request, which is seen through trusted proxies.
    pub fn of(request: &'r dyn RequestView) -> Self {
        Self(From::Request(request))
    }

    /// The client's address.
    #[must_use]
    pub fn peer(self) -> Option<IpAddr> {
        match self.0 {
            From::Request(request) => request.peer(),
            From::Noted(noted) => noted.peer,
        }
    }

    /// The first address of `X-Forwarded-For`, as whoever wrote it.
    #[must_use]
    pub fn forwarded_for(self) -> Option<&'r str> {
        match self.0 {
            From::Request(request) => {
                request.text("x-forwarded-for")?.split(',').next().map(str::trim)
            }
            From::Noted(noted) => noted.forwarded_for.as_deref(),
        }
    }

    /// The `User-Agent` header.
    #[must_use]
    pub fn user_agent(self) -> Option<&'r [u8]> {
        match self.0 {
            From::Request(request) => request.header("user-agent", 0),
            From::Noted(noted) => noted.user_agent.as_deref(),
        }
    }

    /// The value of a cookie. Of a noted client only the remember cookies are known.
    #[must_use]
    pub fn cookie(self, name: &str) -> Option<Cow<'r, str>> {
        match self.0 {
            From::Request(request) => cookie(request, name, Duplicate::First),
            From::Noted(noted) => {
                let (_, value) = noted.cookies.iter().find(|(found, _)| **found == *name)?;
                Some(Cow::Borrowed(value))
            }
        }
    }

    /// Copies what a login may want to know later, with the cookie of this name.
    pub(crate) fn note(self, cookie_name: Option<&str>) -> NotedClient {
        let mut noted = NotedClient {
            peer: self.peer(),
            forwarded_for: self.forwarded_for().map(Into::into),
            user_agent: self.user_agent().map(Into::into),
            cookies: Vec::new(),
        };
        noted.add_cookie(self, cookie_name);
        noted
    }
}

impl NotedClient {
    pub(crate) fn info(&self) -> ClientInfo<'_> {
        ClientInfo(From::Noted(self))
    }

    /// Notes the cookie of this name, if it is not noted yet: two logins may have two remember cookies.
    pub(crate) fn add_cookie(&mut self, client: ClientInfo<'_>, name: Option<&str>) {
        let Some(name) = name.filter(|name| self.info().cookie(name).is_none()) else { return };
        if let Some(value) = client.cookie(name) {
            self.cookies.push((name.into(), value.into()));
        }
    }
}

impl std::fmt::Debug for ClientInfo<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("ClientInfo").field(&self.peer()).finish()
    }
}
