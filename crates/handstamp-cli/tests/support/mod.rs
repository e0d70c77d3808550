//! Runs the built program, and makes tokens for it.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use handstamp_itsdangerous::{
    Digest, KeyDerivation, SecretKey, Signer, TimestampSigner, encode_payload,
};
use serde_json::Value;

pub(crate) const KEY: &str = "2f1d9a0c5be74386a1d0f7c2e9b85d34";
pub(crate) const OLD: &str = "70a2c1f4d85b4e6f93b0187a2cde5f61";
pub(crate) const NOW: u64 = 1_800_000_000;
pub(crate) const HOUR: u64 = 3_600;
pub(crate) const YEAR_2011: u64 = 1_293_840_000;

pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) fn run(args: &[&str], environment: &[(&str, &str)], stdin: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_handstamp"))
        .args(args)
        .env_clear()
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its arguments reads nothing.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    let output = child.wait_with_output().unwrap();
    Run {
        status: output.status.code().expect("ended by a signal"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// `inspect --json` at [`NOW`].
pub(crate) fn inspect(cookie: &str, args: &[&str], environment: &[(&str, &str)]) -> (Value, i32) {
    let now = NOW.to_string();
    let args = [&["inspect", "--json", "--now", &now], args].concat();
    let run = run(&args, environment, cookie.as_bytes());
    let report: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
    (report["cookies"][0].clone(), run.status)
}

pub(crate) fn codes(report: &Value) -> Vec<&str> {
    report["diagnoses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|each| each["code"].as_str().unwrap())
        .collect()
}

/// A timed token of itsdangerous.
#[derive(Clone, Copy)]
pub(crate) struct Token {
    pub(crate) key: &'static str,
    pub(crate) salt: &'static str,
    pub(crate) derivation: KeyDerivation,
    pub(crate) digest: Digest,
    pub(crate) at: u64,
}

pub(crate) const FLASK: Token = Token {
    key: KEY,
    salt: "cookie-session",
    derivation: KeyDerivation::Hmac,
    digest: Digest::Sha1,
    at: NOW - HOUR,
};

impl Token {
    fn signer(&self) -> Signer {
        Signer::builder(SecretKey::allow_weak(self.key))
            .salt(self.salt)
            .key_derivation(self.derivation)
            .digest(self.digest)
            .build()
    }

    pub(crate) fn raw(&self, payload: &[u8]) -> String {
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(self.at);
        let token = TimestampSigner::new(self.signer()).sign(payload, at).unwrap();
        String::from_utf8(token).unwrap()
    }

    pub(crate) fn json(&self, json: &str) -> String {
        let mut payload = Vec::new();
        encode_payload(json.as_bytes(), &mut payload);
        self.raw(&payload)
    }

    /// Without a time.
    pub(crate) fn untimed(&self, text: &str) -> String {
        String::from_utf8(self.signer().sign(text)).unwrap()
    }
}

pub(crate) const SESSION: &str = r#"{"_fresh":true,"_user_id":"1742"}"#;

pub(crate) fn base64(text: &str) -> String {
    let mut out = Vec::new();
    encode_payload(text.as_bytes(), &mut out);
    String::from_utf8(out).unwrap()
}

/// A JWT with this header and these claims, signed HS256 with [`KEY`].
pub(crate) fn jwt(header: &str, claims: &str) -> String {
    let signer = Signer::builder(SecretKey::allow_weak(KEY))
        .key_derivation(KeyDerivation::None)
        .digest(Digest::Sha256)
        .build();
    let signed = format!("{}.{}", base64(header), base64(claims));
    String::from_utf8(signer.sign(signed)).unwrap()
}

/// The code of a remember token, as Flask-Login makes it for any id.
pub(crate) fn remember_code(key: &str, id: &str) -> String {
    use base64::Engine as _;
    let signer = Signer::builder(SecretKey::allow_weak(key))
        .key_derivation(KeyDerivation::None)
        .digest(Digest::Sha512)
        .build();
    let code = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(signer.signature(id));
    base16ct::lower::encode_string(&code.unwrap())
}
