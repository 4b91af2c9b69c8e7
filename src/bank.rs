//! A story bank: a corpus folder and its index, kept fresh. The one entry for commands and programs.
//!
//! Every opening brings the index up to date with the corpus, reading only the files whose content
//! changed; with no index yet it builds one.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::corpus::{self, READER_VERSION, SourceFile};
use crate::error::{Error, Result};
use crate::index::{self, Entry, Inspection, Job, Update, Versions};
use crate::lexicon::Lexicon;
use crate::rank::profile::Profile;
use crate::rank::{self, Ranker};
use crate::story::{Document, Problem, Story};
use crate::text::ANALYZER_VERSION;

/// How long a command waits for another process that is writing the same index: long enough for it to read
/// many changed notes, short enough to sit through.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Name of the user's lexicon in the corpus folder.
pub const USER_LEXICON: &str = "lexicon.toml";

/// Largest lexicon of a user, in bytes; the built-in one is a quarter of it.
const MAX_USER_LEXICON: u64 = 1 << 20;

/// Where a bank lies.
#[derive(Debug, Clone)]
pub struct Place {
    /// The folder of documents.
    pub corpus: PathBuf,
    /// The folder of the index.
    pub index: PathBuf,
}

/// A bank, open and up to date.
pub struct Bank {
    /// Ranks its stories.
    pub ranker: Ranker,
    /// What opening it did.
    pub update: Update,
}

impl Bank {
    /// Opens a bank and brings it up to date; `rebuild` makes the index anew. Waits for another process that
    /// is writing the same index for [`PATIENCE`].
    ///
    /// # Errors
    /// No corpus folder, a lexicon that cannot be used, an index that cannot be read or written.
    pub fn open(place: &Place, rebuild: bool) -> Result<Self> {
        Self::open_within(place, rebuild, PATIENCE)
    }

    /// As [`open`](Self::open), but waits as long as `patience` says.
    ///
    /// # Errors
    /// As there.
    pub fn open_within(place: &Place, rebuild: bool, patience: Duration) -> Result<Self> {
        let user = user_lexicon(&place.corpus)?;
        let versions = versions(user.as_deref());
        // making the lexicon ready goes on beside the rest, and who needs it waits for it; the user's own is
        // checked before anything is written
        let lexicon = OnceLock::new();
        let ready = || lexicon.get_or_init(|| Lexicon::load(user.as_deref()).map(Arc::new));
        if user.is_some()
            && let Err(why) = ready()
        {
            return Err(Error::Input(why.to_string()));
        }
        let (snapshot, update) = std::thread::scope(|scope| {
            scope.spawn(ready);
            let files = corpus::scan(&place.corpus)?;
            let entries = entries(&files);
            let by_path: HashMap<&str, &SourceFile> = files.iter().map(|f| (f.path.as_str(), f)).collect();
            let read = |entry: &Entry| -> Document {
                by_path
                    .get(entry.path.as_str())
                    .map_or_else(|| corpus::empty(&entry.path), |file| corpus::read(file))
            };
            let profile = |story: &Story| {
                ready().as_ref().map(|lexicon| Profile::new(story, lexicon).to_bytes()).unwrap_or_default()
            };
            index::refresh(&Job {
                folder: &place.index,
                corpus: &place.corpus,
                entries: &entries,
                versions: &versions,
                rebuild,
                patience,
                read: &read,
                profile: &profile,
            })
        })?;
        ready();
        let lexicon = lexicon.into_inner().unwrap_or_else(|| Lexicon::load(None).map(Arc::new))?;
        Ok(Self { ranker: Ranker::new(snapshot, lexicon)?, update })
    }

    /// Fails where the bank holds no story, saying which files were read and why none counts.
    ///
    /// # Errors
    /// [`Error::NoStory`].
    pub fn require_stories(&self, corpus: &Path) -> Result<()> {
        let manifest = &self.ranker.snapshot().manifest;
        if manifest.stories() > 0 {
            return Ok(());
        }
        let folder = corpus.display();
        if manifest.documents.is_empty() {
            return Err(Error::NoStory(format!(
                "no story in \"{folder}\": there is no text file in it ({}, or without an extension)",
                corpus::EXTENSIONS.iter().map(|e| format!(".{e}")).collect::<Vec<_>>().join(" ")
            )));
        }
        let mut out = format!("no story in \"{folder}\"; these files were read:");
        for document in manifest.documents.iter().take(20) {
            let why = document.problems.first().map_or_else(
                || "no labels (Situation, Task, Action, Result) and no account under a question".to_owned(),
                |p| p.line.map_or_else(|| p.message.clone(), |line| format!("line {line} {}", p.message)),
            );
            out.push_str(&format!("\n  {}: {why}", document.path));
        }
        if manifest.documents.len() > 20 {
            out.push_str(&format!("\n  and {} more", manifest.documents.len() - 20));
        }
        Err(Error::NoStory(out))
    }
}

/// What there is to a bank, found without changing anything.
pub struct Checkup {
    /// What is in the corpus; or why it cannot be read.
    pub corpus: Result<Notes>,
    /// Whether the user has a lexicon of their own; or why it cannot be used.
    pub lexicon: Result<bool>,
    /// The state of the index; none where corpus or lexicon cannot be read, for then nothing can be said.
    pub index: Option<Inspection>,
    /// What this build makes an index with; none where the lexicon cannot be read.
    pub versions: Option<Versions>,
}

/// What is in a corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// The number of documents.
    pub documents: usize,
    /// The number of stories in them.
    pub stories: usize,
    /// The number of these stories' sections.
    pub sections: usize,
    /// Documents that could not be read, with the reason, by path.
    pub unreadable: Vec<Problem>,
    /// What is odd in the others, by path and line.
    pub problems: Vec<Problem>,
}

/// Looks at a bank: reads every document anew, looks at the index and leaves it as it is. Never fails: what
/// is wrong is the answer.
#[must_use]
pub fn check_up(place: &Place) -> Checkup {
    let user = user_lexicon(&place.corpus);
    let versions = user.as_ref().ok().map(|user| versions(user.as_deref()));
    let lexicon = user.and_then(|user| Lexicon::load(user.as_deref()).map(|_| user.is_some()));
    let files = corpus::scan(&place.corpus);
    let index = match (&files, &versions) {
        (Ok(files), Some(versions)) => {
            Some(index::inspect(&place.index, &place.corpus, &entries(files), versions))
        }
        _ => None,
    };
    Checkup { corpus: files.map(|files| notes(&files)), lexicon, index, versions }
}

fn notes(files: &[SourceFile]) -> Notes {
    let mut out = Notes { documents: files.len(), ..Notes::default() };
    for file in files {
        let document = corpus::read(file);
        out.stories += document.stories.len();
        out.sections += document.stories.iter().map(|story| story.sections.len()).sum::<usize>();
        let list = if file.content.is_err() { &mut out.unreadable } else { &mut out.problems };
        list.extend(document.problems);
    }
    out
}

fn versions(user_lexicon: Option<&str>) -> Versions {
    Versions::current(READER_VERSION, ANALYZER_VERSION, rank::profile_version(user_lexicon))
}

fn entries(files: &[SourceFile]) -> Vec<Entry> {
    let entry = |f: &SourceFile| Entry { path: f.path.clone(), hash: f.hash.0.clone(), size: f.size() };
    files.iter().map(entry).collect()
}

/// The lexicon with the user's own laid over it.
///
/// # Errors
/// The user's lexicon cannot be read or used.
pub fn lexicon(corpus: &Path) -> Result<Lexicon> {
    Lexicon::load(user_lexicon(corpus)?.as_deref())
}

fn user_lexicon(corpus: &Path) -> Result<Option<String>> {
    let path = corpus.join(USER_LEXICON);
    let cannot = |cause| Error::io(format!("cannot read \"{}\"", path.display()), cause);
    match std::fs::metadata(&path) {
        // opening a pipe would wait for whoever writes to it
        Ok(file) if !file.is_file() || file.len() > MAX_USER_LEXICON => Err(Error::Input(format!(
            "\"{}\" is no ordinary file of at most {} MiB; move it elsewhere or shorten it",
            path.display(),
            MAX_USER_LEXICON >> 20
        ))),
        Ok(_) => std::fs::read_to_string(&path).map(Some).map_err(cannot),
        Err(cause) if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(cause) => Err(cannot(cause)),
    }
}
