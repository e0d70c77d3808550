use std::future::Future;
use std::sync::Arc;

use handstamp_authorizer::adapter::Capabilities;
use handstamp_authorizer::{
    Authentication, Authenticator, BoxError, BoxFuture, Challenge, CredentialKind, Identity,
    MaybeFuture, Principal, RequestView,
};
use handstamp_session::Session;

use crate::session_login::SessionLogin;
use crate::session_state::SessionState;

impl SessionLogin {
    /// Loads the app's own user, and shows `load` the session as well: a copy of it, as it is once the user is
    /// known. For apps that keep in the session what ends a login (calibre-web's `_random`).
    ///
    /// As [`load_user`](Self::load_user) otherwise: `None` is anonymous, an error is a 503.
    ///
    /// ```
    /// # #[cfg(feature = "flask")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use handstamp_flask::SecretKey;
    /// use handstamp_authorizer::{Auth, BoxError};
    /// use handstamp_login::SessionLogin;
    ///
    /// # let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
    /// # #[derive(Clone)] struct Account;
    /// # async fn account_of_login(_: &str) -> Result<Option<Account>, BoxError> { Ok(None) }
    /// let login = SessionLogin::flask(key).build()?;
    /// let auth = Auth::new(login.load_user_with_session(async |_user, _authentication, session| {
    ///     match session.get_str("_random") {
    ///         Some(random) => account_of_login(random).await,
    ///         None => Ok(None),
    ///     }
    /// }));
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "flask"))]
    /// # fn main() {}
    /// ```
    pub fn load_user_with_session<V, F, Fut, E>(self, load: F) -> impl Authenticator<V>
    where
        V: Send + 'static,
        F: Fn(Principal, Authentication, Session) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Option<V>, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        WithSession(self)
            .load_user(move |(user, session), authentication| load(user, authentication, session))
    }

    /// Turns the user into the app's own on the spot, and shows `map` the session as well. `None` is anonymous.
    pub fn map_user_with_session<V, F>(self, map: F) -> impl Authenticator<V>
    where
        V: Send + 'static,
        F: Fn(Principal, &Authentication, &Session) -> Option<V> + Clone + Send + Sync + 'static,
    {
        WithSession(self)
            .map_user(move |(user, session), authentication| map(user, authentication, &session))
    }
}

/// A session login whose user comes with a copy of the session.
struct WithSession(SessionLogin);

impl Authenticator<(Principal, Session)> for WithSession {
    fn authenticate(
        &self,
        request: &dyn RequestView,
    ) -> MaybeFuture<Identity<(Principal, Session)>> {
        let identity = self.0.authenticate(request);
        let of_request = OfRequest::new(&self.0, request);
        identity.map(move |identity| of_request.added_to(identity))
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        Authenticator::presented(&self.0, request)
    }

    fn prepare(
        &self,
        request: &dyn RequestView,
    ) -> BoxFuture<'static, Identity<(Principal, Session)>> {
        let identity = self.0.prepare(request);
        let of_request = OfRequest::new(&self.0, request);
        Box::pin(async move { of_request.added_to(identity.await) })
    }

    fn challenges(&self) -> Vec<Challenge> {
        self.0.challenges()
    }

    fn offer(&self, capabilities: &mut Capabilities) {
        self.0.offer(capabilities);
    }
}

/// The session of one request. `None` without a response layer, where nobody is known.
struct OfRequest(SessionLogin, Option<Arc<SessionState>>);

impl OfRequest {
    fn new(login: &SessionLogin, request: &dyn RequestView) -> Self {
        let state = request.context().map(|context| SessionState::of(login, context));
        Self(login.clone(), state)
    }

    fn added_to(&self, identity: Identity) -> Identity<(Principal, Session)> {
        let Self(login, state) = self;
        identity.and_then(|user, authentication| {
            let mut inner = state.as_ref()?.lock();
            let session = inner.opened(login).seen_by(login).cloned().unwrap_or_default();
            Some(((user, session), authentication))
        })
    }
}
