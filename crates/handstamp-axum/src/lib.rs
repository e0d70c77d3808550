//! handstamp for axum: who is asking, and may they, as extractors, layers and one `attach`.
//!
//! ```
//! use axum::{Router, routing::get};
//! use handstamp_authorizer::rules::role;
//! use handstamp_authorizer::{Subject, rules};
//! use handstamp_axum::{Auth, AuthExt, Require, User};
//! use handstamp_flask::SecretKey;
//! use handstamp_login::SessionLogin;
//!
//! rules! { Admin = role("Administrator") }
//!
//! async fn home(user: Option<User>) -> String {                // None: the request is anonymous
//!     user.map_or("Hello".into(), |User(user)| format!("Hello, {}", user.id()))
//! }
//! async fn me(User(user): User) -> String {                    // 401 without a login
//!     user.id().into()
//! }
//! async fn admin(Require(user, _): Require<Admin>) -> String { // 403 without the role
//!     user.id().into()
//! }
//!
//! fn app(key: SecretKey) -> Result<Router, Box<dyn std::error::Error>> {
//!     let auth = Auth::new(SessionLogin::flask(key).build()?); // or a bearer token, or your own
//!     let reports = get(home).layer(auth.require_layer(role("Auditor")));
//!     Ok(auth.attach(
//!         Router::new()
//!             .route("/", get(home))
//!             .route("/me", get(me))
//!             .route("/admin", get(admin))
//!             .route("/reports", reports),
//!     ))
//! }
//! ```
//!
//! **Who needs this crate:** an axum app whose users log in at Flask, FastAPI or an OpenID provider, or
//! that logs them in itself.
//!
//! **In scope:** conversions between axum and [`handstamp_authorizer`]: the request's head, the reply, the
//! state, extractors, two layers, the routes that come with a login.
//!
//! **Out of scope:** decisions. `handstamp-authorizer` decides, the same for every framework.
//!
//! # What a handler can ask for
//! | extractor | gives | an anonymous request |
//! |---|---|---|
//! | [`User`] | the user | 401, or the login page |
//! | `Option<User>`, [`MaybeUser`] | the user, if there is one | `None` |
//! | [`Authenticated`] | the user, and how the user is known | 401, or the login page |
//! | [`Require`] | a user who meets a rule | 401, or the login page |
#![cfg_attr(
    feature = "session",
    doc = "| [`Session`] | the session, to read and to write | an empty session |"
)]
#![cfg_attr(
    feature = "session",
    doc = "| [`MaybeSession`] | the session that the request brought | `None` |"
)]
#![cfg_attr(
    feature = "session",
    doc = "| [`RequireSession`] | the session that the request brought | 401 |"
)]
#![cfg_attr(
    feature = "session",
    doc = "| [`MaybeUserId`] | the id that the session names | `None` |"
)]
#![cfg_attr(feature = "session", doc = "| [`UserId`] | the id that the session names | 401 |")]
#![cfg_attr(feature = "session", doc = "| [`CsrfToken`] | the token of forms | a new token |")]
#![cfg_attr(
    feature = "session",
    doc = "| [`CsrfHeader`] | nothing: it checks a script's token | 400, if the request changes something |"
)]
//!
//! Each rejects with an [`AuthRejection`]. An outage is 503 in all of them. A bad bearer token is 401 in those
//! that ask for the user; the others ask for the session alone.
//!
//! # A state of your own
//! Derive `FromRef` and hand the state over with the router:
//! ```
//! # use axum::{Router, extract::FromRef, routing::get};
//! # use handstamp_axum::{Auth, AuthExt, User};
//! # #[derive(Clone)] struct Database;
//! #[derive(Clone, FromRef)]
//! struct AppState { auth: Auth, database: Database }
//! # fn app(state: AppState) -> Router {
//! # async fn me(User(_): User) {}
//! let auth = state.auth.clone();
//! auth.attach_with(Router::new().route("/me", get(me)), state)
//! # }
//! ```
//!
//! # Routes that come with a login
//! A login form, a callback, a logout: [`mount`] makes a router of an
//! [`Endpoint`](handstamp_authorizer::endpoint::Endpoint), and it is merged like any other.
//!
//! # Behind a proxy, and the client's address
//! [`TrustedProxies`](handstamp_authorizer::TrustedProxies) need to know who is at the other end of the
//! connection: serve the app with `app.into_make_service_with_connect_info::<SocketAddr>()`.
//!
//! # Errors that you will meet
//!
//! ## ``the trait bound `fn(…) -> … {me}: Handler<…>` is not satisfied``
//! The router has no `Auth`: build it with `auth.attach(Router::new().route(…))`. axum's own message
//! cannot say so; put `#[axum::debug_handler(state = ())]` on the handler (with your state's type in the
//! place of `()`) and rustc says:
//!
//! ## ``this router has no `Auth<Principal>`: its state is `()` ``
//! As above. With a state of your own, derive `FromRef` for it and use `attach_with`.
//!
//! ## ``this router has no `Auth<Account>`: its state is `Auth` ``
//! The handler asks for `User<Account>`, and the `Auth` gives another type of user. Turn one into the
//! other with `.load_user(async |principal, authentication| …)` or `.map_user(…)` where the `Auth` is made.
//!
//! ## ``  `&str` is not a rule about `Principal` ``
//! `auth.require_layer("Administrator")` does not say what kind of name that is: `role("Administrator")`,
//! `permission("…")` or `scope("…")`.
//!
//! ## `` `Require` cannot make the rule `Weekdays`: it has no `Default` ``
//! `Require<Weekdays>` makes the rule for each request. Derive `Default`, or declare the rule with
//! [`rules!`](handstamp_authorizer::rules!). A rule that is a value goes into `auth.require_layer(rule)`.
//!
//! ## In the log: `access denied … cure=no response layer`
//! The state was set by `with_state` alone. `auth.attach` sets state and response layer together; a tower
//! stack of your own adds `auth.layer()`.

mod attach;
#[cfg(feature = "session")]
mod csrf;
mod header_names;
mod mount;
mod rejection;
mod require;
#[cfg(feature = "session")]
mod session;
mod state;
mod user;
mod view;

pub use attach::{AuthExt, AuthFuture, AuthLayer, AuthService};
#[cfg(feature = "session")]
pub use csrf::{CsrfHeader, CsrfToken};
pub use handstamp_authorizer::{
    self as authorizer, Auth, Authentication, Authenticator, Principal, Subject, TrustedProxies,
    rules,
};
#[cfg(feature = "session")]
pub use handstamp_login::{self as login, Login, SecretKey, SecretKeys, SessionLogin};
pub use mount::mount;
pub use rejection::AuthRejection;
pub use require::{Require, RequireLayer, RequireService};
#[cfg(feature = "session")]
pub use session::{MaybeSession, MaybeUserId, RequireSession, Session, UserId};
pub use state::HasAuth;
pub use user::{Authenticated, MaybeUser, User};
pub use view::RequestRef;
