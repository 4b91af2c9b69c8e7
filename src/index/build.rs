//! Writing a commit: which documents are deleted, which added, and a record of all.
//!
//! Enters: the commit before, where it serves, and the entries of the corpus. Leaves: a new commit,
//! complete, or none. Files of the commit before are linked, not copied: the engine never changes a file.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use tantivy::indexer::UserOperation;
use tantivy::{Index, IndexWriter, TantivyDocument, Term};

use super::folder::{Folder, Lock};
use super::manifest::{DocumentRecord, Manifest};
use super::open::{Commit, Record, Seal};
use super::schema::Fields;
use super::{Entry, Job, Update, sealed, workers};
use crate::error::{Error, Result};
use crate::story::{Document, Problem};

/// Memory the writer may use before it flushes a segment, in bytes (Tantivy asks for 15 MB at least).
const WRITER_MEMORY: usize = 32 << 20;

/// Bytes of documents read at a time: enough to keep all cores at work, few enough that what is made of
/// them fits in memory, which of labels and nothing else is a hundred times as much.
const BATCH: usize = 1 << 20;

/// Files of the engine that every commit replaces.
const LISTS: [&str; 2] = ["meta.json", ".managed.json"];

/// Writes what changed since `base`, or everything, as one commit, and removes the commits before.
///
/// # Errors
/// The index cannot be written; the commit before is as it was.
pub(super) fn build(
    folder: Folder<'_>,
    lock: &Lock,
    base: Option<&Commit>,
    job: &Job<'_>,
    update: &mut Update,
) -> Result<()> {
    let cannot = |cause| Error::io(format!("cannot write the index \"{}\"", folder.path().display()), cause);
    let number = folder.start(lock).map_err(cannot)?;
    let written = write(folder, number, base, job, update).and_then(|record| {
        let record = sealed::seal(&record).map_err(|cause| cannot(cause.into()))?;
        folder.complete(lock, number, &record).map_err(cannot)
    });
    // of what could not be completed nothing is kept, for the disk may be full
    folder.sweep(lock, folder.newest());
    written
}

fn write(
    folder: Folder<'_>,
    number: u64,
    base: Option<&Commit>,
    job: &Job<'_>,
    update: &mut Update,
) -> Result<Record> {
    let home = folder.commit(number);
    let what = || format!("cannot write the index \"{}\"", folder.path().display());
    let engine = |cause: tantivy::TantivyError| Error::Index { what: what(), source: Box::new(cause) };
    let cannot = |cause| Error::io(what(), cause);
    let fields = Fields::new();
    let index = match base {
        Some(commit) => {
            for name in commit.files.keys() {
                let from = folder.commit(commit.number).join(name);
                link(&from, &home.join(name)).map_err(cannot)?;
            }
            Index::open_in_dir(&home)
        }
        None => Index::create_in_dir(&home, fields.schema.clone()),
    };
    let index = index.map_err(engine)?;
    let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITER_MEMORY).map_err(engine)?;
    let applied = apply(&writer, &fields, base, job, update);
    // where its worker failed, the engine says why only to who asks for a commit
    let documents = applied.map_err(|why| engine(writer.prepare_commit().err().unwrap_or(why)))?;
    writer.commit().map_err(engine)?;
    writer.wait_merging_threads().map_err(engine)?;
    let living = index.load_metas().map_err(engine)?.list_segment_files();
    // what could be there, of which the engine has made
    let made = index.directory().list_managed_files();
    let names = living.intersection(&made).filter_map(|path| path.to_str()).chain(LISTS);
    let seal = |name: &str| {
        let before = base.and_then(|commit| commit.files.get(name)).filter(|_| !LISTS.contains(&name));
        let seal = before.map_or_else(|| Seal::of(&home.join(name)), |seal| Ok(seal.clone()));
        seal.map(|seal| (name.to_owned(), seal)).map_err(cannot)
    };
    let files = names.map(seal).collect::<Result<_>>()?;
    Ok(Record { files, manifest: Manifest { versions: job.versions.clone(), documents } })
}

/// Deletes what changed or is gone and adds what changed or is new; the record of every document.
fn apply(
    writer: &IndexWriter,
    fields: &Fields,
    base: Option<&Commit>,
    job: &Job<'_>,
    update: &mut Update,
) -> tantivy::Result<Vec<DocumentRecord>> {
    let known = base.map(|commit| commit.snapshot.manifest.documents.clone()).unwrap_or_default();
    let mut known: BTreeMap<String, DocumentRecord> =
        known.into_iter().map(|document| (document.path.clone(), document)).collect();
    let mut documents = Vec::with_capacity(job.entries.len());
    let changed: Vec<&Entry> =
        job.entries.iter().filter(|e| known.get(&e.path).is_none_or(|d| d.hash != e.hash)).collect();
    let mut fresh = batches(&changed).flat_map(|batch| read_all(batch, job));
    for entry in job.entries {
        match known.remove(&entry.path) {
            Some(record) if record.hash == entry.hash => documents.push(record),
            old => {
                if old.is_some() {
                    writer.delete_term(Term::from_field_text(fields.path, &entry.path));
                }
                let (document, profiles) = fresh.next().unwrap_or_else(|| unreadable(entry));
                documents.push(add(writer, fields, entry, document, &profiles)?);
                update.read += 1;
            }
        }
    }
    for path in known.keys() {
        writer.delete_term(Term::from_field_text(fields.path, path));
        update.removed += 1;
    }
    Ok(documents)
}

/// The same file under another name; a copy where the file system knows no links.
fn link(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(|_| ()))
}

/// The entries in runs of at most [`BATCH`] bytes, or of one that is larger.
fn batches<'a>(mut rest: &'a [&'a Entry]) -> impl Iterator<Item = &'a [&'a Entry]> {
    std::iter::from_fn(move || {
        let mut size = 0;
        let fits = rest.iter().take_while(|entry| {
            size += entry.size;
            size <= BATCH
        });
        let count = fits.count().max(1).min(rest.len());
        let (batch, after) = rest.split_at(count);
        rest = after;
        (!batch.is_empty()).then_some(batch)
    })
}

/// Reads changed documents on all cores, in order.
fn read_all(entries: &[&Entry], job: &Job<'_>) -> Vec<(Document, Vec<Vec<u8>>)> {
    let one = |entry: &&Entry| {
        let read = catch_unwind(AssertUnwindSafe(|| {
            let document = (job.read)(entry);
            let profiles = document.stories.iter().map(job.profile).collect();
            (document, profiles)
        }));
        read.unwrap_or_else(|_| unreadable(entry))
    };
    let share = entries.len().div_ceil(workers(entries.len())).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = entries
            .chunks(share)
            .map(|part| (part, scope.spawn(move || part.iter().map(one).collect::<Vec<_>>())))
            .collect();
        let lost = |part: &[&Entry]| part.iter().map(|entry| unreadable(entry)).collect();
        parts.into_iter().flat_map(|(part, done)| done.join().unwrap_or_else(|_| lost(part))).collect()
    })
}

/// A document that made its reader fail: nothing of it is known, and that is said.
fn unreadable(entry: &Entry) -> (Document, Vec<Vec<u8>>) {
    let message = "made the reader fail and was passed over; please report it".to_owned();
    let problem = Problem { path: entry.path.clone(), line: None, message };
    let path = entry.path.clone();
    (Document { path, stories: Vec::new(), problems: vec![problem], unread: Vec::new() }, Vec::new())
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
        let record = serde_json::to_string(story).map_err(std::io::Error::from)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_hold_every_entry_once_in_order_and_are_small() {
        let entry = |size: usize| Entry { path: size.to_string(), hash: String::new(), size };
        let entries: Vec<Entry> = [0, BATCH, 5, BATCH - 4, 3 * BATCH, 0, 7, 8].map(entry).into();
        let entries: Vec<&Entry> = entries.iter().collect();
        let sizes = |batch: &[&Entry]| batch.iter().map(|entry| entry.size).collect::<Vec<_>>();
        let found: Vec<Vec<usize>> = batches(&entries).map(sizes).collect();
        assert_eq!(found, [vec![0, BATCH], vec![5], vec![BATCH - 4], vec![3 * BATCH], vec![0, 7, 8]]);
        assert_eq!(batches(&[]).count(), 0);
    }
}
