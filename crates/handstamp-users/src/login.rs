//! The login: pages that an adapter mounts in one line, and HTTP Basic, over the same sources.
//!
//! [`LoginPages`] is an endpoint: the front page of this crate mounts it. [`Basic`] is an authenticator for an `Auth`, alone
//! or beside a session login in a `FirstOf`.
//!
//! # Where a request may come from
//! The `Auth` around the pages judges it, as for every session: a form that another site's page sends is refused
//! by the cross-origin rule. Where the session login has tokens of forms (Flask-WTF's), a form must bring one as
//! well; a JSON body needs none, since no other site's page can send one without asking first (CORS).
//!
//! # Guessing
//! An attempt is counted for the name and for the client's address before the password is looked at, and given back
//! if it was right: [`LoginLimits`]. A browser that has logged in with a name before has a counter of its own,
//! so that strangers who guess cannot lock its user out: [`LoginPagesBuilder::device_cookie`]. An attempt that
//! ends in an outage is not given back: one source may have been asked by then.
//!
//! # The log
//! `login.accepted`, `login.refused` (with a reason: `unknown`, `disabled`), `login.throttled`,
//! `login.unavailable`, `logout` and `logout.everywhere`, with the user, the source and the client's address where
//! they are known. A name that was typed in may be a password in the wrong field: it is written only where the user
//! is known, or where the browser has logged in with it before. Elsewhere stands `name_tag`, eight hex digits
//! that are the same for one name until the process ends.

mod basic;
mod build_error;
mod builder;
mod client;
mod content_security_policy;
mod device_cookie;
mod fields;
mod gate;
mod html;
mod limits;
mod log_in;
mod log_out;
mod message;
mod pages;
mod reply;
mod routes;
mod settings;
mod submitted;
mod texts;
mod types;
mod view;
mod visit;

pub use basic::{Basic, BasicBuilder};
pub use build_error::BuildError;
pub use builder::LoginPagesBuilder;
pub use fields::FieldNames;
pub use limits::LoginLimits;
pub use pages::LoginPages;
pub use texts::Texts;
pub use types::{AnswerType, BodyType};
