use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use handstamp_flask::{FlaskWtf, RememberToken, session_codec};
use handstamp_itsdangerous::{KeyDerivation, SecretKey, SecretKeys, Signer};
use handstamp_session::{IdCodec, PlainIds, SignedCodec, SignedCodecBuilder, SignedIds, Store};

use crate::cookie_error::BuildError;
use crate::flask::cookie_settings::CookieSettings;
use crate::flask::csrf_protect::CsrfProtect;
use crate::flask::flask_login::FlaskLogin;
use crate::place::Place;
use crate::session_login::SessionLogin;
use crate::settings::{Settings, setters};
use crate::user_field::UserField;
use crate::user_in_session::UserInSession;

/// The salt of Flask-Session's signed ids.
const ID_SALT: &str = "flask-session";

impl SessionLogin {
    /// Who is asking, by Flask's session: Flask-Login's user, or a field of the app's own.
    ///
    /// Made from Flask's `SECRET_KEY`, or from several keys, of which the newest signs. Everything else has
    /// Flask's defaults. Users whom Flask-Login remembers come back here as they do there.
    pub fn flask(keys: impl Into<SecretKeys>) -> FlaskBuilder {
        FlaskBuilder {
            codec: session_codec(keys),
            cookie: CookieSettings::default(),
            user: User::FlaskLogin(Box::default()),
            store: None,
            signed_ids: false,
            settings: Settings::default(),
        }
    }
}

/// The settings of a login by Flask's session, from [`SessionLogin::flask`].
#[must_use]
pub struct FlaskBuilder {
    codec: SignedCodecBuilder,
    cookie: CookieSettings,
    user: User,
    store: Option<Arc<dyn Store>>,
    signed_ids: bool,
    settings: Settings,
}

/// How a session names its user.
enum User {
    FlaskLogin(Box<FlaskLogin>),
    Other(Box<dyn UserInSession>),
}

impl FlaskBuilder {
    /// Adds `SECRET_KEY_FALLBACKS`: keys that only verify, oldest first.
    pub fn fallbacks(mut self, keys: impl IntoIterator<Item = SecretKey>) -> Self {
        self.codec = self.codec.fallbacks(keys);
        self
    }

    /// Changes the codec of the session cookie: salt, digest, limits, tolerance. Its age is the
    /// [`lifetime`](Self::lifetime).
    pub fn codec(mut self, change: impl FnOnce(SignedCodecBuilder) -> SignedCodecBuilder) -> Self {
        self.codec = change(self.codec);
        self
    }

    /// Sets how the session cookie is named and sent.
    pub fn cookie(mut self, cookie: CookieSettings) -> Self {
        self.cookie = cookie;
        self
    }

    /// Sets the name of the session cookie (`SESSION_COOKIE_NAME`). Default: `session`.
    pub fn cookie_name(mut self, name: impl Into<String>) -> Self {
        self.cookie.name = name.into();
        self
    }

    /// Sets how long a session lives after it was saved last (`PERMANENT_SESSION_LIFETIME`). Default: 31 days.
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.cookie.lifetime = lifetime;
        self
    }

    /// Sets what Flask-Login does: session protection, the remember cookie.
    pub fn flask_login(mut self, settings: FlaskLogin) -> Self {
        self.user = User::FlaskLogin(Box::new(settings));
        self
    }

    /// Sets the field of the session that names the user, for an app without Flask-Login: text or a whole
    /// number. A logout empties the session then.
    pub fn user_field(self, name: impl Into<String>) -> Self {
        self.user(UserField::new(name))
    }

    /// Sets how a session names its user, for an app without Flask-Login.
    pub fn user(mut self, user: impl UserInSession) -> Self {
        self.user = User::Other(Box::new(user));
        self
    }

    /// Keeps sessions in a store; the cookie has the session's id. Default: sessions live in their cookie.
    /// Logins on one cookie share one store.
    pub fn store(mut self, store: Arc<dyn Store>) -> Self {
        self.store = Some(store);
        self
    }

    /// Signs the id of a session in a store (`SESSION_USE_SIGNER` of Flask-Session). Default: false.
    pub fn signed_ids(mut self, signed: bool) -> Self {
        self.signed_ids = signed;
        self
    }

    setters!();

    /// The login. Where no tokens of forms are set, they are Flask-WTF's with the session's keys.
    ///
    /// # Errors
    /// [`BuildError`], where browsers would refuse a cookie or its settings cannot be written.
    pub fn build(self) -> Result<SessionLogin, BuildError> {
        let codec = self.codec.max_age(self.cookie.lifetime).build();
        let mut settings = self.settings;
        settings.csrf.get_or_insert_with(|| {
            let tokens = FlaskWtf::builder(codec.keys().clone()).build();
            Arc::new(CsrfProtect::new(tokens))
        });
        let user = match self.user {
            User::FlaskLogin(settings) => Box::new(settings.or_token(|| token(&codec))),
            User::Other(user) => user,
        };
        let place = match self.store {
            Some(store) => Place::Store { ids: ids(&codec, self.signed_ids), store },
            None => Place::cookie(codec),
        };
        settings.build(place, Box::new(self.cookie), user)
    }
}

/// Flask-Login signs with `SECRET_KEY` alone, and knows no older keys.
fn token(codec: &SignedCodec) -> RememberToken {
    RememberToken::new(codec.keys().newest().clone()).with_salts([codec.salt()])
}

fn ids(codec: &SignedCodec, signed: bool) -> Arc<dyn IdCodec> {
    if !signed {
        return Arc::new(PlainIds);
    }
    let signer = Signer::builder(codec.keys().clone()).salt(ID_SALT);
    Arc::new(SignedIds::new(signer.key_derivation(KeyDerivation::Hmac).build()))
}

impl fmt::Debug for FlaskBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlaskBuilder")
            .field("cookie", &self.cookie)
            .field("in_store", &self.store.is_some())
            .finish_non_exhaustive()
    }
}
