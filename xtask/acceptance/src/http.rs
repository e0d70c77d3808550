//! As much HTTP/1.1 as the demo needs: one request a connection, on loopback.

pub(crate) mod client;
pub(crate) mod form;
pub(crate) mod message;
pub(crate) mod server;
mod set_cookie;
