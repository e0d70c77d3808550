//! Where a server has its data, and what is remembered of it between two commands.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, ensure};

use super::account::Account;
use super::ask::Question;
use super::service::Service;
use super::{ports, programs};
use crate::workspace;

/// How long a program that makes first data may take.
const MAKE: Duration = Duration::from_secs(120);

/// The folder of all services.
pub(super) fn all() -> PathBuf {
    workspace::target().join("services")
}

/// A server's folder, ports and password.
pub(super) struct Place {
    /// `target/services/NAME`, for the workshop.
    pub(super) folder: PathBuf,
    /// The server's own folder, which its account owns.
    pub(super) data: PathBuf,
    /// Where it listens on 127.0.0.1.
    pub(super) ports: Vec<u16>,
    /// The password of its user: 32 hex digits.
    pub(super) password: String,
    account: Option<Account>,
}

impl Place {
    /// The place of a service, made at the first call.
    pub(super) fn open(service: &Service) -> anyhow::Result<Self> {
        let folder = all().join(service.name);
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let account = Account::of(service.account)?;
        let ports = folder.join("ports");
        let ports = match ports::remembered(&ports, service.ports) {
            Some(ports) => ports,
            None => ports::free(&ports, service.ports)?,
        };
        let (data, password) = (data(&folder, account)?, password(&folder.join("password"))?);
        Ok(Self { folder, data, ports, password, account })
    }

    /// Takes other ports if somebody else has them now. The server must not run.
    pub(super) fn free_ports(&mut self) -> anyhow::Result<()> {
        self.ports = ports::free(&self.folder.join("ports"), self.ports.len())?;
        Ok(())
    }

    /// The port that its URL names.
    pub(super) fn port(&self) -> u16 {
        self.ports.first().copied().unwrap_or_default()
    }

    /// The process that a server was started as.
    pub(super) fn process_file(&self) -> PathBuf {
        self.folder.join("process")
    }

    /// What the server says.
    pub(super) fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// A program that runs as the server's account, in its data folder.
    pub(super) fn program(&self, name: &str) -> anyhow::Result<Command> {
        let mut program = Command::new(programs::find(name)?);
        program.current_dir(&self.data);
        if let Some(account) = self.account {
            account.runs(&mut program);
        }
        Ok(program)
    }

    /// Runs such a program to its end.
    pub(super) fn run(
        &self,
        name: &str,
        arguments: &[&str],
        input: &str,
    ) -> anyhow::Result<String> {
        let mut program = self.program(name)?;
        program.args(arguments);
        let answer = Question::new(program, input).answer(MAKE)?;
        answer.with_context(|| format!("{name} is not done after {} s", MAKE.as_secs()))
    }

    /// Writes a file into the data folder, for the server's account alone.
    pub(super) fn write(&self, name: &str, text: &str) -> anyhow::Result<PathBuf> {
        let path = self.data.join(name);
        write_private(&path, text)?;
        if let Some(account) = self.account {
            account.owns(&path, 0o600)?;
        }
        Ok(path)
    }

    /// Makes a folder in the data folder.
    pub(super) fn subfolder(&self, name: &str) -> anyhow::Result<PathBuf> {
        let path = self.data.join(name);
        make_private(&path)?;
        if let Some(account) = self.account {
            account.owns(&path, 0o700)?;
        }
        Ok(path)
    }

    /// Removes all that is in the data folder.
    pub(super) fn clear(&self) -> anyhow::Result<()> {
        for entry in fs::read_dir(&self.data)? {
            let entry = entry?;
            match entry.file_type()?.is_dir() {
                true => fs::remove_dir_all(entry.path())?,
                false => fs::remove_file(entry.path())?,
            }
        }
        Ok(())
    }
}

/// The data folder below `folder`, or below `/tmp` where the account does not get through to it.
fn data(folder: &Path, account: Option<Account>) -> anyhow::Result<PathBuf> {
    let data = folder.join("data");
    let Some(account) = account else {
        make_private(&data)?;
        return Ok(data);
    };
    let note = folder.join("data-is-elsewhere");
    if let Ok(elsewhere) = fs::read_to_string(&note).map(PathBuf::from)
        && account.is_owner(&elsewhere)
    {
        return Ok(elsewhere);
    }
    make_private(&data)?;
    account.owns(&data, 0o700)?;
    if account.reaches(&data)? {
        return Ok(data);
    }
    let elsewhere = below_tmp(account)?;
    let (data, below) = (data.display(), elsewhere.display());
    println!("\n  the server's account cannot reach {data}: its data are in {below}");
    write_private(&note, &elsewhere.to_string_lossy())?;
    Ok(elsewhere)
}

fn below_tmp(account: Account) -> anyhow::Result<PathBuf> {
    let name = u64::from_le_bytes(random()?);
    let folder = PathBuf::from(format!("/tmp/handstamp-services-{name:016x}"));
    fs::DirBuilder::new().mode(0o700).create(&folder)?; // fails if somebody has made it
    account.owns(&folder, 0o700)?;
    ensure!(account.reaches(&folder)?, "the server's account cannot write below /tmp");
    Ok(folder)
}

/// The password that the file remembers, made at the first call.
fn password(file: &Path) -> anyhow::Result<String> {
    match fs::read_to_string(file) {
        Ok(password) if password.len() == 32 => Ok(password),
        _ => {
            let password = format!("{:032x}", u128::from_le_bytes(random()?));
            write_private(file, &password)?;
            Ok(password)
        }
    }
}

/// Random bytes of the system.
pub(super) fn random<const N: usize>() -> anyhow::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    Ok(bytes)
}

/// Writes a file that nobody else may read.
pub(super) fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    let open = || -> std::io::Result<File> {
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
    };
    open()
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .with_context(|| path.display().to_string())
}

fn make_private(folder: &Path) -> anyhow::Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| folder.display().to_string())
}
