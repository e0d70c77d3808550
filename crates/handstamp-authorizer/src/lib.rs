//! Who is asking, and may they? A request goes in, a decision comes out, for any web framework.
//!
//! You are probably looking for an adapter, `handstamp-axum` or `handstamp-actix-web`. Take this crate
//! if you write an adapter for another framework, a login of your own, or a rule of your own.
//!
//! **In scope:** what an adapter shows of a request ([`RequestView`]); ways to tell who is asking
//! ([`Authenticator`]); rules ([`Rule`]); the answer to who may not ([`DenialPolicy`]); what a
//! response must carry ([`AuthContext`], [`Effects`]); the cookie header and `Set-Cookie`; the cross-origin
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
//! #     fn authenticate(&self, r: &dyn RequestView) -> MaybeFuture<Identity> {
//! #         MaybeFuture::Ready(match cookie(r, "who", Duplicate::First) {
//! #             Some(name) => Identity::known(Principal::new(name), CredentialKind::Cookie),
//! #             None => Identity::nobody(),
//! #         })
//! #     }
//! # }
//! struct MyRequest { method: String, target: String, headers: Vec<(String, String)>, exchange: Option<AuthContext> }
//!
//! impl RequestView for MyRequest {
//!     fn method(&self) -> &str { &self.method }
//!     fn target(&self) -> &str { &self.target }
//!     fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
//!         self.headers.iter().filter(|(n, _)| n == name).nth(nth).map(|(_, v)| v.as_bytes())
//!     }
//!     fn exchange(&self) -> Option<&AuthContext> { self.exchange.as_ref() }
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
//! | [`Rule`] | a rule; [`role`], [`permission`], [`when`]; combined by [`Rule`] |
//! | [`Denial`], [`Reply`] | a no, and what is answered to it |
//! | [`AuthContext`] | one request and its response |

mod auth;
mod clock;
mod denial;
mod error;
mod identity;
mod maybe_future;
mod random;
mod request;
mod response;
mod rules;

pub use auth::authorizer::{Admission, Authorizer};
pub use auth::context::{AuthContext, HookError, ResponseHook, SlotId, WeakAuthContext};
pub use auth::entry::Entry;
pub use auth::guard::Guard;
pub use auth::handle::{Auth, AuthBuilder};
pub use auth::question::Ask;
pub use clock::{Clock, SystemClock};
pub use denial::denial::{Denial, DenialPolicy, Misconfigured, Missing, Reply, misconfigured};
pub use denial::policies::{JsonDenial, LoginRedirect, ProblemDenial, Texts};
pub use error::Error;
pub use identity::authenticator::Authenticator;
pub use identity::capabilities::Capabilities;
pub use identity::first_of::FirstOf;
pub use identity::identity::{CredentialKind, Identity, Known, Refusal};
pub use identity::load_user::LoadUser;
pub use identity::principal::Principal;
pub use identity::subject::Subject;
pub use maybe_future::{BoxError, BoxFuture, MaybeFuture};
pub use random::{Random, SystemRandom};
pub use request::cookie::{Duplicate, cookie};
pub use request::cross_origin::CrossOrigin;
pub use request::next_url::NextUrl;
pub use request::trusted_proxies::TrustedProxies;
pub use request::view::RequestView;
pub use response::challenge::Challenge;
pub use response::effects::Effects;
pub use response::same_site::SameSite;
pub use response::set_cookie::SetCookie;
pub use rules::combine::{And, Combine, Or};
pub use rules::rule::{Anyone, Rule, Verdict};
pub use rules::standard::{
    Fresh, LoggedInWithin, Permission, Role, Scope, When, fresh, logged_in_within, permission,
    role, scope, when,
};
