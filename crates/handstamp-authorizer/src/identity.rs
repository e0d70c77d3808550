//! Who is asking.

pub(crate) mod authentication;
pub(crate) mod authenticator;
pub(crate) mod capabilities;
pub(crate) mod credential;
pub(crate) mod first_of;
#[expect(clippy::module_inception, reason = "the enum is the folder's subject")]
pub(crate) mod identity;
pub(crate) mod load_user;
pub(crate) mod login_id;
pub(crate) mod map_user;
pub(crate) mod principal;
pub(crate) mod subject;
pub(crate) mod who;
