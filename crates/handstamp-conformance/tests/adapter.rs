//! The suite for adapters passes on the adapter of no framework.

mod reference;

handstamp_conformance::adapter_suite!(reference::Reference);

/// What the macro has made tests of is what the list names, and what the list names can be run.
#[test]
fn none_is_left_out() {
    let scenarios = handstamp_conformance::adapter::scenarios::<reference::Reference>();
    let names: Vec<_> = scenarios.iter().map(|scenario| scenario.name).collect();
    assert_eq!(names, handstamp_conformance::adapter::NAMES);
    assert!(names.len() >= 55, "{}", names.len());
}

/// The table on the front page and the routes as data are the same.
#[test]
fn routes_are_as_documented() {
    let page = include_str!("../src/lib.rs");
    let table: Vec<_> = page.lines().filter(|line| line.starts_with("//! | `/")).collect();
    let routes = handstamp_conformance::ROUTES.iter();
    let rows = routes.map(|r| format!("//! | `{}` | {} | {} |", r.path, r.extracts, r.answers));
    assert_eq!(table, rows.collect::<Vec<_>>());
}
