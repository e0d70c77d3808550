//! API keys in a table, whatever the layout of the accounts.

use std::time::SystemTime;

use handstamp_authorizer::BoxFuture;

use super::connection::Row;
use super::error::{SqlError, Stop};
use super::inner::Inner;
use super::statement::Statement;
use super::users::SqlUsers;
use crate::key::{KeyDigest, KeyRecord, KeyStore};
use crate::store::{ChangeError, StoreError, asked, seconds};

impl Inner {
    async fn key_records(&self, condition: Statement) -> Result<Vec<KeyRecord>, SqlError> {
        let columns =
            ["id", "digest", "user_id", "label", "scopes", "created", "expires", "last_used"];
        let columns = columns.map(|column| self.shape.dialect.text(column)).join(", ");
        let select = Statement::new(format!("SELECT {columns} FROM handstamp_keys"));
        let order = " ORDER BY handstamp_keys.created, handstamp_keys.id";
        let mut connection = self.pool.take().await?;
        let rows = connection.rows(select.part(&condition).sql(order)).await?;
        connection.give_back();
        rows.iter().map(record).collect()
    }

    async fn add_key(&self, key: &KeyRecord) -> Result<(), SqlError> {
        let insert = "INSERT INTO handstamp_keys (id, digest, user_id, label, scopes, created, expires, \
                      last_used) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        let insert = Statement::new(insert)
            .bind(&*key.id)
            .bind(&*base16ct::lower::encode_string(key.digest.as_bytes()))
            .bind(&*key.user_id)
            .bind(&*key.label)
            .bind(&*key.scopes.join(" "))
            .bind(seconds::down(key.created))
            .bind(key.expires.map(seconds::down))
            .bind(key.last_used.map(seconds::down));
        self.change_keys(insert).await.map(drop)
    }

    async fn change_keys(&self, change: Statement) -> Result<u64, SqlError> {
        let mut connection = self.pool.take().await?;
        let changed = connection.change(change).await?;
        connection.give_back();
        Ok(changed)
    }
}

fn record(row: &Row) -> Result<KeyRecord, SqlError> {
    let cell = |at: usize| row.get(at).and_then(Option::as_deref);
    let text = |at: usize, column| cell(at).ok_or(SqlError::Value(column));
    let time = |at: usize| cell(at).and_then(|text| seconds::from(text.parse().ok()?));
    let mut digest = [0; 32];
    base16ct::lower::decode(text(1, "digest")?, &mut digest)
        .map_err(|_| SqlError::Value("digest"))?;
    let created = time(5).ok_or(SqlError::Value("created"))?;
    let id = text(0, "id")?;
    let mut key = KeyRecord::new(id, KeyDigest::new(digest), text(2, "user_id")?, created);
    key.label = text(3, "label")?.to_owned();
    key.scopes = text(4, "scopes")?.split_ascii_whitespace().map(str::to_owned).collect();
    (key.expires, key.last_used) = (time(6), time(7));
    Ok(key)
}

impl KeyStore for SqlUsers {
    fn key<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<KeyRecord>, StoreError>> {
        let inner = &*self.0;
        Box::pin(async move {
            if !asked::can_be_kept(id) {
                return Ok(None);
            }
            let condition = Statement::new(" WHERE id = ?").bind(id);
            let found = inner.in_time(inner.key_records(condition)).await?;
            Ok(found.into_iter().find(|key| key.id == id))
        })
    }

    fn keys<'a>(
        &'a self,
        user_id: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Vec<KeyRecord>, StoreError>> {
        let inner = &*self.0;
        Box::pin(async move {
            let condition = match user_id {
                None => Statement::new(""),
                Some(id) if !asked::can_be_kept(id) => return Ok(Vec::new()),
                Some(id) => Statement::new(" WHERE user_id = ?").bind(id),
            };
            Ok(inner.in_time(inner.key_records(condition)).await?)
        })
    }

    fn add_key<'a>(&'a self, key: &'a KeyRecord) -> BoxFuture<'a, Result<(), StoreError>> {
        let inner = &*self.0;
        Box::pin(async move { Ok(inner.in_time(inner.add_key(key)).await?) })
    }

    fn revoke_key<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, ChangeError>> {
        let inner = &*self.0;
        Box::pin(async move {
            if !asked::can_be_kept(id) {
                return Ok(false);
            }
            let delete = Statement::new("DELETE FROM handstamp_keys WHERE id = ?").bind(id);
            let changed = inner
                .changed(|| async { inner.change_keys(delete.clone()).await.map_err(Stop::from) });
            Ok(changed.await? > 0)
        })
    }

    fn note_key_use<'a>(
        &'a self,
        id: &'a str,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        let inner = &*self.0;
        Box::pin(async move {
            let update = "UPDATE handstamp_keys SET last_used = ? WHERE id = ?";
            let update = Statement::new(update).bind(seconds::down(now)).bind(id);
            inner.in_time(inner.change_keys(update)).await?;
            Ok(())
        })
    }
}
