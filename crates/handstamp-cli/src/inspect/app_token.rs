//! Tokens of single apps and extensions, which only their salt tells apart.

use handstamp_itsdangerous::{Digest, KeyDerivation};

use super::kind::Kind;

/// How an app signs its token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AppToken {
    pub(crate) kind: Kind,
    pub(crate) salt: &'static str,
    pub(crate) derivation: KeyDerivation,
    pub(crate) digest: Digest,
}

impl AppToken {
    /// Every token, as the app's own sources make it.
    pub(crate) const ALL: [Self; 5] = [
        // quart-auth 0.12.0, `extension.py`. Versions before 0.8 have no time stamp in it.
        Self {
            kind: Kind::QuartAuthToken,
            salt: "quart auth salt",
            derivation: KeyDerivation::DjangoConcat,
            digest: Digest::Sha512,
        },
        // Datasette 0.65.5, `app.py` and `actor_auth_cookie.py`.
        Self {
            kind: Kind::DatasetteActor,
            salt: "actor",
            derivation: KeyDerivation::DjangoConcat,
            digest: Digest::Sha1,
        },
        // OctoPrint 1.11.8, `server/util/csrf.py`.
        Self {
            kind: Kind::OctoPrintCsrfToken,
            salt: "octoprint-csrf-token",
            derivation: KeyDerivation::DjangoConcat,
            digest: Digest::Sha1,
        },
        // starlette-admin 1.0.3, `security/csrf.py`.
        Self {
            kind: Kind::StarletteAdminCsrfToken,
            salt: "starlette-admin-csrf",
            derivation: KeyDerivation::DjangoConcat,
            digest: Digest::Sha1,
        },
        // calibre-web 0.6.27, `cw_login/login_manager.py`.
        Self {
            kind: Kind::CalibreWebRememberToken,
            salt: "remember",
            derivation: KeyDerivation::Hmac,
            digest: Digest::Sha1,
        },
    ];
}
