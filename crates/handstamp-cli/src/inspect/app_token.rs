//! Tokens of single apps and extensions, which only their salt tells apart.

use handstamp_itsdangerous::{Digest, KeyDerivation};

use super::kind::Kind;
use super::scheme::Scheme;
use super::settings::Settings;

/// How an app signs its token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AppToken {
    pub(crate) kind: Kind,
    pub(crate) salt: &'static str,
    derivation: KeyDerivation,
    digest: Digest,
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

    /// How it should be signed. `None` if the settings have another salt: then nothing tells it apart.
    pub(crate) fn expected(self, settings: &Settings) -> Option<(Kind, Scheme)> {
        let scheme = Scheme::new(
            self.salt,
            settings.key_derivation.unwrap_or(self.derivation),
            settings.digest.unwrap_or(self.digest),
        );
        let is_own = settings.salt.as_ref().is_none_or(|salt| salt == self.salt);
        is_own.then_some((self.kind, scheme))
    }
}
