use std::time::SystemTime;

use handstamp_authorizer::adapter::{Effects, HookError, ResponseHook};
use handstamp_authorizer::cookie::SetCookie;
use handstamp_authorizer::{MaybeFuture, Principal, Subject};
use handstamp_session::{
    Codec, IdCodec, Revision, Session, SessionId, Store, Updated, save_changes,
};

use crate::client_info::NotedClient;
use crate::cookie_error::CookieError;
use crate::identify::{authentication, write_generation};
use crate::login::Remember;
use crate::login_record::LOGIN_RECORD;
use crate::opened::Opened;
use crate::place::Place;
use crate::session_cookie::OnSave;
use crate::session_login::SessionLogin;
use crate::session_state::SessionState;
use crate::user_in_session::SessionUser;

impl ResponseHook for SessionState {
    fn finish(&self) -> MaybeFuture<Result<Effects, HookError>> {
        let poisoned = self.is_poisoned();
        let mut inner = self.lock();
        inner.closed = true;
        inner.take_left_remember();
        let (client, remember) = (inner.client.clone(), std::mem::take(&mut inner.remember));
        let mut effects = Effects::none();
        let Some(opened) = inner.if_opened() else { return MaybeFuture::Ready(Ok(effects)) };
        effects.vary_cookie();
        if poisoned {
            // Somebody panicked in the middle of a change: half of it must not be signed.
            return MaybeFuture::Ready(Ok(effects));
        }
        let now = opened.login.now();
        for (login, remember) in remember {
            // A cookie that is written names the user whom this very login knows.
            let session = opened.seen_by(&login);
            let line = match remember {
                Remember::No => login.user().remember_cookie("", Remember::No, now),
                _ => remember_line(&login, remember, session, client.as_ref(), now),
            };
            match line {
                Ok(line) => effects = merged(effects, line),
                // The login is good without.
                Err(error) => {
                    tracing::warn!(name: "remember.unwritable", %error, "the remember cookie was not written");
                }
            }
        }
        match before_save(opened, client.as_ref(), now) {
            MaybeFuture::Ready(Ok(before)) => before.apply(&mut opened.session),
            MaybeFuture::Ready(Err(error)) => {
                let kept = kept_to_the_app(Err(error), opened.changed_by_app);
                return MaybeFuture::Ready(kept.map(|line| merged(effects, line)));
            }
            MaybeFuture::Future(before) => {
                let mut saving = Saving::of(opened, now);
                return MaybeFuture::boxed(async move {
                    let saved = match before.await {
                        Ok(before) => {
                            before.apply(&mut saving.session);
                            saving.save().await
                        }
                        Err(error) => kept_to_the_app(Err(error), saving.changed_by_app),
                    };
                    saved.map(|line| merged(effects, line))
                });
            }
        }
        match opened.login.place() {
            Place::Cookie(codec) => {
                let saved = in_cookie(&**codec, &opened.login, &opened.session, now);
                let saved = kept_to_the_app(saved, opened.changed_by_app);
                MaybeFuture::Ready(saved.map(|saved| merged(effects, saved)))
            }
            Place::Store { .. } => {
                let saving = Saving::of(opened, now);
                if saving.on_save() == OnSave::Leave {
                    return MaybeFuture::Ready(Ok(effects));
                }
                MaybeFuture::boxed(async move {
                    saving.save().await.map(|saved| merged(effects, saved))
                })
            }
        }
    }
}

/// What is done to a session before it is saved.
enum Before {
    Nothing,
    /// The record of a new login gets the user's generation.
    Generation(Principal, u64),
    /// The login was ended: it is not signed anew, and not kept longer.
    Revoked(SessionLogin),
}

impl Before {
    fn apply(self, session: &mut Session) {
        match self {
            Self::Nothing => {}
            Self::Generation(user, generation) => write_generation(session, user.id(), generation),
            Self::Revoked(login) => {
                login.user().forget(session);
                session.remove(LOGIN_RECORD);
            }
        }
    }
}

/// What a revocation has to say before the session is saved.
fn before_save(
    opened: &mut Opened,
    client: Option<&NotedClient>,
    now: SystemTime,
) -> MaybeFuture<Result<Before, HookError>> {
    if let Some(login) = opened.wants_generation.take() {
        let user = named(&login, &opened.session, client).map(|user| user.principal);
        let Some((revocation, user)) = login.revocation().zip(user) else {
            return MaybeFuture::Ready(Ok(Before::Nothing));
        };
        let generation = revocation.generation(user.id(), now);
        return generation.map(|generation| {
            let generation = generation.map_err(HookError::Unavailable)?;
            Ok(Before::Generation(user, generation))
        });
    }
    let login = opened.login.clone();
    let revocation = login.revocation();
    let revocation =
        revocation.filter(|_| login.cookie().on_save(&opened.session) == OnSave::Write);
    let user = revocation.and_then(|_| named(&login, &opened.session, client));
    let Some((revocation, user)) = revocation.zip(user) else {
        return MaybeFuture::Ready(Ok(Before::Nothing));
    };
    let revoked = match &opened.judged {
        Some((by, revoked)) if by.is(&login) => MaybeFuture::Ready(Ok(*revoked)),
        _ => {
            let known = authentication(&opened.session, &user);
            revocation.is_revoked(user.principal.id(), &known, now)
        }
    };
    revoked.map(move |revoked| {
        let revoked = revoked.map_err(HookError::Unavailable)?;
        Ok(if revoked { Before::Revoked(login) } else { Before::Nothing })
    })
}

fn merged(mut effects: Effects, line: Option<SetCookie>) -> Effects {
    if let Some(line) = line {
        effects.set_cookie(line);
    }
    effects
}

/// The user whom the session names now.
fn named(
    login: &SessionLogin,
    session: &Session,
    client: Option<&NotedClient>,
) -> Option<SessionUser> {
    let client = client.cloned().unwrap_or_default();
    login.user().read(session, client.info(), login.now())
}

/// The line that sets the remember cookie of the user whom the session names.
fn remember_line(
    login: &SessionLogin,
    remember: Remember,
    session: Option<&Session>,
    client: Option<&NotedClient>,
    now: SystemTime,
) -> Result<Option<SetCookie>, CookieError> {
    let user = session.and_then(|session| named(login, session, client));
    let Some((session, user)) = session.zip(user) else { return Ok(None) };
    let token = login.user().remember_token(user.principal.id(), session, now)?;
    let line = token.map(|token| login.user().remember_cookie(&token, remember, now));
    line.transpose().map(Option::flatten)
}

/// A failure to write what no handler has changed (a refresh, session protection, a restored login) costs
/// the cookie, and not the response.
fn kept_to_the_app(
    saved: Result<Option<SetCookie>, HookError>,
    changed_by_app: bool,
) -> Result<Option<SetCookie>, HookError> {
    match saved {
        Err(error) if !changed_by_app => {
            tracing::warn!(name: "session.not_refreshed", ?error, "the session was not written anew");
            Ok(None)
        }
        saved => saved,
    }
}

/// Saves a session that lives in its cookie.
fn in_cookie(
    codec: &dyn Codec,
    login: &SessionLogin,
    session: &Session,
    now: SystemTime,
) -> Result<Option<SetCookie>, HookError> {
    let cookie = login.cookie();
    match cookie.on_save(session) {
        OnSave::Leave => Ok(None),
        OnSave::Delete => cookie.delete().map(Some).map_err(unwritable),
        OnSave::Write => {
            let value = codec.encode(session, now);
            let value = value.map_err(|error| HookError::Unwritable(error.into()))?;
            cookie.set(&value, session, now).map(Some).map_err(unwritable)
        }
    }
}

fn unwritable(error: CookieError) -> HookError {
    HookError::Unwritable(error.into())
}

/// A session that has to wait for its store.
struct Saving {
    login: SessionLogin,
    session: Session,
    stored: Option<(SessionId, Revision)>,
    renewed: bool,
    changed_by_app: bool,
    now: SystemTime,
}

impl Saving {
    fn of(opened: &Opened, now: SystemTime) -> Self {
        Self {
            login: opened.login.clone(),
            session: opened.session.clone(),
            stored: opened.stored.clone(),
            renewed: opened.renewed,
            changed_by_app: opened.changed_by_app,
            now,
        }
    }

    fn on_save(&self) -> OnSave {
        self.login.cookie().on_save(&self.session)
    }

    async fn save(self) -> Result<Option<SetCookie>, HookError> {
        let saved = match self.login.place() {
            Place::Cookie(codec) => in_cookie(&**codec, &self.login, &self.session, self.now),
            Place::Store { ids, store } => self.in_store(&**ids, &**store).await,
        };
        kept_to_the_app(saved, self.changed_by_app)
    }

    async fn in_store(
        &self,
        ids: &dyn IdCodec,
        store: &dyn Store,
    ) -> Result<Option<SetCookie>, HookError> {
        let Self { login, session, now, .. } = self;
        let (cookie, down) = (login.cookie(), HookError::Unavailable);
        let lifetime = cookie.lifetime(session);
        let id = match (self.on_save(), &self.stored) {
            (OnSave::Leave, _) => return Ok(None),
            (OnSave::Delete, stored) => {
                if let Some((id, _)) = stored {
                    store.delete(id).await.map_err(down)?;
                }
                None
            }
            (OnSave::Write, Some((id, revision))) if !self.renewed => {
                let updated = save_changes(store, id, session, revision, *now, lifetime).await;
                if updated.map_err(down)? == Updated::Kept {
                    Some(id.clone())
                } else {
                    // Somebody logged out meanwhile, and it stays so. The browser may have a new login by now: its
                    // cookie is not ours to delete.
                    tracing::info!(name: "session.gone", "a change came too late: the session was ended meanwhile");
                    return Ok(None);
                }
            }
            (OnSave::Write, stored) => {
                let mut random = [0; 32];
                let filled = login.random().fill(&mut random);
                filled.map_err(|error| HookError::Unavailable(error.into()))?;
                let id = SessionId::from_random(&random);
                store.create(&id, session, *now, lifetime).await.map_err(down)?;
                if let Some((old, _)) = stored {
                    store.delete(old).await.map_err(down)?;
                }
                Some(id)
            }
        };
        let line = match id {
            Some(id) => cookie.set(&ids.write(&id), session, *now),
            None => cookie.delete(),
        };
        line.map(Some).map_err(unwritable)
    }
}
