//! A folder of notes → documents with their stories.
//!
//! Enters: the corpus folder. Leaves: for each text file its stories, its problems and the lines no
//! story claimed. [`scan`] lists the files with the hash of their content, [`read`] turns one file
//! into a [`Document`]; the index asks for the second only where the first says that something changed.
//!
//! Deliberately absent: any notion of ranking or of the index.

mod asciidoc;
mod bounds;
mod decode;
mod format;
mod front_matter;
mod html;
mod label;
mod line;
mod markdown;
mod org;
mod prompt;
mod rst;
mod scan;
mod segment;

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use self::scan::scan;

use self::bounds::bounded;
use self::decode::{compose, decode, looks_binary};
use crate::story::{Document, LineSpan, Problem, Story, StoryId};
use crate::text::slug;

/// Raised whenever the readers or the segmenter would find something else in the same bytes.
pub const READER_VERSION: u32 = 3;

/// Endings of the files that are read; files without an ending are read as well.
pub const EXTENSIONS: &[&str] = &["md", "markdown", "mdx", "txt", "html", "htm", "adoc", "org", "rst"];

/// Largest file that is opened, in bytes: notes with pictures embedded in them may be large; how much of
/// their text is read is bounded further. A log or a dump is no story.
pub const MAX_FILE: u64 = 16 << 20;

/// One file of the corpus as it lies on disk.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path relative to the corpus folder, with `/` between folders.
    pub path: String,
    /// With what the ids of its stories begin; unique in a corpus.
    pub name: String,
    /// The bytes, or why they could not be read.
    pub content: Result<Content, String>,
    /// Hash of the content (or of the reason), and of the name where another document would have it too.
    pub hash: ContentHash,
}

impl SourceFile {
    /// A file with this content, named for its path.
    #[must_use]
    pub fn new(path: impl Into<String>, bytes: Vec<u8>) -> Self {
        let path = path.into();
        Self {
            name: document_name(&path),
            hash: ContentHash::of(&bytes),
            content: Ok(Content::Held(bytes)),
            path,
        }
    }

    /// Bytes of its content; [`MAX_FILE`] where they were left on the disk, 0 where there are none.
    #[must_use]
    pub fn size(&self) -> usize {
        match &self.content {
            Ok(Content::Held(bytes)) => bytes.len(),
            Ok(Content::OnDisk(..)) => usize::try_from(MAX_FILE).unwrap_or(usize::MAX),
            Err(_) => 0,
        }
    }
}

/// The bytes of a file.
#[derive(Debug, Clone)]
pub enum Content {
    /// In memory.
    Held(Vec<u8>),
    /// Left where they are, for the files before it fill the memory they may have: its path, and the hash
    /// of the bytes that were seen.
    OnDisk(PathBuf, ContentHash),
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

/// Whether words read like an interview question.
#[must_use]
pub fn looks_like_question(text: &str) -> bool {
    prompt::asks(text).is_some()
}

/// The text of bytes in any of the encodings that are read, and what was odd about them.
///
/// # Errors
/// The bytes are no text; the sentence says why.
pub fn text_of(bytes: &[u8]) -> Result<(String, Vec<String>), String> {
    if looks_binary(bytes) {
        return Err("holds NUL bytes and is no text".to_owned());
    }
    let (text, odd) = decode(bytes);
    Ok((compose(text), odd))
}

/// A document without anything in it.
#[must_use]
pub fn empty(path: &str) -> Document {
    Document { path: path.to_owned(), stories: Vec::new(), problems: Vec::new(), unread: Vec::new() }
}

/// Reads one file: decodes it, finds its lines, segments them into stories. Never fails: what is odd
/// becomes a problem of the document.
#[must_use]
pub fn read(file: &SourceFile) -> Document {
    let mut document = empty(&file.path);
    let problem = |line: Option<u32>, message: String| Problem { path: file.path.clone(), line, message };
    let bytes = match scan::bytes(file) {
        Ok(bytes) => bytes,
        Err(why) => {
            document.problems.push(problem(None, why));
            return document;
        }
    };
    if looks_binary(&bytes) {
        document.problems.push(problem(None, "holds NUL bytes and was passed over as a binary".to_owned()));
        return document;
    }
    let (text, odd) = decode(&bytes);
    document.problems.extend(odd.into_iter().map(|message| problem(None, message)));
    let (text, left_out) = bounded(&text);
    document.problems.extend(left_out.into_iter().map(|(line, message)| problem(Some(line), message)));
    let text = compose(text);
    let (reading, trouble) = format::read(&text);
    document.problems.extend(trouble.into_iter().map(|message| problem(Some(1), message)));
    let mut found = segment::segment(&reading);
    if let [only] = found.stories.as_mut_slice()
        && only.untitled
        && let Some(title) = title_of_file(&file.path)
    {
        only.prompts.extend(prompt::questions(&title));
        only.title = title;
    }
    document.problems.extend(found.problems.into_iter().map(|(line, message)| problem(Some(line), message)));
    document.unread = unread(&text, &found.stories);
    let mut taken = HashMap::<String, u32>::new();
    for draft in found.stories {
        let id = story_id(&file.name, &draft.title, &mut taken);
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
fn story_id(document: &str, title: &str, taken: &mut HashMap<String, u32>) -> StoryId {
    let mut id = format!("{document}/{}", slug(title, 7));
    let count = taken.entry(id.clone()).or_insert(0);
    *count += 1;
    if *count > 1 {
        id.push_str(&format!("~{count}"));
    }
    StoryId(id)
}

/// A document's name: its path in slugs, without the ending.
fn document_name(path: &str) -> String {
    let (folder, file) = path.rsplit_once('/').map_or((None, path), |(folder, file)| (Some(folder), file));
    let stem = stem(file);
    let parts = folder.into_iter().flat_map(|folder| folder.split('/')).chain([stem]);
    parts.map(|part| slug(part, 8)).collect::<Vec<_>>().join("/")
}

fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// What a file's name says of the only story in it: `2021-03_the-lost-key.md` → `the lost key`.
fn title_of_file(path: &str) -> Option<String> {
    let file = path.rsplit_once('/').map_or(path, |(_, file)| file);
    let words = stem(file).replace(['-', '_'], " ");
    let title = words.trim_start_matches(|c: char| !c.is_alphabetic()).trim();
    (title.split_whitespace().count() >= 2 && !segment::says_nothing(title)).then(|| title.to_owned())
}

/// The lines that hold words and belong to no story: neither to its head nor to one of its sections.
/// They are told from the text itself, so that what a reader drops is told as well.
fn unread(text: &str, stories: &[segment::Draft]) -> Vec<LineSpan> {
    let beside: HashSet<u32> = stories.iter().flat_map(|story| story.beside.iter().copied()).collect();
    let mut spans: Vec<LineSpan> = Vec::new();
    for story in stories {
        let body = story.sections.iter().map(|section| section.lines.start).min();
        spans.push(LineSpan { end: body.unwrap_or(story.lines.end), ..story.lines });
        spans.extend(story.sections.iter().map(|section| section.lines));
    }
    spans.sort();
    let mut spans = spans.into_iter().peekable();
    let mut claimed = 0; // last line of the spans that begin at or above the current line
    let mut out: Vec<LineSpan> = Vec::new();
    for (number, line) in (1..).zip(text.split('\n')) {
        while let Some(span) = spans.next_if(|span| span.start <= number) {
            claimed = claimed.max(span.end);
        }
        if number <= claimed || beside.contains(&number) || !holds_words(line) {
            continue;
        }
        match out.last_mut() {
            Some(last) if number == last.end + 1 => last.end = number,
            _ => out.push(LineSpan { start: number, end: number }),
        }
    }
    out
}

/// Whether there is more on a line than white space, punctuation and tags.
fn holds_words(line: &str) -> bool {
    let word = |c: char| !(c.is_whitespace() || c.is_ascii_punctuation() || c.is_control());
    let mut rest = line;
    while let Some((before, tag)) = rest.split_once('<') {
        if before.contains(word) {
            return true;
        }
        let is_tag = tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        rest = if is_tag { tag.split_once('>').map_or(tag, |(_, after)| after) } else { tag };
    }
    rest.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_marks() {
        for line in ["a", "<p>a</p>", "情", "<!-- a -->", "<b", "🔑", "a < b", "```rust"] {
            assert!(holds_words(line), "{line}");
        }
        for line in
            ["", "  ", "---", "|:--:|--|", "<p class=\"a\">", "</details> <br/>", "```", "> -", "\u{1b}"]
        {
            assert!(!holds_words(line), "{line}");
        }
    }
}
