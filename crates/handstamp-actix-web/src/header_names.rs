//! Header names that need no parsing.

use actix_web::http::header::{self, HeaderName};

static SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
static SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
static X_CSRFTOKEN: HeaderName = HeaderName::from_static("x-csrftoken");
static X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
static X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
static X_FORWARDED_PREFIX: HeaderName = HeaderName::from_static("x-forwarded-prefix");
static X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The name, if it is one that logins ask for or that responses carry.
pub(crate) fn known(name: &str) -> Option<&'static HeaderName> {
    Some(match name {
        "cookie" => &header::COOKIE,
        "authorization" => &header::AUTHORIZATION,
        "origin" => &header::ORIGIN,
        "host" => &header::HOST,
        "accept" => &header::ACCEPT,
        "referer" => &header::REFERER,
        "upgrade" => &header::UPGRADE,
        "user-agent" => &header::USER_AGENT,
        "sec-fetch-mode" => &SEC_FETCH_MODE,
        "sec-fetch-site" => &SEC_FETCH_SITE,
        "x-csrftoken" => &X_CSRFTOKEN,
        "x-forwarded-for" => &X_FORWARDED_FOR,
        "x-forwarded-host" => &X_FORWARDED_HOST,
        "x-forwarded-prefix" => &X_FORWARDED_PREFIX,
        "x-forwarded-proto" => &X_FORWARDED_PROTO,
        "vary" => &header::VARY,
        "set-cookie" => &header::SET_COOKIE,
        "cache-control" => &header::CACHE_CONTROL,
        "content-type" => &header::CONTENT_TYPE,
        "www-authenticate" => &header::WWW_AUTHENTICATE,
        "location" => &header::LOCATION,
        "allow" => &header::ALLOW,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::known;

    #[test]
    fn each_is_the_name_that_was_asked_for() {
        let source = include_str!("header_names.rs");
        let lines = source.lines().filter_map(|line| line.trim().strip_prefix('"'));
        let names: Vec<_> = lines.filter_map(|line| line.split('"').next()).collect();
        assert_eq!(names.len(), 22);
        for name in names {
            assert_eq!(known(name).unwrap().as_str(), name);
        }
        assert_eq!(known("x-other"), None);
    }
}
