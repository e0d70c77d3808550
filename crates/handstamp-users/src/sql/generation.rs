use std::time::SystemTime;

use handstamp_authorizer::revocation::CLOCK_SKEW;
use sqlx::AnyConnection;

use crate::sql::bound::Bound;
use crate::sql::database::execute_in;
use crate::sql::dialect::Dialect;
use crate::sql::placeholders::with_placeholders;
use crate::sql::sql_time::to_seconds;

/// Ends all logins of a user, within a transaction: the generation is raised above all that were given out, which
/// began at the seconds of an earlier time.
pub(crate) async fn raise_generation(
    connection: &mut AnyConnection,
    dialect: Dialect,
    user_id: &str,
    now: SystemTime,
) -> Result<(), sqlx::Error> {
    let sql = with_placeholders(dialect, &raise(dialect));
    // A second more, since the seconds are rounded down.
    let skew = i64::try_from(CLOCK_SKEW.as_secs()).unwrap_or(0).saturating_add(1);
    let cut_off = to_seconds(now).saturating_add(skew);
    let bound = [Bound::Text(user_id), Bound::time(now), Bound::Number(cut_off)];
    execute_in(connection, &sql, &bound).await?;
    Ok(())
}

fn raise(dialect: Dialect) -> String {
    let insert =
        "INSERT INTO handstamp_generations (user_id, generation, cut_off) VALUES (?, ?, ?)";
    let (conflict, old, new) = match dialect {
        Dialect::MySql => {
            ("ON DUPLICATE KEY UPDATE", "", ["VALUES(generation)", "VALUES(cut_off)"])
        }
        Dialect::Sqlite | Dialect::Postgres => (
            "ON CONFLICT (user_id) DO UPDATE SET",
            "handstamp_generations.",
            ["excluded.generation", "excluded.cut_off"],
        ),
    };
    let [generation, cut_off] = new;
    let generation = dialect.greatest(&format!("{old}generation + 1"), generation);
    let cut_off = dialect.greatest(&format!("{old}cut_off"), cut_off);
    format!("{insert} {conflict} generation = {generation}, cut_off = {cut_off}")
}
