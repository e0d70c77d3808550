pub(crate) mod authenticator;
pub(crate) mod capabilities;
pub(crate) mod first_of;
pub(crate) mod identity;
pub(crate) mod load_user;
pub(crate) mod principal;
pub(crate) mod subject;
