//! What goes out: a reply in place of the handler's, or what the handler's response must carry.

pub(crate) mod challenge;
pub(crate) mod effects;
pub(crate) mod reply;
pub(crate) mod same_site;
pub(crate) mod set_cookie;
