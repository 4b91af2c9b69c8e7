//! Killed at any moment, or out of room, storyfit leaves what the next command understands.
//!
//! On Linux the program runs under `ptrace` and is killed before the N-th change that it makes to a file
//! system: once before every rename, every new folder and every new file, and before some of the others;
//! `STORYFIT_KILLS=all` kills before every one.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use common::{Desk, all_files, commits, story};
use storyfit::index::Condition;

/// An index as it was before the command that is killed.
struct Scene {
    desk: Desk,
    before: PathBuf,
    arguments: &'static [&'static str],
    clean: String,
    /// Whether there is a good commit before, which must not be lost.
    has_commit: bool,
}

impl Scene {
    fn new(desk: Desk, arguments: &'static [&'static str]) -> Self {
        let before = desk.home.path().join("before");
        if desk.place.index.exists() {
            common::copy(&desk.place.index, &before);
        }
        let clean = desk.clean_answers();
        let has_commit =
            matches!(common::condition(&desk.place), Condition::Current | Condition::Stale { .. });
        Self { desk, before, arguments, clean, has_commit }
    }

    fn first_build() -> Self {
        Self::new(Desk::with_notes(), &["index"])
    }

    fn update() -> Self {
        let desk = Desk::with_notes();
        desk.answers();
        desk.write("flood.md", &story("storm"));
        desk.write("late.md", &story("tram"));
        desk.remove("fire.md");
        Self::new(desk, &["index"])
    }

    fn rebuild() -> Self {
        let desk = Desk::with_notes();
        desk.answers();
        Self::new(desk, &["index", "--rebuild"])
    }

    fn damaged() -> Self {
        let desk = Desk::with_notes();
        desk.answers();
        let meta = desk.commit().join("meta.json");
        fs::remove_file(meta).unwrap();
        Self::new(desk, &["index"])
    }

    /// Puts the index back as it was.
    fn reset(&self) {
        let _ = fs::remove_dir_all(&self.desk.place.index);
        if self.before.exists() {
            common::copy(&self.before, &self.desk.place.index);
        }
    }

    fn command(&self) -> Command {
        self.desk.command(self.arguments)
    }

    /// A good commit is not lost, the next command answers as from a clean build, and nothing is left of what
    /// was broken off.
    fn check(&self, when: &str) {
        let condition = common::condition(&self.desk.place);
        let is_whole = matches!(condition, Condition::Current | Condition::Stale { .. });
        assert!(is_whole || !self.has_commit, "{when}: {condition:?}");
        let (answers, update) = self.desk.answers();
        assert!(answers == self.clean, "{when}: another answer");
        assert_eq!(update.stale, None, "{when}");
        assert_eq!(common::condition(&self.desk.place), Condition::Current, "{when}");
        if update != storyfit::index::Update::default() {
            assert_eq!(commits(&self.desk.place.index).len(), 1, "{when}");
            let left = all_files(&self.desk.place.index);
            assert!(left.iter().all(|(path, _)| path.extension().is_none_or(|e| e != "part")), "{when}");
        }
    }
}

/// Works everywhere: a kill after some time, wherever the program then is.
#[test]
fn killed_after_any_time_it_leaves_what_the_next_command_understands() {
    for (name, scene) in [("first build", Scene::first_build()), ("update", Scene::update())] {
        for millis in [1, 60, 120, 180, 300] {
            scene.reset();
            let mut child = scene.command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(millis));
            let _ = child.kill();
            child.wait().unwrap();
            scene.check(&format!("{name} after {millis} ms"));
        }
    }
}

/// Runs the command with files limited to so many blocks of 512 bytes, as on a full disk.
#[cfg(unix)]
fn with_little_room(desk: &Desk, blocks: u32, arguments: &[&str]) -> common::Run {
    let command = desk.command(arguments);
    let mut limited = Command::new("sh");
    limited.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")]);
    limited.arg(command.get_program()).args(command.get_args()).env_remove("STORYFIT_WAIT");
    common::run(limited)
}

#[cfg(unix)]
#[test]
fn wherever_the_room_ends_the_cause_is_told() {
    // enough for some of the engine's files, not for others
    for blocks in [8, 20, 60, 160] {
        let desk = Desk::with_notes();
        common::copy(Path::new("corpus"), &desk.place.corpus);
        let run = with_little_room(&desk, blocks, &["ask", "Tell me about a flood"]);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{blocks}: {}", run.err);
        assert!(run.err.contains("File too large"), "{blocks}: {}", run.err);
        assert!(!run.err.contains("panicked"), "{blocks}: {}", run.err);
    }
}

#[cfg(unix)]
#[test]
fn without_room_the_last_commit_answers_and_the_first_build_says_why() {
    for blocks in [0, 2] {
        let desk = Desk::with_notes();
        let run = with_little_room(&desk, blocks, &["ask", "Tell me about a flood"]);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{blocks}: {}", run.err);
        assert!(run.err.contains("File too large"), "{blocks}: {}", run.err);
        assert!(!run.err.contains("panicked"), "{blocks}: {}", run.err);
        let (before, _) = desk.answers();
        let answer = desk.run(&["ask", "Tell me about a flood"]).out;
        desk.write("late.md", &story("tram"));
        let run = with_little_room(&desk, blocks, &["ask", "Tell me about a flood"]);
        assert_eq!((run.code, &run.out), (Some(0), &answer), "{blocks}: {}", run.err);
        assert!(run.err.contains("this is from the last one"), "{blocks}: {}", run.err);
        assert!(!run.err.contains("panicked"), "{blocks}: {}", run.err);
        let run = with_little_room(&desk, blocks, &["index", "--rebuild"]);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{blocks}: {}", run.err);
        desk.remove("late.md");
        let (after, update) = desk.answers();
        assert!(after == before, "{blocks}");
        assert_eq!(update, storyfit::index::Update::default(), "{blocks}: the last commit is gone");
    }
}

/// A file system of its own, of so many kilobytes; none where it may not be mounted.
#[cfg(target_os = "linux")]
struct Small(PathBuf);

#[cfg(target_os = "linux")]
impl Small {
    fn mount(at: &Path, options: &str) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", options, "storyfit-test"]).arg(at).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then(|| Self(at.to_owned()))
    }

    fn remount(&self, options: &str) {
        let status = Command::new("mount").args(["-o", options]).arg(&self.0).status();
        assert!(status.unwrap().success());
    }
}

#[cfg(target_os = "linux")]
impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_full_disk_the_last_commit_answers() {
    let desk = Desk::with_notes();
    let Some(_disk) = Small::mount(&desk.place.index, "size=100k") else {
        common::say("skipped: no file system can be mounted here");
        return;
    };
    let (before, _) = desk.answers();
    let answer = desk.run(&["ask", "Tell me about a flood"]).out;
    fs::write(desk.place.index.join("ballast"), vec![0; 44_000]).unwrap();
    for number in 0..40 {
        desk.write(&format!("more-{number}.md"), &story(&format!("tram{number}")));
    }
    let run = desk.run(&["ask", "Tell me about a flood"]);
    assert_eq!((run.code, &run.out), (Some(0), &answer), "{}", run.err);
    assert!(run.err.contains("No space left on device") && !run.err.contains("panicked"), "{}", run.err);
    for number in 0..40 {
        desk.remove(&format!("more-{number}.md"));
    }
    let (after, update) = desk.answers();
    assert!(after == before);
    assert_eq!(update, storyfit::index::Update::default());
    // room again: everything is brought up to date
    fs::remove_file(desk.place.index.join("ballast")).unwrap();
    desk.write("late.md", &story("tram"));
    assert!(desk.answers().0 == desk.clean_answers());
}

#[cfg(target_os = "linux")]
#[test]
fn in_a_folder_that_cannot_be_written_the_last_commit_answers() {
    let desk = Desk::with_notes();
    let Some(disk) = Small::mount(&desk.place.index, "size=1m") else {
        common::say("skipped: no file system can be mounted here");
        return;
    };
    desk.answers();
    let answer = desk.run(&["ask", "Tell me about a flood"]).out;
    disk.remount("remount,ro");
    let run = desk.run(&["ask", "Tell me about a flood"]);
    assert_eq!((run.code, &run.out, run.err.as_str()), (Some(0), &answer, ""));
    desk.write("late.md", &story("tram"));
    let run = desk.run(&["ask", "Tell me about a flood"]);
    assert_eq!((run.code, &run.out), (Some(0), &answer), "{}", run.err);
    assert!(run.err.contains("Read-only file system"), "{}", run.err);
    let run = desk.run(&["index", "--rebuild"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("Read-only file system"), "{}", run.err);
    // without an index there is nothing to answer from
    let empty = desk.beside("index/none");
    let run = common::run(common::command(&empty, &["ask", "flood"]));
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{}", run.err);
    assert!(run.err.contains("Read-only file system"), "{}", run.err);
}

#[test]
fn an_index_below_a_file_is_exit_2_with_the_cause() {
    let mut desk = Desk::with_notes();
    fs::write(desk.home.path().join("file"), "").unwrap();
    desk.place.index = desk.home.path().join("file/index");
    let run = desk.run(&["ask", "flood"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{}", run.err);
    assert!(
        run.err.contains("cannot make the index folder") && run.err.contains("file/index"),
        "{}",
        run.err
    );
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod killed {
    //! Kills before a certain change.

    use common::traced::{self, Ended, Next, Registers};
    use nix::libc;

    use super::*;

    /// The calls that change a file system, by number and name.
    const CHANGES: &[(i64, &str)] = &[
        (libc::SYS_rename, "rename"),
        (libc::SYS_renameat, "rename"),
        (libc::SYS_renameat2, "rename"),
        (libc::SYS_mkdir, "mkdir"),
        (libc::SYS_mkdirat, "mkdir"),
        (libc::SYS_link, "link"),
        (libc::SYS_linkat, "link"),
        (libc::SYS_unlink, "unlink"),
        (libc::SYS_unlinkat, "unlink"),
        (libc::SYS_rmdir, "rmdir"),
        (libc::SYS_fsync, "sync"),
        (libc::SYS_fdatasync, "sync"),
        (libc::SYS_chmod, "chmod"),
        (libc::SYS_ftruncate, "truncate"),
    ];

    /// Which change a call is; none where it is none.
    fn change(registers: &Registers) -> Option<&'static str> {
        let call = registers.orig_rax.cast_signed();
        let creates = |flags: u64| flags & libc::O_CREAT as u64 != 0;
        if call == libc::SYS_openat && creates(registers.rdx)
            || call == libc::SYS_open && creates(registers.rsi)
        {
            return Some("create");
        }
        if call == libc::SYS_write && registers.rdi > 2 {
            return Some("write");
        }
        CHANGES.iter().find(|(number, _)| *number == call).map(|(_, name)| *name)
    }

    /// The changes that a command made, and whether it was killed before the one of this number. None where
    /// processes may not be traced.
    fn run(command: &Command, kill_at: Option<usize>) -> Option<(Vec<&'static str>, bool)> {
        let mut changes = Vec::new();
        let ended = traced::run(command, &mut |registers| {
            let Some(name) = change(registers) else { return Next::GoOn };
            changes.push(name);
            if kill_at == Some(changes.len() - 1) { Next::Kill } else { Next::GoOn }
        })?;
        Some((changes, ended == Ended::Killed))
    }

    /// Kills before many changes, each time from the same state.
    fn kill_everywhere(name: &str, scene: &Scene) {
        scene.reset();
        let Some((changes, _)) = run(&scene.command(), None) else {
            common::say("skipped: processes may not be traced here");
            return;
        };
        scene.check(name);
        assert!(changes.iter().filter(|change| **change == "rename").count() >= 5, "{name}: {changes:?}");
        let all = std::env::var("STORYFIT_KILLS").is_ok_and(|which| which == "all");
        let telling = ["rename", "mkdir", "rmdir", "truncate"];
        let mut tried = 0;
        for (number, change) in changes.iter().enumerate() {
            if !all && !telling.contains(change) && number % 12 != 0 {
                continue;
            }
            scene.reset();
            let (made, killed) = run(&scene.command(), Some(number)).unwrap();
            // threads take turns, and one run makes a few changes less than another
            assert!(killed || made.len() <= number && number + 5 > changes.len(), "{name}: {number}");
            scene.check(&format!("{name}, before change {number}, a {change}"));
            tried += usize::from(killed);
        }
        common::say(&format!("{name}: killed before {tried} of {} changes", changes.len()));
    }

    #[test]
    fn killed_in_the_first_build() {
        kill_everywhere("first build", &Scene::first_build());
    }

    #[test]
    fn killed_in_an_update() {
        kill_everywhere("update", &Scene::update());
    }

    #[test]
    fn killed_in_a_rebuild() {
        kill_everywhere("rebuild", &Scene::rebuild());
    }

    #[test]
    fn killed_while_a_damaged_index_is_mended() {
        kill_everywhere("damaged", &Scene::damaged());
    }
}
