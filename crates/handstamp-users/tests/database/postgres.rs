use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _};

use super::Database;

static LAST: AtomicU64 = AtomicU64::new(0);

/// A schema of its own.
pub(crate) struct Postgres {
    schema: String,
}

/// The server's URL.
///
/// # Panics
/// Where there is none.
pub(crate) fn server() -> String {
    std::env::var("HANDSTAMP_TEST_POSTGRES_URL")
        .expect("HANDSTAMP_TEST_POSTGRES_URL: cargo xtask test services sets it")
}

async fn run(url: &str, sql: &str) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

impl Database for Postgres {
    const NAME: &'static str = "postgres";

    async fn fresh() -> Self {
        let last = LAST.fetch_add(1, Ordering::Relaxed);
        let schema = format!("users_{}_{last}", std::process::id());
        run(&server(), &format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}"))
            .await;
        Self { schema }
    }

    fn url(&self) -> String {
        let mark = if server().contains('?') { '&' } else { '?' };
        format!("{}{mark}options=-csearch_path%3D{}", server(), self.schema)
    }

    async fn run(&self, sql: &str) {
        run(&self.url(), sql).await;
    }

    async fn texts(&self, sql: &str) -> Vec<String> {
        let mut connection = PgConnection::connect(&self.url()).await.unwrap();
        let texts =
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        texts
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let drop_schema =
            format!("SET client_min_messages = warning; DROP SCHEMA {} CASCADE", self.schema);
        super::in_a_thread(async move { run(&server(), &drop_schema).await });
    }
}
