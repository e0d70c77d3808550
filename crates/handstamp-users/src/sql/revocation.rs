//! Logins that were ended.

use std::time::SystemTime;

use handstamp_authorizer::{Authentication, LoginId};

use super::connection::{Connection, Row};
use super::error::{SqlError, Stop};
use super::inner::Inner;
use super::statement::Statement;
use crate::store::cut_off::CutOff;
use crate::store::{asked, seconds};

/// Why a user could not be logged out.
const NO_ID: &str = "an id of a user has 1 to 1,024 bytes and no NUL";

impl Inner {
    /// Ends all logins of a user, in a transaction that is open.
    pub(super) async fn end_logins(
        &self,
        work: &mut Connection,
        user: &str,
        now: SystemTime,
        until: SystemTime,
    ) -> Result<(), SqlError> {
        let dialect = self.shape.dialect;
        let first = CutOff::first(now, until);
        let larger = |column: &str, kept: &str| {
            let kept = dialect.larger(kept, &dialect.brought(column));
            format!("{column} = {kept}")
        };
        let raise = Statement::new(format!(
            "INSERT INTO handstamp_generation (user_id, generation, cut_off, kept_until) \
             VALUES (?, ?, ?, ?) {} {}, {}, {}",
            dialect.on_conflict("user_id"),
            larger("generation", "handstamp_generation.generation + 1"),
            larger("cut_off", "handstamp_generation.cut_off"),
            larger("kept_until", "handstamp_generation.kept_until"),
        ));
        let raise = raise.bind(user).bind(first.generation).bind(first.at).bind(first.until);
        work.change(raise).await.map(drop)
    }

    pub(super) async fn revoke_user(
        &self,
        user: &str,
        now: SystemTime,
        until: SystemTime,
    ) -> Result<(), Stop> {
        if !asked::can_be_kept(user) {
            return Err(SqlError::Connection(NO_ID.into()).into());
        }
        let mut connection = self.pool.take().await?;
        self.end_logins(&mut connection, user, now, until).await?;
        connection.give_back();
        Ok(())
    }

    pub(super) async fn revoke_login(
        &self,
        login: &LoginId,
        now: SystemTime,
        until: SystemTime,
    ) -> Result<(), Stop> {
        let dialect = self.shape.dialect;
        let mut connection = self.pool.take().await?;
        let purge = "DELETE FROM handstamp_ended_login WHERE expires <= ?";
        connection.change(Statement::new(purge).bind(seconds::down(now))).await?;
        let insert = Statement::new(format!(
            "INSERT INTO handstamp_ended_login (login_id, expires) VALUES (?, ?) {} expires = {}",
            dialect.on_conflict("login_id"),
            dialect.larger("handstamp_ended_login.expires", &dialect.brought("expires")),
        ));
        connection.change(insert.bind(login.as_str()).bind(seconds::up(until))).await?;
        connection.give_back();
        Ok(())
    }

    pub(super) async fn is_revoked(
        &self,
        user: &str,
        login: &Authentication,
        now: SystemTime,
    ) -> Result<bool, SqlError> {
        let (cut_off, is_ended) = self.endings(user, login.login_id.as_ref()).await?;
        Ok(is_ended || cut_off.is_some_and(|cut_off| cut_off.ends(login, now)))
    }

    pub(super) async fn generation(&self, user: &str) -> Result<u64, SqlError> {
        let (cut_off, _) = self.endings(user, None).await?;
        Ok(cut_off.map_or(0, |cut_off| cut_off.generation.unsigned_abs()))
    }

    /// Since when a user's logins are over, and whether this one is, in one query.
    async fn endings(
        &self,
        user: &str,
        login: Option<&LoginId>,
    ) -> Result<(Option<CutOff>, bool), SqlError> {
        let number = |column| self.shape.dialect.text(column);
        // No user and no login is named by an empty text.
        let user = if asked::can_be_kept(user) { user } else { "" };
        let login = login.map(LoginId::as_str).filter(|login| asked::can_be_kept(login));
        let select = Statement::new(format!(
            "SELECT 'user', {}, {}, {} FROM handstamp_generation WHERE user_id = ? UNION ALL \
             SELECT 'login', NULL, NULL, NULL FROM handstamp_ended_login WHERE login_id = ?",
            number("generation"),
            number("cut_off"),
            number("kept_until"),
        ));
        let mut connection = self.pool.take().await?;
        let rows = connection.rows(select.bind(user).bind(login.unwrap_or_default())).await?;
        connection.give_back();
        let (mut cut_off, mut is_ended) = (None, false);
        for row in rows {
            match row.first().and_then(Option::as_deref) {
                Some("user") => cut_off = Some(cut_off_of(&row)?),
                _ => is_ended = true,
            }
        }
        Ok((cut_off, is_ended))
    }
}

fn cut_off_of(row: &Row) -> Result<CutOff, SqlError> {
    let number = |at: usize, column| {
        let text = row.get(at).and_then(Option::as_deref);
        text.and_then(|text| text.parse().ok()).ok_or(SqlError::Value(column))
    };
    Ok(CutOff {
        generation: number(1, "generation")?,
        at: number(2, "cut_off")?,
        until: number(3, "kept_until")?,
    })
}
