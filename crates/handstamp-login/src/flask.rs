//! Flask's session cookie, Flask-Login, and Flask-WTF's CSRF protection.
//!
//! | Flask | here |
//! |---|---|
//! | `app.secret_key`, `SECRET_KEY_FALLBACKS` | [`SessionLogin::flask`](crate::SessionLogin::flask), [`FlaskBuilder::fallbacks`] |
//! | `SESSION_COOKIE_…`, `PERMANENT_SESSION_LIFETIME` | [`CookieSettings::from_env`] |
//! | `login_user(user, remember=True)`, `logout_user()`, `confirm_login()` | [`SessionHandle::login`](crate::SessionHandle::login), `logout`, `confirm_login` |
//! | `SESSION_PROTECTION` | [`SessionProtection`] |
//! | `REMEMBER_COOKIE_…` | [`RememberCookie`] |
//! | `CSRFProtect(app)` | [`CsrfProtect`] |
//! | `session.permanent = True` | [`SessionHandle::set_permanent`](crate::SessionHandle::set_permanent) |
//! | `QuartAuth(app)` | [`SessionLogin::quart_auth`](crate::SessionLogin::quart_auth) |

mod builder;
mod client_identifier;
mod cookie_settings;
mod csrf_protect;
mod dump_cookie;
mod flask_login;
mod flask_security;
mod quart_auth;
mod remember_cookie;
mod remember_tokens;
mod session_protection;
mod setting;

pub use builder::FlaskBuilder;
pub use cookie_settings::CookieSettings;
pub use csrf_protect::CsrfProtect;
pub use flask_login::FlaskLogin;
pub use handstamp_flask::{fallback_keys, keys_from_env};
pub use quart_auth::QuartAuthBuilder;
pub use remember_cookie::RememberCookie;
pub use remember_tokens::RememberTokens;
pub use session_protection::SessionProtection;
pub use setting::SettingError;
