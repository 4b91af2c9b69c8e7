//! What holds for every document, whatever stands in it; shared by tests and fuzz targets.

use storyfit::story::{Document, Story};

/// Longest line that is read, as the reader promises.
const MAX_LINE: usize = 256 << 10;

/// Panics where something does not hold for what was read from these bytes.
pub(crate) fn hold(document: &Document, bytes: &[u8]) {
    let count = bytes.split(|byte| *byte == b'\n').count();
    // other encodings write a line end in other bytes
    let plain = std::str::from_utf8(bytes).ok().filter(|text| !text.starts_with('\u{feff}'));
    for story in &document.stories {
        one_story(story);
        if plain.is_some() {
            assert!(story.lines.end as usize <= count, "{story:?} ends below line {count}");
        }
    }
    for spans in document.unread.windows(2) {
        assert!(spans[0].end < spans[1].start, "{spans:?}");
    }
    if let Some(text) = plain {
        no_line_is_lost(document, text);
    }
}

fn one_story(story: &Story) {
    assert!(!story.title.is_empty() && !story.sections.is_empty(), "{story:?}");
    assert!(!story.id.0.contains(char::is_whitespace), "{}", story.id);
    assert!(1 <= story.lines.start && story.lines.start <= story.lines.end, "{story:?}");
    for section in &story.sections {
        assert!(section.lines.start <= section.lines.end, "{section:?}");
        assert!(story.lines.start <= section.lines.start, "{story:?}");
        assert!(section.lines.end <= story.lines.end, "{story:?}");
    }
    // sections share a line only where two labels stand on it
    for (a, b) in story.sections.iter().zip(story.sections.iter().skip(1)) {
        assert!(a.lines.end <= b.lines.start || a.lines == b.lines, "{a:?} {b:?}");
    }
}

/// Every line with a word on it belongs to a story's head, to a section, to a span that is told as
/// unread, or is reported.
fn no_line_is_lost(document: &Document, text: &str) {
    let binary = document.problems.iter().any(|problem| problem.message.contains("as a binary"));
    let stopped = document.problems.iter().find(|problem| problem.message.contains("reading stopped"));
    let end = stopped.and_then(|problem| problem.line).unwrap_or(u32::MAX);
    for (number, line) in (1..end).zip(text.split('\n')) {
        let reported = || document.problems.iter().any(|problem| problem.line == Some(number));
        if binary || !has_words(line) || is_claimed(document, number) || line.len() > MAX_LINE && reported() {
            continue;
        }
        assert!(is_beside(document, number), "line {number} is lost: {line:?}");
    }
}

/// Whether there are words outside of tags on a line.
fn has_words(line: &str) -> bool {
    let before = line.split('<').next().unwrap_or("");
    let after = if line.contains('<') { line.rsplit('>').next().unwrap_or("") } else { "" };
    let after = if after.contains('<') { "" } else { after };
    [before, after].iter().any(|part| part.contains(char::is_alphanumeric))
}

/// Whether a line belongs to the head or a section of a story, or is told as unread.
pub(crate) fn is_claimed(document: &Document, number: u32) -> bool {
    let in_story = |story: &Story| {
        let head = story.lines.start..=story.sections.iter().map(|s| s.lines.start).min().unwrap_or(0);
        head.contains(&number) || story.sections.iter().any(|section| section.lines.contains(number))
    };
    document.stories.iter().any(in_story) || document.unread.iter().any(|span| span.contains(number))
}

/// Whether a line may be one that stands below a story and says what it answers or is filed under.
fn is_beside(document: &Document, number: u32) -> bool {
    let says = |story: &Story| !story.prompts.is_empty() || story.theme.is_some();
    document.stories.iter().any(|story| story.lines.end < number && says(story))
}
