//! Stories are private: what storyfit writes its owner alone can read, and nothing goes over a network.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

#[cfg(unix)]
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::process::Command;

use common::Desk;

/// Every command, with what it needs.
fn commands(desk: &Desk) -> Vec<Vec<String>> {
    let home = desk.home.path();
    let path = |name: &str| home.join(name).to_string_lossy().into_owned();
    std::fs::write(home.join("topics.tsv"), "1\tTell me about a flood\n").unwrap();
    std::fs::write(home.join("qrels.txt"), "1 0 flood/flood 1\n").unwrap();
    let (map, told) = (path("map.html"), path("told.tsv"));
    let (topics, qrels) = (path("topics.tsv"), path("qrels.txt"));
    let lines: Vec<Vec<&str>> = vec![
        vec!["index"],
        vec!["ask", "Tell me about a flood"],
        vec!["stories"],
        vec!["show", "flood.md:1"],
        vec!["competencies", "Tell me about a conflict with your manager"],
        vec!["map", &topics, "--format", "html", "-o", &map],
        vec!["questions"],
        vec!["told", "flood.md:1", "--to", "round 1", "--log", &told],
        vec!["eval", "--topics", &topics, "--qrels", &qrels],
        vec!["doctor"],
        vec!["index", "--rebuild"],
    ];
    lines.into_iter().map(|line| line.into_iter().map(str::to_owned).collect()).collect()
}

/// What others than the owner may read, write or enter.
#[cfg(unix)]
fn open_to_others(path: &Path) -> Vec<PathBuf> {
    use std::os::unix::fs::PermissionsExt as _;
    let found = std::fs::symlink_metadata(path).unwrap();
    let mut out = Vec::new();
    if found.permissions().mode() & 0o077 != 0 {
        out.push(path.to_owned());
    }
    if found.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            out.extend(open_to_others(&entry.unwrap().path()));
        }
    }
    out
}

#[cfg(unix)]
#[test]
fn what_the_program_writes_is_its_owners_alone() {
    let desk = Desk::with_notes();
    for arguments in commands(&desk) {
        // as generous as a user's own setting can be
        let mut generous = Command::new("sh");
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let command = desk.command(&arguments);
        generous
            .args(["-c", "umask 0; exec \"$0\" \"$@\""])
            .arg(command.get_program())
            .args(command.get_args());
        let run = common::run(generous);
        assert_eq!(run.code, Some(0), "{arguments:?}: {}", run.err);
    }
    for written in ["index", "map.html", "told.tsv"] {
        assert_eq!(open_to_others(&desk.home.path().join(written)), Vec::<PathBuf>::new());
    }
}

#[cfg(unix)]
#[test]
fn a_program_that_uses_the_library_gets_a_folder_that_nobody_else_enters() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::with_notes();
    desk.answers();
    let index = &desk.place.index;
    let data = index.join(storyfit::index::DATA);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(index), mode(&data), mode(&desk.commit())), (0o700, 0o700, 0o700));
    // rights that came with a copy are narrowed at the next writing
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).unwrap();
    desk.write("late.md", &common::story("tram"));
    desk.answers();
    assert_eq!(mode(&data), 0o700);
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[test]
fn no_command_opens_a_socket() {
    use common::traced::{Ended, Next, run};
    use nix::libc;
    let desk = Desk::with_notes();
    for arguments in commands(&desk) {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut calls = 0;
        let mut sockets = 0;
        let ended = run(&desk.command(&arguments), &mut |registers| {
            let number = registers.orig_rax.cast_signed();
            calls += 1;
            let network = [libc::SYS_socket, libc::SYS_socketpair, libc::SYS_connect, libc::SYS_bind];
            sockets += usize::from(network.contains(&number) || number == libc::SYS_io_uring_setup);
            Next::GoOn
        });
        let Some(ended) = ended else {
            common::say("skipped: processes may not be traced here");
            return;
        };
        assert_eq!((ended, sockets), (Ended::Exit(0), 0), "{arguments:?}");
        assert!(calls > 50, "{arguments:?}: {calls} system calls seen");
    }
}

#[test]
fn nothing_that_could_talk_to_a_network_is_built_in() {
    let lock: toml::Table = std::fs::read_to_string("Cargo.lock").unwrap().parse().unwrap();
    let packages = lock["package"].as_array().unwrap();
    let names: Vec<&str> = packages.iter().map(|package| package["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"tantivy"));
    for network in [
        "async-io",
        "async-net",
        "async-std",
        "attohttpc",
        "curl",
        "h2",
        "h3",
        "hickory-resolver",
        "hyper",
        "isahc",
        "minreq",
        "mio",
        "native-tls",
        "openssl",
        "quinn",
        "reqwest",
        "rustls",
        "smol",
        "socket2",
        "surf",
        "tokio",
        "tonic",
        "tungstenite",
        "ureq",
        "websocket",
    ] {
        assert!(!names.contains(&network), "{network}");
    }
}
