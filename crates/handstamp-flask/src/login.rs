use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use handstamp_authorizer::{
    Authenticator, BoxError, Challenge, Clock, Duplicate, Effects, Identity, LoadUser, Offers,
    Principal, Ready, RequestView, SystemClock,
};
use handstamp_itsdangerous::{SecretKey, SecretKeys};
use handstamp_session::login::{self, Dialect, Login, Sessions, Visitor};
use handstamp_session::{Codec, Error, Session};

use crate::{CookieSettings, SessionCodec};

/// Who is asking, by Flask's session cookie: Flask-Login's `_user_id`, or a field of the app's own.
///
/// Made from Flask's `SECRET_KEY`; everything else has Flask's defaults.
///
/// ```
/// use handstamp_authorizer::Auth;
/// use handstamp_flask::{SecretKey, SessionLogin};
///
/// # let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// let auth = Auth::new(SessionLogin::new(key));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct SessionLogin {
    dialect: FlaskDialect,
    clock: Arc<dyn Clock>,
    /// Made of the two.
    sessions: Sessions,
}

#[derive(Debug, Clone)]
struct FlaskDialect {
    codec: SessionCodec,
    cookie: CookieSettings,
    user_id_field: String,
}

impl SessionLogin {
    /// With Flask's `SECRET_KEY`, or several keys of which the newest signs.
    #[must_use]
    pub fn new(keys: impl Into<SecretKeys>) -> Self {
        Self::with_codec(SessionCodec::new(keys))
    }

    /// With a codec whose salt, digest or limits are the app's own.
    #[must_use]
    pub fn with_codec(codec: SessionCodec) -> Self {
        let cookie = CookieSettings::default();
        let dialect = FlaskDialect { codec, cookie, user_id_field: "_user_id".to_owned() };
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        Self { sessions: sessions(&dialect, &clock), dialect, clock }
    }

    fn with(mut self, set: impl FnOnce(&mut FlaskDialect)) -> Self {
        set(&mut self.dialect);
        self.sessions = sessions(&self.dialect, &self.clock);
        self
    }

    /// Sets `SECRET_KEY_FALLBACKS`: keys that only verify, oldest first.
    #[must_use]
    pub fn with_fallbacks(self, keys: impl IntoIterator<Item = SecretKey>) -> Self {
        self.with(|dialect| dialect.codec = dialect.codec.clone().with_fallbacks(keys))
    }

    /// Sets how Flask's session cookie is named and sent. The lifetime counts for reading as well.
    #[must_use]
    pub fn with_cookie(self, cookie: CookieSettings) -> Self {
        self.with(|dialect| {
            dialect.codec = dialect.codec.clone().with_max_age(cookie.lifetime);
            dialect.cookie = cookie;
        })
    }

    /// Sets the name of the session cookie (`SESSION_COOKIE_NAME`).
    #[must_use]
    pub fn with_cookie_name(self, name: impl Into<String>) -> Self {
        self.with(|dialect| dialect.cookie.name = name.into())
    }

    /// Sets how long a session lives after it was signed last (`PERMANENT_SESSION_LIFETIME`).
    #[must_use]
    pub fn with_lifetime(self, lifetime: Duration) -> Self {
        self.with(|dialect| {
            dialect.codec = dialect.codec.clone().with_max_age(lifetime);
            dialect.cookie.lifetime = lifetime;
        })
    }

    /// Sets the field of the session that names the user: `_user_id` of Flask-Login unless told otherwise.
    /// Text or a whole number; everything else is nobody.
    #[must_use]
    pub fn with_user_id_field(self, field: impl Into<String>) -> Self {
        self.with(|dialect| dialect.user_id_field = field.into())
    }

    /// Asks another clock than the machine's.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self.sessions = sessions(&self.dialect, &self.clock);
        self
    }

    /// The sessions behind this login.
    #[must_use]
    pub fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// Turns the id in the session into the app's own user: see
    /// [`Authenticator::load_user`](handstamp_authorizer::Authenticator::load_user).
    pub fn load_user<V, F, Fut, E>(self, load: F) -> LoadUser<Self, F, Principal>
    where
        F: Fn(Principal) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Option<V>, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        Authenticator::load_user(self, load)
    }
}

fn sessions(dialect: &FlaskDialect, clock: &Arc<dyn Clock>) -> Sessions {
    Sessions::new(dialect.clone(), Arc::clone(clock))
}

impl Authenticator for SessionLogin {
    fn authenticate(&self, request: &dyn RequestView) -> Ready<Identity> {
        self.sessions.authenticate(request)
    }

    fn challenges(&self) -> Vec<Challenge> {
        self.sessions.challenges()
    }

    fn offer(&self, offers: &mut Offers) {
        self.sessions.offer(offers);
    }
}

impl std::fmt::Debug for SessionLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SessionLogin").field(&self.dialect).finish()
    }
}

impl Codec for FlaskDialect {
    fn decode(&self, cookie: &[u8], now: SystemTime) -> Result<Session, Error> {
        self.codec.decode(cookie, now)
    }

    fn encode(&self, session: &Session, now: SystemTime) -> Result<String, Error> {
        self.codec.encode(session, now)
    }
}

impl Dialect for FlaskDialect {
    fn cookie_name(&self) -> &str {
        &self.cookie.name
    }

    fn duplicate(&self) -> Duplicate {
        Duplicate::First
    }

    fn identify(
        &self,
        session: &mut Session,
        _: &dyn RequestView,
        _: SystemTime,
    ) -> Option<Principal> {
        let principal = login::principal(session, &self.user_id_field)?;
        let fresh = matches!(session.get_as("_fresh"), Ok(Some(true)));
        Some(principal.with_fresh(fresh))
    }

    fn login(&self, session: &mut Session, login: &Login<'_>, _: &Visitor, _: SystemTime) {
        session.insert_value(self.user_id_field.as_str(), login.user_id());
        session.insert_value("_fresh", true);
    }

    fn save(&self, session: &mut Session, now: SystemTime) -> Result<Effects, Error> {
        let mut effects = Effects::none();
        if session.is_changed() && session.is_empty() {
            effects.set_cookie(self.cookie.delete()?);
        } else if self.cookie.should_set(session) {
            let value = self.codec.encode(session, now)?;
            effects.set_cookie(self.cookie.set(&value, session, now)?);
        }
        Ok(effects)
    }
}
