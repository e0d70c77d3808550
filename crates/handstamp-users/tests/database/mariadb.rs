use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, Connection as _};

use super::Database;

static LAST: AtomicU64 = AtomicU64::new(0);

/// A database of its own, whose collation is Debian's default.
pub(crate) struct MariaDb {
    name: String,
}

/// The server's URL.
///
/// # Panics
/// Where there is none.
pub(crate) fn server() -> String {
    std::env::var("HANDSTAMP_TEST_MARIADB_URL")
        .expect("HANDSTAMP_TEST_MARIADB_URL: cargo xtask test services sets it")
}

async fn run(url: &str, sql: &str) {
    let mut connection = MySqlConnection::connect(url).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

impl Database for MariaDb {
    const NAME: &'static str = "mariadb";
    const KEEPS_CASE: bool = false;

    async fn fresh() -> Self {
        let last = LAST.fetch_add(1, Ordering::Relaxed);
        let name = format!("handstamp_users_{}_{last}", std::process::id());
        let collation = "CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci";
        run(
            &server(),
            &format!("DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name} {collation}"),
        )
        .await;
        Self { name }
    }

    fn url(&self) -> String {
        let server = server();
        let (place, _) = server.rsplit_once('/').unwrap();
        format!("{place}/{}", self.name)
    }

    async fn run(&self, sql: &str) {
        run(&self.url(), &format!("SET FOREIGN_KEY_CHECKS = 0; {sql}")).await;
    }

    async fn texts(&self, sql: &str) -> Vec<String> {
        let mut connection = MySqlConnection::connect(&self.url()).await.unwrap();
        let texts =
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        texts
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        let drop_database = format!("DROP DATABASE {}", self.name);
        super::in_a_thread(async move { run(&server(), &drop_database).await });
    }
}
