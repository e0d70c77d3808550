use std::borrow::Cow;

/// What the pages say, for a language or a house style of your own. The labels of the form are in the templates,
/// which find these texts under `texts`.
#[derive(Debug, Clone, serde::Serialize)]
#[non_exhaustive]
pub struct Texts {
    /// The language of the pages (`lang` of HTML).
    pub lang: Cow<'static, str>,
    /// The title of the login page, and its heading.
    pub login: Cow<'static, str>,
    /// The label of the name.
    pub name: Cow<'static, str>,
    /// The label of the password.
    pub password: Cow<'static, str>,
    /// The label of the checkbox.
    pub remember: Cow<'static, str>,
    /// The title of the logout page, its heading, and its button.
    pub logout: Cow<'static, str>,
    /// The question of the logout page.
    pub ask_logout: Cow<'static, str>,
    /// The title of the page "log out everywhere", its heading, and its button.
    pub logout_everywhere: Cow<'static, str>,
    /// The question of that page.
    pub ask_logout_everywhere: Cow<'static, str>,
    /// The link away from a question.
    pub cancel: Cow<'static, str>,
    /// Name or password are missing.
    pub incomplete: Cow<'static, str>,
    /// Name and password are not those of a user who may log in.
    pub refused: Cow<'static, str>,
    /// Too many attempts; the response says in `Retry-After` how long to wait.
    pub throttled: Cow<'static, str>,
    /// A source of users, or another backend, did not answer.
    pub unavailable: Cow<'static, str>,
    /// The page was open too long, or its session is another.
    pub stale: Cow<'static, str>,
    /// What was sent is not what a form sends.
    pub malformed: Cow<'static, str>,
    /// Flashed after a login; `{name}` is the user's display name. Empty: nothing is flashed.
    pub welcome: Cow<'static, str>,
    /// Flashed after a logout. Empty: nothing is flashed.
    pub logged_out: Cow<'static, str>,
    /// Flashed after "log out everywhere". Empty: nothing is flashed.
    pub logged_out_everywhere: Cow<'static, str>,
    /// The user is logged out of this browser, but copies of the login could not be ended.
    pub not_revoked: Cow<'static, str>,
    /// The detail of a JSON answer to a wrong password, as in FastAPI's tutorial.
    pub refused_detail: Cow<'static, str>,
}

impl Default for Texts {
    fn default() -> Self {
        Self {
            lang: "en".into(),
            login: "Log in".into(),
            name: "User name".into(),
            password: "Password".into(),
            remember: "Remember me on this device".into(),
            logout: "Log out".into(),
            ask_logout: "Do you want to log out?".into(),
            logout_everywhere: "Log out everywhere".into(),
            ask_logout_everywhere:
                "This ends your logins in all browsers and on all devices, this one included.".into(),
            cancel: "Cancel".into(),
            incomplete: "Enter your user name and your password.".into(),
            refused: "Incorrect user name or password.".into(),
            throttled: "Too many attempts. Wait a little, then try again.".into(),
            unavailable: "Logging in is not possible at the moment. Try again in a minute.".into(),
            stale: "This page was open for too long. Please try again.".into(),
            malformed: "Your browser sent something that is not this form.".into(),
            welcome: "Welcome, {name}.".into(),
            logged_out: "You are logged out.".into(),
            logged_out_everywhere: "You are logged out everywhere.".into(),
            not_revoked: "You are logged out of this browser. Copies of the login may still work: log in and log \
                          out once more in a minute."
                .into(),
            refused_detail: "Incorrect username or password".into(),
        }
    }
}
