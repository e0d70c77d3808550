//! The kinds of cookies, and their names.

/// What a cookie is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Flask's session cookie.
    FlaskSession,
    /// The session cookie of Starlette's `SessionMiddleware`, which FastAPI uses.
    StarletteSession,
    /// Flask-Login's `remember_token`.
    RememberToken,
    /// Flask-WTF's CSRF token.
    CsrfToken,
    /// Flask-Security's authentication token.
    AuthToken,
    /// The signed id of a session that is kept on the server, as Flask-Session writes it.
    SignedSessionId,
    /// quart-auth's cookie, `QUART_AUTH`.
    QuartAuthToken,
    /// Datasette's cookie, `ds_actor`.
    DatasetteActor,
    /// OctoPrint's CSRF token.
    OctoPrintCsrfToken,
    /// starlette-admin's CSRF token.
    StarletteAdminCsrfToken,
    /// calibre-web's `remember_token`.
    CalibreWebRememberToken,
    /// Another token that itsdangerous signed.
    SignedToken,
    /// A JSON Web Token (RFC 7519).
    Jwt,
    /// What Starlette writes to clear a session, or no text at all.
    Cleared,
    /// Random text without a signature. It may be the id of a session that is kept on the server.
    PossibleSessionId,
    /// Something else.
    Unknown,
}

impl Kind {
    /// The name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FlaskSession => "Flask session",
            Self::StarletteSession => "Starlette session",
            Self::RememberToken => "Flask-Login remember token",
            Self::CsrfToken => "Flask-WTF CSRF token",
            Self::AuthToken => "Flask-Security auth token",
            Self::SignedSessionId => "signed session id",
            Self::QuartAuthToken => "quart-auth token",
            Self::DatasetteActor => "Datasette actor",
            Self::OctoPrintCsrfToken => "OctoPrint CSRF token",
            Self::StarletteAdminCsrfToken => "starlette-admin CSRF token",
            Self::CalibreWebRememberToken => "calibre-web remember token",
            Self::SignedToken => "itsdangerous token",
            Self::Jwt => "JSON Web Token",
            Self::Cleared => "cleared cookie",
            Self::PossibleSessionId => "possible session id",
            Self::Unknown => "plain text",
        }
    }

    /// The stable name for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::FlaskSession => "flask-session",
            Self::StarletteSession => "starlette-session",
            Self::RememberToken => "flask-login-remember",
            Self::CsrfToken => "flask-wtf-csrf",
            Self::AuthToken => "flask-security-auth-token",
            Self::SignedSessionId => "signed-session-id",
            Self::QuartAuthToken => "quart-auth-token",
            Self::DatasetteActor => "datasette-actor",
            Self::OctoPrintCsrfToken => "octoprint-csrf-token",
            Self::StarletteAdminCsrfToken => "starlette-admin-csrf-token",
            Self::CalibreWebRememberToken => "calibre-web-remember-token",
            Self::SignedToken => "signed-token",
            Self::Jwt => "jwt",
            Self::Cleared => "cleared",
            Self::PossibleSessionId => "possible-session-id",
            Self::Unknown => "unknown",
        }
    }

    /// Whether its library signs it.
    #[must_use]
    pub fn is_signed(self) -> bool {
        !matches!(self, Self::Cleared | Self::PossibleSessionId | Self::Unknown)
    }

    /// Whether it holds a session.
    pub(crate) fn is_session(self) -> bool {
        matches!(self, Self::FlaskSession | Self::StarletteSession)
    }
}
