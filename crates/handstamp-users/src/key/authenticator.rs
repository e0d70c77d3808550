use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use handstamp_authorizer::cookie::{Duplicate, cookie};
use handstamp_authorizer::{
    Authentication, Authenticator, Challenge, Clock, CredentialKind, Grants, Identity, LoginId,
    MaybeFuture, Principal, Refusal, RequestView, SystemClock,
};

use crate::key::api_key::{PrefixError, check_prefix, digest, id_of};
use crate::key::key_store::KeyStore;
use crate::key::record::{KeyDigest, KeyRecord};

/// A use is noted when the last one that was noted is this long ago.
const NOTED_EVERY: Duration = Duration::from_secs(60);

/// Who is asking, by an API key: from a header, or from a cookie, for tools in a browser.
///
/// The key says on whose behalf and with which scopes; what the user may is asked by
/// [`load_user`](Authenticator::load_user). A bad key in a header is a 401, also beside a good session; a bad one in a cookie
/// is anonymous, and the cross-origin rule holds for it.
///
/// ```
/// use std::sync::Arc;
/// use handstamp_authorizer::Auth;
/// use handstamp_users::key::{ApiKeys, MemoryKeys};
///
/// let keys = ApiKeys::new(Arc::new(MemoryKeys::new()));
/// let auth = Auth::new(keys);
/// ```
#[derive(Clone)]
#[must_use]
pub struct ApiKeys {
    store: Arc<dyn KeyStore>,
    clock: Arc<dyn Clock>,
    prefix: String,
    place: Place,
}

#[derive(Debug, Clone)]
enum Place {
    /// In lower case.
    Header(String),
    Cookie(String),
}

impl ApiKeys {
    /// Keys of this store that begin with `hs`, from the header `X-API-Key`.
    pub fn new(store: Arc<dyn KeyStore>) -> Self {
        let place = Place::Header("x-api-key".to_owned());
        Self { store, clock: Arc::new(SystemClock), prefix: "hs".to_owned(), place }
    }

    /// Sets the header that has the key. Default: `X-API-Key`.
    pub fn with_header(mut self, name: &str) -> Self {
        self.place = Place::Header(name.to_ascii_lowercase());
        self
    }

    /// Takes the key from this cookie, and from no header.
    pub fn with_cookie(mut self, name: impl Into<String>) -> Self {
        self.place = Place::Cookie(name.into());
        self
    }

    /// Sets by which word the app's keys begin. Default: `hs`.
    ///
    /// # Errors
    /// [`PrefixError`].
    pub fn with_prefix(mut self, prefix: impl Into<String>) -> Result<Self, PrefixError> {
        self.prefix = prefix.into();
        check_prefix(&self.prefix)?;
        Ok(self)
    }

    /// Sets the clock. Default: the machine's.
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    fn kind(&self) -> CredentialKind {
        match self.place {
            Place::Header(_) => CredentialKind::Header,
            Place::Cookie(_) => CredentialKind::Cookie,
        }
    }

    fn refuse(kind: CredentialKind, reason: &'static str) -> Identity {
        match kind {
            CredentialKind::Header => {
                let challenge = Challenge::new("APIKey");
                Identity::Refused(Refusal::new(reason).with_challenge(challenge))
            }
            _ => {
                tracing::debug!(name: "key.refused", reason, "anonymous: the API key in the cookie is refused");
                Identity::anonymous()
            }
        }
    }

    async fn known(self, id: String, shown: KeyDigest) -> Identity {
        let now = self.clock.now();
        let record = match self.store.key(&id).await {
            Ok(record) => record,
            Err(error) => return Identity::Unavailable(error.into()),
        };
        let Some(record) = record.filter(|record| record.digest == shown) else {
            return Self::refuse(self.kind(), "there is no such API key");
        };
        if record.is_expired(now) {
            return Self::refuse(self.kind(), "the API key has expired");
        }
        let noted = |at| now.duration_since(at).is_ok_and(|since| since < NOTED_EVERY);
        if !record.last_used.is_some_and(noted)
            && let Err(error) = self.store.note_key_use(&id, now).await
        {
            tracing::warn!(name: "key.use_not_noted", key = id, %error, "the use of an API key was not noted");
        }
        identity(self.kind(), record)
    }
}

fn identity(kind: CredentialKind, record: KeyRecord) -> Identity {
    let scopes = record.scopes.into_iter().map(String::into_boxed_str);
    let authentication = Authentication::new(kind, "APIKey")
        .with_expires_at(record.expires)
        .with_login_id(LoginId::new(&record.id))
        .with_grants(Grants::new().with_scopes(scopes));
    Identity::known(Principal::new(record.user_id), authentication)
}

impl Authenticator for ApiKeys {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        let shown = match &self.place {
            Place::Header(name) if request.header(name, 1).is_some() => {
                return MaybeFuture::Ready(Self::refuse(self.kind(), "there are two API keys"));
            }
            Place::Header(name) => match (request.header(name, 0), request.text(name)) {
                (None, _) => None,
                (Some(_), Some(text)) => Some(text.into()),
                (Some(_), None) => Some("".into()),
            },
            Place::Cookie(name) => cookie(request, name, Duplicate::First),
        };
        let Some(shown) = shown else { return MaybeFuture::Ready(Identity::anonymous()) };
        let Some(id) = id_of(&shown, &self.prefix) else {
            return MaybeFuture::Ready(Self::refuse(
                self.kind(),
                "it is not of the form of an API key",
            ));
        };
        MaybeFuture::boxed(self.clone().known(id.to_owned(), digest(&shown)))
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        let is_there = match &self.place {
            Place::Header(name) => request.header(name, 0).is_some(),
            Place::Cookie(name) => cookie(request, name, Duplicate::First).is_some(),
        };
        is_there.then(|| self.kind())
    }

    fn challenges(&self) -> Vec<Challenge> {
        vec![Challenge::new("APIKey")]
    }
}

impl fmt::Debug for ApiKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKeys")
            .field("prefix", &self.prefix)
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}
