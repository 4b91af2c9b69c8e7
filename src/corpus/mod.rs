//! A folder of notes → documents with their stories.
//!
//! Enters: the corpus folder. Leaves: for each text file its stories, its problems and the lines no
//! story claimed. [`scan`] lists the files with the hash of their content, [`read`] turns one file
//! into a [`Document`]; the index asks for the second only where the first says that something changed.
//!
//! Deliberately absent: any notion of ranking or of the index.

mod asciidoc;
mod format;
mod front_matter;
mod html;
mod label;
mod line;
mod markdown;
mod org;
mod prompt;
mod rst;
mod segment;

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use walkdir::WalkDir;

use crate::error::{Error, Result};
use crate::story::{Document, LineSpan, Problem, Story, StoryId};
use crate::text::slug;

/// Raised whenever the readers or the segmenter would find something else in the same bytes.
pub const READER_VERSION: u32 = 1;

/// Endings of the files that are read; files without an ending are read as well.
pub const EXTENSIONS: &[&str] = &["md", "markdown", "mdx", "txt", "html", "htm", "adoc", "org", "rst"];

/// Largest file that is read, in bytes. A person's notes are far below; a log or a dump is no story.
pub const MAX_FILE: u64 = 16 << 20;

/// One file of the corpus as it lies on disk.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path relative to the corpus folder, with `/` between folders.
    pub path: String,
    /// The bytes, or why they could not be read.
    pub content: std::result::Result<Vec<u8>, String>,
    /// Hash of the content (or of the reason).
    pub hash: ContentHash,
}

/// The BLAKE3 hash of a file's content, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContentHash(pub String);

impl ContentHash {
    /// The hash of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(blake3::hash(bytes).to_hex().to_string())
    }
}

/// Lists and reads every text file below `folder`, sorted by path. Hidden files and folders, binaries
/// and links that leave the corpus are passed over.
///
/// # Errors
/// [`Error::NoCorpus`] where there is no such folder.
pub fn scan(folder: &Path) -> Result<Vec<SourceFile>> {
    if !folder.is_dir() {
        return Err(Error::NoCorpus(folder.to_owned()));
    }
    let root = folder.canonicalize().map_err(|source| {
        Error::io(format!("cannot read the corpus folder \"{}\"", folder.display()), source)
    })?;
    let mut files = Vec::new();
    let visible = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
    };
    for entry in WalkDir::new(&root).follow_links(true).into_iter().filter_entry(visible) {
        match entry {
            Ok(entry) => {
                if let Some(file) = source_file(&root, &entry) {
                    files.push(file);
                }
            }
            Err(error) => {
                let path = error.path().map_or_else(String::new, |path| relative(&root, path));
                if error.depth() == 0 {
                    return Err(Error::io(
                        format!("cannot read the corpus folder \"{}\"", folder.display()),
                        error.into(),
                    ));
                }
                let why = if error.loop_ancestor().is_some() {
                    "link leads back to a folder above it and was passed over".to_owned()
                } else {
                    let cause = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    format!("cannot be read: {cause}")
                };
                files.push(unreadable(path, why));
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn unreadable(path: String, why: String) -> SourceFile {
    SourceFile { path, hash: ContentHash::of(why.as_bytes()), content: Err(why) }
}

fn relative(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    parts.join("/")
}

/// The file behind an entry, if it is one that is read.
fn source_file(root: &Path, entry: &walkdir::DirEntry) -> Option<SourceFile> {
    let kind = entry.file_type();
    if kind.is_dir() {
        return None;
    }
    let name = entry.path().extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    if name.is_some_and(|name| !EXTENSIONS.contains(&name.as_str())) {
        return None;
    }
    let path = relative(root, entry.path());
    if !kind.is_file() {
        return Some(unreadable(path, "is no ordinary file and was passed over".to_owned()));
    }
    if entry.path_is_symlink() && !entry.path().canonicalize().is_ok_and(|target| target.starts_with(root)) {
        return Some(unreadable(path, "is a link that leaves the corpus and was passed over".to_owned()));
    }
    let content = read_bounded(entry.path());
    // a file without an ending that holds NUL bytes is a binary, not a note
    if entry.path().extension().is_none() && content.as_ref().is_ok_and(|bytes| looks_binary(bytes)) {
        return None;
    }
    Some(match content {
        Ok(bytes) => SourceFile { path, hash: ContentHash::of(&bytes), content: Ok(bytes) },
        Err(why) => unreadable(path, why),
    })
}

fn read_bounded(path: &Path) -> std::result::Result<Vec<u8>, String> {
    let open = || -> std::io::Result<Vec<u8>> {
        let file = File::open(path)?;
        let mut bytes =
            Vec::with_capacity(usize::try_from(file.metadata()?.len().min(MAX_FILE)).unwrap_or(0));
        file.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = open().map_err(|cause| format!("cannot be read: {cause}"))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(format!("is larger than {} MiB and was passed over", MAX_FILE >> 20));
    }
    Ok(bytes)
}

fn looks_binary(bytes: &[u8]) -> bool {
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    !utf16 && bytes.iter().take(8192).any(|b| *b == 0)
}

/// Reads one file: decodes it, finds its lines, segments them into stories. Never fails: what is odd
/// becomes a problem of the document.
#[must_use]
pub fn read(file: &SourceFile) -> Document {
    let mut document =
        Document { path: file.path.clone(), stories: Vec::new(), problems: Vec::new(), unread: Vec::new() };
    let problem = |line: Option<u32>, message: String| Problem { path: file.path.clone(), line, message };
    let bytes = match &file.content {
        Ok(bytes) => bytes,
        Err(why) => {
            document.problems.push(problem(None, why.clone()));
            return document;
        }
    };
    if looks_binary(bytes) {
        document.problems.push(problem(None, "holds NUL bytes and was passed over as a binary".to_owned()));
        return document;
    }
    let (text, odd) = decode(bytes);
    document.problems.extend(odd.map(|message| problem(None, message)));
    let (reading, trouble) = format::read(&text);
    document.problems.extend(trouble.map(|message| problem(Some(1), message)));
    let found = segment::segment(&reading);
    document.problems.extend(found.problems.into_iter().map(|(line, message)| problem(Some(line), message)));
    document.unread = unread(&reading.lines, &found.stories);
    let mut taken = HashMap::<String, u32>::new();
    for draft in found.stories {
        let id = name(&file.path, &draft.title, &mut taken);
        document.stories.push(Story {
            id,
            path: file.path.clone(),
            lines: draft.lines,
            title: draft.title,
            prompts: draft.prompts,
            theme: draft.theme,
            sections: draft.sections,
        });
    }
    document
}

/// A story's name: its document and its title, numbered where a document uses a title twice.
fn name(path: &str, title: &str, taken: &mut HashMap<String, u32>) -> StoryId {
    let stem = path.rsplit_once('/').map_or(path, |(_, file)| file);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let folder = path.rsplit_once('/').map(|(folder, _)| folder);
    let mut id = String::new();
    for part in folder.into_iter().flat_map(|folder| folder.split('/')) {
        id.push_str(&slug(part, 8));
        id.push('/');
    }
    id.push_str(&slug(stem, 8));
    id.push('/');
    id.push_str(&slug(title, 7));
    let count = taken.entry(id.clone()).or_insert(0);
    *count += 1;
    if *count > 1 {
        id.push_str(&format!("~{count}"));
    }
    StoryId(id)
}

/// Bytes → text. The message says how, where it was not plain UTF-8 or UTF-16.
fn decode(bytes: &[u8]) -> (String, Option<String>) {
    let bom = encoding_rs::Encoding::for_bom(bytes);
    if let Some((encoding, _)) = bom {
        let (text, _, lossy) = encoding.decode(bytes);
        let odd = lossy.then(|| format!("holds bytes that are no {} and were replaced", encoding.name()));
        return (normalize(&text), odd);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (normalize(text), None);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Allow);
    let (text, _, lossy) = encoding.decode(bytes);
    let certain = if lossy { ", with bytes that could not be read replaced" } else { "" };
    (
        normalize(&text),
        Some(format!(
            "is not UTF-8; it was read as {}{certain}; save it as UTF-8 to be sure",
            encoding.name()
        )),
    )
}

/// Line ends as `\n` alone (a lone carriage return counts as white space), letters composed.
fn normalize(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', " ");
    if text.is_ascii() { text } else { text.nfc().collect() }
}

/// The lines that hold words and belong to no story. Walks lines and stories side by side.
fn unread(lines: &[line::Line], stories: &[segment::Draft]) -> Vec<LineSpan> {
    let beside: HashSet<u32> = stories.iter().flat_map(|story| story.beside.iter().copied()).collect();
    let mut spans: Vec<LineSpan> = stories.iter().map(|story| story.lines).collect();
    spans.sort();
    let mut spans = spans.into_iter().peekable();
    let mut claimed = 0; // last line of the stories that begin at or above the current line
    let mut out: Vec<LineSpan> = Vec::new();
    for line in lines.iter().filter(|line| !line.is_blank()) {
        while let Some(span) = spans.next_if(|span| span.start <= line.number) {
            claimed = claimed.max(span.end);
        }
        if line.number <= claimed || beside.contains(&line.number) {
            continue;
        }
        match out.last_mut() {
            Some(last) if line.number <= last.end + 1 => last.end = line.number,
            _ => out.push(LineSpan { start: line.number, end: line.number }),
        }
    }
    out
}
