//! The logins that scenarios try an adapter with.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use handstamp_authorizer::adapter::{Capabilities, Effects};
use handstamp_authorizer::cookie::SetCookie;
use handstamp_authorizer::{
    Auth, Authentication, Authenticator, BoxFuture, Challenge, CredentialKind, CrossOrigin,
    FirstOf, Identity, Known, MaybeFuture, Principal, Refusal, RequestView, Subject,
    TrustedProxies,
};
use handstamp_flask::{SecretKey, Session, SignedCodec, session_codec};
use handstamp_login::SessionLogin;
use handstamp_login::flask::{CookieSettings, FlaskLogin, SessionProtection};

use crate::failure::Failure;
use crate::harness::{Account, Auths};
use crate::join::Yield;
use crate::suite_store::SuiteStore;

const KEY: &str = "dev-secret-key-0123456789abcdef-rotate-me";
const OLD_KEY: &str = "dev-secret-key-fedcba9876543210-rotated-out";
const FOREIGN_KEY: &str = "dev-secret-key-of-somebody-else-0f1e2d3c4b5a";

/// What Flask-Login 0.6 under Flask 3.1 has set for the user 1742: a compressed cookie, as nearly all are.
pub(crate) const REAL_COOKIE: &str = concat!(
    "session=.eJwlzklKBEEQQNG75NpFxpBD9GWKGFEEharulXh3C9w-_uL_tKPOvN7b43m",
    "-8q0dH9EeTdkByWACRuDCAFrgsIAlmGTQNEKYFZppssZCKU1BiqFcAahqlYi",
    "7ECTFracNKpjCy71wpG-OHeaLcfBavcaWzmHKkO7tHnldef7fwB3d4tdZx_P",
    "7M79uc6dymDhzkAJ1Jus4nbdZEVVWCTLpbr9_mJBAXw.awJcLg.mwLhMQvbW",
    "wn9DBHRwvXN6zkqB8c",
);

/// The proxy that is trusted, and one that is not.
pub(crate) const PROXY: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7));
pub(crate) const STRANGER: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 8));

/// The two lines that a marked answer puts on the response, in order.
pub(crate) const MARKS: [&str; 2] = ["seen=1; Path=/", "again=2; Path=/"];

/// When everything here happens.
pub(crate) fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_316_842)
}

/// A login, with as much of it changed as a scenario needs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Setup {
    login_page: bool,
    late: bool,
    broken: bool,
    marked: bool,
    without_sessions: bool,
    cookie: CookieSettings,
    store: Option<Arc<SuiteStore>>,
}

impl Setup {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Browsers are sent to `/login`.
    pub(crate) fn login_page(mut self) -> Self {
        self.login_page = true;
        self
    }

    /// Every answer comes after others were let go first.
    pub(crate) fn late(mut self) -> Self {
        self.late = true;
        self
    }

    /// The user loader fails.
    pub(crate) fn broken(mut self) -> Self {
        self.broken = true;
        self
    }

    /// Every answer puts [`MARKS`] on the response.
    pub(crate) fn marked(mut self) -> Self {
        self.marked = true;
        self
    }

    /// Bearer tokens only.
    pub(crate) fn without_sessions(mut self) -> Self {
        self.without_sessions = true;
        self
    }

    pub(crate) fn cookie(mut self, cookie: CookieSettings) -> Self {
        self.cookie = cookie;
        self
    }

    /// Sessions live in this store.
    pub(crate) fn store(mut self, store: SuiteStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    pub(crate) fn sessions(&self) -> Option<&SuiteStore> {
        self.store.as_deref()
    }

    /// A login of the session; each is another one.
    fn session_login(&self) -> Result<SessionLogin, Failure> {
        let mut builder = SessionLogin::flask(SecretKey::new(KEY)?)
            .fallbacks([SecretKey::new(OLD_KEY)?])
            .cookie(self.cookie.clone())
            // A harness has no say in the address that a session began at.
            .flask_login(FlaskLogin::new().with_session_protection(SessionProtection::None))
            .clock(now);
        if let Some(store) = &self.store {
            builder = builder.store(Arc::clone(store) as _);
        }
        Ok(builder.build()?)
    }

    /// The `Auth`s, and how often the first was asked.
    pub(crate) fn auths(&self) -> Result<(Auths, Arc<AtomicUsize>), Failure> {
        let (session, other) = (self.session_login()?, self.session_login()?);
        let asked = Arc::<AtomicUsize>::default();
        let first = |session: &SessionLogin| {
            let bearer = FirstOf::new(Bearer);
            if self.without_sessions { bearer } else { bearer.or(session.clone()) }
        };
        let login = || first(&session);
        let watched =
            Watched { login: login(), asked: asked.clone(), late: self.late, marked: self.marked };
        let inner = login().load_user(async |user: Principal, _| {
            Ok::<_, Infallible>(Some(user).filter(|user| user.id() == "ada"))
        });
        // Another login on the same cookie.
        let accounts = first(&other).load_user(|user: Principal, _| async move {
            Yield(2).await;
            Ok::<_, Infallible>(Some(Account { name: format!("account of {}", user.id()) }))
        });
        let main = if self.broken {
            let load = |_, _| async { Err::<Option<Principal>, _>("the database is down") };
            self.auth(watched.load_user(load))?
        } else {
            self.auth(watched)?
        };
        let keys =
            Auth::builder(Key).cross_origin(CrossOrigin::allow_all_without_csrf_defence()).build();
        Ok((Auths::new(main, self.auth(inner)?, self.auth(accounts)?, keys), asked))
    }

    fn auth<U: Clone + Send + Sync + 'static>(
        &self,
        login: impl Authenticator<U>,
    ) -> Result<Auth<U>, Failure> {
        let proxies = TrustedProxies::none().trust(&PROXY.to_string())?;
        let builder = Auth::builder(login).trusted_proxies(proxies);
        Ok(if self.login_page { builder.login_url("/login")?.build() } else { builder.build() })
    }
}

/// `Bearer bad…` is refused; any other token is the name of who has it.
struct Bearer;

impl Authenticator for Bearer {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        let token = request.text("authorization").and_then(|value| value.strip_prefix("Bearer "));
        MaybeFuture::Ready(match token {
            None => Identity::anonymous(),
            Some(token) if token.starts_with("bad") => {
                Identity::Refused(Refusal::invalid_token("a token that the suite calls bad"))
            }
            Some(token) => {
                let mut known = Known::new(Principal::new(token), Authentication::bearer());
                known.effects.vary_authorization();
                Identity::Known(known)
            }
        })
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        request.header("authorization", 0).map(|_| CredentialKind::Header)
    }

    fn challenges(&self) -> Vec<Challenge> {
        vec![Challenge::bearer()]
    }
}

/// A key in the header `x-key`: the name of who has it.
struct Key;

impl Authenticator for Key {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        let authentication = Authentication::new(CredentialKind::Header, "Key");
        MaybeFuture::Ready(match request.text("x-key") {
            Some(key) => Identity::known(Principal::new(key), authentication),
            None => Identity::anonymous(),
        })
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        request.header("x-key", 0).map(|_| CredentialKind::Header)
    }
}

/// Counts, grants roles, and does what the setup says.
struct Watched {
    login: FirstOf,
    asked: Arc<AtomicUsize>,
    late: bool,
    marked: bool,
}

impl Authenticator for Watched {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let marks = if self.marked { marks() } else { Effects::none() };
        let answer = self.login.authenticate(request).map(|identity| granted(identity, marks));
        if !self.late {
            return answer;
        }
        MaybeFuture::boxed(async {
            Yield(3).await;
            answer.await
        })
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        self.login.presented(request)
    }

    fn prepare(&self, request: &dyn RequestView) -> BoxFuture<'static, Identity> {
        self.login.prepare(request)
    }

    fn challenges(&self) -> Vec<Challenge> {
        self.login.challenges()
    }

    fn offer(&self, capabilities: &mut Capabilities) {
        self.login.offer(capabilities);
    }
}

/// Ada is an administrator.
fn granted(identity: Identity, marks: Effects) -> Identity {
    match identity {
        Identity::Known(mut known) => {
            if known.user.id() == "ada" {
                known.user = known.user.with_roles(["admin"]);
            }
            known.effects.merge(marks);
            Identity::Known(known)
        }
        Identity::Anonymous(mut effects) => {
            effects.merge(marks);
            Identity::Anonymous(effects)
        }
        other => other,
    }
}

fn marks() -> Effects {
    let mut effects = Effects::none();
    for (name, value) in [("seen", "1"), ("again", "2")] {
        let cookie = SetCookie::new(name, value).and_then(|line| line.attribute("Path", "/"));
        cookie.into_iter().for_each(|cookie| effects.set_cookie(cookie));
    }
    effects
}

/// The codec of the login, at [`now`].
pub(crate) fn codec() -> Result<SignedCodec, Failure> {
    Ok(session_codec(SecretKey::new(KEY)?).build())
}

/// `session=…` of somebody who has just logged in.
pub(crate) fn logged_in(id: &str) -> Result<String, Failure> {
    signed_with(&session_of(id, true)?, KEY, now())
}

/// The same of somebody who was remembered.
pub(crate) fn remembered(id: &str) -> Result<String, Failure> {
    signed_with(&session_of(id, false)?, KEY, now())
}

/// The same, signed with the key before last.
pub(crate) fn old_key(id: &str) -> Result<String, Failure> {
    signed_with(&session_of(id, true)?, OLD_KEY, now())
}

/// The same, 31 days and a second old.
pub(crate) fn expired(id: &str) -> Result<String, Failure> {
    let age = Duration::from_secs(31 * 24 * 60 * 60 + 1);
    signed_with(&session_of(id, true)?, KEY, now() - age)
}

/// `session=…` that nobody must take, with the reason: other key, changed signature, changed payload, and so on.
pub(crate) fn forged(id: &str) -> Result<Vec<(&'static str, String)>, Failure> {
    let good = logged_in(id)?;
    let (payload, rest) = good.split_once('.').unwrap_or_default();
    let (stamp, mac) = rest.split_once('.').unwrap_or_default();
    let other = signed_with(&session_of("grace", true)?, KEY, now())?;
    let (other_payload, _) = other.split_once('.').unwrap_or_default();
    let flipped = if mac.starts_with('A') { "B" } else { "A" };
    let changed = format!("{flipped}{}", mac.get(1..).unwrap_or_default());
    Ok(vec![
        ("another key", signed_with(&session_of(id, true)?, FOREIGN_KEY, now())?),
        ("a changed signature", format!("{payload}.{stamp}.{changed}")),
        ("a changed payload", format!("{other_payload}.{stamp}.{mac}")),
        ("a changed time stamp", format!("{payload}.{}.{mac}", stamp.to_ascii_lowercase() + "A")),
        ("no signature", format!("{payload}.{stamp}.")),
        ("nothing but a payload", payload.to_owned()),
        ("nothing at all", "session=".to_owned()),
        ("junk", "session=..-_.%00\u{fffd}".to_owned()),
    ])
}

/// `session=…` of this session.
pub(crate) fn signed(session: &Session) -> Result<String, Failure> {
    signed_with(session, KEY, now())
}

pub(crate) fn session_of(id: &str, fresh: bool) -> Result<Session, Failure> {
    let mut session = Session::new();
    session.insert("_user_id", id)?;
    session.insert("_fresh", &fresh)?;
    Ok(session)
}

fn signed_with(session: &Session, key: &str, at: SystemTime) -> Result<String, Failure> {
    let codec = session_codec(SecretKey::new(key)?).build();
    Ok(format!("session={}", codec.encode(session, at)?))
}
