pub(crate) mod cookie;
pub(crate) mod cross_origin;
pub(crate) mod next_url;
pub(crate) mod trusted_proxies;
pub(crate) mod view;
