//! `handstamp inspect`.

use handstamp_cli::{Report, Verdict, inspect, split_cookies};

use super::args::InspectArgs;
use super::error::Error;
use super::{input, json_report, output, people_report, secrets, settings};

/// Prints a report on each cookie. Returns whether at least one is signed and every signed one is valid.
pub(crate) fn run(args: &InspectArgs) -> Result<bool, Error> {
    let text = input::cookie(args.cookie.as_ref())?;
    let cookies = split_cookies(&text)?;
    let keys = secrets::read(&args.keys)?;
    let settings =
        settings::of_each(&cookies, &args.signing, args.age.max_age.unwrap_or_default())?;
    let now = args.now.instant();
    let reports: Vec<Report> = cookies
        .iter()
        .zip(&settings)
        .map(|(cookie, settings)| inspect(cookie, &keys, settings, now))
        .collect();
    output::print(&if args.json {
        json_report::text(&reports)
    } else {
        people_report::text(&reports, now)
    })?;
    let mut signed = reports
        .iter()
        .map(|report| report.verdict)
        .filter(|verdict| *verdict != Verdict::NotSigned)
        .peekable();
    Ok(signed.peek().is_some() && signed.all(|verdict| verdict == Verdict::Valid))
}
