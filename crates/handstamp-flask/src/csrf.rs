use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use handstamp_authorizer::{Random, RequestView, SystemRandom};
use handstamp_itsdangerous::{
    BadData, Epoch, SecretKeys, Signer, TimestampSigner, UrlSafeTimedSerializer,
};
use handstamp_session::login::{CsrfError, CsrfTokens};
use handstamp_session::{Error, Session, Value};
use subtle::ConstantTimeEq as _;

use crate::compact_json::CompactJson;
use crate::hex;

/// Flask-WTF's CSRF token, made and checked (`generate_csrf`, `validate_csrf`, `CSRFProtect`).
///
/// The session has a secret; a token is that secret, signed with the time. Made from `SECRET_KEY`, or from
/// `WTF_CSRF_SECRET_KEY` where the app has one. With several keys the newest signs and all verify;
/// Flask-WTF has one.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use handstamp_flask::{Csrf, CsrfError, SecretKey, Session};
///
/// let csrf = Csrf::new(SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?);
/// let (mut session, now) = (Session::new(), SystemTime::now());
/// let token = csrf.token(&mut session, now)?; // writes the secret into the session
/// csrf.check(&session, &token, now)?;
///
/// let later = now + Duration::from_secs(3_602);
/// assert_eq!(csrf.check(&session, &token, later), Err(CsrfError::Expired));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Csrf {
    keys: SecretKeys,
    epoch: Epoch,
    clock_tolerance: Duration,
    /// Made of the three.
    serializer: UrlSafeTimedSerializer<CompactJson>,
    time_limit: Option<Duration>,
    field_name: String,
    headers: Vec<String>,
    referrer: bool,
    random: Arc<dyn Random>,
}

impl Csrf {
    /// The salt of the token.
    pub const SALT: &'static str = "wtf-csrf-token";

    /// Tokens with Flask-WTF's own settings.
    pub fn new(keys: impl Into<SecretKeys>) -> Self {
        let (keys, epoch, clock_tolerance) = (keys.into(), Epoch::Unix, Duration::from_secs(30));
        Self {
            serializer: serializer(&keys, epoch, clock_tolerance),
            keys,
            epoch,
            clock_tolerance,
            time_limit: Some(Duration::from_secs(3_600)),
            field_name: "csrf_token".to_owned(),
            headers: vec!["x-csrftoken".to_owned(), "x-csrf-token".to_owned()],
            referrer: true,
            random: Arc::new(SystemRandom),
        }
    }

    /// Sets how old a token may be, in whole seconds (`WTF_CSRF_TIME_LIMIT`). 3,600 seconds unless told
    /// otherwise; `None` takes any age, as long as the session lasts.
    pub fn with_time_limit(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.time_limit = limit.into();
        self
    }

    /// Sets how far ahead of `now` a token may have been signed: two machines, two clocks. 30 seconds unless
    /// told otherwise, Python has 0. It extends no time limit.
    pub fn with_clock_tolerance(mut self, ahead: Duration) -> Self {
        self.clock_tolerance = ahead;
        self.serializer = serializer(&self.keys, self.epoch, ahead);
        self
    }

    /// Sets what time stamps count from: [`Epoch::Year2011`] for apps with itsdangerous 0.24.
    pub fn with_epoch(mut self, epoch: Epoch) -> Self {
        self.epoch = epoch;
        self.serializer = serializer(&self.keys, epoch, self.clock_tolerance);
        self
    }

    /// Sets the name of the form's field, which is the secret's key in the session as well
    /// (`WTF_CSRF_FIELD_NAME`). `csrf_token` unless told otherwise.
    pub fn with_field_name(mut self, name: impl Into<String>) -> Self {
        self.field_name = name.into();
        self
    }

    /// Sets in which headers a script may send the token, the first of them first (`WTF_CSRF_HEADERS`).
    /// `X-CSRFToken` and `X-CSRF-Token` unless told otherwise.
    pub fn with_headers(mut self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.headers = names.into_iter().map(|name| name.as_ref().to_ascii_lowercase()).collect();
        self
    }

    /// Sets whether a request by HTTPS must say by its `Referer` that it comes from a page of the same host
    /// (`WTF_CSRF_SSL_STRICT`). True unless told otherwise.
    pub fn with_referrer_check(mut self, checked: bool) -> Self {
        self.referrer = checked;
        self
    }

    /// Takes the session's secret from other randomness than the system's.
    pub fn with_random(mut self, random: impl Random) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// The token for a form (`generate_csrf`). A session without a secret is given one.
    ///
    /// # Errors
    /// [`Error::NotSigned`] if there is no randomness to be had, or `now` is before 1970.
    pub fn token(&self, session: &mut Session, now: SystemTime) -> Result<String, Error> {
        if !self.is_prepared(session) {
            self.prepare(session)?;
        }
        CsrfTokens::token(self, session, now)
    }

    /// Whether this token is one of this session (`validate_csrf`).
    ///
    /// # Errors
    /// Why it is not. To the client, all of it is one.
    pub fn check(&self, session: &Session, token: &str, now: SystemTime) -> Result<(), CsrfError> {
        if token.is_empty() {
            return Err(CsrfError::Missing);
        }
        let secret = self.secret(session).ok_or(CsrfError::NoSecret)?;
        let signed: Value =
            self.serializer.loads(token, now, self.time_limit).map_err(|error| match error {
                BadData::SignatureExpired(_) => CsrfError::Expired,
                _ => CsrfError::Invalid,
            })?;
        let signed = signed.as_str().ok_or(CsrfError::Invalid)?;
        match bool::from(signed.as_bytes().ct_eq(secret.as_bytes())) {
            true => Ok(()),
            false => Err(CsrfError::OtherSession),
        }
    }

    fn secret<'s>(&self, session: &'s Session) -> Option<&'s str> {
        session.get_str(&self.field_name).filter(|secret| !secret.is_empty())
    }
}

fn serializer(
    keys: &SecretKeys,
    epoch: Epoch,
    ahead: Duration,
) -> UrlSafeTimedSerializer<CompactJson> {
    let signer = Signer::builder(keys.clone()).salt(Csrf::SALT).build();
    let signer = TimestampSigner::new(signer).with_epoch(epoch).with_clock_tolerance(ahead);
    UrlSafeTimedSerializer::with_signer(signer, CompactJson)
}

impl CsrfTokens for Csrf {
    fn field_name(&self) -> &str {
        &self.field_name
    }

    fn is_prepared(&self, session: &Session) -> bool {
        self.secret(session).is_some()
    }

    /// As long as the SHA-1 that Flask-WTF makes of random bytes.
    fn prepare(&self, session: &mut Session) -> Result<(), Error> {
        let mut secret = [0; 20];
        let filled = self.random.fill(&mut secret);
        filled.map_err(|error| Error::NotSigned(error.to_string().into()))?;
        session.insert_value(self.field_name.as_str(), hex::encode(&secret));
        Ok(())
    }

    fn token(&self, session: &Session, now: SystemTime) -> Result<String, Error> {
        let secret = self.secret(session);
        let secret = secret.ok_or_else(|| Error::NotSigned("the session has no secret".into()))?;
        let token = self.serializer.dumps(&Value::from(secret), now);
        token.map_err(|error| Error::NotSigned(error.to_string().into()))
    }

    fn check(&self, session: &Session, token: &str, now: SystemTime) -> Result<(), CsrfError> {
        self.check(session, token, now)
    }

    fn header_token<'r>(&self, request: &'r dyn RequestView) -> Option<&'r str> {
        let sent = self
            .headers
            .iter()
            .filter_map(|name| std::str::from_utf8(request.header(name, 0)?).ok());
        sent.map(str::trim).find(|token| !token.is_empty())
    }

    fn check_request(&self, request: &dyn RequestView) -> Result<(), CsrfError> {
        if !self.referrer || request.scheme() != Some("https") {
            return Ok(());
        }
        let referrer = request.text("referer").filter(|referrer| !referrer.is_empty());
        let referrer = referrer.ok_or(CsrfError::NoReferrer)?;
        let own = request.host().and_then(host_and_port);
        match https_host(referrer).filter(|page| own.as_ref() == Some(page)) {
            Some(_) => Ok(()),
            None => Err(CsrfError::OtherReferrer),
        }
    }
}

/// Host and port of an `https` URL.
fn https_host(url: &str) -> Option<(String, u16)> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    if scheme.eq_ignore_ascii_case("https") { host_and_port(authority) } else { None }
}

fn host_and_port(authority: &str) -> Option<(String, u16)> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
        _ => (authority, 443),
    };
    let sound = !host.is_empty() && !host.contains(['@', ' ']);
    sound.then(|| (host.to_ascii_lowercase(), port))
}

impl fmt::Debug for Csrf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Csrf")
            .field("time_limit", &self.time_limit)
            .field("field_name", &self.field_name)
            .field("headers", &self.headers)
            .field("referrer", &self.referrer)
            .finish_non_exhaustive()
    }
}
