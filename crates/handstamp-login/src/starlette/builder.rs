use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use handstamp_itsdangerous::{SecretKey, SecretKeys};
use handstamp_session::{PlainIds, SignedCodecBuilder, Store};
use handstamp_starlette::session_codec;

use crate::cookie_error::BuildError;
use crate::place::Place;
use crate::session_login::SessionLogin;
use crate::settings::{Settings, setters};
use crate::starlette::cookie_settings::CookieSettings;
use crate::user_field::UserField;
use crate::user_in_session::UserInSession;

impl SessionLogin {
    /// Who is asking, by the session of Starlette and FastAPI.
    ///
    /// Made from the `secret_key` of `SessionMiddleware`. Everything else has Starlette's defaults. Starlette
    /// itself does not say how a session names its user. Default: the field `username`, as in the tutorials
    /// that log in by this middleware.
    pub fn starlette(keys: impl Into<SecretKeys>) -> StarletteBuilder {
        StarletteBuilder {
            codec: session_codec(keys),
            cookie: CookieSettings::default(),
            user: Box::new(UserField::new("username")),
            store: None,
            settings: Settings::default(),
        }
    }
}

/// The settings of a login by Starlette's session, from [`SessionLogin::starlette`].
#[must_use]
pub struct StarletteBuilder {
    codec: SignedCodecBuilder,
    cookie: CookieSettings,
    user: Box<dyn UserInSession>,
    store: Option<Arc<dyn Store>>,
    settings: Settings,
}

impl StarletteBuilder {
    /// Adds keys that only verify, oldest first.
    pub fn fallbacks(mut self, keys: impl IntoIterator<Item = SecretKey>) -> Self {
        self.codec = self.codec.fallbacks(keys);
        self
    }

    /// Changes the codec of the session cookie: limits, tolerance. Its age is [`max_age`](Self::max_age).
    pub fn codec(mut self, change: impl FnOnce(SignedCodecBuilder) -> SignedCodecBuilder) -> Self {
        self.codec = change(self.codec);
        self
    }

    /// Sets how the session cookie is named and sent.
    pub fn cookie(mut self, cookie: CookieSettings) -> Self {
        self.cookie = cookie;
        self
    }

    /// Sets the name of the session cookie (`session_cookie`). Default: `session`.
    pub fn cookie_name(mut self, name: impl Into<String>) -> Self {
        self.cookie.session_cookie = name.into();
        self
    }

    /// Sets how long a session lives after it was signed last (`max_age`). Default: 14 days. `None`: until the
    /// browser is closed, and here for ever.
    pub fn max_age(mut self, max_age: impl Into<Option<Duration>>) -> Self {
        self.cookie.max_age = max_age.into();
        self
    }

    /// Sets the field of the session that names the user: text or a whole number. Default: `username`.
    pub fn user_field(self, name: impl Into<String>) -> Self {
        self.user(UserField::new(name))
    }

    /// Sets how a session names its user: [`ZopyxUser`](crate::starlette::ZopyxUser), or one of your own.
    pub fn user(mut self, user: impl UserInSession) -> Self {
        self.user = Box::new(user);
        self
    }

    /// Keeps sessions in a store; the cookie has the session's id. Default: sessions live in their cookie.
    /// Logins on one cookie share one store.
    pub fn store(mut self, store: Arc<dyn Store>) -> Self {
        self.store = Some(store);
        self
    }

    setters!();

    /// The login.
    ///
    /// # Errors
    /// [`BuildError`], where browsers would refuse a cookie or its settings cannot be written.
    pub fn build(self) -> Result<SessionLogin, BuildError> {
        let place = match self.store {
            Some(store) => Place::Store { ids: Arc::new(PlainIds), store },
            None => Place::cookie(self.codec.max_age(self.cookie.max_age).build()),
        };
        self.settings.build(place, Box::new(self.cookie), self.user)
    }
}

impl fmt::Debug for StarletteBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StarletteBuilder")
            .field("cookie", &self.cookie)
            .field("in_store", &self.store.is_some())
            .finish_non_exhaustive()
    }
}
