//! A folder → its files with their bytes.
//!
//! Enters: the corpus folder. Leaves: every text file below it, sorted by path, each with its content
//! or the reason why it has none. This room alone of the corpus touches the disk.
//!
//! Deliberately absent: what the bytes mean ([`super::read`]).

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::decode::looks_binary;
use super::{Content, ContentHash, EXTENSIONS, MAX_FILE, SourceFile, document_name};
use crate::error::{Error, Result};

/// How many bytes of files a scan keeps in memory; what comes after them is read again where it is
/// needed. A person's notes are far below.
const MAX_HELD: usize = 64 << 20;

/// Lists and reads every text file below `folder`, sorted by path. Hidden files and folders, binaries
/// and files with other endings are passed over; what cannot be read, links that leave the corpus or
/// lead nowhere, and anything that is no ordinary file come without content but with the reason.
///
/// # Errors
/// [`Error::NoCorpus`] where there is no such folder.
pub fn scan(folder: &Path) -> Result<Vec<SourceFile>> {
    if !folder.is_dir() {
        return Err(Error::NoCorpus(folder.to_owned()));
    }
    let refused =
        |source| Error::io(format!("cannot read the corpus folder \"{}\"", folder.display()), source);
    let root = folder.canonicalize().map_err(refused)?;
    let mut files: Vec<SourceFile> = Vec::new();
    let mut room = MAX_HELD;
    let mut linked: Vec<(DirEntry, PathBuf)> = Vec::new();
    let mut met: HashSet<PathBuf> = HashSet::new();
    let mut link: Option<PathBuf> = None;
    let mut walk = WalkDir::new(&root).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.depth() == 0 => return Err(refused(error.into())),
            Err(error) => {
                files.extend(failed(&root, &error));
                continue;
            }
        };
        if entry.depth() > 0 && is_hidden(entry.path()) {
            if entry.file_type().is_dir() {
                walk.skip_current_dir();
            }
            continue;
        }
        if !is_wanted(&entry) {
            continue;
        }
        // asking the system where a path leads is slow: only a link, and what lies below one, leads elsewhere
        let below = link.as_ref().is_some_and(|link| entry.path().starts_with(link));
        let target = if below || entry.path_is_symlink() {
            entry.path().canonicalize().unwrap_or_else(|_| entry.path().to_owned())
        } else {
            entry.path().to_owned()
        };
        if !below && entry.path_is_symlink() {
            link = Some(entry.path().to_owned());
        }
        if !target.starts_with(&root) {
            if entry.file_type().is_dir() {
                walk.skip_current_dir();
            }
            let why = "is a link that leaves the corpus and was passed over";
            files.push(without_content(relative(&root, entry.path()), why.to_owned()));
        } else if entry.file_type().is_dir() {
            // walked into
        } else if target == entry.path() {
            met.insert(target);
            files.extend(source_file(&root, &entry, &mut room));
        } else {
            linked.push((entry, target));
        }
    }
    // a link to a file that is read at its own place would tell its stories twice
    for (entry, target) in linked {
        if met.insert(target) {
            files.extend(source_file(&root, &entry, &mut room));
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    name_apart(&mut files);
    Ok(files)
}

/// Gives documents whose names are the same (`a.md`, `a.txt`) names of their own: the first by path
/// keeps it. A name so given goes into the hash, so that the document is read again when it changes.
fn name_apart(files: &mut [SourceFile]) {
    let mut holders: BTreeMap<String, usize> = BTreeMap::new();
    for file in files.iter() {
        holders.entry(file.name.clone()).or_insert(0);
    }
    for file in files {
        let count = holders.entry(file.name.clone()).or_insert(0);
        *count += 1;
        if *count == 1 {
            continue;
        }
        let plain = file.name.clone();
        let mut number = *count;
        while holders.contains_key(&file.name) {
            file.name = format!("{plain}~{number}");
            number += 1;
        }
        holders.insert(file.name.clone(), 1);
        file.hash = ContentHash::of(format!("{}\n{}", file.name, file.hash.0).as_bytes());
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// Whether an entry is a folder, or a file whose ending says that it may be a note.
fn is_wanted(entry: &DirEntry) -> bool {
    entry.file_type().is_dir() || has_wanted_ending(entry.path())
}

fn has_wanted_ending(path: &Path) -> bool {
    path.extension()
        .is_none_or(|ending| EXTENSIONS.contains(&ending.to_string_lossy().to_ascii_lowercase().as_str()))
}

/// What the walk could not enter, if anybody would miss it.
fn failed(root: &Path, error: &walkdir::Error) -> Option<SourceFile> {
    let path = error.path()?;
    // editors leave hidden links that lead nowhere (`.#notes.md`)
    if is_hidden(path) || !has_wanted_ending(path) {
        return None;
    }
    let why = if error.loop_ancestor().is_some() {
        "is a link back to a folder above it and was passed over".to_owned()
    } else if path.is_symlink() && !path.exists() {
        "is a link that leads nowhere and was passed over".to_owned()
    } else {
        let cause = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
        format!("cannot be read: {cause}")
    };
    Some(without_content(relative(root, path), why))
}

/// The bytes of a file, or why there are none.
pub(super) fn bytes(file: &SourceFile) -> std::result::Result<Cow<'_, [u8]>, String> {
    match file.content.as_ref().map_err(Clone::clone)? {
        Content::Held(bytes) => Ok(Cow::Borrowed(bytes)),
        Content::OnDisk(path, seen) => {
            let bytes = read_bounded(path)?;
            if ContentHash::of(&bytes) == *seen {
                Ok(Cow::Owned(bytes))
            } else {
                Err("changed while it was read; run \"storyfit index --rebuild\"".to_owned())
            }
        }
    }
}

/// The file behind an entry; none where it is a binary without an ending. Its bytes take up room in
/// memory, as long as there is some.
fn source_file(root: &Path, entry: &DirEntry, room: &mut usize) -> Option<SourceFile> {
    let path = relative(root, entry.path());
    // opening a pipe or a socket would wait for whoever writes to it
    if !entry.file_type().is_file() {
        return Some(without_content(path, "is no ordinary file and was passed over".to_owned()));
    }
    if entry.path().strip_prefix(root).is_ok_and(|path| path.to_str().is_none()) {
        let why = "has a name that is not UTF-8 and was passed over; rename it";
        return Some(without_content(path, why.to_owned()));
    }
    match read_bounded(entry.path()) {
        Ok(bytes) if entry.path().extension().is_none() && looks_binary(&bytes) => None,
        Ok(bytes) => {
            let left = room.checked_sub(bytes.len());
            let mut file = SourceFile::new(path, bytes);
            match left {
                Some(left) => *room = left,
                None => file.content = Ok(Content::OnDisk(entry.path().to_owned(), file.hash.clone())),
            }
            Some(file)
        }
        Err(why) => Some(without_content(path, why)),
    }
}

fn without_content(path: String, why: String) -> SourceFile {
    SourceFile { name: document_name(&path), path, hash: ContentHash::of(why.as_bytes()), content: Err(why) }
}

/// The path below `root` with `/` between folders; bytes that are not UTF-8 are written out (`\xff`).
fn relative(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<String> = path
        .iter()
        .map(|part| match part.to_str() {
            Some(part) => part.to_owned(),
            None => part.as_encoded_bytes().escape_ascii().to_string(),
        })
        .collect();
    parts.join("/")
}

fn read_bounded(path: &Path) -> std::result::Result<Vec<u8>, String> {
    let too_large = || format!("is larger than {} MiB and was passed over", MAX_FILE >> 20);
    let unread = |cause: std::io::Error| format!("cannot be read: {cause}");
    let file = File::open(path).map_err(unread)?;
    let length = file.metadata().map_err(unread)?.len();
    if length > MAX_FILE {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    // the file may grow while it is read
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(unread)?;
    if bytes.len() as u64 > MAX_FILE { Err(too_large()) } else { Ok(bytes) }
}
