//! `cargo xtask attacks`: what must not work, tried as an attacker would, over HTTP against services that run.
//!
//! Each attack has its counterpart: what a user may do is tried in the same run and has to work, so that nothing
//! passes because everything is refused.

mod cookie_tossing;
mod cross_origin;
mod fixation;
mod ground;
mod header_beside_cookie;
mod late_save;
mod login_redirect;
mod nested_auths;
mod next_url;
mod prefixed_cookies;
mod proxies;
mod remembered;
pub(crate) mod service;
mod time_of_login;
mod two_logins;

use std::time::Instant;

use anyhow::bail;

use self::ground::Ground;
use crate::steps::Steps;
use xtask::progress::seconds;

/// Attacks of one kind.
struct Attack {
    name: &'static str,
    /// What the attacker is after.
    aim: &'static str,
    run: fn(&Ground, &mut Steps) -> anyhow::Result<()>,
}

const ATTACKS: &[Attack] = &[
    Attack {
        name: "time-of-login",
        aim: "the time of one's own login vouches for another user",
        run: time_of_login::run,
    },
    Attack {
        name: "nested-auths",
        aim: "another `Auth` judges the session of the one that offers it",
        run: nested_auths::run,
    },
    Attack {
        name: "header-beside-cookie",
        aim: "a token in a header and a session get in each other's way",
        run: header_beside_cookie::run,
    },
    Attack {
        name: "login-redirect",
        aim: "an old login passes as a new one, or goes round for ever",
        run: login_redirect::run,
    },
    Attack {
        name: "remembered",
        aim: "somebody who has logged out, or who was planted, comes back",
        run: remembered::run,
    },
    Attack {
        name: "prefixed-cookies",
        aim: "a remember cookie with a prefix outlives the logout",
        run: prefixed_cookies::run,
    },
    Attack {
        name: "two-logins",
        aim: "the other login on a cookie saves what one has logged out",
        run: two_logins::run,
    },
    Attack {
        name: "cross-origin",
        aim: "another site's page acts for a visitor",
        run: cross_origin::run,
    },
    Attack { name: "next-url", aim: "the login leads to another site", run: next_url::run },
    Attack {
        name: "cookie-tossing",
        aim: "of two cookies of a name, Flask and Rust take different ones",
        run: cookie_tossing::run,
    },
    Attack {
        name: "fixation",
        aim: "a planted session is logged in, or a copy outlives the logout",
        run: fixation::run,
    },
    Attack {
        name: "late-save",
        aim: "a request that is under way brings back what was logged out",
        run: late_save::run,
    },
    Attack {
        name: "proxies",
        aim: "headers that only a proxy may write are believed",
        run: proxies::run,
    },
];

/// Tries all of them, or those that are named.
pub(crate) fn run(names: &[String]) -> anyhow::Result<()> {
    if let Some(unknown) = names.iter().find(|name| ATTACKS.iter().all(|it| it.name != **name)) {
        let known: Vec<_> = ATTACKS.iter().map(|attack| attack.name).collect();
        bail!("no attack {unknown}; the attacks are {}", known.join(", "));
    }
    let ground = Ground::prepare()?;
    let start = Instant::now();
    let mut steps = Steps::default();
    for attack in ATTACKS.iter().filter(|it| names.is_empty() || names.iter().any(|n| n == it.name))
    {
        println!("  {}: {}", attack.name, attack.aim);
        (attack.run)(&ground, &mut steps)?;
    }
    steps.finish(&format!("attacks in {}", seconds(start.elapsed())))
}
