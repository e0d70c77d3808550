//! Suites that prove an adapter, a codec, a store or a throttle of handstamp right.
//!
//! **Who needs this crate:** who writes an adapter for another web framework, a codec for another session
//! cookie, a store for sessions, or a throttle for attempts to log in; as a dev-dependency.
//!
//! | you write | feature | you implement | one line in a file of `tests/` |
//! |---|---|---|---|
//! | an adapter | `adapter` (default) | `Harness` | `adapter_suite!(MyFramework);` |
//! | a codec | `codec` | `CodecHarness` | `codec_suite!(MyCodec);` |
//! | a store | `store` | `StoreHarness` | `store_suite!(MyStore);` |
//! | a throttle | `throttle` | `ThrottleHarness` | `throttle_suite!(MyThrottle);` |
//!
//! The author of a codec, store or throttle switches the default off and compiles no login:
//! `handstamp-conformance = { version = "0.1", default-features = false, features = ["store"] }`.
//!
//! **In scope:** scenarios with names, each a test of its own; the traits that plug in what is tested. No web
//! framework and no runtime is named here: the harness brings its own.
//!
//! **Out of scope:** what is decided. Adapters decide nothing; whether `handstamp-authorizer` and
//! `handstamp-login` decide right is tested there. Speed. Servers: TLS, limits, timeouts.
//!
//! # An adapter
//! Mount the routes below, implement `Harness`, and write one line:
//! ```
//! # #[cfg(feature = "adapter")]
//! # mod adapter {
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
//! # }
//! ```
//! `examples/custom-adapter` has all of it for poem: an adapter of about 150 lines of code and a harness of a few more.
//!
//! The harness only mounts. Which logins there are, and where sessions live, comes in `Auths`: `mount` is called
//! for each app that a scenario wants, and most scenarios want three, with sessions in their cookie, in a store,
//! and in a store that answers late. So an adapter must not assume that an extractor or the response layer
//! answers at once. A scenario may drop the future of `send` before it is done, as a client does that goes away.
//!
//! ## The routes
//! Each for all methods. Everything but `/bare/…` is below `auth` and its response layer; `accounts` is
//! attached beside it, where the framework keeps one for each user type. What is mounted is an `Endpoint` of
//! `handstamp-authorizer`; below the layer it has the pages of a login too, at `/mounted/login` and `/mounted/logout`. `ROUTES` is
//! the same as data.
//!
//! | path | extracts | answers |
//! |---|---|---|
//! | `/open` | nothing | `open` |
//! | `/maybe` | `MaybeUser` | `maybe_name(…)` |
//! | `/user` | `User` | `name(&user)` |
//! | `/role` | `Require<Admin>` | `name(&user)` |
//! | `/fresh` | `Require<Fresh>` | `name(&user)` |
//! | `/scope` | `Require<Write>` | `name(&user)` |
//! | `/rule` | `MaybeUser`, below the layer `auth.require_layer(Admin)` | `maybe_name(…)` |
//! | `/three` | `MaybeUser`, `User`, `Require<Admin>` | the three names, with blanks between |
//! | `/echo` | `User` and the body | the body |
//! | `/nested/deep/user` | `User`, in a router within a router | `name(&user)` |
//! | `/nested/deep/rule` | as `/rule`, in a router within a router | `maybe_name(…)` |
//! | `/inner/user` | `User`, below `inner`, which is below the layer `auth.require_layer(Anyone)` | `name(&user)` |
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
//! | `/inner/mounted` | `Mounted::below_the_layer()`, mounted below `inner`, which is below `auth` | as the endpoint does |
//! | `/bare/mounted` | `Mounted::bare()`, mounted below no layer at all | as the endpoint does |
//! | `/session/maybe` | `MaybeSession` | `some` or `none` |
//! | `/session/required` | `RequireSession` | `act(&session, "get _user_id")` |
//! | `/session/maybe-user-id` | `MaybeUserId` | the id or `none` |
//! | `/session/user-id` | `UserId` | the id |
//! | `/…` | `User`, for every other path (the framework's fallback) | `elsewhere` |
//!
//! What an adapter cannot pass fails: no scenario is skipped, and a route that is not mounted is a failure of
//! its own. `adapter::NAMES` has the names of all scenarios, and so have `codec::NAMES`, `store::NAMES` and
//! `throttle::NAMES`.
//!
//! # A codec
//! What is written is read, value by value; what was changed, cut, signed with another key or is too old is
//! refused by `verify`, before the payload is looked at; the signature that `verify` hands to a cache is whole.
//!
//! # A store
//! What is created and updated is loaded, here and on another machine, until it is deleted or expires; an update
//! needs the revision that was loaded; no late save brings back what was deleted; fifty writers end with fifty
//! keys.
//!
//! # A throttle
//! A burst passes and no more, also at the same moment and from several machines; who waits as told passes; a
//! refused attempt counts for nothing; what is given back never makes more than a burst; no clock frees what is locked
//! or locks it for longer; a crowd of names neither frees a locked one nor takes memory.
//!
//! # The suite itself
//! is tested with adapters, codecs, stores and throttles that have one fault each: for each scenario there is a fault that
//! makes it fail (`tests/broken_adapter`, `tests/broken_codec.rs`, `tests/broken_store`,
//! `tests/broken_throttle`).
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "adapter")]
pub mod adapter;
#[cfg(feature = "codec")]
pub mod codec;
#[cfg(any(feature = "adapter", feature = "codec", feature = "store", feature = "throttle"))]
mod failure;
#[cfg(feature = "adapter")]
mod hostile;
#[cfg(any(feature = "adapter", feature = "store", feature = "throttle"))]
mod join;
#[cfg(any(feature = "adapter", feature = "codec", feature = "store", feature = "throttle"))]
mod noise;
#[cfg(any(feature = "adapter", feature = "codec"))]
mod now;
#[cfg(any(feature = "adapter", feature = "codec", feature = "store", feature = "throttle"))]
mod scenario;
#[cfg(feature = "store")]
pub mod store;
#[cfg(feature = "throttle")]
pub mod throttle;

#[cfg(feature = "adapter")]
pub use adapter::{
    Account, Admin, Auths, Harness, Mounted, ROUTES, Request, Response, Route, Write, act,
    authentication, maybe_name, name,
};
#[cfg(feature = "codec")]
pub use codec::CodecHarness;
#[cfg(any(feature = "adapter", feature = "codec", feature = "store", feature = "throttle"))]
pub use failure::{Failure, Outcome};
#[cfg(any(feature = "adapter", feature = "codec", feature = "store", feature = "throttle"))]
pub use scenario::Scenario;
#[cfg(feature = "store")]
pub use store::StoreHarness;
#[cfg(feature = "throttle")]
pub use throttle::ThrottleHarness;
