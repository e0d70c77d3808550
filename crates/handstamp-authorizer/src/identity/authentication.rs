//! How a user is known.

use std::sync::Arc;
use std::time::SystemTime;

use crate::identity::credential::CredentialKind;
use crate::identity::login_id::LoginId;

/// How a user is known: by what credential, since when, how strongly. It travels beside the user,
/// through [`load_user`](crate::Authenticator::load_user), to every rule.
///
/// A clone allocates nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Authentication {
    /// The kind of credential that the request brought.
    pub kind: CredentialKind,
    /// The scheme whose challenge a 401 or 403 carries: `Bearer`, `Basic`, `APIKey`.
    pub scheme: &'static str,
    /// When this user last proved who they are: the moment of the login, not of the last signature.
    pub auth_time: Option<SystemTime>,
    /// When the credential ends.
    pub expires_at: Option<SystemTime>,
    /// Whether the user logged in with a secret in this session, and was not remembered (`_fresh` of
    /// Flask-Login).
    pub fresh: bool,
    /// The name of this login: random, one per login.
    pub login_id: Option<LoginId>,
    /// The user's generation at login. A [`Revocation`](crate::revocation::Revocation) compares it:
    /// "log out everywhere" raises the user's generation.
    pub generation: Option<u64>,
    /// What a token grants beyond the user.
    pub grants: Option<Arc<Grants>>,
}

impl Authentication {
    /// By a credential of this kind, challenged by this scheme. Everything else is unknown.
    pub fn new(kind: CredentialKind, scheme: &'static str) -> Self {
        Self {
            kind,
            scheme,
            auth_time: None,
            expires_at: None,
            fresh: false,
            login_id: None,
            generation: None,
            grants: None,
        }
    }

    /// By a cookie. Its scheme is `APIKey`, the name that FastAPI gives to cookie logins.
    pub fn cookie() -> Self {
        Self::new(CredentialKind::Cookie, "APIKey")
    }

    /// By a bearer token in the `Authorization` header (RFC 6750).
    pub fn bearer() -> Self {
        Self::new(CredentialKind::Header, "Bearer")
    }

    /// By HTTP Basic (RFC 7617).
    pub fn basic() -> Self {
        Self::new(CredentialKind::Basic, "Basic")
    }

    /// Sets when the user last proved who they are.
    #[must_use]
    pub fn with_auth_time(mut self, at: impl Into<Option<SystemTime>>) -> Self {
        self.auth_time = at.into();
        self
    }

    /// Sets when the credential ends.
    #[must_use]
    pub fn with_expires_at(mut self, at: impl Into<Option<SystemTime>>) -> Self {
        self.expires_at = at.into();
        self
    }

    /// Sets whether the user logged in with a secret in this session.
    #[must_use]
    pub fn with_fresh(mut self, fresh: bool) -> Self {
        self.fresh = fresh;
        self
    }

    /// Sets the name of this login.
    #[must_use]
    pub fn with_login_id(mut self, id: impl Into<Option<LoginId>>) -> Self {
        self.login_id = id.into();
        self
    }

    /// Sets the user's generation at login.
    #[must_use]
    pub fn with_generation(mut self, generation: impl Into<Option<u64>>) -> Self {
        self.generation = generation.into();
        self
    }

    /// Sets what a token grants.
    #[must_use]
    pub fn with_grants(mut self, grants: Grants) -> Self {
        self.grants = Some(Arc::new(grants));
        self
    }

    /// Whether a token granted exactly this scope (RFC 6749 section 3.3). False without a token.
    #[must_use]
    pub fn has_scope(&self, name: &str) -> bool {
        let grants = self.grants.as_deref();
        grants.is_some_and(|grants| grants.scopes.iter().any(|scope| **scope == *name))
    }

    /// The authentication context class (`acr` of OpenID Connect), where a token says it.
    #[must_use]
    pub fn acr(&self) -> Option<&str> {
        self.grants.as_ref()?.acr.as_deref()
    }
}

/// What a token grants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Grants {
    /// The scopes, each once.
    pub scopes: Vec<Box<str>>,
    /// The authentication context class (`acr`).
    pub acr: Option<Box<str>>,
    /// Who issued the token (`iss`).
    pub issuer: Option<Box<str>>,
}

impl Grants {
    /// Grants nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds scopes.
    #[must_use]
    pub fn with_scopes(mut self, names: impl IntoIterator<Item = impl Into<Box<str>>>) -> Self {
        self.scopes.extend(names.into_iter().map(Into::into));
        self
    }

    /// Sets the authentication context class.
    #[must_use]
    pub fn with_acr(mut self, acr: impl Into<Box<str>>) -> Self {
        self.acr = Some(acr.into());
        self
    }

    /// Sets who issued the token.
    #[must_use]
    pub fn with_issuer(mut self, issuer: impl Into<Box<str>>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }
}
