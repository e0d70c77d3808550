//! The session cookie of Starlette and FastAPI.
//!
//! | Starlette | here |
//! |---|---|
//! | `SessionMiddleware(app, secret_key=…)` | [`SessionLogin::starlette`](crate::SessionLogin::starlette) |
//! | `session_cookie`, `max_age`, `path`, `same_site`, `https_only`, `domain`, `partitioned` | [`CookieSettings`] |
//! | Starlette before 1.0: the cookie on every response | [`CookieSettings::refresh_each_request`] |
//! | `request.session["username"] = name` at login | [`SessionHandle::login`](crate::SessionHandle::login) |
//! | zopyx-fastapi-auth's `request.session["user"]` | [`StarletteBuilder::user`] with [`ZopyxUser`] |

mod builder;
mod cookie_settings;
mod zopyx;

pub use builder::StarletteBuilder;
pub use cookie_settings::CookieSettings;
pub use zopyx::{ZopyxRole, ZopyxUser};
