//! `Set-Cookie` lines, as a browser takes them.

/// One line, parsed (RFC 6265bis section 5.6).
pub(super) struct SetCookie<'l> {
    pub(super) name: &'l str,
    pub(super) value: &'l str,
    /// Whether it deletes the cookie.
    pub(super) ends: bool,
    secure: bool,
    domain: Option<&'l str>,
    path: Option<&'l str>,
}

impl<'l> SetCookie<'l> {
    pub(super) fn parse(line: &'l str) -> Option<Self> {
        let mut parts = line.split(';').map(str::trim);
        let (name, value) = parts.next()?.split_once('=')?;
        let mut cookie = Self { name, value, ends: false, secure: false, domain: None, path: None };
        for part in parts {
            let (attribute, value) = part.split_once('=').unwrap_or((part, ""));
            match attribute.to_ascii_lowercase().as_str() {
                "secure" => cookie.secure = true,
                "domain" => cookie.domain = Some(value),
                "path" => cookie.path = Some(value),
                "max-age" => cookie.ends |= value == "0",
                "expires" => cookie.ends |= value.contains(" 1970 "),
                _ => {}
            }
        }
        Some(cookie)
    }

    /// Whether a browser takes the line from a site by HTTPS: it keeps the promise of its name's prefix.
    pub(super) fn is_acceptable(&self) -> bool {
        let name = self.name.to_ascii_lowercase();
        if name.starts_with("__host-") {
            return self.secure && self.path == Some("/") && self.domain.is_none();
        }
        self.secure || !name.starts_with("__secure-")
    }

    /// Where the cookie belongs. A browser keeps two of one name apart if they belong to two places.
    pub(super) fn place(&self) -> String {
        format!("{} {}", self.domain.unwrap_or_default(), self.path.unwrap_or("/"))
    }
}

#[cfg(test)]
mod tests {
    use super::SetCookie;

    #[test]
    fn a_line_that_breaks_the_promise_of_its_name_is_not_taken() {
        for (line, taken) in [
            ("a=1", true),
            ("__Secure-a=1; Secure; Path=/x", true),
            ("__Secure-a=1; Path=/", false),
            ("__Host-a=1; secure; path=/", true),
            ("__host-a=; Max-Age=0; Path=/", false),
            ("__Host-a=1; Secure", false),
            ("__Host-a=1; Secure; Path=/x", false),
            ("__Host-a=1; Secure; Path=/; Domain=a.example", false),
        ] {
            assert_eq!(SetCookie::parse(line).unwrap().is_acceptable(), taken, "{line}");
        }
    }

    #[test]
    fn a_line_that_deletes_is_known() {
        for (line, ends) in [
            ("a=; Max-Age=0", true),
            ("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/", true),
            ("a=1; Max-Age=10", false),
            ("a=max-age=0", false),
        ] {
            assert_eq!(SetCookie::parse(line).unwrap().ends, ends, "{line}");
        }
    }
}
