use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use handstamp_authorizer::{
    Authenticator, BoxError, Capabilities, Challenge, Clock, Identity, LoadUser, MaybeFuture,
    Principal, RequestView, SystemClock,
};
use handstamp_itsdangerous::{SecretKey, SecretKeys};
use handstamp_session::login::{self, Sessions};

use crate::dialect::{FlaskDialect, User};
use crate::{CookieSettings, CsrfProtect, FlaskLogin, FlaskWtf, RememberToken, SessionCodec};

/// Who is asking, by Flask's session cookie: Flask-Login's `_user_id`, or a field of the app's own.
///
/// Made from Flask's `SECRET_KEY`; everything else has Flask's defaults. Users whom Flask-Login remembers
/// ([`FlaskLogin`]) come back here as they do there.
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
    /// Of the session's keys, unless it has its own.
    csrf: Option<CsrfProtect>,
    clock: Arc<dyn Clock>,
    /// Made of the two.
    sessions: Sessions,
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
        let user = User::FlaskLogin(with_token(FlaskLogin::new(), &codec));
        let dialect = FlaskDialect { codec, cookie: CookieSettings::default(), user };
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        Self { sessions: sessions(&dialect, &clock), dialect, csrf: None, clock }
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

    /// Sets what Flask-Login does besides naming the user: session protection, the remember cookie.
    #[must_use]
    pub fn with_flask_login(self, settings: FlaskLogin) -> Self {
        self.with(|dialect| {
            dialect.user = User::FlaskLogin(with_token(settings, &dialect.codec));
        })
    }

    /// Sets the field of the session that names the user, for an app without Flask-Login. Text or a whole
    /// number; everything else is nobody. A logout empties the session then.
    #[must_use]
    pub fn with_user_id_field(self, field: impl Into<String>) -> Self {
        self.with(|dialect| dialect.user = User::Field(field.into()))
    }

    /// Sets the tokens of forms, for an app whose settings of Flask-WTF are its own. Unless told otherwise,
    /// they are made of the session's keys.
    #[must_use]
    pub fn with_csrf(mut self, csrf: CsrfProtect) -> Self {
        self.csrf = Some(csrf);
        self
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

/// Flask-Login signs with `SECRET_KEY` alone, and knows no older keys.
fn with_token(settings: FlaskLogin, codec: &SessionCodec) -> FlaskLogin {
    settings.or_token(|| RememberToken::new(codec.keys().newest().clone()))
}

fn sessions(dialect: &FlaskDialect, clock: &Arc<dyn Clock>) -> Sessions {
    Sessions::new(dialect.clone(), Arc::clone(clock))
}

impl Authenticator for SessionLogin {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        self.sessions.authenticate(request)
    }

    fn challenges(&self) -> Vec<Challenge> {
        self.sessions.challenges()
    }

    fn offer(&self, offers: &mut Capabilities) {
        self.sessions.offer(offers);
        let csrf = self.csrf.clone();
        let csrf = csrf.unwrap_or_else(|| {
            CsrfProtect::new(FlaskWtf::builder(self.dialect.codec.keys().clone()).build())
        });
        offers.add(login::Csrf::new(csrf));
    }
}

impl std::fmt::Debug for SessionLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SessionLogin").field(&self.dialect).finish()
    }
}
