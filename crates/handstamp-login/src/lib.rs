//! The session of a request, and the login in it: Flask's and Flask-Login's, Starlette's and FastAPI's, your
//! own.
//!
//! **Who needs this crate.** You serve with axum or actix-web, and your users' logins are in a session: take
//! `handstamp-axum` or `handstamp-actix-web`, and a [`SessionLogin`] from here. Or you write an adapter, or
//! have sessions of a kind of your own.
//!
//! ```
//! # #[cfg(feature = "flask")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use handstamp_authorizer::Auth;
//! use handstamp_flask::SecretKey;
//! use handstamp_login::SessionLogin;
//!
//! # let secret_key = "2f1d9a0c5be74386a1d0f7c2e9b85d34";
//! let login = SessionLogin::flask(SecretKey::new(secret_key)?).build()?;
//! let auth = Auth::builder(login).login_url("/login")?.build();
//! // axum: auth.attach(router). actix-web: auth.attach(app).
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "flask"))]
//! # fn main() {}
//! ```
//!
//! # In scope
//! - [`SessionLogin`]: who is asking, by a session; with the feature `flask` Flask's, with `starlette`
//!   Starlette's.
//! - [`SessionHandle`]: the session of a request, read when somebody asks, saved once; log in, log out.
//! - [`Place`]: where sessions live, in the cookie or in a store. [`SessionCookie`]: the cookie's name and
//!   attributes. [`UserInSession`]: how a session names its user.
//! - [`CsrfProvider`]: the tokens of forms.
//! - [`extract`]: what the extractors of every adapter ask.
//!
//! # Out of scope
//! - Which framework: `handstamp-axum`, `handstamp-actix-web`.
//! - Accounts: `load_user` asks your app.
//! - What a cookie's text means: `handstamp-flask`, `handstamp-starlette`, `handstamp-session`.
//!
//! # The login record
//! A login writes one key beside the framework's own, [`LOGIN_RECORD`]: `{"u": user id, "l": login id, "g":
//! generation, "t": time of login}`. A record about another user than the session names is ignored. A Python
//! app that logs people in may write it too (`u` and `t`), and drops it when it logs them out.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod authenticate;
mod brought;
mod builder;
mod client_info;
mod cookie_error;
mod cookie_prefix;
mod csrf_provider;
mod csrf_token;
mod error_reply;
pub mod extract;
#[cfg(feature = "flask")]
pub mod flask;
mod handle;
mod handle_error;
mod identify;
mod login;
mod login_record;
mod opened;
mod other_logins;
mod place;
mod revoke;
mod save;
mod session_cookie;
mod session_login;
mod session_question;
mod session_state;
mod settings;
#[cfg(feature = "starlette")]
pub mod starlette;
mod user_field;
mod user_fn;
mod user_in_session;
mod with_session;

pub use builder::SessionLoginBuilder;
pub use client_info::ClientInfo;
pub use cookie_error::{BuildError, CookieError};
pub use csrf_provider::{CsrfError, CsrfProvider};
pub use csrf_token::{CsrfToken, CsrfTokenError};
pub use handle::SessionHandle;
pub use handle_error::{Closed, GetError, InsertError, LoginError};
pub use handstamp_itsdangerous::{SecretKey, SecretKeys};
pub use login::{Login, Remember};
pub use login_record::LOGIN_RECORD;
pub use place::Place;
pub use session_cookie::{OnSave, SessionCookie};
pub use session_login::SessionLogin;
pub use user_field::UserField;
pub use user_fn::UserFn;
pub use user_in_session::{Remembered, SessionUser, UserInSession};
