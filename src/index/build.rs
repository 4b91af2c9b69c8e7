//! Bringing an index up to date: which documents are deleted, which added, and one commit for all.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tantivy::indexer::UserOperation;
use tantivy::{Index, IndexWriter, TantivyDocument, Term};

use super::manifest::{DocumentRecord, Manifest, Versions};
use super::schema::{FORMAT_VERSION, Fields};
use super::search::Snapshot;
use crate::error::{Error, Result};
use crate::story::{Document, Story};

/// Memory the writer may use before it flushes a segment, in bytes (Tantivy asks for 15 MB at least).
const WRITER_MEMORY: usize = 32 << 20;

/// How long a command waits for another process that is refreshing the same index.
const LOCK_PATIENCE: Duration = Duration::from_secs(20);

/// File that says that a folder is an index, of which format and of which corpus.
const MARKER: &str = "storyfit-index.json";

/// File whose lock is held while the index is written; the lock dies with its process.
const LOCK: &str = "write.lock";

/// Folder of the engine's own files.
const DATA: &str = "data";

/// What may lie in a folder that is to become an index.
const GUESTS: &[&str] = &["README.md", ".gitignore", ".gitkeep", ".DS_Store"];

/// One file of the corpus, as the index sees it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Path relative to the corpus folder.
    pub path: String,
    /// Hash of the content.
    pub hash: String,
}

/// What a refresh did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Update {
    /// Documents read anew, in order.
    pub read: usize,
    /// Documents that are gone.
    pub removed: usize,
    /// Whether the whole index was built anew, and why.
    pub rebuilt: Option<String>,
    /// Where the index could not be brought up to date and the last commit answers: why.
    pub stale: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Marker {
    format: u32,
    /// The corpus as an absolute path, and as seen from the index folder (for trees moved as a whole).
    corpus: PathBuf,
    from_index: Option<PathBuf>,
}

/// Brings the index in `folder` up to date with the entries of the corpus and opens it.
///
/// `read` turns an entry into its document, `profile` a story into the bytes kept beside it; both are
/// asked for changed entries only. `rebuild` makes everything anew.
///
/// # Errors
/// [`Error::IndexRefused`] where the folder is no index, belongs to another corpus or was written by a
/// newer build; [`Error::Index`] and [`Error::Io`] where it cannot be read or written.
pub fn refresh(
    folder: &Path,
    corpus: &Path,
    entries: &[Entry],
    versions: &Versions,
    rebuild: bool,
    read: &(dyn Fn(&Entry) -> Document + Sync),
    profile: &(dyn Fn(&Story) -> Vec<u8> + Sync),
) -> Result<(Snapshot, Update)> {
    let exists = check_marker(folder, corpus)?;
    let mut update = Update::default();
    let mut broken = None;
    if exists && !rebuild {
        match open(folder) {
            Ok(Some((snapshot, _))) if is_current(&snapshot.manifest, versions, entries) => {
                return Ok((snapshot, update));
            }
            Ok(_) => {}
            Err(why) => broken = Some(why),
        }
    }
    let prepared = prepare(folder, corpus);
    let _lock = match prepared.and_then(|()| lock(folder)) {
        Ok(lock) => lock,
        Err(why) => {
            // the last commit still answers where there is one
            return match open(folder) {
                Ok(Some((snapshot, _))) => {
                    update.stale = Some(describe(&why));
                    Ok((snapshot, update))
                }
                _ => Err(why),
            };
        }
    };
    if rebuild {
        update.rebuilt = Some("asked for".to_owned());
    }
    // another process may have done the work while this one waited
    let opened = if rebuild { Ok(None) } else { open(folder) };
    let base = match opened {
        Ok(Some((snapshot, index))) => {
            if is_current(&snapshot.manifest, versions, entries) {
                return Ok((snapshot, update));
            }
            if snapshot.manifest.versions == *versions {
                Some((snapshot.manifest.clone(), index))
            } else {
                update.rebuilt = Some("it was made by another version or with another lexicon".to_owned());
                None
            }
        }
        Ok(None) => None,
        Err(why) => {
            update.rebuilt =
                Some(format!("it was damaged ({}) and was set aside", describe(&broken.unwrap_or(why))));
            None
        }
    };
    let result = write(folder, base, entries, versions, read, profile, &mut update);
    match result {
        Ok(()) => {}
        Err(why) => {
            return match open(folder) {
                Ok(Some((snapshot, _))) if snapshot.manifest.versions == *versions => {
                    update.stale = Some(describe(&why));
                    Ok((snapshot, update))
                }
                _ => Err(why),
            };
        }
    }
    match open(folder)? {
        Some((snapshot, _)) => Ok((snapshot, update)),
        None => Err(Error::IndexRefused(format!(
            "the index in \"{}\" vanished while it was written; run the command again",
            folder.display()
        ))),
    }
}

/// An error with its causes in one line.
fn describe(error: &Error) -> String {
    let mut out = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        out.push_str(": ");
        out.push_str(&inner.to_string());
        cause = inner.source();
    }
    out
}

fn is_current(manifest: &Manifest, versions: &Versions, entries: &[Entry]) -> bool {
    manifest.versions == *versions
        && manifest.documents.len() == entries.len()
        && manifest.documents.iter().zip(entries).all(|(d, e)| d.path == e.path && d.hash == e.hash)
}

/// Whether the folder is an index of this corpus; refuses one that is something else.
fn check_marker(folder: &Path, corpus: &Path) -> Result<bool> {
    let path = folder.join(MARKER);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            if folder.is_file() {
                return Err(Error::IndexRefused(format!(
                    "\"{}\" is a file, not an index folder; name another with --index or STORYFIT_INDEX",
                    folder.display()
                )));
            }
            return is_vacant(folder).map(|()| false);
        }
        Err(cause) => return Err(Error::io(format!("cannot read \"{}\"", path.display()), cause)),
    };
    // a marker that was cut off says nothing: the index is built anew
    let Ok(marker) = serde_json::from_str::<Marker>(&text) else { return Ok(true) };
    if marker.format > FORMAT_VERSION {
        return Err(Error::IndexRefused(format!(
            "index \"{}\" has format {}, this build reads {FORMAT_VERSION}; use a newer storyfit or name another folder with --index",
            folder.display(),
            marker.format
        )));
    }
    let here = absolute(corpus);
    let moved = marker.from_index.is_some() && marker.from_index == relative(folder, corpus);
    if marker.corpus != here && !moved {
        return Err(Error::IndexRefused(format!(
            "index \"{}\" belongs to the corpus \"{}\"; name another folder for this one with --index, or delete it",
            folder.display(),
            marker.corpus.display()
        )));
    }
    Ok(true)
}

/// A folder without a marker may become an index only where nothing of somebody else's lies in it.
fn is_vacant(folder: &Path) -> Result<()> {
    let Ok(listing) = fs::read_dir(folder) else { return Ok(()) };
    for entry in listing.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !GUESTS.contains(&name.as_ref()) && name != LOCK {
            return Err(Error::IndexRefused(format!(
                "\"{}\" is no storyfit index and holds \"{name}\"; name an empty or new folder with --index",
                folder.display()
            )));
        }
    }
    Ok(())
}

fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// The corpus as seen from the folder that holds the index.
fn relative(folder: &Path, corpus: &Path) -> Option<PathBuf> {
    let home = absolute(folder).parent()?.to_owned();
    absolute(corpus).strip_prefix(home).ok().map(Path::to_owned)
}

/// Makes the folder and its marker.
fn prepare(folder: &Path, corpus: &Path) -> Result<()> {
    let made = fs::create_dir_all(folder.join(DATA));
    made.map_err(|cause| Error::io(format!("cannot make the index folder \"{}\"", folder.display()), cause))?;
    let marker =
        Marker { format: FORMAT_VERSION, corpus: absolute(corpus), from_index: relative(folder, corpus) };
    let text = serde_json::to_string_pretty(&marker).unwrap_or_default();
    let path = folder.join(MARKER);
    if fs::read_to_string(&path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    let fresh = folder.join(format!("{MARKER}.{}", std::process::id()));
    let written = fs::write(&fresh, text).and_then(|()| fs::rename(&fresh, &path));
    written.map_err(|cause| Error::io(format!("cannot write \"{}\"", path.display()), cause))
}

/// Waits for the right to write.
fn lock(folder: &Path) -> Result<File> {
    let path = folder.join(LOCK);
    let cannot = |cause| Error::io(format!("cannot lock \"{}\"", path.display()), cause);
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(cannot)?;
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(cause)) => return Err(cannot(cause)),
            Err(TryLockError::WouldBlock) if start.elapsed() >= LOCK_PATIENCE => {
                return Err(Error::IndexRefused(format!(
                    "another storyfit has been writing the index \"{}\" for {} s",
                    folder.display(),
                    LOCK_PATIENCE.as_secs()
                )));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}

/// Opens the last commit, checked against its checksums; `None` where there is none yet.
fn open(folder: &Path) -> Result<Option<(Snapshot, Index)>> {
    let data = folder.join(DATA);
    if !data.join("meta.json").is_file() {
        return Ok(None);
    }
    let what = || format!("cannot open the index \"{}\"", folder.display());
    let engine = |cause: tantivy::TantivyError| Error::Index { what: what(), source: Box::new(cause) };
    // the engine asserts some of what it reads; a damaged file must not end the process
    let opened = std::panic::catch_unwind(|| -> Result<Option<(Snapshot, Index)>> {
        let index = Index::open_in_dir(&data).map_err(engine)?;
        let damaged = index.validate_checksum().map_err(engine)?;
        if let Some(file) = damaged.iter().min() {
            let why = format!("checksum of \"{}\" does not match", file.display());
            return Err(Error::Index { what: what(), source: why.into() });
        }
        let Some(payload) = index.load_metas().map_err(engine)?.payload else { return Ok(None) };
        let manifest = unseal(&payload)
            .ok_or_else(|| Error::Index { what: what(), source: "its record is damaged".into() })?;
        let snapshot = Snapshot::open(&index, manifest).map_err(engine)?;
        Ok(Some((snapshot, index)))
    });
    opened.unwrap_or_else(|_| Err(Error::Index { what: what(), source: "its files are damaged".into() }))
}

/// The manifest as it goes into the commit, headed by its hash.
fn seal(manifest: &Manifest) -> String {
    let body = serde_json::to_string(manifest).unwrap_or_default();
    format!("{}\n{body}", blake3::hash(body.as_bytes()).to_hex())
}

fn unseal(payload: &str) -> Option<Manifest> {
    let (hash, body) = payload.split_once('\n')?;
    (blake3::hash(body.as_bytes()).to_hex().as_str() == hash).then_some(())?;
    serde_json::from_str(body).ok()
}

/// Writes what changed in one commit.
fn write(
    folder: &Path,
    base: Option<(Manifest, Index)>,
    entries: &[Entry],
    versions: &Versions,
    read: &(dyn Fn(&Entry) -> Document + Sync),
    profile: &(dyn Fn(&Story) -> Vec<u8> + Sync),
    update: &mut Update,
) -> Result<()> {
    let data = folder.join(DATA);
    let engine = |cause: tantivy::TantivyError| Error::Index {
        what: format!("cannot write the index \"{}\"", folder.display()),
        source: Box::new(cause),
    };
    let fields = Fields::new();
    let (index, known) = match base {
        Some((manifest, index)) => {
            let known = manifest.documents.into_iter().map(|d| (d.path.clone(), d)).collect();
            (index, known)
        }
        None => {
            let fresh = start_anew(folder, &data)?;
            let index = Index::create_in_dir(&fresh, fields.schema.clone()).map_err(engine)?;
            (index, BTreeMap::new())
        }
    };
    let mut known: BTreeMap<String, DocumentRecord> = known;
    let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITER_MEMORY).map_err(engine)?;
    let mut documents = Vec::with_capacity(entries.len());
    let changed: Vec<&Entry> =
        entries.iter().filter(|e| known.get(&e.path).is_none_or(|d| d.hash != e.hash)).collect();
    let mut fresh = read_all(&changed, read, profile).into_iter();
    for entry in entries {
        match known.remove(&entry.path) {
            Some(record) if record.hash == entry.hash => documents.push(record),
            old => {
                if old.is_some() {
                    writer.delete_term(Term::from_field_text(fields.path, &entry.path));
                }
                let Some((document, profiles)) = fresh.next() else { continue };
                documents.push(add(&writer, &fields, entry, document, &profiles).map_err(engine)?);
                update.read += 1;
            }
        }
    }
    for path in known.keys() {
        writer.delete_term(Term::from_field_text(fields.path, path));
        update.removed += 1;
    }
    let manifest = Manifest { versions: versions.clone(), documents };
    let mut commit = writer.prepare_commit().map_err(engine)?;
    commit.set_payload(&seal(&manifest));
    commit.commit().map_err(engine)?;
    writer.wait_merging_threads().map_err(engine)
}

/// An empty folder for the engine; what lay there is set aside under another name and then removed.
fn start_anew(folder: &Path, data: &Path) -> Result<PathBuf> {
    let cannot =
        |cause| Error::io(format!("cannot make the index folder \"{}\" anew", data.display()), cause);
    if data.exists() {
        let aside = folder.join(format!("{DATA}.old"));
        let _ = fs::remove_dir_all(&aside);
        fs::rename(data, &aside).map_err(cannot)?;
        let _ = fs::remove_dir_all(&aside);
    }
    fs::create_dir_all(data).map_err(cannot)?;
    Ok(data.to_owned())
}

/// Reads changed documents on all cores, in order.
fn read_all(
    entries: &[&Entry],
    read: &(dyn Fn(&Entry) -> Document + Sync),
    profile: &(dyn Fn(&Story) -> Vec<u8> + Sync),
) -> Vec<(Document, Vec<Vec<u8>>)> {
    let one = |entry: &&Entry| {
        let document = read(entry);
        let profiles = document.stories.iter().map(profile).collect();
        (document, profiles)
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(entries.len().max(1));
    let share = entries.len().div_ceil(workers).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = entries
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(one).collect::<Vec<_>>()))
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
    })
}

fn add(
    writer: &IndexWriter,
    fields: &Fields,
    entry: &Entry,
    document: Document,
    profiles: &[Vec<u8>],
) -> tantivy::Result<DocumentRecord> {
    let sections = document.stories.iter().map(|s| s.sections.len()).sum();
    for (story, profile) in document.stories.iter().zip(profiles) {
        let record = serde_json::to_string(story).unwrap_or_default();
        let group: Vec<UserOperation<TantivyDocument>> =
            fields.documents(story, &record, profile).into_iter().map(UserOperation::Add).collect();
        // one group, so that a story's documents stand side by side in one segment
        writer.run(group)?;
    }
    Ok(DocumentRecord {
        path: entry.path.clone(),
        hash: entry.hash.clone(),
        stories: document.stories.len(),
        sections,
        problems: document.problems,
        unread: document.unread,
    })
}
