use handstamp_authorizer::cookie::SetCookie;

use crate::cookie_error::BuildError;

/// Holds a line against the prefix of its name: `__Secure-` needs `Secure`; `__Host-` needs `Secure` and
/// `Path=/`, and no `Domain` (RFC 6265bis section 4.1.3). Browsers compare the prefix without regard to
/// case.
pub(crate) fn check(name: &str, line: &SetCookie) -> Result<(), BuildError> {
    let line = line.to_string();
    let attributes: Vec<_> = line.split(';').skip(1).map(str::trim).collect();
    let has = |attribute: &str| attributes.iter().any(|one| one.eq_ignore_ascii_case(attribute));
    let has_domain = attributes.iter().any(|one| one.to_ascii_lowercase().starts_with("domain="));
    let begins = |prefix: &str| {
        name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    let unmet = |needs| Err(BuildError::CookiePrefix { name: name.to_owned(), needs });
    match (begins("__Host-"), begins("__Secure-")) {
        (true, _) | (_, true) if !has("Secure") => unmet("is Secure"),
        (true, _) if !has("Path=/") => unmet("has the path /"),
        (true, _) if has_domain => unmet("has no domain"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(name: &str, attributes: &[&'static str]) -> Result<(), BuildError> {
        let mut line = SetCookie::new(name, "a").unwrap();
        for attribute in attributes {
            line = match attribute.split_once('=') {
                Some((name, value)) => line.attribute(name, value).unwrap(),
                None => line.flag(attribute),
            };
        }
        check(name, &line)
    }

    #[test]
    fn a_prefix_is_a_promise() {
        assert!(checked("session", &[]).is_ok());
        assert!(checked("__Secure-session", &["Secure", "Path=/app"]).is_ok());
        assert!(checked("__Host-session", &["secure", "path=/"]).is_ok());
        for (name, attributes) in [
            ("__Secure-session", &["Path=/"][..]),
            ("__host-session", &["Path=/"]),
            ("__Host-session", &["Secure"]),
            ("__Host-session", &["Secure", "Path=/app"]),
            ("__Host-session", &["Secure", "Path=/", "Domain=example.com"]),
        ] {
            let error = checked(name, attributes).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains("change its settings"), "{error}");
        }
    }
}
