/// What becomes of a session that shows up at another address or in another browser than it began with
/// (`SESSION_PROTECTION`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionProtection {
    /// Nothing.
    None,
    /// Its login does not count as fresh on this request. Nothing is written, so that a service that sees
    /// another address than Flask does undoes no login there. The default.
    #[default]
    Unwritten,
    /// Its login no longer counts as fresh, here and at Flask. The default of Flask-Login.
    Basic,
    /// The user is logged out. A permanent session is treated as by `Basic`, as in Flask-Login.
    Strong,
}
