//! handstamp for axum: who is asking, and may they, as extractors, layers and one `attach`.
//!
//! ```
//! use axum::{Router, routing::get};
//! use handstamp_axum::authorizer::rules::role;
//! use handstamp_axum::{Auth, AuthExt, Require, SecretKey, SessionLogin, Subject, User, rules};
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
//!     let auth = Auth::new(SessionLogin::flask(key).build()?); // or a login of your own
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
//! `cargo add handstamp-axum --features flask`, or `starlette`: nothing else is needed. [`authorizer`] has the rules,
//! denials and settings, [`login`](mod@login) the sessions.
//!
//! **Who needs this crate:** an axum app whose users log in at Flask or FastAPI, or that logs them in itself.
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
//! # Only a part of an app
//! `attach` makes a router of its own, which is merged or nested like any other. Parts may stand beside each other,
//! each with its own `Auth`:
//! ```
//! # use axum::{Router, routing::get};
//! # use handstamp_axum::{Auth, AuthExt, User};
//! # async fn me(User(_): User) -> &'static str { "" }
//! # fn app(of_sessions: Auth, of_api_keys: Auth) -> Router {
//! let site = of_sessions.attach(Router::new().route("/me", get(me)));
//! let api = of_api_keys.attach(Router::new().route("/me", get(me)));
//! Router::new().merge(site).nest("/api", api)
//! # }
//! ```
//!
//! # WebSockets
//! Ask for the user before the upgrade: who is not logged in opens nothing. The handshake is a GET with the
//! browser's cookies, so that it is held to the cross-origin rule like a request that changes something.
//! ```
//! # use axum::extract::ws::{WebSocket, WebSocketUpgrade};
//! # use axum::response::Response;
//! # use handstamp_axum::User;
//! async fn live(User(user): User, upgrade: WebSocketUpgrade) -> Response {
//!     upgrade.on_upgrade(async move |socket: WebSocket| { /* `user` is logged in */ })
//! }
//! ```
//! What happens to the login later is not seen by a socket that is open.
//!
//! # CORS
//! A browser asks first, by `OPTIONS` and without a cookie. So the CORS layer goes around everything that asks who
//! somebody is, and denials are readable by scripts too. It says what a script may *read*; to let another
//! site's script *change* something with the user's cookie, the `Auth` has to trust that origin as well:
//! ```
//! # use axum::{Router, http::HeaderValue, routing::post};
//! # use handstamp_axum::authorizer::CrossOrigin;
//! # use handstamp_axum::{Auth, AuthExt, SessionLogin, User};
//! # use tower_http::cors::CorsLayer;
//! # async fn pay(User(_): User) {}
//! # fn app(login: SessionLogin) -> Result<Router, Box<dyn std::error::Error>> {
//! let trusted = CrossOrigin::same_origin().trust("https://app.example.com")?;
//! let auth = Auth::builder(login).cross_origin(trusted).build();
//! let cors = CorsLayer::new()
//!     .allow_origin(HeaderValue::from_static("https://app.example.com"))
//!     .allow_credentials(true);
//! # let app =
//! auth.attach(Router::new().route("/pay", post(pay))).layer(cors)
//! # ; Ok(app)
//! # }
//! ```
//!
//! # Programs with a cookie
//! A program sends neither `Origin` nor `Sec-Fetch-Site`. It shows instead that it is none of another site's forms, by
//! a header that no form can send: `X-Requested-With`, or one of your own
//! ([`CrossOrigin::with_program_header`](authorizer::CrossOrigin::with_program_header)).
//!
//! # Testing
//! The feature `testing` has an `Auth` for an app's own tests: every request is the same
//! user's, whatever it carries, as with FastAPI's `dependency_overrides`. Rules are checked as ever.
//! ```
//! # use axum::{Router, body::Body, http::Request, routing::get};
//! # use handstamp_axum::{Auth, AuthExt, Principal, Subject, User};
//! # use tower::ServiceExt as _;
//! async fn me(User(user): User) -> String {
//!     user.id().into()
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let auth = Auth::fixed(Principal::new("ada").with_roles(["Auditor"])); // Auth::anonymous(): nobody
//! let app = auth.attach(Router::new().route("/me", get(me)));
//! let response = app.oneshot(Request::get("/me").body(Body::empty()).unwrap()).await.unwrap();
//! assert_eq!(response.status(), 200);
//! # }
//! ```
//!
//! # Routes that come with a login
//! A login form, a callback, a logout: [`mount`] makes a router of an
//! [`Endpoint`](handstamp_authorizer::endpoint::Endpoint), and it is merged like any other.
//!
//! # Behind a proxy, and the client's address
//! [`TrustedProxies`] need to know who is at the other end of the
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
//! [`rules!`]. A rule that is a value goes into `auth.require_layer(rule)`.
//!
//! ## In the log: `access denied … cure=no response layer`
//! The state was set by `with_state` alone. `auth.attach` sets state and response layer together; a tower
//! stack of your own adds `auth.layer()`.
#![cfg_attr(docsrs, feature(doc_cfg))]

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
