use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::SystemTime;

use handstamp_authorizer::adapter::SlotId;
use handstamp_authorizer::revocation::Revocation;
use handstamp_authorizer::{
    Authentication, Authenticator, BoxError, Clock, LoadUser, MapUser, Principal, Random,
};

use crate::csrf_provider::CsrfProvider;
use crate::place::Place;
use crate::session_cookie::SessionCookie;
use crate::user_in_session::UserInSession;

/// Who is asking, by the session that a request brings: where sessions live, how their cookie is named and
/// sent, and how a session names its user. Cheap to clone.
///
/// It is an [`Authenticator`] for an [`Auth`](handstamp_authorizer::Auth), and session extractors find it
/// there: login and session share one key, one name and one tolerance.
#[cfg_attr(
    feature = "flask",
    doc = r#"
```
use handstamp_authorizer::Auth;
use handstamp_flask::SecretKey;
use handstamp_login::SessionLogin;

# let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
let login = SessionLogin::flask(key).build()?;
let auth = Auth::builder(login).login_url("/login")?.build();
# Ok::<(), Box<dyn std::error::Error>>(())
```
"#
)]
#[derive(Clone)]
pub struct SessionLogin(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) place: Place,
    pub(crate) cookie: Box<dyn SessionCookie>,
    pub(crate) user: Box<dyn UserInSession>,
    pub(crate) csrf: Option<Arc<dyn CsrfProvider>>,
    pub(crate) revocation: Option<Arc<dyn Revocation>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) slot: SlotId,
}

impl SessionLogin {
    pub(crate) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// Loads the app's own user: see [`Authenticator::load_user`].
    pub fn load_user<V, F, Fut, E>(self, load: F) -> LoadUser<Self, F, Principal>
    where
        F: Fn(Principal, Authentication) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Option<V>, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        Authenticator::load_user(self, load)
    }

    /// Turns the user into the app's own on the spot: see [`Authenticator::map_user`].
    pub fn map_user<V, F>(self, map: F) -> MapUser<Self, F, Principal>
    where
        F: Fn(Principal, &Authentication) -> Option<V> + Clone + Send + Sync + 'static,
    {
        Authenticator::map_user(self, map)
    }

    pub(crate) fn place(&self) -> &Place {
        &self.0.place
    }

    pub(crate) fn cookie(&self) -> &dyn SessionCookie {
        &*self.0.cookie
    }

    pub(crate) fn user(&self) -> &dyn UserInSession {
        &*self.0.user
    }

    pub(crate) fn csrf(&self) -> Option<&Arc<dyn CsrfProvider>> {
        self.0.csrf.as_ref()
    }

    pub(crate) fn revocation(&self) -> Option<&Arc<dyn Revocation>> {
        self.0.revocation.as_ref()
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.0.clock.now()
    }

    pub(crate) fn random(&self) -> &dyn Random {
        &*self.0.random
    }

    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Where a request keeps its session: all logins on this cookie share it.
    pub(crate) fn slot(&self) -> SlotId {
        self.0.slot
    }
}

impl fmt::Debug for SessionLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionLogin")
            .field("place", self.place())
            .field("cookie", &self.cookie().name())
            .finish_non_exhaustive()
    }
}
