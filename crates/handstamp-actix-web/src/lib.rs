//! handstamp for actix-web: who is asking, and may they, as extractors, middlewares and one `attach`.
//!
//! ```no_run
//! use actix_web::{App, HttpServer, web};
//! use handstamp_actix_web::authorizer::rules::role;
//! use handstamp_actix_web::login::flask::keys_from_env;
//! use handstamp_actix_web::{Auth, AuthExt, MaybeUser, Require, SessionLogin, Subject, User, rules};
//!
//! rules! { Admin = role("Administrator") }
//!
//! async fn home(MaybeUser(user): MaybeUser) -> String {        // None: the request is anonymous
//!     user.map_or("Hello".into(), |user| format!("Hello, {}", user.id()))
//! }
//! async fn me(User(user): User) -> String {                    // 401 without a login
//!     user.id().into()
//! }
//! async fn admin(Require(user, _): Require<Admin>) -> String { // 403 without the role
//!     user.id().into()
//! }
//!
//! fn routes(app: &mut web::ServiceConfig) {
//!     app.route("/", web::get().to(home))
//!         .route("/me", web::get().to(me))
//!         .route("/admin", web::get().to(admin));
//! }
//!
//! #[actix_web::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let login = SessionLogin::flask(keys_from_env()?).build()?; // or a login of your own
//!     let auth = Auth::new(login);
//!     HttpServer::new(move || {
//!         let reports = web::scope("/reports").wrap(auth.require_layer(role("Auditor")));
//!         auth.attach(App::new().configure(routes).service(reports.route("", web::get().to(home))))
//!     })
//!     .bind("127.0.0.1:8080")?
//!     .run()
//!     .await?;
//!     Ok(())
//! }
//! ```
//! One `Auth` serves all workers: it is made once, outside of the closure, and its caches are shared.
//!
//! `cargo add handstamp-actix-web --features flask`, or `starlette`: nothing else is needed. [`authorizer`] has the
//! rules, denials and settings, [`login`](mod@login) the sessions.
//!
//! **Who needs this crate:** an actix-web app whose users log in at Flask or FastAPI, or that logs them in itself.
//!
//! **In scope:** conversions between actix-web and [`handstamp_authorizer`]: the request's head, the reply,
//! the app data, extractors, two middlewares, the routes that come with a login.
//!
//! **Out of scope:** decisions. `handstamp-authorizer` decides, the same for every framework.
//!
//! # What a handler can ask for
//! | extractor | gives | an anonymous request |
//! |---|---|---|
//! | [`User`] | the user | 401, or the login page |
//! | [`MaybeUser`] | the user, if there is one | `None` |
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
//! Each fails with an [`AuthRejection`]. An outage is 503 in all of them. A bad bearer token is 401 in those
//! that ask for the user; the others ask for the session alone.
//!
//! # Only a part of an app
//! `attach` is short for `.wrap(auth.layer())`, and that goes on a scope or a resource as well. Parts may
//! stand beside each other and within each other; handlers get the innermost `Auth` of the type that they
//! ask for:
//! ```
//! # use actix_web::{App, web};
//! # use handstamp_actix_web::{Auth, AuthExt, User};
//! # async fn me(User(_): User) -> &'static str { "" }
//! # fn app(auth: Auth, stricter: Auth) {
//! let admin = web::scope("/admin").wrap(stricter.layer()).route("/me", web::get().to(me));
//! let app = auth.attach(App::new().route("/me", web::get().to(me)).service(admin));
//! # }
//! ```
//!
//! # WebSockets
//! Ask for the user beside the request: who is not logged in opens nothing. The handshake is a GET with the
//! browser's cookies, so that it is held to the cross-origin rule like a request that changes something.
//! ```
//! # use actix_web::{Error, HttpRequest, HttpResponse, rt, web};
//! # use handstamp_actix_web::User;
//! async fn live(
//!     User(user): User,
//!     request: HttpRequest,
//!     body: web::Payload,
//! ) -> Result<HttpResponse, Error> {
//!     let (response, socket, messages) = actix_ws::handle(&request, body)?;
//!     rt::spawn(async move { /* `user` is logged in */ });
//!     Ok(response)
//! }
//! ```
//! What happens to the login later is not seen by a socket that is open.
//!
//! # CORS
//! A browser asks first, by `OPTIONS` and without a cookie. So the CORS middleware goes around everything that asks
//! who somebody is, and denials are readable by scripts too. It says what a script may *read*; to let another
//! site's script *change* something with the user's cookie, the `Auth` has to trust that origin as well:
//! ```
//! # use actix_cors::Cors;
//! # use actix_web::{App, web};
//! # use handstamp_actix_web::authorizer::CrossOrigin;
//! # use handstamp_actix_web::{Auth, AuthExt, SessionLogin, User};
//! # async fn pay(User(_): User) -> &'static str { "" }
//! # fn app(login: SessionLogin) -> Result<(), Box<dyn std::error::Error>> {
//! let trusted = CrossOrigin::same_origin().trust("https://app.example.com")?;
//! let auth = Auth::builder(login).cross_origin(trusted).build();
//! let cors = Cors::default()
//!     .allowed_origin("https://app.example.com")
//!     .allowed_methods(["POST"])
//!     .supports_credentials();
//! let app = auth.attach(App::new().route("/pay", web::post().to(pay))).wrap(cors);
//! # Ok(())
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
//! # use actix_web::{App, test, web};
//! # use handstamp_actix_web::{Auth, AuthExt, Principal, Subject, User};
//! async fn me(User(user): User) -> String {
//!     user.id().into()
//! }
//!
//! # #[actix_web::main] async fn main() {
//! let auth = Auth::fixed(Principal::new("ada").with_roles(["Auditor"])); // Auth::anonymous(): nobody
//! let app = auth.attach(App::new().route("/me", web::get().to(me)));
//! let app = test::init_service(app).await;
//! let response = test::call_service(&app, test::TestRequest::get().uri("/me").to_request()).await;
//! assert_eq!(response.status(), 200);
//! # }
//! ```
//!
//! # Routes that come with a login
//! A login form, a callback, a logout: [`mount`] turns an
//! [`Endpoint`](handstamp_authorizer::endpoint::Endpoint) into something for `configure`.
//!
//! # Middlewares, and their order
//! What is wrapped last is outermost. `auth.require_layer(…)` has to be further in than the layer, so it is wrapped
//! first, or on a scope. The layer is best the outermost of all, so that what a login has to say (a refreshed
//! cookie, `Vary`) is on the responses of the others as well. When a middleware further in fails with an
//! `Err`, its error goes on outwards and carries these headers along; where there are any, `as_error::<E>()`
//! no longer finds the error's own type.
//!
//! An app's own error handler sees a denial as any other error: `ErrorHandlers` by its status, and
//! `response.response().error()` has the [`AuthRejection`].
//!
//! **A clone of the `HttpRequest` (or a [`RequestRef`], which has one) must be gone before the inner service is
//! called**, in a middleware of yours too: actix-web's router takes the request for itself, and panics when it
//! is held elsewhere. Nothing in this crate holds it; an extractor that a middleware has awaited is done.
//!
//! # What differs from handstamp-axum
//! Files and public names are the same, except:
//! - no `Option<User>`: actix-web turns every error of an `Option<T>` into `None`, outages too;
//!   [`MaybeUser`] is meant.
//! - no `attach_with`: app data is found by its type, so an app's own state is beside the `Auth`, not around
//!   it.
//! - [`HasAuth`] is implemented by the request, not by a state, and answers with an error: what an app has
//!   attached is known at run time only.
//! - [`RequestRef`] is made by [`RequestRef::new`] and owns a handle on the request: an extractor's future cannot borrow
//!   it.
//! - [`mount`] gives something for `configure`, and a clone of it for each worker; there it is a router to merge.
//! - [`AuthLayer`] has the user's type: it hands the `Auth` to the handlers, too.
//! - [`Extract`] and [`RequireFuture`] are public: actix-web's traits name their futures, and a box would be
//!   one allocation more.
//! - [`RequestRef`]'s target is the path after `NormalizePath`, by which routes are found; its peer is always there.
//!
//! # Errors that you will meet
//!
//! ## ``access denied … cure=no `Auth` for this user type: build the app with `auth.attach(…)` ``
//! (In the log, beside a 500.) The app was not attached to an `Auth`, or the handler asks for
//! `User<Account>` and the `Auth` gives another type of user. Turn one into the other with
//! `.load_user(async |principal, authentication| …)` or `.map_user(…)` where the `Auth` is made.
//!
//! ## ``access denied … cure=no response layer: build the app with `auth.attach(…)`, which sets state and layer together``
//! (In the log, beside a 500.) The `Auth` was given to `.app_data(…)` alone, or `.wrap(auth.require_layer(…))` is
//! further out than the layer: it belongs before `attach`, or on a scope.
//!
//! ## ``no method named `attach` found for struct `Auth<U>` in the current scope``
//! The method is a trait's: `use handstamp_actix_web::AuthExt;`.
//!
//! ## ``the trait bound `Account: Clone` is not satisfied``
//! Several extractors may get the user. Derive `Clone`, or let `load_user` give an `Arc<Account>`.
//!
//! ## ``  `&str` is not a rule about `Principal` ``
//! `auth.require_layer("Administrator")` does not say what kind of name that is: `role("Administrator")`,
//! `permission("…")` or `scope("…")`.
//!
//! ## `` `Require` cannot make the rule `Weekdays`: it has no `Default` ``
//! `Require<Weekdays>` makes the rule for each request. Derive `Default`, or declare the rule with
//! [`rules!`]. A rule that is a value goes into `auth.require_layer(rule)`.
//!
//! ## ``called `Option::unwrap()` on a `None` value`` in `actix-web-…/src/request.rs`
//! A middleware holds a clone of the request while it calls the inner service: see above.
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
pub use require::{Require, RequireFuture, RequireLayer, RequireService};
#[cfg(feature = "session")]
pub use session::{MaybeSession, MaybeUserId, RequireSession, Session, UserId};
pub use state::HasAuth;
pub use user::{Authenticated, Extract, MaybeUser, User};
pub use view::RequestRef;
