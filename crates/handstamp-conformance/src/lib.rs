//! One suite that proves an adapter, a codec or a store of handstamp right.
//!
//! **Who needs this crate:** who writes an adapter for another web framework, a codec for another session
//! cookie, or a store for sessions; as a dev-dependency.
//!
//! **In scope:** scenarios with names, each a test of its own, for adapters ([`adapter_suite!`]), codecs
//! ([`codec_suite!`]) and stores ([`store_suite!`]); the joints to plug in what is tested. No web framework and
//! no runtime is named here: the harness brings its own.
//!
//! **Out of scope:** what is decided. Adapters decide nothing; whether `handstamp-authorizer` decides right is
//! tested there. Speed. Servers: TLS, limits, timeouts.
//!
//! # An adapter
//! Mount the routes below, implement [`Harness`], and write one line:
//! ```
//! use handstamp_conformance::{Auths, Harness, Request, Response};
//!
//! struct MyFramework { /* the app */ }
//!
//! impl Harness for MyFramework {
//!     fn mount(auths: Auths) -> Self {
//!         // the routes below, with `auths.auth` around them
//! #       let _ = auths; Self {}
//!     }
//!
//!     async fn send(&self, request: Request) -> Response {
//!         // request.method, .target, .headers, .body, .peer → your framework's request;
//!         // your framework's response →
//!         Response::new(200, [("content-type", "text/plain")], "ada")
//!     }
//!
//!     fn block_on<F: Future>(&self, future: F) -> F::Output {
//!         // your framework's runtime
//! #       let mut future = std::pin::pin!(future);
//! #       let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
//! #       loop { if let std::task::Poll::Ready(done) = future.as_mut().poll(&mut cx) { return done } }
//!     }
//! }
//!
//! mod suite { // in a file of `tests/`
//!     handstamp_conformance::adapter_suite!(super::MyFramework);
//! }
//! ```
//! `examples/custom-adapter` has all of it for poem: an adapter of about 150 lines of code and a harness of a few more.
//!
//! ## The routes
//! Each for all methods. Everything but `/bare/…` is below `auth` and its response layer; `accounts` is
//! attached beside it, where the framework keeps one for each user type. [`ROUTES`] is the same as data.
//!
//! | path | extracts | answers |
//! |---|---|---|
//! | `/open` | nothing | `open` |
//! | `/maybe` | `MaybeUser` | `maybe_name(…)` |
//! | `/user` | `User` | `name(&user)` |
//! | `/role` | `Require<Admin>` | `name(&user)` |
//! | `/fresh` | `Require<Fresh>` | `name(&user)` |
//! | `/rule` | `MaybeUser`, below the layer `auth.require(Admin)` | `maybe_name(…)` |
//! | `/three` | `MaybeUser`, `User`, `Require<Admin>` | the three names, with blanks between |
//! | `/echo` | `User` and the body | the body |
//! | `/nested/deep/user` | `User`, in a router within a router | `name(&user)` |
//! | `/nested/deep/rule` | as `/rule`, in a router within a router | `maybe_name(…)` |
//! | `/inner/user` | `User`, below `inner`, which is below the layer `auth.require(Anyone)` | `name(&user)` |
//! | `/account` | `User<Account>` | `name(&account)` |
//! | `/authenticated` | `Authenticated` | `authentication(&user, &authentication)` |
//! | `/both` | `User` and `User<Account>` | the two names, with a blank between |
//! | `/bare/user` | `User`, below no layer at all | `name(&user)` |
//! | `/session/act` | `Session` and the body as text | `act(&session, &body)` |
//! | `/session/own` | `Session` and the body as text | `act(…)`, with header lines of its own: `set-cookie: own=1`, `set-cookie: own=2`, `vary: Accept` |
//! | `/session/error` | `Session` and the body as text | after `act(…)`, the framework's own kind of error, with the status 409 |
//! | `/session/stream` | `Session` and the body as text | a body that is streamed: its only chunk is `act(…)`, done when the chunk is asked for |
//! | `/session/two` | `Session` twice | `act(&first, "set one 1")`, then `act(&second, "set two 2")` |
//! | `/two-logins` | `User`, `User<Account>`, `Session` and the body as text | the two names and `act(&session, &body)`, with blanks between |
//! | `/keys/act` | `Session` and the body as text, below `keys`, which is below `auth` | `act(&session, &body)` |
//! | `/keys/user-id` | `UserId`, below `keys`, which is below `auth` | the id |
//! | `/mounted` | `Mounted::below_the_layer()`, mounted | as the endpoint does |
//! | `/bare/mounted` | `Mounted::bare()`, mounted below no layer at all | as the endpoint does |
//! | `/session/maybe` | `MaybeSession` | `some` or `none` |
//! | `/session/required` | `RequireSession` | `act(&session, "get _user_id")` |
//! | `/session/maybe-user-id` | `MaybeUserId` | the id or `none` |
//! | `/session/user-id` | `UserId` | the id |
//! | `/…` | `User`, for every other path (the framework's fallback) | `elsewhere` |
//!
//! What an adapter cannot pass fails: no scenario is skipped, and a route that is not mounted is a failure of
//! its own. [`adapter::NAMES`] has the names of all.
//!
//! # A codec, a store
//! The same with a [`CodecHarness`] or a [`StoreHarness`]: `codec_suite!(MyCodec);`, `store_suite!(MyStore);`.
//!
//! # The suite itself
//! is tested with adapters, codecs and stores that have one fault each: for each scenario there is a fault that
//! makes it fail (`tests/broken.rs`, `tests/codec.rs`, `tests/store.rs`).

mod act;
pub mod adapter;
mod app;
pub mod codec;
mod failure;
mod harness;
mod hostile;
mod join;
mod message;
mod mounted;
mod routes;
mod scenario;
mod setup;
pub mod store;
mod suite_store;

pub use act::act;
pub use codec::CodecHarness;
pub use failure::{Failure, Outcome};
pub use harness::{Account, Admin, Auths, Harness};
pub use message::{Request, Response};
pub use mounted::Mounted;
pub use routes::{ROUTES, Route, authentication, maybe_name, name};
pub use scenario::Scenario;
pub use store::StoreHarness;
