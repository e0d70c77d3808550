//! Reports for people: short, aligned, in colour on a terminal.

use std::fmt::Write as _;
use std::time::SystemTime;

use anstyle::{AnsiColor, Style};
use handstamp_cli::{
    Diagnosis, Kind, Payload, Report, SignedBy, Verdict, derivation_name, digest_name,
    duration_in_words, utc,
};

use super::escape::escaped;
use super::value_text;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
/// The most characters in a line.
const WIDTH: usize = 90;
/// The place where the text of a line begins, after a word of up to nine letters and a blank.
const INDENT: &str = "            ";

/// The reports, one after another.
pub(crate) fn text(reports: &[Report], now: SystemTime) -> String {
    let single = reports.len() == 1;
    let texts = reports.iter().map(|each| {
        // A cookie that has nothing to do with logins needs no advice, if it is one of several.
        if single || each.kind != Kind::Unknown { report(each, now) } else { short(each) }
    });
    texts.collect::<Vec<_>>().join("\n\n")
}

fn short(report: &Report) -> String {
    let mut out = heading(report);
    if let Some(text) = &report.unverified_payload {
        payload(text, &mut out);
    }
    out
}

fn report(report: &Report, now: SystemTime) -> String {
    let mut out = heading(report);
    for diagnosis in report.diagnoses.iter().filter(|diagnosis| diagnosis.is_fault()) {
        finding("why", colour(AnsiColor::Red), diagnosis, &mut out);
    }
    if let Some(signed_at) = report.signed_at {
        line("signed", &time(signed_at, now), &mut out);
    }
    if let Some(expires_at) = report.expires_at {
        let word = if expires_at < now { "expired" } else { "expires" };
        line(word, &time(expires_at, now), &mut out);
    }
    if let Some(by) = &report.signed_by {
        line("key", &key(by), &mut out);
    }
    if let Some(algorithm) = &report.algorithm {
        line("algorithm", algorithm, &mut out);
    }
    for diagnosis in report.diagnoses.iter().filter(|diagnosis| !diagnosis.is_fault()) {
        finding("note", colour(AnsiColor::Yellow), diagnosis, &mut out);
    }
    match (&report.payload, &report.unverified_payload) {
        (Some(verified), _) => {
            let _ = write!(out, "\n  {DIM}payload{DIM:#}");
            payload(verified, &mut out);
        }
        (None, Some(unverified)) if report.verdict == Verdict::NotSigned => {
            let _ = write!(out, "\n  {DIM}text{DIM:#}");
            payload(unverified, &mut out);
        }
        (None, Some(unverified)) => {
            let red = colour(AnsiColor::Red);
            let _ = write!(
                out,
                "\n  {DIM}payload{DIM:#}   {red}NOT VERIFIED: anyone can have written it{red:#}"
            );
            payload(unverified, &mut out);
        }
        (None, None) => {}
    }
    out
}

fn heading(report: &Report) -> String {
    let (style, verdict) = match report.verdict {
        Verdict::Valid => (colour(AnsiColor::Green), "valid"),
        Verdict::NotValid => (colour(AnsiColor::Red), "NOT VALID"),
        Verdict::NotVerified => (colour(AnsiColor::Yellow), "not verified"),
        Verdict::NotSigned => (Style::new(), "not signed"),
    };
    let style = style.bold();
    let name = report.name.as_ref().map(|name| format!("{}: ", escaped(name))).unwrap_or_default();
    let (kind, bytes) = (report.kind.name(), report.bytes);
    let plural = if bytes == 1 { "byte" } else { "bytes" };
    format!("{BOLD}{name}{kind}{BOLD:#}, {bytes} {plural}: {style}{verdict}{style:#}")
}

/// A finding, with its cure below.
fn finding(word: &str, style: Style, diagnosis: &Diagnosis, out: &mut String) {
    for (place, piece) in wrapped(&diagnosis.sentence()).iter().enumerate() {
        let word = if place == 0 { word } else { "" };
        let _ = write!(out, "\n  {style}{word:<10}{style:#}{piece}");
    }
    for piece in wrapped(diagnosis.cure()) {
        let _ = write!(out, "\n{INDENT}{DIM}{piece}{DIM:#}");
    }
}

fn line(word: &str, text: &str, out: &mut String) {
    let _ = write!(out, "\n  {DIM}{word:<10}{DIM:#}{}", escaped(text));
}

fn key(by: &SignedBy) -> String {
    match &by.scheme {
        None => by.key.clone(),
        Some(scheme) => format!(
            "{} (salt {:?}, {}, {})",
            by.key,
            scheme.salt,
            derivation_name(scheme.key_derivation),
            digest_name(scheme.digest)
        ),
    }
}

fn time(instant: SystemTime, now: SystemTime) -> String {
    let distance = match now.duration_since(instant) {
        Ok(since) => format!("{} ago", duration_in_words(since)),
        Err(ahead) => format!("in {}", duration_in_words(ahead.duration())),
    };
    format!("{} ({distance})", utc(instant))
}

fn payload(payload: &Payload, out: &mut String) {
    let lines = match payload {
        Payload::Json(value) => value_text::lines(value),
        Payload::Raw(bytes) => vec![escaped(&String::from_utf8_lossy(bytes))],
        _ => Vec::new(),
    };
    for line in lines {
        let _ = write!(out, "\n    {line}");
    }
}

/// The text in lines that fit beside the words on the left.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in escaped(text).split(' ') {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= WIDTH - INDENT.len() => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn colour(colour: AnsiColor) -> Style {
    Style::new().fg_color(Some(colour.into()))
}
