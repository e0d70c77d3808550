//! Python's values and JSON.
