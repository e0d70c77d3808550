//! One session, made there and read here, made here and read there.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use super::random::Random;
use super::same::{one_changed, same};
use super::worker::Worker;
use crate::oracle;

/// Flask's `PERMANENT_SESSION_LIFETIME`, in seconds.
const LIFETIME: u64 = 31 * 24 * 60 * 60;

/// Makes a random session on either side and holds what the other side says of it.
pub(super) fn both_ways(
    worker: &mut Worker,
    key_list: bool,
    random: &mut Random,
) -> anyhow::Result<()> {
    let (value, now) = (random.session(), random.time());
    let (old, new) = (random.key(), random.key());
    from_python(worker, &value, now, [&old, &new], random)?;
    let theirs = there(worker, &[&new], &value, now)?;
    let ours = here(&[&old, &new], &value, now)?;
    // Which of the two is shorter is the compressor's own choice; plain text is the same text.
    let plain = !theirs.starts_with('.') && !ours.starts_with('.');
    ensure!(!plain || ours == theirs, "written here\n{ours}\nwritten there\n{theirs}");

    same(&value, &open_there(worker, &[&new], &ours, now)?).context("written here, read there")?;
    let late = open_there(worker, &[&new], &ours, now + LIFETIME + 1)?;
    ensure!(late.is_null(), "Flask opened a session of ours that had expired");
    let stranger = open_there(worker, &[&old], &ours, now)?;
    ensure!(stranger.is_null(), "Flask opened a session that another key signed");
    if key_list {
        let before = here(&[&old], &value, now)?;
        let rotated = open_there(worker, &[&old, &new], &before, now)?;
        same(&value, &rotated).context("signed here before the rotation, read there")?;
    }
    Ok(())
}

/// What Flask signs is read with the newest and with an old key, and refused when it should be.
fn from_python(
    worker: &mut Worker,
    value: &Value,
    now: u64,
    [old, new]: [&str; 2],
    random: &mut Random,
) -> anyhow::Result<()> {
    let cookie = there(worker, &[new], value, now)?;
    same(value, &accepted(&[old, new], &cookie, now, now)?).context("written there, read here")?;
    accepted(&[new], &cookie, now + LIFETIME, now).context("in its last second")?;
    refused(&[new], &cookie, now + LIFETIME + 1, "SignatureExpired")?;
    refused(&[old], &cookie, now, "BadSignature")?;

    let before = there(worker, &[old], value, now)?;
    same(value, &accepted(&[old, new], &before, now, now)?)
        .context("signed before the rotation")?;

    let changed = one_changed(&cookie, random);
    let reply = read(&[old, new], &changed, now)?;
    ensure!(reply.get("ok") == Some(&json!(false)), "taken with a changed byte: {changed}");
    Ok(())
}

/// Flask writes a session, signed with the last of the keys.
fn there(worker: &mut Worker, keys: &[&str], value: &Value, now: u64) -> anyhow::Result<String> {
    let question = json!({"do": "write", "keys": keys, "now": now, "value": value});
    let answer = worker.ask(&question)?;
    Ok(answer.get("cookie").and_then(Value::as_str).context("no cookie")?.to_owned())
}

/// Flask opens a session; null where it finds none.
fn open_there(worker: &mut Worker, keys: &[&str], cookie: &str, now: u64) -> anyhow::Result<Value> {
    let question = json!({"do": "read", "keys": keys, "now": now, "cookie": cookie});
    Ok(worker.ask(&question)?.get("value").context("no value")?.clone())
}

/// Asks our own oracle, so that interop and vectors try the very same code.
fn ask(what: &str, keys: &[&str], now: u64, (name, given): (&str, Value)) -> anyhow::Result<Value> {
    let (newest, older) = keys.split_last().unwrap_or((&"", &[]));
    let question = json!({
        "id": "interop", "do": what, "kind": "flask-session", "lib": "flask", "lib_version": "3.1.3",
        "secret": newest, "secret_fallbacks": older, "salt": "cookie-session",
        "params": {"key_derivation": "hmac", "digest": "sha1"}, "now": now, "max_age": LIFETIME,
        (name): given,
    });
    Ok(serde_json::from_str(&oracle::reply(&question.to_string())?)?)
}

fn here(keys: &[&str], value: &Value, now: u64) -> anyhow::Result<String> {
    let reply = ask("write", keys, now, ("write_input", value.clone()))?;
    let token = reply.get("token").and_then(Value::as_str);
    Ok(token.with_context(|| format!("not written here: {reply}"))?.to_owned())
}

fn read(keys: &[&str], cookie: &str, now: u64) -> anyhow::Result<Value> {
    ask("read", keys, now, ("token", cookie.into()))
}

fn accepted(keys: &[&str], cookie: &str, now: u64, signed_at: u64) -> anyhow::Result<Value> {
    let reply = read(keys, cookie, now)?;
    ensure!(reply.get("timestamp") == Some(&signed_at.into()), "{cookie}: {reply}");
    Ok(reply.get("value").context("no value")?.clone())
}

fn refused(keys: &[&str], cookie: &str, now: u64, error: &str) -> anyhow::Result<()> {
    let reply = read(keys, cookie, now)?;
    ensure!(reply.get("error") == Some(&error.into()), "{error} was due: {cookie}: {reply}");
    Ok(())
}
