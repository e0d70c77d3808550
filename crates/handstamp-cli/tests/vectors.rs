//! What real Python libraries made and judged, and what `inspect` reports.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use handstamp_cli::{
    Cookie, Diagnosis, Kind, MaxAge, NamedKey, Report, Settings, Verdict, inspect,
};
use handstamp_flask::session_codec;
use handstamp_itsdangerous::{Digest, KeyDerivation, SecretKey, SecretKeys};
use serde_json::Value;

/// A line: one thing that a real library did.
struct Line(Value);

impl Line {
    fn bytes(value: &Value) -> Vec<u8> {
        match value {
            Value::String(text) => text.as_bytes().to_vec(),
            tagged => STANDARD.decode(tagged["v"].as_str().unwrap()).unwrap(),
        }
    }

    fn token(&self) -> Vec<u8> {
        Self::bytes(&self.0["token"])
    }

    fn now(&self) -> SystemTime {
        let seconds =
            self.0["now"].as_u64().or(self.0["signed_at"].as_u64()).unwrap_or(1_800_000_000);
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    /// Newest first.
    fn keys(&self) -> Vec<NamedKey> {
        let older = self.0["secret_fallbacks"].as_array().into_iter().flatten().rev();
        std::iter::once(&self.0["secret"])
            .chain(older)
            .map(|key| NamedKey {
                name: "key".into(),
                key: SecretKey::allow_weak(Self::bytes(key)),
            })
            .collect()
    }

    fn derivation(&self) -> KeyDerivation {
        match self.0["params"]["key_derivation"].as_str() {
            Some("hmac") => KeyDerivation::Hmac,
            Some("concat") => KeyDerivation::Concat,
            Some("none") => KeyDerivation::None,
            _ => KeyDerivation::DjangoConcat,
        }
    }

    fn digest(&self) -> Digest {
        match self.0["params"]["digest"].as_str() {
            Some("sha224") => Digest::Sha224,
            Some("sha256") => Digest::Sha256,
            Some("sha384") => Digest::Sha384,
            Some("sha512") => Digest::Sha512,
            _ => Digest::Sha1,
        }
    }

    fn max_age(&self) -> Option<Duration> {
        self.0["max_age"].as_f64().map(|seconds| Duration::from_secs_f64(seconds.max(0.0)))
    }

    fn settings(&self) -> Settings {
        Settings {
            salt: self.0["salt"].as_str().map(str::to_owned),
            key_derivation: Some(self.derivation()),
            digest: Some(self.digest()),
            max_age: self.max_age().map_or(MaxAge::Any, MaxAge::Limit),
        }
    }

    fn inspect(&self) -> Report {
        let cookie = Cookie { name: None, value: self.token() };
        inspect(&cookie, &self.keys(), &self.settings(), self.now())
    }

    /// Whether itsdangerous 0.24 wrote it.
    fn counts_from_2011(&self) -> bool {
        self.0["deps"]["itsdangerous"].as_str().is_some_and(|version| version.starts_with("0."))
    }

    fn python_takes(&self) -> bool {
        self.0["expect"]["ok"] == true
    }
}

fn lines(kind: &str) -> Vec<Line> {
    let mut files: Vec<_> =
        std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
    files.sort();
    let text: String = files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    let lines = text.lines().map(|line| Line(serde_json::from_str(line).unwrap()));
    // `inspect` removes blanks around a cookie, because people paste them with it; a server does not.
    let as_it_is = |line: &Line| line.token().trim_ascii() == line.token();
    let lines: Vec<Line> = lines.filter(|line| line.0["kind"] == kind).filter(as_it_is).collect();
    assert!(!lines.is_empty(), "no vectors of {kind}");
    lines
}

#[test]
fn a_flask_session_is_valid_exactly_when_the_codec_takes_it() {
    for line in lines("flask-session") {
        let oldest_first: Vec<SecretKey> =
            line.keys().into_iter().rev().map(|named| named.key).collect();
        let codec = session_codec(SecretKeys::try_from(oldest_first).unwrap())
            .salt(Line::bytes(&line.0["salt"]))
            .key_derivation(line.derivation())
            .digest(line.digest())
            .max_age(line.max_age())
            .build();
        let decoded = codec.decode(line.token(), line.now());
        let report = line.inspect();
        let session = report.kind == Kind::FlaskSession && report.verdict == Verdict::Valid;
        // Readers of the `Cookie` header remove quotes; the codec sees none.
        let unquoted = report.diagnoses.contains(&Diagnosis::Quoted { single: false });
        assert!(session == decoded.is_ok() || unquoted, "{}\n{decoded:?}\n{report:#?}", line.0);
    }
}

fn agrees(kind: &str, expected: Kind) {
    for line in lines(kind) {
        let report = line.inspect();
        let valid = report.kind == expected && report.verdict == Verdict::Valid;
        if line.counts_from_2011() {
            let told = |each: &Diagnosis| matches!(each, Diagnosis::Epoch2011 { .. });
            assert!(!valid || report.diagnoses.iter().any(told), "{}\n{report:#?}", line.0);
            continue;
        }
        let looser = |each: &Diagnosis| {
            // Tolerated; or because of the session that belongs to a token, which is not here.
            matches!(each, Diagnosis::SignedAhead { tolerated: true, .. })
                || matches!(each, Diagnosis::NeedsItsSession if line.0["case"] == "othersession")
        };
        let stricter = |each: &Diagnosis| {
            matches!(
                each,
                Diagnosis::NotCanonical { .. }
                    | Diagnosis::EmptyUserId
                    | Diagnosis::PayloadDamaged
                    | Diagnosis::PayloadNotADict
                    | Diagnosis::SignedAhead { tolerated: false, .. }
            )
        };
        let agreed = if line.python_takes() {
            valid || report.kind != expected || report.diagnoses.iter().any(stricter)
        } else {
            !valid || report.diagnoses.iter().any(looser)
        };
        assert!(agreed, "{}\n{report:#?}", line.0);
    }
}

#[test]
fn a_starlette_session_is_judged_as_starlette_does() {
    agrees("starlette-session", Kind::StarletteSession);
}

#[test]
fn a_remember_token_is_judged_as_flask_login_does() {
    agrees("flask-login-remember", Kind::RememberToken);
}

#[test]
fn a_csrf_token_is_judged_as_flask_wtf_does() {
    agrees("flask-wtf-csrf", Kind::CsrfToken);
}

#[test]
fn an_auth_token_is_judged_as_flask_security_does() {
    agrees("flask-security-auth-token", Kind::AuthToken);
}

#[test]
fn a_signed_session_id_is_judged_as_flask_session_does() {
    agrees("flask-session-sid", Kind::SignedSessionId);
}

#[test]
fn a_token_of_an_app_is_named_by_its_salt_alone() {
    let kinds = [
        ("quart-auth", Kind::QuartAuthToken),
        ("datasette", Kind::DatasetteActor),
        ("octoprint", Kind::OctoPrintCsrfToken),
        ("starlette-admin", Kind::StarletteAdminCsrfToken),
        ("calibreweb", Kind::CalibreWebRememberToken),
    ];
    for line in lines("app-token") {
        let app = line.0["settings_of"].as_str().unwrap().split(' ').next().unwrap();
        let (_, kind) = kinds.iter().find(|(name, _)| *name == app).unwrap();
        let cookie = Cookie { name: None, value: line.token() };
        let report = inspect(&cookie, &line.keys(), &Settings::default(), line.now());
        let named = report.kind == *kind && report.verdict == Verdict::Valid;
        assert_eq!(named, line.python_takes(), "{}\n{report:#?}", line.0);
        // With its own settings it is the same token.
        assert_eq!(line.inspect().kind, report.kind, "{}", line.0);
    }
}
