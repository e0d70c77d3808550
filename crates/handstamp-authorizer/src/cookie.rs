//! The `Cookie` header, read, and `Set-Cookie` lines, written.

pub use crate::request::cookie::{Duplicate, cookie};
pub use crate::request::cookie_names::CookieNames;
pub use crate::response::same_site::SameSite;
pub use crate::response::set_cookie::SetCookie;
