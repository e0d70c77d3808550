//! The names of the events that a piece of code logs.

use std::sync::{Arc, Mutex};

use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

#[derive(Clone, Default)]
struct Names(Arc<Mutex<Vec<&'static str>>>);

impl Subscriber for Names {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        self.0.lock().unwrap().push(event.metadata().name());
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// What the act returns, and the names of the events that it logs.
pub(crate) fn logged<T>(act: impl FnOnce() -> T) -> (T, Vec<&'static str>) {
    let names = Names::default();
    let done = tracing::subscriber::with_default(names.clone(), act);
    let names = names.0.lock().unwrap().clone();
    (done, names)
}
