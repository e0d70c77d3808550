//! Who is asking, and may they? A request goes in, a decision comes out, for any web framework.
//!
//! You are probably looking for an adapter, `handstamp-axum` or `handstamp-actix-web`. Take this crate
//! if you write an adapter for another framework, a login of your own, or a rule of your own.
//!
//! **In scope:** what an adapter shows of a request ([`RequestView`]); ways to tell who is asking
//! ([`Authenticator`]); rules ([`Requirement`]); the answer to who may not ([`DenialPolicy`]); what a
//! response must carry ([`Exchange`], [`Effects`]); the cookie header and `Set-Cookie`; the cross-origin
//! rule; trusted proxies; a safe `next`.
//!
//! **Out of scope:** sockets, SQL, any framework's types, any async runtime, sessions (they are in
//! `handstamp-session`, which depends on this crate only by its feature `login`).
//!
//! # An adapter
//! Show the request, ask, apply the reply:
//! ```
//! use handstamp_authorizer::*;
//! # struct MyLogin;
//! # impl Authenticator for MyLogin {
//! #     fn authenticate(&self, r: &dyn RequestView) -> Ready<Identity> {
//! #         Ready::Now(match cookie(r, "who", Duplicate::First) {
//! #             Some(name) => Identity::known(Principal::new(name), Via::Cookie),
//! #             None => Identity::nobody(),
//! #         })
//! #     }
//! # }
//! struct MyRequest { method: String, target: String, headers: Vec<(String, String)>, exchange: Option<Exchange> }
//!
//! impl RequestView for MyRequest {
//!     fn method(&self) -> &str { &self.method }
//!     fn target(&self) -> &str { &self.target }
//!     fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
//!         self.headers.iter().filter(|(n, _)| n == name).nth(nth).map(|(_, v)| v.as_bytes())
//!     }
//!     fn exchange(&self) -> Option<&Exchange> { self.exchange.as_ref() }
//! }
//!
//! # async fn serve() -> u16 {
//! let auth = Auth::new(MyLogin);
//! let mut request = MyRequest {
//!     method: "GET".into(), target: "/".into(),
//!     headers: vec![("cookie".into(), "who=ada".into())], exchange: None,
//! };
//! let made = auth.entry().enter(&request);              // the response layer, on the way in
//! request.exchange = made.clone();
//! let status = match auth.user(&request).await {        // an extractor
//!     Ok(user) => { assert_eq!(user.id(), "ada"); 200 }
//!     Err(reply) => reply.status,
//! };
//! if let Some(exchange) = made {                        // the response layer, on the way out
//!     match exchange.finish().get().await {
//!         Ok(effects) => for (name, value) in effects.headers() { /* append to the response */ },
//!         Err(reply) => { /* answer with this instead */ }
//!     }
//! }
//! # status }
//! ```
//!
//! # What the parts are called
//! | word | meaning |
//! |---|---|
//! | [`Auth`] | the handle that an app holds; adapters ask it |
//! | [`Authenticator`] | one way to tell who is asking; [`FirstOf`] tries several |
//! | [`Identity`] | what it found: nobody, somebody, a bad token, an outage |
//! | [`Requirement`] | a rule; [`role`], [`permission`], [`when`]; combined by [`Rule`] |
//! | [`Denial`], [`Reply`] | a no, and what is answered to it |
//! | [`Exchange`] | one request and its response |

mod ask;
mod auth;
mod authenticator;
mod authorizer;
mod challenge;
mod clock;
mod combine;
mod cookie;
mod cross_origin;
mod denial;
mod effects;
mod entry;
mod error;
mod exchange;
mod first_of;
#[cfg(feature = "testing")]
mod fixed;
mod flight;
mod guard;
mod identity;
mod load_user;
mod next;
mod offers;
mod policies;
mod principal;
mod random;
mod ready;
mod request;
mod requirement;
mod rules;
mod same_site;
mod set_cookie;
mod subject;
mod trusted_proxies;

pub use ask::Ask;
pub use auth::{Auth, AuthBuilder, misconfigured};
pub use authenticator::Authenticator;
pub use authorizer::{Admission, Authorizer};
pub use challenge::Challenge;
pub use clock::{Clock, SystemClock};
pub use combine::{And, Or, Rule};
pub use cookie::{Duplicate, cookie};
pub use cross_origin::CrossOrigin;
pub use denial::{Denial, DenialPolicy, Misconfigured, Missing, Reply};
pub use effects::Effects;
pub use entry::Entry;
pub use error::Error;
pub use exchange::{Exchange, Owner, Part, Unfinished, WeakExchange};
pub use first_of::FirstOf;
pub use guard::Guard;
pub use identity::{Identity, Known, Refusal, Via};
pub use load_user::LoadUser;
pub use next::Next;
pub use offers::Offers;
pub use policies::{JsonDenial, LoginRedirect, ProblemDenial, Texts};
pub use principal::Principal;
pub use random::{Random, SystemRandom};
pub use ready::{BoxError, BoxFuture, Ready};
pub use request::RequestView;
pub use requirement::{Anyone, Requirement, Verdict};
pub use rules::{Fresh, LoggedInWithin, Permission, Role, Scope, When};
pub use rules::{fresh, logged_in_within, permission, role, scope, when};
pub use same_site::SameSite;
pub use set_cookie::SetCookie;
pub use subject::Subject;
pub use trusted_proxies::TrustedProxies;
