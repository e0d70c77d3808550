//! The whole question, and who answers it.

use crate::denial::denial::{Denial, DenialPolicy, Reply};
use crate::identity::authenticator::Authenticator;
use crate::identity::capabilities::Capabilities;
use crate::identity::identity::{CredentialKind, Identity};
use crate::identity::principal::Principal;
use crate::maybe_future::MaybeFuture;
use crate::request::cross_origin::CrossOrigin;
use crate::request::view::RequestView;
use crate::response::challenge::Challenge;

/// Who is asking, may evidence of this kind be used here, and what is said to whom may not: the whole
/// question, which adapters ask through [`Auth`](crate::Auth) and nothing else.
///
/// [`Auth::new`](crate::Auth::new) makes the one that comes with the house. Implement this to replace it as a whole.
pub trait Authorizer<U = Principal>: Admission {
    /// Who is asking.
    fn identify(&self, request: &dyn RequestView) -> MaybeFuture<Identity<U>>;

    /// What extractors may want besides the user. Asked once.
    fn offers(&self) -> Capabilities {
        Capabilities::default()
    }
}

/// Whether evidence counts on this request, and what is said where it does not. The part of an
/// [`Authorizer`] that knows no user type.
pub trait Admission: Send + Sync + 'static {
    /// Whether evidence of this kind counts on this request: the cross-origin rule. `None` is a visitor
    /// who showed nothing and wants to begin something, such as a login.
    ///
    /// # Errors
    /// The denial to answer with.
    fn admit(&self, via: Option<CredentialKind>, request: &dyn RequestView) -> Result<(), Denial>;

    /// What is answered.
    fn deny(&self, denial: &Denial, request: &dyn RequestView) -> Reply;
}

/// The authorizer that comes with the house: an authenticator, the cross-origin rule and a denial
/// policy.
pub(crate) struct Gate<U> {
    pub(crate) authenticator: Box<dyn Authenticator<U>>,
    pub(crate) origins: CrossOrigin,
    pub(crate) policy: Box<dyn DenialPolicy>,
    pub(crate) challenges: Vec<Challenge>,
}

impl<U: 'static> Authorizer<U> for Gate<U> {
    fn identify(&self, request: &dyn RequestView) -> MaybeFuture<Identity<U>> {
        self.authenticator.authenticate(request)
    }

    fn offers(&self) -> Capabilities {
        let mut offers = Capabilities::default();
        self.authenticator.offer(&mut offers);
        offers
    }
}

impl<U: 'static> Admission for Gate<U> {
    fn admit(&self, via: Option<CredentialKind>, request: &dyn RequestView) -> Result<(), Denial> {
        let admitted = match via {
            None => self.origins.allows_visitor(request),
            Some(via) => !via.is_ambient() || self.origins.allows(request),
        };
        if admitted { Ok(()) } else { Err(Denial::CrossOrigin) }
    }

    fn deny(&self, denial: &Denial, request: &dyn RequestView) -> Reply {
        let mut reply = self.policy.reply(denial, request);
        let named = reply.headers.iter().any(|(name, _)| *name == "www-authenticate");
        if reply.status == 401 && !named {
            for challenge in denial.challenges(&self.challenges) {
                reply = reply.header("www-authenticate", challenge.to_string());
            }
        }
        if reply.headers.iter().all(|(name, _)| *name != "cache-control") {
            reply = reply.header("cache-control", "no-store");
        }
        reply
    }
}
