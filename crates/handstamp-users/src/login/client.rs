use std::net::IpAddr;

use handstamp_authorizer::{NextUrl, RequestView};

use crate::login::device_cookie::DeviceCookie;
use crate::login::routes::Route;
use crate::login::settings::Settings;

/// What a page needs of its request, which is gone when it answers.
pub(crate) struct Client {
    pub(crate) route: Route,
    /// What an outer router or a proxy took off the path.
    pub(crate) prefix: String,
    /// The path of this page, with the prefix.
    pub(crate) action: String,
    pub(crate) is_post: bool,
    pub(crate) is_page: bool,
    pub(crate) is_https: bool,
    pub(crate) address: Option<IpAddr>,
    pub(crate) content_type: Option<Vec<u8>>,
    /// Whether the body is compressed.
    pub(crate) is_encoded: bool,
    pub(crate) next: Option<NextUrl>,
    /// Whether a fresh or stronger login is asked for, of whoever is known already.
    pub(crate) is_step_up: bool,
    pub(crate) device: Option<String>,
    /// The headers that sources of users want to see.
    pub(crate) headers: Vec<(&'static str, Vec<u8>)>,
}

impl Client {
    /// `None` where the request is about none of the pages.
    pub(crate) fn of(pages: &Settings, request: &dyn RequestView) -> Option<Self> {
        let target = request.target();
        let (route, prefix) = pages.routes.of(target)?;
        let query = target.split_once('?').map_or("", |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        let parameter = |name: &str| {
            let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
            found.next().map(|(_, value)| value)
        };
        let own = pages.routes.all().into_iter().find(|(own, _)| *own == route);
        let own = own.map(|(_, path)| path.as_ref()).unwrap_or_default();
        let wanted = pages.headers.iter().copied();
        Some(Self {
            route,
            action: format!("{prefix}{own}"),
            prefix,
            is_post: request.method() == "POST",
            is_page: pages.answer_type.is_page(request),
            is_https: request.scheme() == Some("https"),
            address: request.peer(),
            content_type: request.header("content-type", 0).map(Into::into),
            is_encoded: request
                .lines("content-encoding")
                .any(|line| !line.eq_ignore_ascii_case(b"identity")),
            next: parameter(&pages.fields.next).and_then(|next| NextUrl::parse(&next)),
            is_step_up: parameter("max_age").is_some() || parameter("acr_values").is_some(),
            device: DeviceCookie::brought(request),
            headers: wanted
                .flat_map(|name| request.lines(name).map(move |line| (name, line.to_vec())))
                .collect(),
        })
    }

    /// A place of the settings, below the same prefix as this page.
    pub(crate) fn place(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }
}
