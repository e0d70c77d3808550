//! What the program says of itself: help, completions, man pages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::BTreeSet;

use support::{KEY, NOW, run};

/// Every command, as words after the program's name.
const COMMANDS: &[&[&str]] = &[
    &[],
    &["inspect"],
    &["session"],
    &["session", "decode"],
    &["session", "encode"],
    &["key"],
    &["key", "new"],
    #[cfg(feature = "user")]
    &["user"],
    #[cfg(feature = "user")]
    &["user", "add"],
    #[cfg(feature = "user")]
    &["user", "delete"],
    #[cfg(feature = "user")]
    &["user", "list"],
    #[cfg(feature = "user")]
    &["user", "set-password"],
    #[cfg(feature = "user")]
    &["user", "verify-password"],
    #[cfg(feature = "user")]
    &["user", "set-roles"],
    #[cfg(feature = "user")]
    &["user", "disable"],
    #[cfg(feature = "user")]
    &["user", "enable"],
    #[cfg(feature = "user")]
    &["user", "log-out-everywhere"],
    #[cfg(feature = "user")]
    &["user", "import"],
    #[cfg(feature = "user")]
    &["user", "key"],
    #[cfg(feature = "user")]
    &["user", "key", "add"],
    #[cfg(feature = "user")]
    &["user", "key", "list"],
    #[cfg(feature = "user")]
    &["user", "key", "revoke"],
    &["completions"],
    &["man"],
];

/// Those that have others below them.
const PARENTS: &[&[&str]] = &[
    &[],
    &["session"],
    &["key"],
    #[cfg(feature = "user")]
    &["user"],
    #[cfg(feature = "user")]
    &["user", "key"],
];

/// The help of a command on a terminal of 80 columns.
fn help(command: &[&str], flag: &str) -> String {
    help_on(command, flag, "80")
}

fn help_on(command: &[&str], flag: &str, columns: &str) -> String {
    let told = run(&[command, &[flag]].concat(), &[("COLUMNS", columns)], b"");
    assert_eq!(told.status, 0, "{}", told.stderr);
    told.stdout
}

/// The long options that a help lists.
fn options(help: &str) -> BTreeSet<&str> {
    let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    let words = lines.flat_map(|line| line.split([' ', ',']).take(3));
    let options: BTreeSet<&str> = words.filter(|word| word.starts_with("--")).collect();
    assert!(options.contains("--help"), "{help}");
    options
}

/// The names of the kinds, as the source has them.
fn kinds() -> BTreeSet<&'static str> {
    let source = include_str!("../src/inspect/kind.rs");
    let body = source.split("pub fn code(").nth(1).unwrap().split("pub fn ").next().unwrap();
    body.split('"').skip(1).step_by(2).collect()
}

#[test]
fn every_command_is_named_by_its_parent() {
    for command in COMMANDS.iter().skip(1) {
        let (name, parent) = command.split_last().unwrap();
        let line = format!("\n  {name} ");
        assert!(help(parent, "--help").contains(&line), "{command:?}");
    }
    // And there are no others.
    let listed: usize = PARENTS
        .iter()
        .map(|parent| {
            let help = help(parent, "-h");
            let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
            let name = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
            list.lines().filter(name).filter(|line| !line.starts_with("  help ")).count()
        })
        .sum();
    assert_eq!(listed, COMMANDS.len() - 1);
}

#[test]
fn help_fits_in_80_columns() {
    for command in COMMANDS {
        for flag in ["-h", "--help"] {
            let help = help(command, flag);
            assert!(help.contains("Usage: handstamp"), "{help}");
            for line in help.lines() {
                assert!(line.chars().count() <= 80, "{command:?}: {line}");
            }
        }
        // Tables and examples are not wrapped.
        let narrow = help(command, "--help");
        let wide = help_on(command, "--help", "100");
        for end in ["\nOutput of --json", "\nExamples:"] {
            let table = wide.split(end).nth(1).unwrap_or_default();
            for line in table.lines().filter(|line| line.starts_with("  ")) {
                assert!(narrow.contains(&format!("{line}\n")), "{command:?}: {line}");
            }
        }
    }
}

#[test]
fn help_lists_every_kind() {
    let help = help(&["inspect"], "--help");
    let list = help.split("Kinds: ").nth(1).unwrap().split('.').next().unwrap();
    let listed: BTreeSet<&str> = list.split([',', ' ', '\n']).filter(|it| !it.is_empty()).collect();
    assert_eq!(listed, kinds());
}

#[test]
fn every_shell_is_told_of_every_command_and_option() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(&["completions", shell], &[], b"");
        assert_eq!((script.status, script.stderr.as_str()), (0, ""));
        for command in COMMANDS {
            for name in *command {
                assert!(script.stdout.contains(name), "{shell}: {name}");
            }
            // clap_complete writes two levels of commands for fish.
            if shell == "fish" && command.len() > 2 {
                continue;
            }
            for option in options(&help(command, "--help")) {
                assert!(script.stdout.contains(&option[2..]), "{shell}: {option}");
            }
        }
    }
    assert_eq!(run(&["completions", "cmd"], &[], b"").status, 2);
}

#[cfg(unix)]
#[test]
fn bash_completes_commands_and_options() {
    let script = run(&["completions", "bash"], &[], b"").stdout;
    let complete = |words: &[&str]| {
        let last = words.len();
        let ask = format!(
            "{script}\nCOMP_WORDS=(handstamp {}); COMP_CWORD={last}\n_handstamp handstamp \
             {:?} {:?}\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
            words.join(" "),
            words.last().unwrap(),
            words.get(last.wrapping_sub(2)).unwrap_or(&"handstamp"),
        );
        let output = std::process::Command::new("bash").args(["-c", &ask]).output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(complete(&["ins"]), "inspect\n");
    assert_eq!(complete(&["session", "d"]), "decode\n");
    assert_eq!(complete(&["session", "decode", "--star"]), "--starlette\n");
    assert_eq!(complete(&["inspect", "--digest", "sha5"]), "sha512\n");
    let checked = std::process::Command::new("bash").args(["-n", "-c", &script]).status().unwrap();
    assert!(checked.success());
}

#[test]
fn every_command_has_a_man_page_with_all_of_its_options() {
    let folder = std::env::temp_dir().join(format!("handstamp-cli-man-{}", std::process::id()));
    let told = run(&["man", "--dir", folder.join("man1").to_str().unwrap()], &[], b"");
    assert_eq!((told.status, told.stdout.trim(), told.stderr.as_str()), (0, "", ""));
    for command in COMMANDS {
        let name = [&["handstamp"], *command].concat().join("-");
        let page = std::fs::read_to_string(folder.join("man1").join(format!("{name}.1"))).unwrap();
        let title = format!(".TH {name} 1  \"handstamp {}\" handstamp", env!("CARGO_PKG_VERSION"));
        assert!(page.contains(&title), "{page}");
        assert!(page.contains("\n.SH DESCRIPTION\n"), "{page}");
        for option in options(&help(command, "--help")) {
            let written = option.replace('-', "\\-");
            assert!(page.contains(&format!("\\fB{written}\\fR")), "{name}: {option}");
        }
    }
    let pages = std::fs::read_dir(folder.join("man1")).unwrap().count();
    assert_eq!(pages, COMMANDS.len());

    let printed = run(&["man"], &[], b"");
    let written = std::fs::read_to_string(folder.join("man1/handstamp.1")).unwrap();
    assert_eq!(printed.stdout.trim_end(), written.trim_end());

    let file = folder.join("man1/handstamp.1");
    let failed = run(&["man", "--dir", file.to_str().unwrap()], &[], b"");
    assert_eq!((failed.status, failed.stdout.as_str()), (2, ""));
    assert!(failed.stderr.contains("handstamp.1"), "{}", failed.stderr);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_readme_lists_every_kind() {
    let row = include_str!("../README.md").split("| `kind` |").nth(1).unwrap();
    let list = row.split('|').next().unwrap();
    let listed: BTreeSet<&str> = list.split('`').skip(1).step_by(2).collect();
    assert_eq!(listed, kinds());
}

/// The examples of the README: what is typed, and what is printed. They are as of [`NOW`].
#[test]
fn the_examples_of_the_readme_are_real() {
    let examples = include_str!("../README.md").split("\n## ").nth(1).unwrap();
    assert!(examples.starts_with("Examples\n"), "{examples}");
    assert!(examples.contains(&format!("\n$ export SECRET_KEY={KEY}\n")));
    let now = NOW.to_string();
    let mut count = 0;
    for block in examples.split("```console\n$ handstamp ").skip(1) {
        let (typed, printed) = block.split("```").next().unwrap().split_once('\n').unwrap();
        let (command, cookie) = typed.split_once(" '").unwrap();
        let cookie = cookie.strip_suffix('\'').unwrap();
        let words: Vec<&str> = command.split(' ').collect();
        let args = [&words, &["--now", now.as_str(), cookie][..]].concat();
        let told = run(&args, &[("SECRET_KEY", KEY)], b"");
        assert_eq!((told.stdout.as_str(), told.stderr.as_str()), (printed, ""), "{typed}");
        count += 1;
    }
    assert_eq!(count, 3);
}
