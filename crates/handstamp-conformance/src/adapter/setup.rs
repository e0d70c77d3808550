//! The logins that scenarios try an adapter with.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use handstamp_authorizer::{
    Auth, Authenticator, CrossOrigin, FirstOf, Principal, Subject, TrustedProxies,
};
use handstamp_flask::SecretKey;
use handstamp_login::SessionLogin;
use handstamp_login::flask::{CookieSettings, FlaskLogin, SessionProtection};

use crate::adapter::authenticators::{Bearer, Key, Watched};
use crate::adapter::harness::{Account, Auths};
use crate::adapter::signed::{KEY, OLD_KEY};
use crate::adapter::suite_store::SuiteStore;
use crate::adapter::yielding::Yield;
use crate::failure::Failure;
use crate::now::now;

/// The proxy that is trusted, and one that is not.
pub(crate) const PROXY: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7));
pub(crate) const STRANGER: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 8));

/// A login, with as much of it changed as a scenario needs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Setup {
    login_page: bool,
    late: bool,
    late_bearer: bool,
    broken: bool,
    marked: bool,
    cookie_first: bool,
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

    /// A bearer token is answered for after others were let go first.
    pub(crate) fn late_bearer(mut self) -> Self {
        self.late_bearer = true;
        self
    }

    /// The session is named before bearer tokens.
    pub(crate) fn cookie_first(mut self) -> Self {
        self.cookie_first = true;
        self
    }

    /// The user loader fails.
    pub(crate) fn broken(mut self) -> Self {
        self.broken = true;
        self
    }

    /// Every answer puts [`MARKS`](crate::adapter::authenticators::MARKS) on the response.
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

    /// A login by the session. Each is another one, on the same cookie.
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
        let login = || self.first_of(&session);
        let watched =
            Watched { login: login(), asked: asked.clone(), late: self.late, marked: self.marked };
        let inner = login().load_user(async |user: Principal, _| {
            Ok::<_, Infallible>(Some(user).filter(|user| user.id() == "ada"))
        });
        let accounts = self.first_of(&other).load_user(|user: Principal, _| async move {
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

    fn first_of(&self, session: &SessionLogin) -> FirstOf {
        let bearer = || Bearer { late: self.late_bearer };
        match (self.without_sessions, self.cookie_first) {
            (true, _) => FirstOf::new(bearer()),
            (false, true) => FirstOf::new(session.clone()).or(bearer()),
            (false, false) => FirstOf::new(bearer()).or(session.clone()),
        }
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
