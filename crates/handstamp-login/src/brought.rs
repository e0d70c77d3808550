use std::borrow::Cow;

use handstamp_authorizer::cookie::{Duplicate, cookie};
use handstamp_authorizer::{CredentialKind, RequestView};

use crate::client_info::ClientInfo;
use crate::session_login::SessionLogin;

/// The session cookie that a login finds in a request.
///
/// Of two cookies of one name, Flask takes the first and Starlette the last: two logins on one name may read two
/// cookies. What one of them has verified says nothing of the other's.
pub(crate) struct Brought<'r> {
    value: Option<Cow<'r, str>>,
    alone: Alone<'r>,
}

/// Whether the first cookie of the name is the last as well.
enum Alone<'r> {
    AskedOf(&'r dyn RequestView),
    Noted(bool),
}

/// The same, noted for a time when the request is not at hand.
pub(crate) struct NotedBrought {
    value: Option<Box<str>>,
    alone: bool,
}

impl<'r> Brought<'r> {
    pub(crate) fn of(login: &SessionLogin, request: &'r dyn RequestView) -> Self {
        let value = cookie(request, login.cookie().name(), login.cookie().duplicate());
        let value = value.filter(|value| !value.is_empty());
        Self { value, alone: Alone::AskedOf(request) }
    }

    /// The value of the cookie, where there is one that is not empty.
    pub(crate) fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// Whether the request brings anything by which a login may know somebody: the session cookie or the
    /// remember cookie, good or bad.
    pub(crate) fn presented(
        &self,
        login: &SessionLogin,
        request: &dyn RequestView,
    ) -> Option<CredentialKind> {
        let remembered = || {
            let name = login.user().remember_cookie_name();
            name.is_some_and(|name| ClientInfo::of(request).cookie(name).is_some())
        };
        let shown = self.value().is_some() || remembered();
        shown.then_some(CredentialKind::Cookie)
    }

    /// Whether a login with the rule `duplicate` reads this same cookie.
    pub(crate) fn is_the_same_by(&self, duplicate: Duplicate, login: &SessionLogin) -> bool {
        duplicate == login.cookie().duplicate() || self.is_alone(login)
    }

    fn is_alone(&self, login: &SessionLogin) -> bool {
        match self.alone {
            Alone::Noted(alone) => alone,
            Alone::AskedOf(request) => {
                let read = |duplicate| cookie(request, login.cookie().name(), duplicate);
                read(Duplicate::First) == read(Duplicate::Last)
            }
        }
    }

    pub(crate) fn note(&self, login: &SessionLogin) -> NotedBrought {
        NotedBrought { alone: self.is_alone(login), ..self.note_unasked() }
    }

    /// Without a look at other cookies of the name: there may be some.
    pub(crate) fn note_unasked(&self) -> NotedBrought {
        NotedBrought { value: self.value().map(Into::into), alone: false }
    }
}

impl NotedBrought {
    pub(crate) fn brought(&self) -> Brought<'_> {
        let value = self.value.as_deref().map(Cow::Borrowed);
        Brought { value, alone: Alone::Noted(self.alone) }
    }
}
