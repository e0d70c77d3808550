//! The request, and what of it can be believed.

pub(crate) mod cookie;
pub(crate) mod cookie_names;
pub(crate) mod cross_origin;
pub(crate) mod cross_origin_cure;
pub(crate) mod forwarded;
pub(crate) mod network;
pub(crate) mod next_url;
pub(crate) mod origin;
pub(crate) mod trusted_proxies;
pub(crate) mod view;
