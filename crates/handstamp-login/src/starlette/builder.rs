use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use handstamp_authorizer::{
    Authenticator, BoxError, Capabilities, Challenge, Clock, Duplicate, Effects, Identity,
    LoadUser, MaybeFuture, Principal, RequestView, SystemClock,
};
use handstamp_itsdangerous::{SecretKey, SecretKeys};
use handstamp_session::login::{self, ClientInfo, Dialect, Login, Sessions};
use handstamp_session::{Codec, Error, Session};

use crate::cookie::Save;
use crate::{CookieSettings, SessionCodec, zopyx};

/// Who is asking, by Starlette's session cookie.
///
/// Made from the `secret_key` of `SessionMiddleware`; everything else has Starlette's defaults. Starlette
/// itself does not say how a session names its user. Unless told otherwise it is the field `username`, as
/// in the tutorials that log in by this middleware, and as [`SessionHandle::login`] then writes it.
///
/// ```
/// use handstamp_authorizer::Auth;
/// use handstamp_starlette::{SecretKey, SessionLogin};
///
/// # let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// let auth = Auth::new(SessionLogin::new(key).with_user_id_field("user_id"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [`SessionHandle::login`]: handstamp_session::login::SessionHandle::login
#[derive(Clone)]
pub struct SessionLogin {
    dialect: StarletteDialect,
    clock: Arc<dyn Clock>,
    /// Made of the two.
    sessions: Sessions,
}

#[derive(Debug, Clone)]
struct StarletteDialect {
    codec: SessionCodec,
    cookie: CookieSettings,
    user: User,
}

/// How a session names its user.
#[derive(Debug, Clone)]
enum User {
    Field(String),
    Zopyx,
}

impl SessionLogin {
    /// With the middleware's `secret_key`, or several keys of which the newest signs.
    #[must_use]
    pub fn new(keys: impl Into<SecretKeys>) -> Self {
        Self::with_codec(SessionCodec::new(keys))
    }

    /// With a codec whose limits or tolerance are the app's own.
    #[must_use]
    pub fn with_codec(codec: SessionCodec) -> Self {
        let cookie = CookieSettings::default();
        let user = User::Field("username".to_owned());
        let dialect = StarletteDialect { codec, cookie, user };
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        Self { sessions: sessions(&dialect, &clock), dialect, clock }
    }

    fn with(mut self, set: impl FnOnce(&mut StarletteDialect)) -> Self {
        set(&mut self.dialect);
        self.sessions = sessions(&self.dialect, &self.clock);
        self
    }

    /// Adds keys that only verify, oldest first.
    #[must_use]
    pub fn with_fallbacks(self, keys: impl IntoIterator<Item = SecretKey>) -> Self {
        self.with(|dialect| dialect.codec = dialect.codec.clone().with_fallbacks(keys))
    }

    /// Sets how the session cookie is named and sent. `max_age` counts for reading as well.
    #[must_use]
    pub fn with_cookie(self, cookie: CookieSettings) -> Self {
        self.with(|dialect| {
            dialect.codec = dialect.codec.clone().with_max_age(cookie.max_age);
            dialect.cookie = cookie;
        })
    }

    /// Sets the name of the session cookie (`session_cookie`).
    #[must_use]
    pub fn with_cookie_name(self, name: impl Into<String>) -> Self {
        self.with(|dialect| dialect.cookie.session_cookie = name.into())
    }

    /// Sets how long a session lives after it was signed last (`max_age`). `None`: until the browser is
    /// closed, and here for ever.
    #[must_use]
    pub fn with_max_age(self, max_age: impl Into<Option<Duration>>) -> Self {
        let max_age = max_age.into();
        self.with(|dialect| {
            dialect.codec = dialect.codec.clone().with_max_age(max_age);
            dialect.cookie.max_age = max_age;
        })
    }

    /// Sets the field of the session that names the user: `username` unless told otherwise. Text or a whole
    /// number; everything else is nobody.
    #[must_use]
    pub fn with_user_id_field(self, field: impl Into<String>) -> Self {
        self.with(|dialect| dialect.user = User::Field(field.into()))
    }

    /// Takes the user as zopyx-fastapi-auth writes it: the dict `user` with its `name`, the names of its
    /// roles and their permissions, and the time of login. Its `expires`, which zopyx itself does not look
    /// at, is enforced; an anonymous user is nobody.
    ///
    /// The roles are those of the moment of login. A role that is taken from a user since then is still in
    /// the cookie: give rules a user with the roles of today by [`load_user`](Self::load_user).
    #[must_use]
    pub fn with_zopyx_user(self) -> Self {
        self.with(|dialect| dialect.user = User::Zopyx)
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

fn sessions(dialect: &StarletteDialect, clock: &Arc<dyn Clock>) -> Sessions {
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
    }
}

impl std::fmt::Debug for SessionLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SessionLogin").field(&self.dialect).finish()
    }
}

impl Codec for StarletteDialect {
    fn decode(&self, cookie: &[u8], now: SystemTime) -> Result<Session, Error> {
        self.codec.decode(cookie, now)
    }

    fn encode(&self, session: &Session, now: SystemTime) -> Result<String, Error> {
        self.codec.encode(session, now)
    }
}

impl Dialect for StarletteDialect {
    fn cookie_name(&self) -> &str {
        &self.cookie.session_cookie
    }

    fn duplicate(&self) -> Duplicate {
        Duplicate::Last
    }

    fn identify(
        &self,
        session: &mut Session,
        _: &dyn RequestView,
        now: SystemTime,
    ) -> Option<Principal> {
        match &self.user {
            User::Field(field) => login::principal(session, field),
            User::Zopyx => zopyx::identify(session, now),
        }
    }

    fn login(&self, session: &mut Session, login: &Login<'_>, _: &ClientInfo, now: SystemTime) {
        let user_id = login.user_id();
        match &self.user {
            User::Field(field) => {
                session.insert_value(field.as_str(), user_id);
            }
            User::Zopyx => zopyx::write(session, user_id, now),
        }
    }

    fn save(&self, session: &mut Session, now: SystemTime) -> Result<Effects, Error> {
        let mut effects = Effects::none();
        match self.cookie.save(session) {
            Save::Leave => {}
            Save::Set => effects.set_cookie(self.cookie.set(&self.codec.encode(session, now)?)?),
            Save::Clear => effects.set_cookie(self.cookie.clear()?),
        }
        Ok(effects)
    }
}
