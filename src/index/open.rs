//! Opening the last commit, and saying in what condition an index is.
//!
//! Enters: an index folder. Leaves: a snapshot of its last commit. Every file is held against the hash
//! that was recorded when it was written before the engine sees a byte of it: what is damaged is found
//! here and nowhere else.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use serde::{Deserialize, Serialize};
use tantivy::Index;

use super::folder::{Folder, RECORD, Refusal};
use super::manifest::{Manifest, Versions};
use super::schema::Fields;
use super::search::Snapshot;
use super::{Entry, sealed};

/// From so many bytes on, files are checked on all cores: below, starting threads takes longer.
const MANY_BYTES: u64 = 4 << 20;

/// What is wrong with an index whose marker is.
pub(super) const DAMAGED_MARKER: &str = "its marker is not as it was written";

/// What is written last of a commit, and completes it.
#[derive(Serialize, Deserialize)]
pub(super) struct Record {
    pub files: BTreeMap<String, Seal>,
    pub manifest: Manifest,
}

/// By what a file is known to be as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seal {
    /// Bytes.
    length: u64,
    /// BLAKE3, in hexadecimal.
    hash: String,
}

/// The last commit of an index.
pub(super) enum Last {
    /// Nothing was ever committed.
    None,
    /// Building was begun and broken off, and there is no commit before it.
    Unfinished,
    /// It was made with other versions.
    OtherVersions,
    /// It is not as it was written: why.
    Damaged(String),
    /// It is whole.
    Whole(Box<Commit>),
}

/// A commit that is whole.
pub(super) struct Commit {
    pub number: u64,
    pub files: BTreeMap<String, Seal>,
    pub snapshot: Snapshot,
}

/// In what condition an index is, before anything is done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// There is none yet.
    Missing,
    /// Building was begun and broken off.
    Unfinished,
    /// It agrees with the corpus.
    Current,
    /// It is behind the corpus; paths in order.
    Stale {
        /// Documents that it does not know.
        added: Vec<String>,
        /// Documents whose content is another.
        changed: Vec<String>,
        /// Documents that are gone.
        removed: Vec<String>,
    },
    /// It was made by another build or with another lexicon.
    OtherVersions,
    /// It is not as it was written: why.
    Damaged(String),
    /// The folder cannot be the index of this corpus.
    Refused(Refusal),
    /// It cannot be read: why.
    Unreadable(String),
}

/// What [`inspect`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// In what condition the index is.
    pub condition: Condition,
    /// Whether another process is writing it just now.
    pub busy: bool,
    /// Whether others than the owner can read it.
    pub open_to_others: bool,
}

/// Looks at an index and changes nothing. Never fails: what is wrong is the answer.
#[must_use]
pub fn inspect(folder: &Path, corpus: &Path, entries: &[Entry], versions: &Versions) -> Inspection {
    let folder = Folder::at(folder);
    let condition = match folder.obstacle(corpus) {
        Err(cause) => Condition::Unreadable(cause.to_string()),
        Ok(Some(refusal)) => Condition::Refused(refusal),
        Ok(None) => match last(folder, versions) {
            Last::None => Condition::Missing,
            Last::Unfinished => Condition::Unfinished,
            Last::OtherVersions => Condition::OtherVersions,
            Last::Damaged(why) => Condition::Damaged(why),
            Last::Whole(commit) => compare(&commit.snapshot.manifest, entries),
        },
    };
    Inspection { condition, busy: folder.is_busy(), open_to_others: folder.is_open_to_others() }
}

/// Whether an index of these documents is what the corpus asks for.
pub(super) fn is_current(manifest: &Manifest, entries: &[Entry]) -> bool {
    manifest.documents.len() == entries.len()
        && manifest.documents.iter().zip(entries).all(|(d, e)| d.path == e.path && d.hash == e.hash)
}

fn compare(manifest: &Manifest, entries: &[Entry]) -> Condition {
    if is_current(manifest, entries) {
        return Condition::Current;
    }
    let mut known: BTreeMap<&str, &str> =
        manifest.documents.iter().map(|d| (d.path.as_str(), d.hash.as_str())).collect();
    let (mut added, mut changed) = (Vec::new(), Vec::new());
    for entry in entries {
        match known.remove(entry.path.as_str()) {
            None => added.push(entry.path.clone()),
            Some(hash) if hash != entry.hash => changed.push(entry.path.clone()),
            Some(_) => {}
        }
    }
    let removed = known.into_keys().map(str::to_owned).collect();
    Condition::Stale { added, changed, removed }
}

/// Opens the last commit.
pub(super) fn last(folder: Folder<'_>, versions: &Versions) -> Last {
    if folder.has_damaged_marker() {
        return Last::Damaged(DAMAGED_MARKER.to_owned());
    }
    let mut newest = folder.newest();
    loop {
        let Some(number) = newest else {
            return if folder.commits().is_empty() { Last::None } else { Last::Unfinished };
        };
        match open(folder, number, versions) {
            Ok(found) => return found,
            Err(why) => {
                // another process may have completed the next commit and removed this one meanwhile
                let now = folder.newest();
                if now == newest {
                    return Last::Damaged(why);
                }
                newest = now;
            }
        }
    }
}

/// Opens a commit; fails with what is wrong with it.
fn open(folder: Folder<'_>, number: u64, versions: &Versions) -> Result<Last, String> {
    let home = folder.commit(number);
    let text = std::fs::read(home.join(RECORD)).map_err(|cause| format!("\"{RECORD}\": {cause}"))?;
    let damaged = || format!("\"{RECORD}\" is not as it was written");
    let body = String::from_utf8(text).ok().and_then(|text| sealed::unseal(&text)).ok_or_else(damaged)?;
    // another build's record may have another form
    let Ok(Record { files, manifest }) = serde_json::from_str::<Record>(&body) else {
        return Ok(Last::OtherVersions);
    };
    if manifest.versions != *versions {
        return Ok(Last::OtherVersions);
    }
    check(&home, &files)?;
    let engine = |cause: tantivy::TantivyError| cause.to_string();
    let index = Index::open_in_dir(&home).map_err(engine)?;
    if index.schema() != Fields::new().schema {
        return Ok(Last::OtherVersions);
    }
    let snapshot = Snapshot::open(&index, manifest).map_err(engine)?;
    Ok(Last::Whole(Box::new(Commit { number, files, snapshot })))
}

/// Holds every file against its seal; fails with the first, by name, that is other than it was.
fn check(home: &Path, files: &BTreeMap<String, Seal>) -> Result<(), String> {
    let files: Vec<(&String, &Seal)> = files.iter().collect();
    let bytes: u64 = files.iter().map(|(_, seal)| seal.length).sum();
    let workers = if bytes < MANY_BYTES { 1 } else { super::workers(files.len()) };
    let one = |(name, seal): (&String, &Seal)| match Seal::of(&home.join(name)) {
        Ok(found) if found == *seal => None,
        Ok(_) => Some(format!("\"{name}\" is not as it was written")),
        Err(cause) => Some(format!("\"{name}\": {cause}")),
    };
    if workers == 1 {
        return files.into_iter().find_map(one).map_or(Ok(()), Err);
    }
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut wrong: Vec<String> = std::thread::scope(|scope| {
        let work = || {
            let take = || files.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)).copied();
            std::iter::from_fn(take).filter_map(one).collect::<Vec<_>>()
        };
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let broken = |_| vec!["its files could not be checked".to_owned()];
        running.into_iter().flat_map(|worker| worker.join().unwrap_or_else(broken)).collect()
    });
    wrong.sort();
    wrong.into_iter().next().map_or(Ok(()), Err)
}

impl Seal {
    /// The seal of a file as it is now.
    pub(super) fn of(path: &Path) -> std::io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(File::open(path)?)?;
        Ok(Self { length: hasher.count(), hash: hasher.finalize().to_hex().to_string() })
    }
}
