//! Ctrl-C at the terminal, and the system's demand to end.

use std::sync::mpsc::{self, Receiver};

/// Receives once when the person at the terminal presses Ctrl-C, or the system asks us to end. Who
/// waits for it returns as usual afterwards, so that every server is ended in order.
///
/// # Errors
/// At the second call of one process.
pub fn interruptions() -> anyhow::Result<Receiver<()>> {
    let (interrupt, interrupted) = mpsc::channel();
    ctrlc::set_handler(move || {
        let _ = interrupt.send(());
    })?;
    Ok(interrupted)
}
