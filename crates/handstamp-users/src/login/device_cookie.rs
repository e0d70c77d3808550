use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use handstamp_authorizer::cookie::{Duplicate, SameSite, SetCookie, cookie};
use handstamp_authorizer::{LoginId, Random, RequestView};
use handstamp_itsdangerous::{Digest, KeyDerivation, SecretKeys, Signer, TimestampSigner};
use sha2::{Digest as _, Sha256};

/// The name of the cookie.
const NAME: &str = "handstamp_device";

/// Of this purpose alone, so that nothing else that the keys sign is taken for it.
const SALT: &str = "handstamp-users.device-cookie";

/// How long a browser is known after its last login.
const AGE: Duration = Duration::from_secs(180 * 24 * 60 * 60);

/// The cookie of a browser that has logged in before (OWASP, "Slow Down Online Guessing Attacks with Device
/// Cookies"): a random id and a hash of the name, signed with HMAC-SHA256. It is no login: it says only whose
/// wrong passwords are counted apart.
pub(crate) struct DeviceCookie(TimestampSigner);

impl DeviceCookie {
    pub(crate) fn new(keys: SecretKeys) -> Self {
        let signer = Signer::builder(keys).salt(SALT).digest(Digest::Sha256);
        Self(TimestampSigner::new(signer.key_derivation(KeyDerivation::Hmac).build()))
    }

    /// The cookie that the request brings, as it is.
    pub(crate) fn brought(request: &dyn RequestView) -> Option<String> {
        cookie(request, NAME, Duplicate::First).map(Into::into)
    }

    /// The id of the browser, if it has logged in with this name.
    pub(crate) fn read(&self, cookie: &str, name: &str, now: SystemTime) -> Option<String> {
        let signed = self.0.unsign(cookie, now, Some(AGE)).ok()?;
        let text = std::str::from_utf8(signed.value).ok()?;
        let (id, of_name) = text.split_once('~')?;
        (of_name == hash(name)).then(|| id.to_owned())
    }

    /// The line that marks a browser after a login with this name. The browser keeps its id where it has one.
    /// `None` without randomness: the login is good without it.
    pub(crate) fn line(
        &self,
        id: Option<String>,
        name: &str,
        scope: &CookieScope,
        random: &dyn Random,
        now: SystemTime,
    ) -> Option<String> {
        let made = || LoginId::random(random).ok().map(|id| id.as_str().to_owned());
        let id = id.or_else(made)?;
        let signed = self.0.sign(format!("{id}~{}", hash(name)), now).ok()?;
        let line = SetCookie::new(NAME, std::str::from_utf8(&signed).ok()?).ok()?;
        let line = line.attribute("Path", &scope.path).ok()?;
        let line = line.attribute("Max-Age", &AGE.as_secs().to_string()).ok()?;
        let line = if scope.is_https { line.flag("Secure") } else { line };
        let line = line.flag("HttpOnly").attribute("SameSite", SameSite::Lax.as_str()).ok()?;
        Some(line.to_string())
    }
}

/// Where browsers send the cookie to.
pub(crate) struct CookieScope {
    pub(crate) path: String,
    pub(crate) is_https: bool,
}

fn hash(name: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(name))
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use handstamp_authorizer::SystemRandom;
    use handstamp_itsdangerous::SecretKey;

    use super::*;

    const KEY: &str = "2f1d9a0c5be74386a1d0f7c2e9b85d34";

    fn of(key: &str) -> DeviceCookie {
        DeviceCookie::new(SecretKey::new(key).unwrap().into())
    }

    fn written(id: Option<&str>, now: SystemTime) -> String {
        let scope = CookieScope { path: "/auth/login".into(), is_https: true };
        let line = of(KEY).line(id.map(Into::into), "ada", &scope, &SystemRandom, now).unwrap();
        let (start, attributes) = line.split_once(';').unwrap();
        assert_eq!(
            attributes,
            " Path=/auth/login; Max-Age=15552000; Secure; HttpOnly; SameSite=Lax"
        );
        start.strip_prefix("handstamp_device=").unwrap().to_owned()
    }

    #[test]
    fn it_comes_back_for_its_name_and_time() {
        let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let cookie = written(Some("id-1"), now);
        assert!(!cookie.contains("ada"));
        assert_eq!(of(KEY).read(&cookie, "ada", now).as_deref(), Some("id-1"));
        assert_eq!(of(KEY).read(&cookie, "bob", now), None);
        assert_eq!(of(KEY).read(&cookie, "ada", now + AGE).as_deref(), Some("id-1"));
        assert_eq!(of(KEY).read(&cookie, "ada", now + AGE + Duration::from_secs(1)), None);
        assert_eq!(of("70a2c1f4d85b4e6f93b0187a2cde5f61").read(&cookie, "ada", now), None);
        let first_changed = format!("x{}", &cookie[1..]);
        for forged in [first_changed.as_str(), "", "id-1", &cookie[..cookie.len() - 1]] {
            assert_eq!(of(KEY).read(forged, "ada", now), None, "{forged}");
        }
        assert_ne!(written(None, now), written(None, now));
    }

    /// A signature of the same keys for another purpose is none.
    #[test]
    fn what_else_the_keys_sign_is_not_taken() {
        let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let value = format!("id-1~{}", hash("ada"));
        for (salt, digest) in [("cookie-session", Digest::Sha256), (SALT, Digest::Sha1)] {
            let signer = Signer::builder(SecretKey::new(KEY).unwrap()).salt(salt).digest(digest);
            let signer = signer.key_derivation(KeyDerivation::Hmac).build();
            let cookie = TimestampSigner::new(signer).sign(&value, now).unwrap();
            assert_eq!(of(KEY).read(std::str::from_utf8(&cookie).unwrap(), "ada", now), None);
        }
    }
}
