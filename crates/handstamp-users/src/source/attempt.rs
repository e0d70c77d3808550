use std::fmt;
use std::net::IpAddr;
use std::time::SystemTime;

use zeroize::Zeroizing;

use crate::password::Password;

/// An attempt to log in: all that was sent, and from where.
#[must_use]
pub struct Attempt {
    name: String,
    password: Password,
    fields: Vec<(String, Zeroizing<String>)>,
    /// Names in lower case.
    headers: Vec<(String, Zeroizing<Vec<u8>>)>,
    address: Option<IpAddr>,
    now: SystemTime,
}

impl Attempt {
    /// An attempt of this user with this password, now.
    pub fn new(name: impl Into<String>, password: Password, now: SystemTime) -> Self {
        Self {
            name: name.into(),
            password,
            fields: Vec::new(),
            headers: Vec::new(),
            address: None,
            now,
        }
    }

    /// Adds a field of the form, such as a code from an app.
    pub fn with_field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.push((name.into(), Zeroizing::new(value.into())));
        self
    }

    /// Adds a line of a header.
    pub fn with_header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.to_ascii_lowercase(), Zeroizing::new(value.into())));
        self
    }

    /// Sets the client's address, as far as trusted proxies say.
    pub fn with_address(mut self, address: IpAddr) -> Self {
        self.address = Some(address);
        self
    }

    /// The name that was typed in.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The password that was typed in.
    #[must_use]
    pub fn password(&self) -> &Password {
        &self.password
    }

    /// The first field of the form with this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The first line of a header, by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_slice())
    }

    /// The client's address, if the server knows it.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// When the attempt was made.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.now
    }
}

/// Fields and headers may be secret: their names are shown.
impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields: Vec<_> = self.fields.iter().map(|(name, _)| name).collect();
        f.debug_struct("Attempt")
            .field("name", &self.name)
            .field("fields", &fields)
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}
