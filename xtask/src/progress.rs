//! Progress on the terminal: what is being done, then how long it took.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

/// Says what is being done, does it, and says how long it took.
pub fn step<T>(what: &str, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    print!("  {what} ... ");
    let _ = std::io::stdout().flush();
    let start = Instant::now();
    let result = work();
    match &result {
        Ok(_) => println!("{}", seconds(start.elapsed())),
        Err(_) => println!("failed after {}", seconds(start.elapsed())),
    }
    result
}

/// A duration for people: `3.2 s` or `4 min 12 s`.
pub fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        whole => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

/// One line that is overwritten in place on a terminal; elsewhere a line every half minute.
pub struct Ticker {
    start: Instant,
    shown: Instant,
    terminal: bool,
}

impl Ticker {
    /// Starts the clock. Nothing is shown yet.
    pub fn start() -> Self {
        let now = Instant::now();
        Self { start: now, shown: now, terminal: std::io::stdout().is_terminal() }
    }

    /// Shows the latest news, if it is time to.
    pub fn show(&mut self, news: &str) {
        let pause = Duration::from_millis(if self.terminal { 100 } else { 30_000 });
        if self.shown.elapsed() < pause {
            return;
        }
        self.shown = Instant::now();
        let text: String = news.chars().filter(|c| !c.is_control()).take(70).collect();
        let time = seconds(self.start.elapsed());
        if self.terminal {
            print!("\r\x1b[K    {time:>12}  {text}");
        } else {
            println!("    {time:>12}  {text}");
        }
        let _ = std::io::stdout().flush();
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        if self.terminal {
            print!("\r\x1b[K");
            let _ = std::io::stdout().flush();
        }
    }
}
