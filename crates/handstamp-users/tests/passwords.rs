//! Hashes of Python's libraries, and those that are written here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use handstamp_users::password::{
    DoubleHash, HashError, Limits, Password, PasswordHash, PasswordPolicy, Passwords,
    PasswordsError, PolicyError, Schemes, Verifier, VerifyError,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    lib: String,
    version: String,
    case: String,
    hash: String,
    password: String,
    matches: bool,
    /// The version of the package bcrypt.
    bcrypt: Option<String>,
    password_salt: Option<String>,
    /// What must be said where nothing may be computed.
    error: Option<String>,
    /// Python takes it, and it may be refused.
    #[serde(default)]
    loose: bool,
}

fn verifier(line: &Line) -> Verifier {
    let schemes = match line.lib.as_str() {
        "argon2-cffi" => Schemes::argon2(),
        "bcrypt" => Schemes::bcrypt(),
        "pwdlib" | "fastapi-users" => Schemes::pwdlib(),
        "passlib" | "flask-security" => Schemes::passlib(),
        "django" => Schemes::django(),
        "werkzeug" if line.version.starts_with("3.") => Schemes::werkzeug(),
        "werkzeug" => Schemes::werkzeug_before_3(),
        other => panic!("{other}"),
    };
    let verifier = Verifier::new()
        .with_schemes(schemes)
        .with_truncate_error(line.bcrypt.as_deref() == Some("5.0.0"));
    match &line.password_salt {
        Some(salt) => verifier.with_double_hash(DoubleHash::new(salt.as_str())),
        None => verifier,
    }
}

/// One line for each library, scheme and case, recorded from the libraries.
#[test]
fn hashes_of_python() {
    let lines = include_str!("vectors/password.jsonl");
    let mut matched = 0;
    for text in lines.lines() {
        let line: Line = serde_json::from_str(text).unwrap();
        let said = verifier(&line)
            .verify(&Password::new(&*line.password), &PasswordHash::new(&*line.hash));
        match line.error.as_deref() {
            Some("costly") => assert!(
                matches!(said, Err(VerifyError::TooCostly | VerifyError::Unreadable)),
                "{}: {said:?}\n{text}",
                line.case
            ),
            _ if line.loose => assert_ne!(said.ok(), Some(!line.matches), "{text}"),
            _ => assert_eq!(said.unwrap_or(false), line.matches, "{text}"),
        }
        matched += usize::from(said == Ok(true));
    }
    assert!(matched > 40, "{matched}");
}

fn policies() -> [(&'static str, PasswordPolicy, Schemes); 5] {
    [
        (
            "$argon2id$v=19$m=7168,t=1,p=1$",
            PasswordPolicy::argon2id(7 * 1024, 1, 1).unwrap(),
            Schemes::argon2(),
        ),
        ("$2b$10$", PasswordPolicy::bcrypt(10).unwrap(), Schemes::bcrypt()),
        ("scrypt:32768:8:1$", PasswordPolicy::werkzeug_scrypt(), Schemes::werkzeug()),
        (
            "pbkdf2:sha256:100000$",
            PasswordPolicy::werkzeug_pbkdf2(100_000).unwrap(),
            Schemes::werkzeug(),
        ),
        (
            "pbkdf2_sha256$100000$",
            PasswordPolicy::django_pbkdf2(100_000).unwrap(),
            Schemes::django(),
        ),
    ]
}

fn passwords(policy: PasswordPolicy, verifier: Verifier) -> Passwords {
    Passwords::builder().policy(policy).verifier(verifier).build()
}

#[tokio::test]
async fn what_is_written_is_read() {
    for (prefix, policy, schemes) in policies() {
        let passwords = passwords(policy, Verifier::new().with_schemes(schemes));
        for text in ["pässwörd", "", "correct horse battery staple"] {
            let hash = passwords.hash(Password::new(text)).await.unwrap();
            assert!(hash.as_str().starts_with(prefix), "{}", hash.as_str());
            let again = passwords.hash(Password::new(text)).await.unwrap();
            assert_ne!(hash.as_str(), again.as_str(), "the salt is new each time");
            let checked = passwords.verify(Password::new(text), Some(hash.clone())).await.unwrap();
            assert!(checked.matches && !checked.needs_rehash, "{prefix}");
            let wrong =
                passwords.verify(Password::new(format!("{text}x")), Some(hash)).await.unwrap();
            assert!(!wrong.matches && !wrong.needs_rehash);
        }
    }
}

/// Each function's hashes are replaced where another one is wanted, and where they are weaker.
#[tokio::test]
async fn weak_hashes_are_replaced() {
    let mut hashes = Vec::new();
    for (_, policy, _) in policies() {
        hashes.push(passwords(policy, Verifier::new()).hash(Password::new("pw")).await.unwrap());
    }
    for (one, (_, policy, _)) in policies().into_iter().enumerate() {
        let passwords = passwords(policy, Verifier::new());
        for (other, hash) in hashes.iter().enumerate() {
            let checked = passwords.verify(Password::new("pw"), Some(hash.clone())).await.unwrap();
            // Two of them are PBKDF2 with the same iterations, in different texts.
            let same = one == other || (one.min(other), one.max(other)) == (3, 4);
            assert_eq!((checked.matches, checked.needs_rehash), (true, !same), "{one} {other}");
        }
    }
    let stronger = [
        (0, PasswordPolicy::argon2id(8 * 1024, 1, 1).unwrap()),
        (0, PasswordPolicy::argon2id(7 * 1024, 2, 1).unwrap()),
        (1, PasswordPolicy::bcrypt(11).unwrap()),
        (3, PasswordPolicy::werkzeug_pbkdf2(100_001).unwrap()),
    ];
    for (which, policy) in stronger {
        let passwords = passwords(policy, Verifier::new());
        let checked =
            passwords.verify(Password::new("pw"), Some(hashes[which].clone())).await.unwrap();
        assert!(checked.matches && checked.needs_rehash);
    }
    let weak = "$2b$04$oaBrBqstxHQ5j9qgHa6CV.Pf8qU4BvCNdA3tnn.DPPOC4As0110N0";
    let passwords = passwords(PasswordPolicy::bcrypt(10).unwrap(), Verifier::new());
    let wrong = passwords.verify(Password::new("x"), Some(PasswordHash::new(weak))).await.unwrap();
    assert!(!wrong.needs_rehash, "a wrong password replaces nothing");
}

#[tokio::test]
async fn what_bcrypt_would_ignore_cannot_be_set() {
    let bcrypt = passwords(PasswordPolicy::bcrypt(10).unwrap(), Verifier::new());
    let hash = async |text: String| bcrypt.hash(Password::new(text)).await;
    assert!(hash("a".repeat(72)).await.is_ok());
    for text in ["a".repeat(73), "é".repeat(37)] {
        assert!(matches!(hash(text).await, Err(PasswordsError::Hash(HashError::TooLong))));
    }
    assert!(matches!(hash("a\0b".into()).await, Err(PasswordsError::Hash(HashError::Nul))));
    // Flask-Security gives bcrypt 88 characters on purpose.
    let double = Verifier::new().with_double_hash(DoubleHash::new("pepper"));
    let flask_security = passwords(PasswordPolicy::bcrypt(10).unwrap(), double);
    let long = || Password::new("a\0".repeat(100));
    let hash = flask_security.hash(long()).await.unwrap();
    assert!(flask_security.verify(long(), Some(hash.clone())).await.unwrap().matches);
    assert!(!bcrypt.verify(long(), Some(hash)).await.unwrap().matches, "another salt of the app");
}

#[test]
fn a_costly_hash_is_not_computed() {
    let verifier = Verifier::new();
    let say = |verifier: &Verifier, hash: &str| {
        verifier.verify(&Password::new("x"), &PasswordHash::new(hash))
    };
    let sum = "00".repeat(64);
    let scrypt = |costs: &str| format!("scrypt:{costs}$salt${sum}");
    for costs in ["1048576:8:1", "32768:8:4096", "2:1048576:1048576", "32768:4294967295:1"] {
        assert_eq!(say(&verifier, &scrypt(costs)), Err(VerifyError::TooCostly), "{costs}");
    }
    assert_eq!(say(&verifier, &scrypt("1024:8:1")), Ok(false));
    let strict = Limits::default().with_memory(1 << 20);
    let verifier = verifier.with_limits(strict.with_bcrypt_cost(4).with_iterations(99));
    assert_eq!(say(&verifier, &scrypt("1024:8:1")), Err(VerifyError::TooCostly));
    let bcrypt = "$2b$05$6slLzr7ifCi/ZWH56gtVLuiT2gSebQ9psGnj/1oOxnERseDNAPK1S";
    assert_eq!(say(&verifier, bcrypt), Err(VerifyError::TooCostly));
    let pbkdf2 = format!("pbkdf2:sha512:100$s${sum}");
    assert_eq!(say(&verifier, &pbkdf2), Err(VerifyError::TooCostly));
    let work = Verifier::new().with_limits(Limits::default().with_memory_work(1 << 20));
    assert_eq!(say(&work, &scrypt("1024:8:2")), Err(VerifyError::TooCostly));
    for unprotected in ["plain$$x", "md5$salt$d41d8cd98f00b204e9800998ecf8427e"] {
        assert_eq!(say(&work, unprotected), Err(VerifyError::Unprotected));
    }
    let long = format!("pbkdf2:sha256:1${}${}", "s".repeat(1000), "00".repeat(32));
    assert_eq!(say(&work, &long), Err(VerifyError::Unreadable));
}

#[test]
fn policies_have_bounds() {
    let refused = [
        PasswordPolicy::bcrypt(9),
        PasswordPolicy::bcrypt(17),
        PasswordPolicy::argon2id(1024, 3, 1),
        PasswordPolicy::argon2id(u32::MAX, 3, 1),
        PasswordPolicy::argon2id(65536, 0, 1),
        PasswordPolicy::argon2id(65536, 3, 0),
        PasswordPolicy::werkzeug_pbkdf2(1000),
        PasswordPolicy::django_pbkdf2(u32::MAX),
    ];
    for refused in refused {
        assert!(matches!(refused, Err(PolicyError::Cost { .. })), "{refused:?}");
    }
    let message = PasswordPolicy::bcrypt(4).unwrap_err().to_string();
    assert_eq!(message, "the cost of bcrypt is 4: choose 10 to 16");
}

/// The costs of the defaults are within the limits of the defaults.
#[tokio::test]
async fn the_default_reads_what_it_writes() {
    let passwords = Passwords::builder().build();
    let hash = passwords.hash(Password::new("pw")).await.unwrap();
    assert!(hash.as_str().starts_with("$argon2id$v=19$m=65536,t=3,p=4$"));
    assert!(passwords.verify(Password::new("pw"), Some(hash)).await.unwrap().matches);
}

/// An unknown name, and a text that is no hash, are wrong passwords.
#[tokio::test]
async fn nothing_to_compare_with_is_a_wrong_password() {
    let passwords = passwords(PasswordPolicy::bcrypt(10).unwrap(), Verifier::new());
    for hash in [None, Some(""), Some("!"), Some("garbage"), Some("$2b$31$x"), Some("plain$$pw")] {
        let hash = hash.map(PasswordHash::new);
        let checked = passwords.verify(Password::new("pw"), hash.clone()).await.unwrap();
        assert!(!checked.matches && !checked.needs_rehash, "{hash:?}");
    }
    let long = passwords.verify(Password::new("a\0".repeat(100)), None).await.unwrap();
    assert!(!long.matches);
}

/// Whoever gives up waiting makes no room for more threads than are allowed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_many_at_once_and_no_more() {
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let random = {
        let asked = Arc::clone(&running);
        move |bytes: &mut [u8]| {
            asked.fetch_add(1, SeqCst);
            bytes.fill(7);
        }
    };
    let passwords = Passwords::builder()
        .policy(PasswordPolicy::bcrypt(10).unwrap())
        .random(random)
        .concurrency(NonZeroUsize::MIN)
        .queue(2)
        .build();
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let (passwords, most) = (passwords.clone(), Arc::clone(&most));
            tokio::spawn(async move {
                let done = passwords.hash(Password::new("pw")).await;
                most.fetch_add(usize::from(done.is_ok()), SeqCst);
                done.is_ok() || matches!(done, Err(PasswordsError::Busy { .. }))
            })
        })
        .collect();
    for task in tasks {
        assert!(task.await.unwrap());
    }
    assert_eq!(running.load(SeqCst), 20);
    assert!((3..20).contains(&most.load(SeqCst)), "one runs, two wait: {most:?}");
    let gone = tokio::time::timeout(std::time::Duration::ZERO, passwords.hash(Password::new("x")));
    assert!(gone.await.is_err());
    assert!(passwords.hash(Password::new("pw")).await.is_ok(), "the queue is empty again");
}

#[test]
fn nothing_secret_is_shown() {
    let (password, hash) = (Password::new("hunter2"), PasswordHash::new("$2b$10$hunter2"));
    let verifier = Verifier::new().with_double_hash(DoubleHash::new("hunter2"));
    let shown = format!("{password:?} {hash:?} {verifier:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
}
