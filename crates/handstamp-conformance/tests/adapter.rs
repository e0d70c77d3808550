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
