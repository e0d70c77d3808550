use std::time::SystemTime;

use handstamp_authorizer::{BoxError, BoxFuture};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::key::{KeyDigest, KeyRecord, KeyStore};
use crate::sql::bound::Bound;
use crate::sql::placeholders::with_placeholders;
use crate::sql::sql_time::{from_seconds, to_seconds};
use crate::sql::users::{SqlUsers, can_be_kept};
use crate::store::{ChangeError, StoreError};

impl SqlUsers {
    async fn key_records(
        &self,
        condition: &str,
        bound: &[Bound<'_>],
    ) -> Result<Vec<KeyRecord>, StoreError> {
        let number = |column: &str| self.database.dialect.text(column);
        let (created, expires, used) = (number("created"), number("expires"), number("last_used"));
        let sql = format!(
            "SELECT id, digest, user_id, label, scopes, {created}, {expires}, {used} \
             FROM handstamp_keys {condition} ORDER BY handstamp_keys.created, id"
        );
        let sql = with_placeholders(self.database.dialect, &sql);
        let rows = self.database.rows(&sql, bound).await?;
        rows.iter().map(|row| record(row).map_err(StoreError::new)).collect()
    }
}

fn record(row: &AnyRow) -> Result<KeyRecord, BoxError> {
    let text = |column: usize| row.try_get::<String, _>(column);
    let time = |column: usize| {
        let seconds = row.try_get::<Option<String>, _>(column)?;
        Ok::<_, sqlx::Error>(seconds.as_deref().and_then(from_seconds))
    };
    let mut digest = [0; 32];
    base16ct::lower::decode(text(1)?, &mut digest)?;
    let created = time(5)?.unwrap_or(SystemTime::UNIX_EPOCH);
    let mut key = KeyRecord::new(text(0)?, KeyDigest::new(digest), text(2)?, created);
    key.label = text(3)?;
    key.scopes = text(4)?.split_ascii_whitespace().map(str::to_owned).collect();
    (key.expires, key.last_used) = (time(6)?, time(7)?);
    Ok(key)
}

impl KeyStore for SqlUsers {
    fn key<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<KeyRecord>, StoreError>> {
        Box::pin(async move {
            if !can_be_kept(id) {
                return Ok(None);
            }
            let found = self.key_records("WHERE id = ?", &[Bound::Text(id)]).await?;
            Ok(found.into_iter().find(|key| key.id == id))
        })
    }

    fn keys<'a>(
        &'a self,
        user_id: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Vec<KeyRecord>, StoreError>> {
        Box::pin(async move {
            match user_id {
                None => self.key_records("", &[]).await,
                Some(id) if !can_be_kept(id) => Ok(Vec::new()),
                Some(id) => self.key_records("WHERE user_id = ?", &[Bound::Text(id)]).await,
            }
        })
    }

    fn add_key<'a>(&'a self, key: &'a KeyRecord) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let sql = "INSERT INTO handstamp_keys (id, digest, user_id, label, scopes, created, expires, last_used) \
                       VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
            let digest = base16ct::lower::encode_string(key.digest.as_bytes());
            let scopes = key.scopes.join(" ");
            let bound = [
                Bound::Text(&key.id),
                Bound::Text(&digest),
                Bound::Text(&key.user_id),
                Bound::Text(&key.label),
                Bound::Text(&scopes),
                Bound::time(key.created),
                Bound::MaybeNumber(key.expires.map(to_seconds)),
                Bound::MaybeNumber(key.last_used.map(to_seconds)),
            ];
            let sql = with_placeholders(self.database.dialect, sql);
            self.database.execute(&sql, &bound).await?;
            Ok(())
        })
    }

    fn revoke_key<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, ChangeError>> {
        Box::pin(async move {
            let sql = "DELETE FROM handstamp_keys WHERE id = ?";
            let sql = with_placeholders(self.database.dialect, sql);
            Ok(can_be_kept(id) && self.database.execute(&sql, &[Bound::Text(id)]).await? > 0)
        })
    }

    fn note_key_use<'a>(
        &'a self,
        id: &'a str,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let sql = "UPDATE handstamp_keys SET last_used = ? WHERE id = ?";
            let sql = with_placeholders(self.database.dialect, sql);
            self.database.execute(&sql, &[Bound::time(now), Bound::Text(id)]).await?;
            Ok(())
        })
    }
}
