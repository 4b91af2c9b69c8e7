//! A story bank: a corpus folder and its index, kept fresh. The one entry for commands and programs.
//!
//! Every opening brings the index up to date with the corpus, reading only the files whose content
//! changed; with no index yet it builds one.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::corpus::{self, READER_VERSION, SourceFile};
use crate::error::{Error, Result};
use crate::index::{self, Entry, Update, Versions};
use crate::lexicon::Lexicon;
use crate::rank::profile::Profile;
use crate::rank::{self, Ranker};
use crate::story::{Document, Story};
use crate::text::ANALYZER_VERSION;

/// Name of the user's lexicon in the corpus folder.
pub const USER_LEXICON: &str = "lexicon.toml";

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
    /// Opens a bank and brings it up to date; `rebuild` makes the index anew.
    ///
    /// # Errors
    /// No corpus folder, a lexicon that cannot be used, an index that cannot be read or written.
    pub fn open(place: &Place, rebuild: bool) -> Result<Self> {
        let user = user_lexicon(&place.corpus)?;
        let version = rank::profile_version(user.as_deref());
        let versions = Versions::current(READER_VERSION, ANALYZER_VERSION, version);
        // compiling the lexicon takes as long as everything else: it goes on beside the rest, and who
        // needs it waits for it; the user's own is checked before anything is written
        let lexicon = OnceLock::new();
        let compiled = || lexicon.get_or_init(|| Lexicon::load(user.as_deref()).map(Arc::new));
        if user.is_some()
            && let Err(why) = compiled()
        {
            return Err(Error::Input(why.to_string()));
        }
        let (snapshot, update) = std::thread::scope(|scope| {
            scope.spawn(compiled);
            let files = corpus::scan(&place.corpus)?;
            let entries: Vec<Entry> =
                files.iter().map(|f| Entry { path: f.path.clone(), hash: f.hash.0.clone() }).collect();
            let by_path: HashMap<&str, &SourceFile> = files.iter().map(|f| (f.path.as_str(), f)).collect();
            let read = |entry: &Entry| -> Document {
                by_path
                    .get(entry.path.as_str())
                    .map_or_else(|| corpus::empty(&entry.path), |file| corpus::read(file))
            };
            let profile = |story: &Story| {
                compiled().as_ref().map(|lexicon| Profile::new(story, lexicon).to_bytes()).unwrap_or_default()
            };
            index::refresh(&place.index, &place.corpus, &entries, &versions, rebuild, &read, &profile)
        })?;
        compiled();
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

/// The lexicon with the user's own laid over it.
///
/// # Errors
/// The user's lexicon cannot be read or used.
pub fn lexicon(corpus: &Path) -> Result<Lexicon> {
    Lexicon::load(user_lexicon(corpus)?.as_deref())
}

fn user_lexicon(corpus: &Path) -> Result<Option<String>> {
    let path = corpus.join(USER_LEXICON);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(cause)
            if matches!(cause.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) =>
        {
            Ok(None)
        }
        Err(cause) => Err(Error::io(format!("cannot read \"{}\"", path.display()), cause)),
    }
}
