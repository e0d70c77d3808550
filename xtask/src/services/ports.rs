//! Loopback ports that a server keeps over its restarts.
//!
//! They are below the range from which the system takes ports for clients: while a server is down,
//! nobody else is given its port, not even a client that tries to connect to it again and again.

use std::fs;
use std::net::TcpListener;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context as _, ensure};

use super::place::random;

const FIRST: u16 = 10_000;

/// What the file remembers, if it is as many ports as asked for.
pub(super) fn remembered(file: &Path, count: usize) -> Option<Vec<u16>> {
    let text = fs::read_to_string(file).ok()?;
    let ports = text.split_whitespace().map(str::parse).collect::<Result<Vec<_>, _>>().ok()?;
    (ports.len() == count).then_some(ports)
}

/// The remembered ports if they are free, else others, which the file remembers from now on.
pub(super) fn free(file: &Path, count: usize) -> anyhow::Result<Vec<u16>> {
    if let Some(ports) = remembered(file, count).filter(|ports| listen(ports).is_ok()) {
        return Ok(ports);
    }
    let range = system_range();
    ensure!(range.len() >= count, "no ports between {} and {}", range.start, range.end);
    let mut ports = Vec::new();
    let mut tries = 0..1000;
    while ports.len() < count {
        tries.next().context("no free port on 127.0.0.1")?;
        let offset = usize::from(u16::from_le_bytes(random()?)) % range.len();
        let port = range.clone().nth(offset).unwrap_or(FIRST);
        if !ports.contains(&port) && listen(&[port]).is_ok() {
            ports.push(port);
        }
    }
    let text = ports.iter().map(u16::to_string).collect::<Vec<_>>().join(" ");
    fs::write(file, text).with_context(|| file.display().to_string())?;
    Ok(ports)
}

fn listen(ports: &[u16]) -> std::io::Result<Vec<TcpListener>> {
    ports.iter().map(|port| TcpListener::bind(("127.0.0.1", *port))).collect()
}

/// From [`FIRST`] to where clients' ports begin.
fn system_range() -> Range<u16> {
    let text = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap_or_default();
    let end = text.split_whitespace().next().and_then(|first| first.parse().ok());
    FIRST..end.filter(|end| *end > FIRST + 1000).unwrap_or(32_768)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_remembered_until_they_are_taken() {
        let folder = crate::workspace::target().join("ports-test");
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("ports");
        let first = free(&file, 2).unwrap();
        assert_ne!(first[0], first[1]);
        assert!(first.iter().all(|port| system_range().contains(port)));
        assert_eq!(free(&file, 2).unwrap(), first);
        assert_eq!(remembered(&file, 2), Some(first.clone()));
        assert_eq!(remembered(&file, 1), None);

        let _taken = listen(&first[1..]).unwrap();
        let second = free(&file, 2).unwrap();
        assert!(!second.contains(&first[1]));
        assert_eq!(remembered(&file, 2), Some(second));
        fs::remove_dir_all(&folder).unwrap();
    }
}
