//! Times every contender in turns, many rounds, and prints medians and ratios. Time is the thread's
//! own on the processor.
//!
//! `times FOLDER [PYTHON SCRIPT]`: the folder with the cookies, and an interpreter with Flask.

#![allow(clippy::print_stdout, reason = "a program for the terminal: what it prints is its result")]

mod python;

use std::hint::black_box;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use cpu_time::ThreadTime;
use handstamp_benches::{Contender, Cookies, Hold, Row, rows};

/// Rounds in which each contender decodes every cookie once.
const ROUNDS: usize = 61;

/// One round at a time for each contender: so many nanoseconds per cookie.
struct Measured {
    name: String,
    hold: Hold,
    rounds: Vec<f64>,
}

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let folder = arguments.next().map(PathBuf::from).unwrap_or_default();
    let cookies = Cookies::load(&folder);
    let count = cookies.login.len();
    let mut flask = match (arguments.next(), arguments.next()) {
        (Some(python), Some(script)) => Some(python::Flask::start(&python, &script, &cookies)?),
        _ => None,
    };
    println!("  {count} cookies, median of {ROUNDS} rounds, contenders in turns\n");
    println!("  {:24}{:20}{:>10}{:>13}", "row", "contender", "ns/cookie", "ratio");
    for row in rows(&cookies) {
        let python = flask.as_mut().filter(|_| row.name == "user id");
        let measured = measure(&row, count, python)?;
        print(&row, &measured);
    }
    Ok(())
}

fn measure(
    row: &Row,
    count: usize,
    mut flask: Option<&mut python::Flask>,
) -> anyhow::Result<Vec<Measured>> {
    let new = |name: &str, hold| Measured { name: name.to_owned(), hold, rounds: Vec::new() };
    let mut measured: Vec<_> = row.contenders.iter().map(|c| new(c.name, c.hold)).collect();
    let mut python = flask.as_ref().map(|flask| new(flask.name(), Hold::Faster(20.0)));
    for round in 0..=ROUNDS {
        progress(&format!("  {}: round {round} of {ROUNDS}", row.name));
        for (contender, times) in row.contenders.iter().zip(&mut measured) {
            times.rounds.push(time(contender, count));
        }
        if let (Some(flask), Some(times)) = (flask.as_mut(), python.as_mut()) {
            times.rounds.push(flask.round()?);
        }
    }
    progress("");
    measured.extend(python);
    for times in &mut measured {
        times.rounds.remove(0); // caches and branch predictors warm up in the first round
    }
    Ok(measured)
}

fn time(contender: &Contender, count: usize) -> f64 {
    let start = ThreadTime::now();
    for n in 0..count {
        black_box((contender.answer)(black_box(n)));
    }
    let nanoseconds = start.elapsed().as_secs_f64() * 1e9;
    nanoseconds / u32::try_from(count).map_or(f64::NAN, f64::from)
}

fn print(row: &Row, measured: &[Measured]) {
    let Some(ours) = measured.first() else { return };
    for (at, times) in measured.iter().enumerate() {
        // Round by round, so that a slow moment of the machine weighs on both.
        let ratios = ours.rounds.iter().zip(&times.rounds).map(|(ours, theirs)| ours / theirs);
        let ratio = median(ratios.collect());
        let verdict = match times.hold {
            Hold::Ours => String::new(),
            Hold::AtMost(most) => {
                format!("{ratio:>9.2} ×    hold ≤ {most} × {}", word(ratio <= most))
            }
            Hold::Faster(least) => {
                let times = 1.0 / ratio;
                format!("{times:>9.1} × faster  hold ≥ {least} × {}", word(times >= least))
            }
        };
        let name = if at == 0 { row.name } else { "" };
        let nanoseconds = median(times.rounds.clone());
        println!("  {name:24}{:20}{nanoseconds:>10.0}{verdict}", times.name);
    }
}

fn word(holds: bool) -> &'static str {
    if holds { "ok" } else { "MISSED" }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn progress(text: &str) {
    if std::io::stdout().is_terminal() {
        print!("\r\x1b[K{text}");
        let _ = std::io::stdout().flush();
    }
}
