use std::time::SystemTime;

use handstamp_authorizer::revocation::Revocation;
use handstamp_authorizer::{Authentication, BoxError, LoginId, MaybeFuture};
use sqlx::Row;

use crate::sql::bound::Bound;
use crate::sql::database::Database;
use crate::sql::dialect::Dialect;
use crate::sql::generation::raise_generation;
use crate::sql::placeholders::with_placeholders;
use crate::sql::sql_time::to_seconds;
use crate::sql::users::{SqlUsers, can_be_kept};

/// What the tables say of a login.
async fn is_ended(
    database: Database,
    user_id: String,
    login: Authentication,
) -> Result<bool, BoxError> {
    let number = |column: &str| database.dialect.text(column);
    let (generation, cut_off, null) = (number("generation"), number("cut_off"), number("NULL"));
    let sql = format!(
        "SELECT {generation}, {cut_off} FROM handstamp_generations WHERE user_id = ? \
         UNION ALL SELECT {null}, {null} FROM handstamp_ended_logins WHERE login_id = ?"
    );
    let sql = with_placeholders(database.dialect, &sql);
    let login_id = login.login_id.as_ref().map_or("", LoginId::as_str);
    let rows = database.rows(&sql, &[Bound::Text(&user_id), Bound::Text(login_id)]).await?;
    for row in rows {
        let column = |nth: usize| row.try_get::<Option<String>, _>(nth);
        let (Some(generation), Some(cut_off)) = (column(0)?, column(1)?) else {
            // The login itself was ended.
            return Ok(true);
        };
        let (generation, cut_off): (u64, i64) = (generation.parse()?, cut_off.parse()?);
        let ended = match (login.generation, login.auth_time) {
            (Some(of_login), _) => of_login < generation,
            (None, Some(at)) => to_seconds(at) <= cut_off,
            (None, None) => true,
        };
        if ended {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Revocation for SqlUsers {
    fn is_revoked(
        &self,
        user_id: &str,
        login: &Authentication,
        _: SystemTime,
    ) -> MaybeFuture<Result<bool, BoxError>> {
        if !can_be_kept(user_id) {
            // Nobody has this id.
            return MaybeFuture::Ready(Ok(true));
        }
        MaybeFuture::boxed(is_ended(self.database.clone(), user_id.to_owned(), login.clone()))
    }

    fn generation(&self, user_id: &str, _: SystemTime) -> MaybeFuture<Result<u64, BoxError>> {
        let (database, user_id) = (self.database.clone(), user_id.to_owned());
        MaybeFuture::boxed(async move {
            let generation = database.dialect.text("generation");
            let sql = format!("SELECT {generation} FROM handstamp_generations WHERE user_id = ?");
            let sql = with_placeholders(database.dialect, &sql);
            let rows = database.rows(&sql, &[Bound::Text(&user_id)]).await?;
            let Some(row) = rows.first() else { return Ok(0) };
            Ok(row.try_get::<String, _>(0)?.parse()?)
        })
    }

    fn revoke_login(
        &self,
        login_id: &LoginId,
        now: SystemTime,
        until: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        let (database, login_id) = (self.database.clone(), login_id.clone());
        MaybeFuture::boxed(async move {
            let keep = match database.dialect {
                Dialect::MySql => "ON DUPLICATE KEY UPDATE until = GREATEST(until, VALUES(until))",
                Dialect::Sqlite => {
                    "ON CONFLICT (login_id) DO UPDATE SET until = MAX(handstamp_ended_logins.until, excluded.until)"
                }
                Dialect::Postgres => {
                    "ON CONFLICT (login_id) DO UPDATE SET until = GREATEST(handstamp_ended_logins.until, excluded.until)"
                }
            };
            let sql = format!(
                "INSERT INTO handstamp_ended_logins (login_id, until) VALUES (?, ?) {keep}"
            );
            let statement = |sql: &str| with_placeholders(database.dialect, sql);
            let bound = [Bound::Text(login_id.as_str()), Bound::time(until)];
            database.execute(&statement(&sql), &bound).await?;
            let forget = statement("DELETE FROM handstamp_ended_logins WHERE until < ?");
            database.execute(&forget, &[Bound::time(now)]).await?;
            Ok(())
        })
    }

    fn revoke_user(
        &self,
        user_id: &str,
        now: SystemTime,
        _: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        let (database, user_id) = (self.database.clone(), user_id.to_owned());
        MaybeFuture::boxed(async move {
            let unavailable = |error: sqlx::Error| crate::store::StoreError::new(error);
            let raised = database.within(async {
                let mut connection = database.pool.acquire().await.map_err(unavailable)?;
                let dialect = database.dialect;
                raise_generation(&mut connection, dialect, &user_id, now).await.map_err(unavailable)
            });
            Ok(raised.await?)
        })
    }
}
