//! Bringing an index up to date: the order of things.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use super::build::build;
use super::folder::Folder;
use super::manifest::Versions;
use super::open::{Commit, DAMAGED_MARKER, Last, is_current, last};
use super::search::Snapshot;
use crate::error::{Error, Result};
use crate::story::{Document, Story};

/// One file of the corpus, as the index sees it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Path relative to the corpus folder.
    pub path: String,
    /// Hash of the content.
    pub hash: String,
    /// Bytes of the content, by which the reading is shared out.
    pub size: usize,
}

/// What is to be indexed, and where.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// The folder of the index.
    pub folder: &'a Path,
    /// The folder of the corpus, by which the index knows whose it is.
    pub corpus: &'a Path,
    /// The documents of the corpus, sorted by path.
    pub entries: &'a [Entry],
    /// What the index is to be made with.
    pub versions: &'a Versions,
    /// Make everything anew.
    pub rebuild: bool,
    /// How long to wait for another process that is writing the same index.
    pub patience: Duration,
    /// Turns an entry into its document; asked for changed entries only.
    pub read: &'a (dyn Fn(&Entry) -> Document + Sync),
    /// Turns a story into the bytes kept beside it; asked for stories of changed entries only.
    pub profile: &'a (dyn Fn(&Story) -> Vec<u8> + Sync),
}

/// What a refresh did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Update {
    /// Documents read anew.
    pub read: usize,
    /// Documents that are gone.
    pub removed: usize,
    /// Whether the whole index was built anew, and why.
    pub rebuilt: Option<Rebuilt>,
    /// Where the index could not be brought up to date and the last commit answers: why.
    pub stale: Option<String>,
}

/// Why an index was built anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rebuilt {
    /// It was asked for.
    Asked,
    /// It had been made by another build or with another lexicon.
    Versions,
    /// Its building had been broken off.
    Unfinished,
    /// It was not as it had been written: why.
    Damaged(String),
}

impl fmt::Display for Rebuilt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => f.write_str("it was asked for"),
            Self::Versions => f.write_str("it had been made by another build or with another lexicon"),
            Self::Unfinished => f.write_str("its building had been broken off"),
            Self::Damaged(why) => write!(f, "it was damaged ({why})"),
        }
    }
}

/// Brings the index up to date with the entries of the corpus and opens it. Where that cannot be done but
/// the last commit serves, that one is opened and [`Update::stale`] says why.
///
/// # Errors
/// [`Error::IndexRefused`] where the folder is no index, belongs to another corpus or was written by a
/// newer build; [`Error::IndexBusy`], [`Error::Index`] and [`Error::Io`] where it cannot be read or written
/// and there is no commit that serves.
pub fn refresh(job: &Job<'_>) -> Result<(Snapshot, Update)> {
    let folder = Folder::at(job.folder);
    let unread =
        |cause| Error::io(format!("cannot read the index folder \"{}\"", job.folder.display()), cause);
    if let Some(why) = folder.refusal(job.corpus).map_err(unread)? {
        return Err(folder.refused(&why));
    }
    let mut before = None;
    if let Last::Whole(commit) = last(folder, job.versions) {
        if !job.rebuild && is_current(&commit.snapshot.manifest, job.entries) {
            return Ok((commit.snapshot, Update::default()));
        }
        before = Some(commit);
    }
    // what was found is kept: it still answers when nothing can be written
    bring_up(folder, job, &mut before).or_else(|why| match before {
        Some(commit) if !job.rebuild => {
            Ok((commit.snapshot, Update { stale: Some(why.in_one_line()), ..Update::default() }))
        }
        _ => Err(why),
    })
}

/// Does it, with the lock held; `before` is the commit that was found, and then the one that is built upon.
fn bring_up(
    folder: Folder<'_>,
    job: &Job<'_>,
    before: &mut Option<Box<Commit>>,
) -> Result<(Snapshot, Update)> {
    let marker_damaged = folder.has_damaged_marker();
    let lock = folder.claim(job.corpus, job.patience)?;
    let mut update = Update::default();
    if marker_damaged {
        update.rebuilt = Some(Rebuilt::Damaged(DAMAGED_MARKER.to_owned()));
    } else if before.is_none() || before.as_ref().map(|commit| commit.number) != folder.newest() {
        // another process has done something while this one waited
        match last(folder, job.versions) {
            Last::Whole(commit) => *before = Some(commit),
            Last::None => {}
            Last::Unfinished => update.rebuilt = Some(Rebuilt::Unfinished),
            Last::OtherVersions => update.rebuilt = Some(Rebuilt::Versions),
            Last::Damaged(why) => update.rebuilt = Some(Rebuilt::Damaged(why)),
        }
    }
    if job.rebuild {
        update.rebuilt = Some(Rebuilt::Asked);
    } else if update.rebuilt.is_none()
        && let Some(commit) = before.take_if(|commit| is_current(&commit.snapshot.manifest, job.entries))
    {
        return Ok((commit.snapshot, update));
    }
    let base = before.as_deref().filter(|_| update.rebuilt.is_none());
    folder.sweep(&lock, folder.newest());
    build(folder, &lock, base, job, &mut update)?;
    match last(folder, job.versions) {
        Last::Whole(commit) => Ok((commit.snapshot, update)),
        Last::Damaged(why) => Err(Error::Index {
            what: format!("the index \"{}\" was written and cannot be read", job.folder.display()),
            source: why.into(),
        }),
        _ => Err(Error::IndexRefused(format!(
            "the index \"{}\" vanished while it was written; run the command again",
            job.folder.display()
        ))),
    }
}
