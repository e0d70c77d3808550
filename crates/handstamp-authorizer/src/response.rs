pub(crate) mod challenge;
pub(crate) mod effects;
pub(crate) mod same_site;
pub(crate) mod set_cookie;
