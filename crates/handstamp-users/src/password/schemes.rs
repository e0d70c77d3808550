/// Which libraries' hashes a table may hold. A text of another one is no hash: nobody logs in by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Schemes {
    pub(crate) argon2: bool,
    pub(crate) bcrypt: bool,
    pub(crate) werkzeug: bool,
    pub(crate) werkzeug_hmac: bool,
    pub(crate) passlib: bool,
    pub(crate) django: bool,
}

impl Schemes {
    const NONE: Self = Self {
        argon2: false,
        bcrypt: false,
        werkzeug: false,
        werkzeug_hmac: false,
        passlib: false,
        django: false,
    };

    /// All that are read. The default.
    pub const fn all() -> Self {
        Self {
            argon2: true,
            bcrypt: true,
            werkzeug: true,
            werkzeug_hmac: true,
            passlib: true,
            django: true,
        }
    }

    /// argon2 alone: argon2-cffi, and what this crate writes by default.
    pub const fn argon2() -> Self {
        Self { argon2: true, ..Self::NONE }
    }

    /// bcrypt alone: zopyx-fastapi-auth, and apps that use the package bcrypt.
    pub const fn bcrypt() -> Self {
        Self { bcrypt: true, ..Self::NONE }
    }

    /// argon2 and bcrypt: pwdlib and FastAPI Users.
    pub const fn pwdlib() -> Self {
        Self { argon2: true, bcrypt: true, ..Self::NONE }
    }

    /// Werkzeug 2.3 and later: `scrypt:` and `pbkdf2:`.
    pub const fn werkzeug() -> Self {
        Self { werkzeug: true, ..Self::NONE }
    }

    /// Werkzeug before 3.0: also one HMAC, as in `sha256$salt$…`, which protects a password badly. Without
    /// `md5$` and `plain$`.
    pub const fn werkzeug_before_3() -> Self {
        Self { werkzeug: true, werkzeug_hmac: true, ..Self::NONE }
    }

    /// passlib and libpass, and so Flask-Security: argon2 and bcrypt too.
    pub const fn passlib() -> Self {
        Self { argon2: true, bcrypt: true, passlib: true, ..Self::NONE }
    }

    /// Django's five. A bare argon2 or bcrypt hash is none of them.
    pub const fn django() -> Self {
        Self { django: true, ..Self::NONE }
    }

    /// These and those.
    pub const fn and(self, other: Self) -> Self {
        Self {
            argon2: self.argon2 || other.argon2,
            bcrypt: self.bcrypt || other.bcrypt,
            werkzeug: self.werkzeug || other.werkzeug,
            werkzeug_hmac: self.werkzeug_hmac || other.werkzeug_hmac,
            passlib: self.passlib || other.passlib,
            django: self.django || other.django,
        }
    }
}

impl Default for Schemes {
    fn default() -> Self {
        Self::all()
    }
}
