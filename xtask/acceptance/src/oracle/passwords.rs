//! Kinds `password-hash`, `werkzeug-pwhash`: is this the password of the hash?

use handstamp_users::password::{
    DoubleHash, Password, PasswordHash, Schemes, Verifier, VerifyError,
};
use handstamp_value::{Dict, Value};

use super::answer::Answer;
use super::question::Question;

/// The hashes that the library of the question reads, checked as it checks them.
pub(super) fn verify(question: &Question) -> anyhow::Result<Answer> {
    let mut verifier = Verifier::new()
        .with_schemes(schemes(question)?)
        .with_truncate_error(!matches!(bcrypt_version(question), Some("4.0.1")));
    let is_double = question.param("double_hash").and_then(Value::as_bool).unwrap_or_default();
    if is_double && let Some(salt) = question.param("password_salt").and_then(Value::as_str) {
        verifier = verifier.with_double_hash(DoubleHash::new(salt));
    }
    let hash = String::from_utf8_lossy(&question.bytes("hash")?).into_owned();
    let password = Password::new(question.bytes("password")?);
    Ok(match verifier.verify(&password, &PasswordHash::new(hash)) {
        Ok(matches) => Answer::Value { value: matches.into(), timestamp: None },
        Err(VerifyError::Unreadable) if question.text("kind")? == "werkzeug-pwhash" => {
            Answer::Value { value: false.into(), timestamp: None }
        }
        Err(error) => Answer::refused(error),
    })
}

fn schemes(question: &Question) -> anyhow::Result<Schemes> {
    Ok(match question.text("lib")? {
        "argon2-cffi" => Schemes::argon2(),
        "bcrypt" => Schemes::bcrypt(),
        "pwdlib" | "fastapi-users" => Schemes::pwdlib(),
        "passlib" | "flask-security" => Schemes::passlib(),
        "django" => Schemes::django(),
        "werkzeug" if question.text("lib_version")?.starts_with("3.") => Schemes::werkzeug(),
        "werkzeug" => Schemes::werkzeug_before_3(),
        other => anyhow::bail!("no schemes of {other:?}"),
    })
}

fn bcrypt_version(question: &Question) -> Option<&str> {
    if question.text("lib").is_ok_and(|lib| lib == "bcrypt") {
        return question.text("lib_version").ok();
    }
    question
        .field("deps")
        .and_then(Value::as_dict)
        .and_then(|deps: &Dict| deps.get("bcrypt"))?
        .as_str()
}
