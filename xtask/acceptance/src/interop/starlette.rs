//! One session through Starlette's `SessionMiddleware`, made there and read here, made here and read
//! there; the lines of `Set-Cookie` are the same text.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use super::random::Random;
use super::same::{one_changed, same};
use super::worker::Worker;
use crate::oracle;

/// Name and value of a cookie together, in bytes; browsers drop what is longer, and Starlette does not ask.
const BROWSERS_KEEP: usize = 4_096;

/// What one round is about.
struct Round {
    /// The parameters of the middleware, there and here.
    params: Value,
    value: Value,
    now: u64,
    old: String,
    new: String,
}

/// Makes a random session on either side and holds what the other side says of it.
pub(super) fn both_ways(
    worker: &mut Worker,
    partitioned: bool,
    random: &mut Random,
) -> anyhow::Result<()> {
    let round = Round {
        params: random.middleware(partitioned),
        value: random.plain_session(),
        now: random.time(),
        old: random.key(),
        new: random.key(),
    };
    let line = round.there(worker, "write", ("value", round.value.clone()), &round.new, 0)?;
    let line = line.get("set_cookie").and_then(Value::as_str).context("no line")?.to_owned();
    let cookie = line.split(';').next().and_then(|pair| pair.split_once('='));
    let (name, cookie) = cookie.context("no cookie")?;
    round.reads(cookie, random).context("written there, read here")?;

    let written = round.here("write", "starlette-session", ("write_input", &round.value), 0)?;
    if name.len() + cookie.len() > BROWSERS_KEEP {
        ensure!(written.get("ok") == Some(&json!(false)), "too long for browsers, and written");
        return Ok(());
    }
    let ours = written.get("token").and_then(Value::as_str);
    let ours = ours.with_context(|| format!("not written here: {written}"))?;
    ensure!(
        written.get("set_cookie") == Some(&json!(line)),
        "written here\n{written}\nthere\n{line}"
    );
    round.is_read_there(worker, ours).context("written here, read there")?;

    let cleared = round.there(worker, "clear", ("cookie", ours.into()), &round.new, 0)?;
    let there = cleared.get("set_cookie").context("no line")?;
    let reply = round.here("read", "starlette-clear", ("token", &ours.into()), 0)?;
    let here = reply.get("set_cookie").and_then(|lines| lines.get(0));
    ensure!(here == Some(there), "cleared here\n{reply}\ncleared there\n{there}");
    Ok(())
}

impl Round {
    fn max_age(&self) -> Option<u64> {
        self.params.get("max_age").and_then(Value::as_u64)
    }

    /// What Starlette signed is taken here until it expires, and under no other key.
    fn reads(&self, cookie: &str, random: &mut Random) -> anyhow::Result<()> {
        let read = |keys: &[&str], cookie: &str, later| {
            let (newest, older) = keys.split_last().unwrap_or((&"", &[]));
            self.ask("read", "starlette-session", ("token", &cookie.into()), newest, older, later)
        };
        for keys in [&[self.new.as_str()][..], &[self.new.as_str(), self.old.as_str()]] {
            let reply = read(keys, cookie, 0)?;
            ensure!(reply.get("timestamp") == Some(&self.now.into()), "{cookie}: {reply}");
            same(&self.value, reply.get("value").context("no value")?)?;
        }
        if let Some(max_age) = self.max_age() {
            let reply = read(&[&self.new], cookie, max_age)?;
            ensure!(reply.get("ok") == Some(&json!(true)), "refused in its last second: {reply}");
            let reply = read(&[&self.new], cookie, max_age + 1)?;
            ensure!(reply.get("error") == Some(&json!("SignatureExpired")), "expired: {reply}");
        }
        let reply = read(&[&self.old], cookie, 0)?;
        ensure!(reply.get("error") == Some(&json!("BadSignature")), "another key: {reply}");
        let changed = one_changed(cookie, random);
        let reply = read(&[&self.old, &self.new], &changed, 0)?;
        ensure!(reply.get("ok") == Some(&json!(false)), "taken with a changed byte: {changed}");
        Ok(())
    }

    /// What is signed here is taken there until it expires, and under no other key.
    fn is_read_there(&self, worker: &mut Worker, ours: &str) -> anyhow::Result<()> {
        let mut read = |key: &str, later| -> anyhow::Result<Value> {
            let answer = self.there(worker, "read", ("cookie", ours.into()), key, later)?;
            Ok(answer.get("value").context("no value")?.clone())
        };
        same(&self.value, &read(&self.new, 0)?)?;
        ensure!(read(&self.old, 0)?.is_null(), "taken, signed with another key");
        if let Some(max_age) = self.max_age() {
            same(&self.value, &read(&self.new, max_age)?)?;
            ensure!(read(&self.new, max_age + 1)?.is_null(), "taken, and had expired");
        }
        Ok(())
    }

    /// Asks Starlette, some seconds later.
    fn there(
        &self,
        worker: &mut Worker,
        what: &str,
        (name, given): (&str, Value),
        key: &str,
        later: u64,
    ) -> anyhow::Result<Value> {
        worker.ask(&json!({
            "do": what, "key": key, "now": self.now + later, "params": self.params, (name): given,
        }))
    }

    /// Asks our own oracle, so that interop and vectors try the very same code.
    fn here(
        &self,
        what: &str,
        kind: &str,
        given: (&str, &Value),
        later: u64,
    ) -> anyhow::Result<Value> {
        self.ask(what, kind, given, &self.new, &[], later)
    }

    fn ask(
        &self,
        what: &str,
        kind: &str,
        (name, given): (&str, &Value),
        newest: &str,
        older: &[&str],
        later: u64,
    ) -> anyhow::Result<Value> {
        let question = json!({
            "id": "interop", "do": what, "kind": kind, "secret": newest, "secret_fallbacks": older,
            "params": self.params, "now": self.now + later, "max_age": self.max_age(), (name): given,
        });
        Ok(serde_json::from_str(&oracle::reply(&question.to_string())?)?)
    }
}
