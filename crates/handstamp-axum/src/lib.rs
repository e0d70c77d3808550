//! handstamp for axum: who is asking, and may they, as extractors, a layer and one `attach`.
//!
//! **Who needs this crate:** an axum app whose users log in at Flask, FastAPI or an OpenID provider, or
//! that logs them in itself.
//!
//! **In scope:** conversions between axum and [`handstamp_authorizer`]: the request's head, the reply, the
//! state, extractors, two layers.
//!
//! **Out of scope:** decisions. Whatever has to be decided is decided by `handstamp-authorizer`, the same
//! for every framework.
//!
//! ```
//! use axum::{Router, routing::get};
//! use handstamp_axum::{Auth, AuthExt, MaybeUser, Require, User};
//! use handstamp_authorizer::{Rule, RequestView, MaybeFuture, Subject, Verdict, role};
//! # use handstamp_authorizer::{Authenticator, Identity};
//! # struct Login;
//! # impl Authenticator for Login {
//! #     fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity> { MaybeFuture::Ready(Identity::nobody()) }
//! # }
//!
//! async fn home(user: Option<User>) -> String {            // None: nobody is logged in
//!     user.map_or("Hello, stranger".into(), |User(user)| format!("Hello, {}", user.id()))
//! }
//! async fn me(User(user): User) -> String { user.id().into() }          // 401 without a login
//! async fn admin(Require(user, _): Require<Admin>) -> String { user.id().into() } // 403 without the role
//!
//! #[derive(Default)]
//! struct Admin;
//! impl<U: Subject> Rule<U> for Admin {
//!     fn check(&self, user: Option<&U>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
//!         MaybeFuture::Ready(user.is_some_and(|user| user.has_role("Administrator")).into())
//!     }
//! }
//!
//! let auth = Auth::new(Login); // `flask::SessionLogin`, a bearer token, your own
//! let app: Router = auth.attach(
//!     Router::new()
//!         .route("/", get(home))
//!         .route("/me", get(me))
//!         .route("/admin", get(admin))
//!         .route("/reports", get(home).layer(auth.require_layer(role("Auditor")))),
//! );
//! ```
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
//! # Behind a proxy, and the client's address
//! [`TrustedProxies`](handstamp_authorizer::TrustedProxies) need to know who is at the other end of the
//! connection: serve the app with `app.into_make_service_with_connect_info::<SocketAddr>()`.
//!
//! # Errors that you will meet
//!
//! ## ``the trait bound `fn(User) -> … {me}: Handler<(…, User), ()>` is not satisfied``
//! The router has no `Auth`: build it with `auth.attach(Router::new().route(…))`. axum's own message
//! cannot say so; put `#[axum::debug_handler(state = ())]` on the handler (with your state's type in the
//! place of `()`) and rustc says:
//!
//! ## ``this router has no `Auth<Principal>`: its state is `()` ``
//! As above. With a state of your own, derive `FromRef` for it and use `attach_with`.
//!
//! ## ``this router has no `Auth<Account>`: its state is `Auth` ``
//! The handler asks for `User<Account>`, and the `Auth` gives another type of user. Turn one into the
//! other with `.load_user(async |principal| …)` where the `Auth` is made.
//!
//! ## ``  `&str` is not a rule about `Principal` ``
//! `auth.require_layer("Administrator")` would not say what kind of name that is: `role("Administrator")`,
//! `permission("…")` or `scope("…")`.
//!
//! ## In the log: `access denied … cure=no response layer`
//! The state was set by `with_state` alone. `auth.attach` sets state and response layer together; a stack
//! that is put together by hand adds `auth.layer()`.

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
pub use handstamp_authorizer::{Auth, Authentication, Principal};
pub use mount::mount;
pub use rejection::AuthRejection;
pub use require::{Require, RequireLayer, RequireService};
#[cfg(feature = "session")]
pub use session::{MaybeSession, MaybeUserId, RequireSession, Session, UserId};
pub use state::HasAuth;
pub use user::{Authenticated, MaybeUser, User};
pub use view::RequestRef;
