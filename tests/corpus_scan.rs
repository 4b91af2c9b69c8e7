//! Walking a folder: what is read, what is passed over with a reason, and names of stories.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use storyfit::corpus::{MAX_FILE, read, scan};

const STORY: &str = "## The lost key\n\n**Situation:** The key to the archive was lost on a Friday.\n\n\
    **Action:** I called everybody who had held it and found it in a coat.\n\n\
    **Result:** The archive opened on Monday.\n";

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, content).expect("a file");
}

/// Path and, where a file has no content, the reason.
fn listed(folder: &Path) -> Vec<String> {
    scan(folder)
        .expect("a corpus")
        .into_iter()
        .map(|file| match file.content {
            Ok(_) => file.path,
            Err(why) => format!("{}: {why}", file.path),
        })
        .collect()
}

fn ids(folder: &Path) -> Vec<String> {
    let files = scan(folder).expect("a corpus");
    files.iter().flat_map(|file| read(file).stories).map(|story| story.id.0).collect()
}

#[test]
fn hidden_files_other_endings_and_binaries_are_passed_over() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in [".hidden.md", ".git/config.md", "photo.png", "b.md", "a/c.TXT", "notes"] {
        write(folder.path(), name, STORY);
    }
    write(folder.path(), "tool", b"\x7fELF\0\0\0");
    write(folder.path(), "broken.txt", b"PK\0\0\0");
    assert_eq!(listed(folder.path()), ["a/c.TXT", "b.md", "broken.txt", "notes"]);
    let files = scan(folder.path()).expect("a corpus");
    let broken = files.iter().find(|file| file.path == "broken.txt").expect("the file");
    assert_eq!(read(broken).problems[0].message, "holds NUL bytes and was passed over as a binary");
}

#[test]
fn a_file_too_large_is_a_problem() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = fs::File::create(folder.path().join("dump.txt")).expect("a file");
    file.set_len(MAX_FILE + 1).expect("room");
    assert_eq!(listed(folder.path()), ["dump.txt: is larger than 16 MiB and was passed over"]);
    let files = scan(folder.path()).expect("a corpus");
    assert_eq!(read(&files[0]).problems.len(), 1);
}

#[test]
fn no_folder_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(scan(&folder.path().join("nowhere")).is_err());
    write(folder.path(), "a.md", STORY);
    assert!(scan(&folder.path().join("a.md")).is_err());
}

#[test]
fn an_empty_folder_has_no_files() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(listed(folder.path()).is_empty());
    write(folder.path(), "empty.md", "");
    assert_eq!(listed(folder.path()), ["empty.md"]);
    assert!(ids(folder.path()).is_empty());
}

#[test]
fn documents_with_equal_slugs_have_stories_with_different_ids() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["a.md", "a.txt", "A!.md", "b/a.md", "b-a.md"] {
        write(folder.path(), name, STORY);
    }
    let found = ids(folder.path());
    assert_eq!(
        found,
        ["a/the-lost-key", "a~2/the-lost-key", "a~3/the-lost-key", "b-a/the-lost-key", "b/a/the-lost-key"]
    );
    assert_eq!(found, ids(folder.path()));
}

#[test]
fn a_document_that_gives_its_name_away_is_told_by_its_hash() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.txt", STORY);
    let hash = |name: &str| {
        let files = scan(folder.path()).expect("a corpus");
        files.into_iter().find(|file| file.path == name).expect("the file").hash
    };
    let before = hash("a.txt");
    assert_eq!(before, hash("a.txt"));
    write(folder.path(), "a.md", STORY);
    assert_ne!(before, hash("a.txt"));
}

#[test]
fn ids_survive_edits_elsewhere_and_hold_no_white_space() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "my notes/Best of\u{a0}2023.md", format!("# Notes\n\n{STORY}"));
    let before = ids(folder.path());
    write(
        folder.path(),
        "my notes/Best of\u{a0}2023.md",
        format!("# Other notes\n\nSome remark.\n\n{STORY}\n\n## Tips\n\nSleep well.\n"),
    );
    assert_eq!(before, ids(folder.path()));
    assert_eq!(before, ["my-notes/best-of-2023/the-lost-key"]);
}

#[test]
fn a_title_used_twice_is_numbered() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.md", format!("{STORY}\n{STORY}"));
    assert_eq!(ids(folder.path()), ["a/the-lost-key", "a/the-lost-key~2"]);
}

#[test]
fn encodings_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let story = STORY.replace("archive", "Büro café");
    let wide = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        mark.into_iter().chain(story.encode_utf16().flat_map(bytes)).collect()
    };
    write(folder.path(), "bom.md", format!("\u{feff}{story}"));
    write(folder.path(), "crlf.md", story.replace('\n', "\r\n"));
    write(folder.path(), "utf16be.txt", wide([0xFE, 0xFF], u16::to_be_bytes));
    write(folder.path(), "utf16le.txt", wide([0xFF, 0xFE], u16::to_le_bytes));
    let legacy: Vec<u8> = story.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    write(folder.path(), "windows.txt", legacy);
    for file in scan(folder.path()).expect("a corpus") {
        let document = read(&file);
        let [story] = document.stories.as_slice() else { panic!("{}: {:?}", file.path, document) };
        assert_eq!(story.title, "The lost key", "{}", file.path);
        assert_eq!((story.lines.start, story.lines.end), (1, 7), "{}", file.path);
        assert!(story.sections[0].text.contains("Büro café"), "{}: {}", file.path, story.sections[0].text);
        let guessed = file.path == "windows.txt";
        assert_eq!(document.problems.len(), usize::from(guessed), "{:?}", document.problems);
    }
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::process::Command;

    use super::*;

    #[test]
    fn links_that_loop_dangle_or_leave_are_problems() {
        let outside = tempfile::tempdir().expect("a folder");
        write(outside.path(), "secret/other.md", STORY);
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), "a/b.md", STORY);
        symlink("..", folder.path().join("a/up")).expect("a link");
        symlink("nowhere.md", folder.path().join("dangling.md")).expect("a link");
        symlink("nowhere.md", folder.path().join(".#lock.md")).expect("a link");
        symlink("nowhere.png", folder.path().join("gone.png")).expect("a link");
        symlink("itself.md", folder.path().join("itself.md")).expect("a link");
        symlink(outside.path().join("secret"), folder.path().join("folder")).expect("a link");
        symlink(outside.path().join("secret/other.md"), folder.path().join("other.md")).expect("a link");
        assert_eq!(
            listed(folder.path()),
            [
                "a/b.md",
                "a/up: is a link back to a folder above it and was passed over",
                "dangling.md: is a link that leads nowhere and was passed over",
                "folder: is a link that leaves the corpus and was passed over",
                "itself.md: is a link that leads nowhere and was passed over",
                "other.md: is a link that leaves the corpus and was passed over",
            ]
        );
    }

    #[test]
    fn a_link_inside_the_corpus_does_not_tell_a_story_twice() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), "z/b.md", STORY);
        write(folder.path(), ".kept/c.md", STORY);
        symlink("z/b.md", folder.path().join("again.md")).expect("a link");
        symlink("z", folder.path().join("more")).expect("a link");
        symlink(".kept/c.md", folder.path().join("kept.md")).expect("a link");
        assert_eq!(listed(folder.path()), ["kept.md", "z/b.md"]);
    }

    #[test]
    fn a_pipe_is_never_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        let made = Command::new("mkfifo").arg(folder.path().join("pipe.md")).status();
        if made.is_ok_and(|status| status.success()) {
            assert_eq!(listed(folder.path()), ["pipe.md: is no ordinary file and was passed over"]);
        }
    }

    #[test]
    fn a_name_that_is_not_utf8_is_a_problem() {
        let folder = tempfile::tempdir().expect("a folder");
        let name = OsStr::from_bytes(b"caf\xe9.md");
        if fs::write(folder.path().join(name), STORY).is_ok() {
            let why = "has a name that is not UTF-8 and was passed over; rename it";
            assert_eq!(listed(folder.path()), [format!("caf\\xe9.md: {why}")]);
        }
    }

    #[test]
    fn what_may_not_be_read_is_a_problem() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), "locked.md", STORY);
        write(folder.path(), "open.md", STORY);
        write(folder.path(), "shut/c.md", STORY);
        let shut = |name: &str, mode| {
            fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).expect("rights");
        };
        shut("locked.md", 0o000);
        shut("shut", 0o000);
        // a superuser reads everything
        if fs::read(folder.path().join("locked.md")).is_err() {
            let found = listed(folder.path());
            assert_eq!(found.len(), 3, "{found:?}");
            assert!(found[0].starts_with("locked.md: cannot be read"), "{found:?}");
            assert!(found[2].starts_with("shut: cannot be read"), "{found:?}");
        }
        shut("shut", 0o700);
    }
}
