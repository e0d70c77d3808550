use std::sync::Arc;

use handstamp_authorizer::{BoxFuture, NextUrl, Reply, RequestView};
use handstamp_login::{CsrfToken, SessionHandle, extract};

use crate::login::client::Client;
use crate::login::message::Message;
use crate::login::reply;
use crate::login::routes::Route;
use crate::login::settings::Settings;
use crate::login::submitted::Submitted;
use crate::login::view::{CsrfField, Flashed, Page, View};

/// One request to a page, with its session.
pub(crate) struct Visit {
    pub(crate) pages: Arc<Settings>,
    pub(crate) client: Client,
    pub(crate) session: SessionHandle,
    csrf: Option<CsrfToken>,
    /// The id of the user who is logged in, where the page wants to know.
    pub(crate) user: Option<String>,
}

/// What a form is shown with after a mistake.
#[derive(Default)]
pub(crate) struct Filled<'f> {
    pub(crate) name: &'f str,
    pub(crate) next: Option<&'f NextUrl>,
    pub(crate) remembered: bool,
}

impl Visit {
    /// Takes off the request what is needed. `Err`: the reply that the policies of the `Auth` make, to a form from
    /// another site's page, say.
    pub(crate) fn begin(
        pages: Arc<Settings>,
        client: Client,
        request: &dyn RequestView,
    ) -> BoxFuture<'static, Result<Self, Reply>> {
        let session = extract::session(request).detach();
        let csrf = extract::maybe_csrf_token(request).detach();
        let wants_user = client.route != Route::Login || !client.is_post;
        let user = wants_user.then(|| extract::maybe_user_id(request).detach());
        Box::pin(async move {
            let (session, csrf) = (session.await?, csrf.await?);
            let user = match user {
                Some(user) => user.await?,
                None => None,
            };
            Ok(Self { pages, client, session, csrf, user })
        })
    }

    /// The fields of a body. A form must bring the CSRF token, where there are any.
    pub(crate) fn read(&self, body: &[u8]) -> Result<Submitted, Message> {
        if self.client.is_encoded {
            return Err(Message::Unsupported);
        }
        let content_type = self.client.content_type.as_deref();
        let submitted = match self.pages.body_type.is_json(content_type) {
            Some(true) => return Submitted::json(body).map_err(|_| Message::Malformed),
            Some(false) => Submitted::form(body).map_err(|_| Message::Malformed)?,
            None if body.is_empty() && self.client.route != Route::Login => Submitted::default(),
            None => return Err(Message::Unsupported),
        };
        if let Some(csrf) = &self.csrf {
            let token = submitted.first(csrf.field_name());
            csrf.check(token).map_err(|_| Message::Stale)?;
        }
        Ok(submitted)
    }

    /// Whether a field is the CSRF token.
    pub(crate) fn is_csrf_field(&self, name: &str) -> bool {
        self.csrf.as_ref().is_some_and(|csrf| csrf.field_name() == name)
    }

    /// The login page with what is wrong, or JSON that says it.
    ///
    /// # Errors
    /// The reply to answer with: the page has no CSRF token, or its template failed.
    pub(crate) fn login_page(
        &self,
        message: Option<Message>,
        filled: &Filled<'_>,
    ) -> Result<Reply, Reply> {
        let pages = &self.pages;
        if !self.client.is_page {
            return self.json(message);
        }
        let flashes = self.session.take_flashes()?;
        let flashes = flashes.iter().filter_map(|flash| {
            let category = flash.category.as_str().unwrap_or_default().to_owned();
            Some(Flashed { category, text: flash.message.as_str()?.to_owned() })
        });
        let page = Page::Login {
            fields: (&pages.fields).into(),
            name: filled.name,
            next: filled.next.map(NextUrl::as_str),
            remember: pages.remember,
            remembered: filled.remembered,
            flashes: flashes.collect(),
        };
        self.page(message, &pages.texts.login, page)
    }

    /// A page that asks before it logs out.
    ///
    /// # Errors
    /// As [`login_page`](Self::login_page).
    pub(crate) fn logout_page(&self, message: Option<Message>) -> Result<Reply, Reply> {
        if !self.client.is_page {
            return self.json(message);
        }
        let texts = &self.pages.texts;
        let (title, question) = match self.client.route {
            Route::LogoutEverywhere => (&texts.logout_everywhere, &texts.ask_logout_everywhere),
            Route::Login | Route::Logout => (&texts.logout, &texts.ask_logout),
        };
        let cancel = self.client.place(&self.pages.routes.after_login);
        self.page(message, title, Page::Logout { question, cancel: &cancel })
    }

    fn page(&self, message: Option<Message>, title: &str, page: Page<'_>) -> Result<Reply, Reply> {
        let Settings { texts, extra, html, .. } = &*self.pages;
        let csrf = self.csrf.as_ref();
        let csrf = csrf.map(|csrf| Ok::<_, Reply>((csrf.field_name(), csrf.for_form()?)));
        let csrf = csrf.transpose()?;
        let csrf = csrf.as_ref().map(|(field, token)| CsrfField { field, token });
        let text = message.map(|message| message.text(texts));
        let action = &self.client.action;
        let view = View { texts, title, action, csrf, message: text, extra, page };
        let rendered = html.render(&view).map_err(|error| {
            tracing::error!(name: "login.template", error, "a template of the login pages failed");
            Reply::detail(500, "Internal server error")
        })?;
        Ok(reply::page(message, rendered))
    }

    /// What is wrong, or what a program has to know before it sends something.
    fn json(&self, message: Option<Message>) -> Result<Reply, Reply> {
        if let Some(message) = message {
            return Ok(reply::detail(message, &self.pages.texts));
        }
        let mut state = serde_json::Map::new();
        state.insert("authenticated".to_owned(), self.user.is_some().into());
        if let Some(csrf) = &self.csrf {
            state.insert("csrf_token".to_owned(), csrf.for_form()?.into());
        }
        Ok(reply::json(&state.into()))
    }

    /// The answer to what went well: a redirect with a message for its page, or JSON.
    pub(crate) fn done(
        &self,
        location: String,
        category: &str,
        text: &str,
    ) -> Result<Reply, Reply> {
        if !self.client.is_page {
            return Ok(reply::json(&serde_json::json!({ "success": true })));
        }
        if !text.is_empty() {
            self.session.flash(category, text)?;
        }
        Ok(reply::go_to(location))
    }
}
