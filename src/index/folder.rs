//! The index folder: what lies in it, whose it is, and who may write.
//!
//! ```text
//! storyfit-index.json      the marker: of which format and of which corpus this index is
//! storyfit.lock            locked while the index is written; the lock dies with its process
//! storyfit-data/           readable by its owner alone
//!   commit-7/              the engine's files of one commit, never changed once it is complete
//!     storyfit-record.json written last: what was indexed, and the hash of every file
//! ```
//!
//! A commit is made in a folder of its own beside the one before, which is removed only when the new one
//! is complete. A folder without a record is a commit that never happened; whoever holds the lock next
//! removes it. So a process may end at any moment and leaves the last commit as it was.
//!
//! Only files with names of storyfit's or the engine's making are ever removed, one by one; a folder with
//! anything else in it is refused.

use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::schema::FORMAT_VERSION;
use super::sealed;
use crate::error::{Error, Result};

const MARKER: &str = "storyfit-index.json";
const LOCK: &str = "storyfit.lock";

/// Folder of the engine's files in the folder of an index; a name that nobody else has.
pub const DATA: &str = "storyfit-data";

const COMMIT: &str = "commit-";

/// Name of a commit's record.
pub(super) const RECORD: &str = "storyfit-record.json";

/// Ending of a file that is being written and will take its name when it is whole.
const PART: &str = ".part";

/// What may lie in a folder that is to become an index.
const GUESTS: &[&str] = &["README.md", ".gitignore", ".gitkeep", ".DS_Store"];

/// Names of the engine's files that are not named for a segment.
const ENGINE_FILES: &[&str] = &["meta.json", ".managed.json", ".tantivy-writer.lock", ".tantivy-meta.lock"];

/// What format 1 had: the engine's files in one folder, and its lock.
const EARLIER_DATA: &str = "data";
const EARLIER_LOCK: &str = "write.lock";

/// How often a lock that another process holds is tried.
const LOCK_INTERVAL: Duration = Duration::from_millis(20);

/// An index folder, which may not be there yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Folder<'a> {
    path: &'a Path,
}

/// Why a folder cannot be the index of a corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is a file.
    NoFolder,
    /// It holds something that storyfit did not make.
    Foreign(PathBuf),
    /// A newer build wrote it, in this format.
    Newer(u32),
    /// It belongs to this other corpus.
    OtherCorpus(String),
}

/// What the marker says.
enum Marker {
    None,
    /// It is there, and not as it was written.
    Damaged,
    /// Of format 1, which had no check.
    Earlier(MarkerText),
    Whole(MarkerText),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct MarkerText {
    format: u32,
    /// The corpus as an absolute path, and as seen from the index folder (for trees moved as a whole).
    corpus: String,
    from_index: Option<String>,
}

/// The right to write; it ends with this value or with its process.
pub(super) struct Lock(#[expect(dead_code, reason = "held for its lock")] File);

impl<'a> Folder<'a> {
    pub(super) fn at(path: &'a Path) -> Self {
        Self { path }
    }

    pub(super) fn path(self) -> &'a Path {
        self.path
    }

    /// Why the folder cannot be the index of this corpus; none where it is, or may become it.
    pub(super) fn refusal(self, corpus: &Path) -> io::Result<Option<Refusal>> {
        Ok(match self.marker()? {
            Marker::Whole(marker) | Marker::Earlier(marker) => {
                let moved = marker.from_index.is_some() && marker.from_index == self.relative(corpus);
                if marker.format > FORMAT_VERSION {
                    Some(Refusal::Newer(marker.format))
                } else if marker.corpus != written(&absolute(corpus)) && !moved {
                    Some(Refusal::OtherCorpus(marker.corpus))
                } else {
                    None
                }
            }
            Marker::Damaged => None,
            Marker::None if self.path.is_file() => Some(Refusal::NoFolder),
            Marker::None => self.stranger()?.map(Refusal::Foreign),
        })
    }

    /// Why the folder cannot be written as the index of this corpus: as [`refusal`](Self::refusal), and what
    /// lies where only storyfit's own files may lie.
    pub(super) fn obstacle(self, corpus: &Path) -> io::Result<Option<Refusal>> {
        match self.refusal(corpus)? {
            Some(why) => Ok(Some(why)),
            None => Ok(self.foreign()?.map(Refusal::Foreign)),
        }
    }

    /// Whether there is a marker that is not as it was written.
    pub(super) fn has_damaged_marker(self) -> bool {
        // in this order, for another process may be making the marker and then its first commit
        let has_commits = !self.commits().is_empty();
        match self.marker() {
            Ok(Marker::Damaged) => true,
            Ok(Marker::None) => has_commits,
            _ => false,
        }
    }

    /// The error that says why the folder is refused and what to do.
    pub(super) fn refused(self, why: &Refusal) -> Error {
        let folder = self.path.display();
        Error::IndexRefused(match why {
            Refusal::NoFolder => format!(
                "\"{folder}\" is a file, not an index folder; name another with --index or STORYFIT_INDEX"
            ),
            Refusal::Foreign(what) => format!(
                "\"{folder}\" holds \"{}\", which storyfit did not make; move that away, or name an empty or new folder with --index",
                what.display()
            ),
            Refusal::Newer(format) => format!(
                "index \"{folder}\" has format {format}, this build reads {FORMAT_VERSION}; use a newer storyfit or name another folder with --index"
            ),
            Refusal::OtherCorpus(corpus) => format!(
                "index \"{folder}\" belongs to the corpus \"{corpus}\"; name another folder for this one with --index, or delete it"
            ),
        })
    }

    /// Makes the folder where it is not there, waits for the right to write, and marks it as the index of
    /// this corpus.
    ///
    /// # Errors
    /// [`Error::IndexRefused`] and [`Error::IndexBusy`]; [`Error::Io`] where the folder cannot be written.
    pub(super) fn claim(self, corpus: &Path, patience: Duration) -> Result<Lock> {
        let cannot = |what: &'static str| {
            move |cause| {
                Error::io(format!("cannot {what} the index folder \"{}\"", self.path.display()), cause)
            }
        };
        make_private(self.path).map_err(cannot("make"))?;
        let lock = self.lock(patience)?;
        // it may have become another's while this one waited
        if let Some(why) = self.obstacle(corpus).map_err(cannot("read"))? {
            return Err(self.refused(&why));
        }
        self.remove_earlier();
        self.mark(corpus).map_err(cannot("mark"))?;
        let data = self.path.join(DATA);
        make_private(&data).map_err(cannot("make"))?;
        // a copy of an index may have come with wider rights; who may not narrow them may still write
        #[cfg(unix)]
        let _ = fs::set_permissions(&data, std::os::unix::fs::PermissionsExt::from_mode(0o700));
        Ok(lock)
    }

    /// Whether another process is writing just now.
    pub(super) fn is_busy(self) -> bool {
        let file = File::open(self.path.join(LOCK));
        file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// Whether others than the owner may enter the folder of the engine's files.
    pub(super) fn is_open_to_others(self) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(self.path.join(DATA)).map(|found| found.permissions().mode());
            mode.is_ok_and(|mode| mode & 0o077 != 0)
        }
        #[cfg(not(unix))]
        false
    }

    /// The number of the last commit that is complete.
    pub(super) fn newest(self) -> Option<u64> {
        self.commits().into_iter().filter(|n| self.commit(*n).join(RECORD).exists()).max()
    }

    /// The folder of a commit.
    pub(super) fn commit(self, number: u64) -> PathBuf {
        self.path.join(DATA).join(format!("{COMMIT}{number}"))
    }

    /// The numbers of all commits, complete or not, in any order.
    pub(super) fn commits(self) -> Vec<u64> {
        let Ok(listing) = fs::read_dir(self.path.join(DATA)) else { return Vec::new() };
        listing.flatten().filter_map(|entry| commit_number(&entry.file_name())).collect()
    }

    /// An empty folder for the next commit. Asks for the lock.
    pub(super) fn start(self, _lock: &Lock) -> io::Result<u64> {
        let number = self.commits().into_iter().max().unwrap_or(0).checked_add(1);
        let number = number.ok_or_else(|| io::Error::other("there is no number left for a commit"))?;
        private_folder().create(self.commit(number))?;
        Ok(number)
    }

    /// Writes the record of a commit, which completes it: all or nothing, and on the disk.
    pub(super) fn complete(self, _lock: &Lock, number: u64, record: &str) -> io::Result<()> {
        let commit = self.commit(number);
        write_whole(&commit.join(RECORD), record)?;
        sync_folder(&commit)?;
        sync_folder(&self.path.join(DATA))
    }

    /// Removes every commit but one. What cannot be removed now is left for the next time.
    pub(super) fn sweep(self, _lock: &Lock, keep: Option<u64>) {
        for number in self.commits().into_iter().filter(|number| Some(*number) != keep) {
            let commit = self.commit(number);
            // without its record it is no commit any more, should the rest be left over
            let _ = remove(&commit.join(RECORD));
            remove_engine_folder(&commit);
        }
    }

    /// The first thing in a folder without a marker that keeps it from becoming an index.
    fn stranger(self) -> io::Result<Option<PathBuf>> {
        let ours = |name: &OsStr| {
            let name = name.to_string_lossy();
            GUESTS.contains(&name.as_ref()) || [LOCK, DATA].contains(&name.as_ref()) || is_part(&name, MARKER)
        };
        first_other(self.path, &ours)
    }

    /// The first thing that lies where only storyfit's own files may lie.
    fn foreign(self) -> io::Result<Option<PathBuf>> {
        let data = self.path.join(DATA);
        if let Some(found) = first_other(&data, &|name| commit_number(name).is_some())? {
            return Ok(Some(found));
        }
        for number in self.commits() {
            let commit = self.commit(number);
            if let Some(found) = first_other(&commit, &is_engine_file)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn marker(self) -> io::Result<Marker> {
        let path = self.path.join(MARKER);
        let text = match fs::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(cause) if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(Marker::None);
            }
            Err(_) if path.is_dir() => return Ok(Marker::Damaged),
            Err(cause) => return Err(cause),
        };
        if let Some(marker) = sealed::open(&text) {
            return Ok(Marker::Whole(marker));
        }
        let earlier = serde_json::from_str::<MarkerText>(&text).ok().filter(|marker| marker.format == 1);
        Ok(earlier.map_or(Marker::Damaged, Marker::Earlier))
    }

    fn mark(self, corpus: &Path) -> io::Result<()> {
        let marker = MarkerText {
            format: FORMAT_VERSION,
            corpus: written(&absolute(corpus)),
            from_index: self.relative(corpus),
        };
        if let Marker::Whole(old) = self.marker()?
            && old == marker
        {
            return Ok(());
        }
        let path = self.path.join(MARKER);
        make_way(&path)?;
        write_whole(&path, &sealed::seal(&marker)?)?;
        sync_folder(self.path)
    }

    /// Removes what an index of format 1 left.
    fn remove_earlier(self) {
        if matches!(self.marker(), Ok(Marker::Earlier(_))) {
            remove_engine_folder(&self.path.join(EARLIER_DATA));
            let _ = remove(&self.path.join(EARLIER_LOCK));
        }
    }

    /// Waits for the right to write.
    fn lock(self, patience: Duration) -> Result<Lock> {
        let path = self.path.join(LOCK);
        let cannot = |cause| Error::io(format!("cannot lock \"{}\"", path.display()), cause);
        let start = Instant::now();
        loop {
            make_way(&path).map_err(cannot)?;
            let file =
                File::options().create(true).truncate(false).write(true).open(&path).map_err(cannot)?;
            match file.try_lock() {
                // the folder may have been deleted meanwhile, and with it the file that was locked
                Ok(()) if is_same(&file, &path) => return Ok(Lock(file)),
                Ok(()) => {}
                Err(TryLockError::Error(cause)) => return Err(cannot(cause)),
                Err(TryLockError::WouldBlock) => {}
            }
            if start.elapsed() >= patience {
                return Err(Error::IndexBusy { folder: self.path.to_owned(), waited: patience });
            }
            std::thread::sleep(LOCK_INTERVAL);
        }
    }

    /// The corpus as seen from the folder that holds the index.
    fn relative(self, corpus: &Path) -> Option<String> {
        let home = absolute(self.path).parent()?.to_owned();
        absolute(corpus).strip_prefix(home).ok().map(written)
    }
}

/// The number of a commit's folder; none for any other name.
fn commit_number(name: &OsStr) -> Option<u64> {
    let digits = name.to_str()?.strip_prefix(COMMIT)?;
    digits.parse().ok().filter(|number: &u64| number.to_string() == digits)
}

/// Whether a name in a commit's folder is one that storyfit or the engine gives.
fn is_engine_file(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else { return false };
    let of_segment = name.split_once('.').is_some_and(|(segment, ending)| {
        segment.len() == 32
            && segment.bytes().all(|b| b.is_ascii_hexdigit())
            && ending.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_')
    });
    // the engine writes its lists under such a name first
    let temporary =
        name.strip_prefix(".tmp").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_alphanumeric()));
    of_segment || temporary || ENGINE_FILES.contains(&name) || name == RECORD || is_part(name, RECORD)
}

fn is_part(name: &str, of: &str) -> bool {
    name.strip_suffix(PART) == Some(of)
}

/// The first entry of a folder, by name, that is none of ours; none where there is no such folder.
fn first_other(folder: &Path, is_ours: &dyn Fn(&OsStr) -> bool) -> io::Result<Option<PathBuf>> {
    let listing = match fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(cause) if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(cause) => return Err(cause),
    };
    let mut found: Option<PathBuf> = None;
    for entry in listing {
        let entry = entry?;
        if !is_ours(&entry.file_name()) && found.as_ref().is_none_or(|first| entry.path() < *first) {
            found = Some(entry.path());
        }
    }
    Ok(found)
}

/// Removes the engine's files from a folder, and the folder where nothing is left in it.
fn remove_engine_folder(folder: &Path) {
    let Ok(listing) = fs::read_dir(folder) else { return };
    for entry in listing.flatten().filter(|entry| is_engine_file(&entry.file_name())) {
        let _ = remove(&entry.path());
    }
    let _ = fs::remove_dir(folder);
}

/// Removes a file or an empty folder.
fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path).or_else(|cause| fs::remove_dir(path).map_err(|_| cause))
}

/// Removes an empty folder where a file is to be.
fn make_way(path: &Path) -> io::Result<()> {
    if path.is_dir() { fs::remove_dir(path) } else { Ok(()) }
}

fn private_folder() -> fs::DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "rights are Unix's"))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

fn make_private(folder: &Path) -> io::Result<()> {
    private_folder().recursive(true).create(folder)
}

/// Replaces a file whole, or leaves it as it was.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(PART);
    let part = PathBuf::from(part);
    let mut file = File::create(&part)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&part, path)
}

/// Has the names in a folder written to the disk.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Whether the open file is still the one of this name.
fn is_same(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let id = |found: fs::Metadata| (found.dev(), found.ino());
        match (file.metadata(), fs::metadata(path)) {
            (Ok(open), Ok(named)) => id(open) == id(named),
            _ => false,
        }
    }
    #[cfg(not(unix))]
    {
        let _ = (file, path);
        true
    }
}

/// A path as it is written into the marker; bytes that are not UTF-8 are written out (`\xff`).
fn written(path: &Path) -> String {
    path.to_str()
        .map_or_else(|| path.as_os_str().as_encoded_bytes().escape_ascii().to_string(), str::to_owned)
}

fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_our_making_are_ours() {
        for name in ["commit-0", "commit-12"] {
            assert!(commit_number(OsStr::new(name)).is_some(), "{name}");
        }
        for name in
            ["commit-", "commit-01", "commit-1x", "commit--1", "Commit-1", "commit-99999999999999999999"]
        {
            assert!(commit_number(OsStr::new(name)).is_none(), "{name}");
        }
        for name in [
            "0123456789abcdef0123456789abcdef.idx",
            "0123456789abcdef0123456789abcdef.17.del",
            "0123456789abcdef0123456789abcdef.store.temp",
            "meta.json",
            ".managed.json",
            ".tmpA1b2C3",
            RECORD,
            "storyfit-record.json.part",
        ] {
            assert!(is_engine_file(OsStr::new(name)), "{name}");
        }
        for name in
            ["notes.idx", "0123456789abcdef0123456789abcdef", "meta.json.bak", ".tmp-mine", "a.part", ""]
        {
            assert!(!is_engine_file(OsStr::new(name)), "{name}");
        }
    }
}
