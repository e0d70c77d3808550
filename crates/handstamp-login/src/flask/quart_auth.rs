use std::fmt;
use std::time::{Duration, SystemTime};

use handstamp_authorizer::cookie::SameSite;
use handstamp_itsdangerous::{Digest, SecretKeys, Signer, TimestampSigner};
use handstamp_session::{Session, TokenCodec};

use crate::client_info::ClientInfo;
use crate::cookie_error::BuildError;
use crate::flask::cookie_settings::CookieSettings;
use crate::login::{Login, Remember};
use crate::place::Place;
use crate::session_login::SessionLogin;
use crate::settings::{Settings, setters};
use crate::user_field::UserField;
use crate::user_in_session::{SessionUser, UserInSession};

/// Where the session has quart-auth's `auth_id`.
const AUTH_ID: &str = "auth_id";

impl SessionLogin {
    /// Who is asking, by the cookie of quart-auth: one signed token with the user's id.
    ///
    /// Made from Quart's `SECRET_KEY`, or from several keys, of which the newest signs. Everything else has
    /// quart-auth's defaults: the cookie is `Secure`, so that browsers send it over HTTPS alone. A login with
    /// [`Login::with_remember`] is `login_user` with `AuthUser(…, action=Action.WRITE_PERMANENT)`.
    ///
    /// There is no place in such a cookie for anything else. A handler that writes more into the session gets
    /// an error when it is saved. A login has no id of its own: a
    /// [`Revocation`](handstamp_authorizer::revocation::Revocation) can end all logins of a user.
    pub fn quart_auth(keys: impl Into<SecretKeys>) -> QuartAuthBuilder {
        let year = Duration::from_secs(365 * 24 * 60 * 60);
        let cookie = CookieSettings {
            name: "QUART_AUTH".to_owned(),
            secure: true,
            same_site: Some(SameSite::Lax),
            lifetime: year,
            refresh_each_request: false,
            ..CookieSettings::default()
        };
        let salt = "quart auth salt".to_owned();
        QuartAuthBuilder { keys: keys.into(), salt, cookie, settings: Settings::default() }
    }
}

/// The settings of a login by quart-auth's cookie, from [`SessionLogin::quart_auth`].
#[must_use]
pub struct QuartAuthBuilder {
    keys: SecretKeys,
    salt: String,
    cookie: CookieSettings,
    settings: Settings,
}

impl QuartAuthBuilder {
    /// Sets the salt (`QUART_AUTH_SALT`). Default: `quart auth salt`.
    pub fn salt(mut self, salt: impl Into<String>) -> Self {
        self.salt = salt.into();
        self
    }

    /// Changes how the cookie is named and sent (`QUART_AUTH_COOKIE_…`), and how long a login lives
    /// (`QUART_AUTH_DURATION`, [`CookieSettings::lifetime`]). Default: a year.
    pub fn cookie(mut self, change: impl FnOnce(&mut CookieSettings)) -> Self {
        change(&mut self.cookie);
        self
    }

    setters!();

    /// The login.
    ///
    /// # Errors
    /// [`BuildError`], where browsers would refuse the cookie or its settings cannot be written.
    pub fn build(self) -> Result<SessionLogin, BuildError> {
        let signer = Signer::builder(self.keys).salt(self.salt).digest(Digest::Sha512).build();
        let codec = TokenCodec::timed(TimestampSigner::new(signer), self.cookie.lifetime);
        let place = Place::cookie(codec.with_text_key(AUTH_ID));
        self.settings.build(place, Box::new(self.cookie), Box::new(AuthId(UserField::new(AUTH_ID))))
    }
}

impl fmt::Debug for QuartAuthBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QuartAuthBuilder").field("cookie", &self.cookie).finish_non_exhaustive()
    }
}

/// `AuthUser.auth_id`, and whether the browser keeps it.
struct AuthId(UserField);

impl UserInSession for AuthId {
    fn read(
        &self,
        session: &Session,
        client: ClientInfo<'_>,
        now: SystemTime,
    ) -> Option<SessionUser> {
        self.0.read(session, client, now)
    }

    fn write(
        &self,
        session: &mut Session,
        login: &Login<'_>,
        client: ClientInfo<'_>,
        now: SystemTime,
    ) {
        self.0.write(session, login, client, now);
        session.set_permanent(login.remembered() != Remember::No);
    }
}
