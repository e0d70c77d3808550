//! What a 401 asks the client to show.

use std::fmt;

/// One challenge of a `WWW-Authenticate` header (RFC 9110 section 11.6.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    scheme: &'static str,
    parameters: String,
}

impl Challenge {
    /// A scheme without parameters, such as `Bearer`.
    pub fn new(scheme: &'static str) -> Self {
        Self { scheme, parameters: String::new() }
    }

    /// What a cookie login asks for. No registered scheme fits a cookie; this is the name that
    /// FastAPI gives (`APIKeyCookie`).
    pub fn cookie() -> Self {
        Self::new("APIKey")
    }

    /// A bearer token (RFC 6750 section 3).
    pub fn bearer() -> Self {
        Self::new("Bearer")
    }

    /// Adds a parameter. Quotes and backslashes are escaped; what is not printable ASCII becomes `?`.
    pub fn parameter(mut self, name: &str, value: &str) -> Self {
        self.parameters.push_str(if self.parameters.is_empty() { " " } else { ", " });
        self.parameters.push_str(name);
        self.parameters.push_str("=\"");
        for character in value.chars() {
            if matches!(character, '"' | '\\') {
                self.parameters.push('\\');
            }
            self.parameters.push(if matches!(character, ' '..='~') { character } else { '?' });
        }
        self.parameters.push('"');
        self
    }

    /// The scheme.
    pub fn scheme(&self) -> &'static str {
        self.scheme
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.scheme, self.parameters)
    }
}
