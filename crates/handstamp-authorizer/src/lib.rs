//! Who is asking, and may they? A request goes in, a decision comes out, for any web framework.
//!
//! **Who needs this crate.** You write an adapter for a framework, a login of your own, or a rule of
//! your own. To protect routes, take an adapter: `handstamp-axum` or `handstamp-actix-web`.
//!
//! # In scope
//! - What an adapter shows of a request: [`RequestView`]. What a response must carry: [`adapter`].
//! - Ways to tell who is asking: [`Authenticator`], [`FirstOf`]. How the user is known:
//!   [`Authentication`].
//! - [`rules`](mod@rules), and the answer to who may not: [`denial`].
//! - The cookie header and `Set-Cookie` ([`cookie`]), the cross-origin rule ([`CrossOrigin`]), trusted
//!   proxies ([`TrustedProxies`]), a safe `next` ([`NextUrl`]).
//! - Routes that come with a login ([`endpoint`]), ending logins before they expire ([`revocation`]), and
//!   slowing down whoever guesses ([`throttle`]).
//!
//! # Out of scope
//! - Sockets, SQL, any framework's types, any async runtime.
//! - Sessions: `handstamp-login` has them.
//!
//! # An adapter
//! Show the request, ask, put on the response what it must carry:
//! ```
//! use handstamp_authorizer::adapter::AuthContext;
//! use handstamp_authorizer::{Auth, RequestView, Subject};
//! # use handstamp_authorizer::cookie::{Duplicate, cookie};
//! # use handstamp_authorizer::{Authentication, Authenticator, CredentialKind, Identity, MaybeFuture, Principal};
//! # struct MyLogin;
//! # impl Authenticator for MyLogin {
//! #     fn authenticate(&self, r: &dyn RequestView) -> MaybeFuture<Identity> {
//! #         MaybeFuture::Ready(match cookie(r, "who", Duplicate::First) {
//! #             Some(name) => Identity::known(Principal::new(name), Authentication::cookie()),
//! #             None => Identity::anonymous(),
//! #         })
//! #     }
//! #     fn presented(&self, r: &dyn RequestView) -> Option<CredentialKind> {
//! #         cookie(r, "who", Duplicate::First).map(|_| CredentialKind::Cookie)
//! #     }
//! # }
//! struct MyRequest { method: String, target: String, headers: Vec<(String, String)>, context: Option<AuthContext> }
//!
//! impl RequestView for MyRequest {
//!     fn method(&self) -> &str { &self.method }
//!     fn target(&self) -> &str { &self.target }
//!     fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
//!         self.headers.iter().filter(|(n, _)| n == name).nth(nth).map(|(_, v)| v.as_bytes())
//!     }
//!     fn context(&self) -> Option<&AuthContext> { self.context.as_ref() }
//! }
//!
//! # async fn serve() -> u16 {
//! let auth = Auth::new(MyLogin);
//! let mut request = MyRequest {
//!     method: "GET".into(), target: "/".into(),
//!     headers: vec![("cookie".into(), "who=ada".into())], context: None,
//! };
//! let made = auth.policies().enter(&request);           // the response layer, on the way in
//! request.context = made.clone();
//! let status = match auth.user(&request).await {        // an extractor
//!     Ok(user) => { assert_eq!(user.id(), "ada"); 200 }
//!     Err(reply) => reply.status,
//! };
//! if let Some(context) = made {                         // the response layer, on the way out
//!     match context.finish().await {
//!         Ok(effects) => for (name, value) in effects.headers() { /* append to the response */ },
//!         Err(reply) => { /* answer with this instead */ }
//!     }
//! }
//! # status }
//! ```
//! `handstamp-conformance` proves an adapter or a throttle right.
//!
//! # Words
//! | word | meaning |
//! |---|---|
//! | [`Auth`] | the handle that an app holds; adapters ask it |
//! | [`Authenticator`] | one way to tell who is asking |
//! | [`Identity`] | what it found: anonymous, a known user, a refused credential, an outage |
//! | [`Authentication`] | how a user is known: by what credential, since when, how strongly |
//! | [`Rule`](rules::Rule) | may they |
//! | [`Denial`](denial::Denial), [`Reply`] | why a request goes no further, and what is answered |
//! | [`AuthContext`](adapter::AuthContext) | one request and its response |
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod adapter;
mod auth;
mod clock;
pub mod cookie;
pub mod denial;
pub mod endpoint;
mod error;
mod identity;
mod maybe_future;
mod random;
mod request;
mod response;
pub mod revocation;
pub mod rules;
pub mod throttle;

pub use auth::builder::AuthBuilder;
pub use auth::handle::Auth;
pub use clock::{Clock, SystemClock};
pub use error::Error;
pub use identity::authentication::{Authentication, Grants};
pub use identity::authenticator::Authenticator;
pub use identity::credential::CredentialKind;
pub use identity::first_of::FirstOf;
pub use identity::identity::{Identity, Known, Refusal};
pub use identity::load_user::LoadUser;
pub use identity::login_id::LoginId;
pub use identity::map_user::MapUser;
pub use identity::principal::Principal;
pub use identity::subject::Subject;
pub use identity::who::Who;
pub use maybe_future::{BoxError, BoxFuture, MaybeFuture, Waiting};
pub use random::{Random, SystemRandom};
pub use request::cross_origin::CrossOrigin;
pub use request::next_url::NextUrl;
pub use request::trusted_proxies::TrustedProxies;
pub use request::view::RequestView;
pub use response::challenge::Challenge;
pub use response::reply::Reply;
