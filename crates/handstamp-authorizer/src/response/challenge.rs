//! What a 401 or 403 asks the client to show.

use std::fmt;

/// One challenge of a `WWW-Authenticate` header (RFC 9110 section 11.6.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    scheme: &'static str,
    parameters: String,
}

impl Challenge {
    /// A scheme without parameters, such as `Bearer`.
    #[must_use]
    pub fn new(scheme: &'static str) -> Self {
        Self { scheme, parameters: String::new() }
    }

    /// The challenge of a cookie login. No registered scheme fits a cookie; this is the name that
    /// FastAPI gives (`APIKeyCookie`).
    #[must_use]
    pub fn cookie() -> Self {
        Self::new("APIKey")
    }

    /// A bearer token (RFC 6750 section 3).
    #[must_use]
    pub fn bearer() -> Self {
        Self::new("Bearer")
    }

    /// Adds a parameter. Quotes and backslashes are escaped; what is not printable ASCII becomes `?`.
    #[must_use]
    pub fn with_parameter(mut self, name: &str, value: &str) -> Self {
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

    /// This challenge with the parameters of another one after its own.
    pub(crate) fn with_parameters_of(mut self, other: &Self) -> Self {
        let more = other.parameters.trim_start();
        if !more.is_empty() {
            self.parameters.push_str(if self.parameters.is_empty() { " " } else { ", " });
            self.parameters.push_str(more);
        }
        self
    }

    /// The scheme.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        self.scheme
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.scheme, self.parameters)
    }
}
