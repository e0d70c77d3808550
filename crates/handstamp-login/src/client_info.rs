/// What a dialect notes of a request when a handler takes its session: a login or a logout later in the
/// handler wants to know it, and has no request at hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientInfo {
    /// The address and the browser, in the words of which the dialect makes the session's identifier.
    /// `None` where it makes none.
    pub browser: Option<Box<str>>,
    /// Whether the request brings a cookie that remembers the user beyond the session.
    pub remembered: bool,
}
