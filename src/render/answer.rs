//! An answer as text, and as lines of a TREC run.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::{Page, Paint, flat, safe};
use crate::eval;
use crate::rank::fit::Level;
use crate::rank::why::SectionScore;
use crate::report::answer::{Answer, Found, in_a_line};
use crate::story::Story;

/// Columns before the text of a result.
const INDENT: usize = 4;

/// Columns of a label such as "result".
const LABEL: usize = 10;

/// What the reader wants to see of each story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The section that answers, in a few lines.
    Snippet,
    /// The whole story.
    Full,
}

/// An answer for people.
#[must_use]
pub fn text(answer: &Answer, page: Page, extent: Extent) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", Paint::Title.on(&page.wrapped(&flat(&answer.question), 0, 0)));
    for (from, to) in &answer.mended {
        let _ = writeln!(
            out,
            "{}",
            Paint::Faint.on(&page.wrapped(&format!("read \"{from}\" as \"{to}\""), 0, 2))
        );
    }
    if !answer.competencies.is_empty() {
        let asked = format!("asks for: {}", answer.competencies.join(", ").to_lowercase());
        let _ = writeln!(out, "{}", Paint::Faint.on(&page.wrapped(&asked, 0, 2)));
    }
    for found in &answer.results {
        out.push('\n');
        result(&mut out, found, page, extent);
    }
    if answer.results.is_empty() {
        out.push('\n');
        let _ = writeln!(out, "{}", page.wrapped(&nothing(answer), 0, 0));
        if let Some(nearest) = &answer.nearest {
            out.push('\n');
            result(&mut out, nearest, page, Extent::Snippet);
        }
    }
    out
}

/// The plain sentence where nothing fits.
#[must_use]
pub fn nothing(answer: &Answer) -> String {
    if !answer.usable {
        return "This question has no word to go by: every interviewer says these. Ask about something."
            .to_owned();
    }
    let stories = answer.index.stories;
    match &answer.nearest {
        Some(_) => format!("None of your {stories} stories fits this question. The nearest miss:"),
        None => format!("None of your {stories} stories fits this question with these filters."),
    }
}

fn result(out: &mut String, found: &Found, page: Page, extent: Extent) {
    let level = level(found);
    let number = format!("{:>2}. ", found.rank);
    let room = page.measure().saturating_sub(INDENT + level.0.width() + 2);
    let title = Page::cut(&flat(&found.title), room);
    let gap = page.measure().saturating_sub(INDENT + title.width() + level.0.width());
    let _ = writeln!(out, "{number}{}{}{}", Paint::Title.on(&title), " ".repeat(gap), level.1.on(&level.0));
    let place = format!("{}:{}", found.path, found.lines.start);
    let filed = found.theme.as_ref().map_or_else(|| place.clone(), |theme| format!("{place} · {theme}"));
    let _ = writeln!(out, "{}", Paint::Faint.on(&page.wrapped(&filed, INDENT, 0)));
    match extent {
        Extent::Full => full(out, &found.story, page),
        Extent::Snippet => {
            if let Some(section) = found.sections.iter().find(|s| s.kind == found.best_section) {
                let _ = writeln!(out, "{}", snippet(section, page));
            }
        }
    }
    let why = in_a_line(&found.why);
    if !why.is_empty() {
        let _ = writeln!(out, "{}", labelled("why", &why, page));
    }
    if let Some(shares) = &found.explain {
        for share in shares {
            let line = format!("{:<13} {:>6.2} adds {:+.3}", share.signal, share.value, share.share);
            let _ = writeln!(out, "{}", Paint::Faint.on(&format!("{}{line}", " ".repeat(INDENT + LABEL))));
        }
    }
}

fn level(found: &Found) -> (String, Paint) {
    let paint = match found.level {
        Level::Strong => Paint::Strong,
        Level::Workable => Paint::Workable,
        Level::Stretch | Level::Gap => Paint::Weak,
    };
    // cut, not rounded: 0.699 is no 0.70
    (format!("{} {:.2}", found.level.name(), (found.fit * 100.0).floor() / 100.0), paint)
}

fn labelled(label: &str, text: &str, page: Page) -> String {
    let label = format!("{label:<width$}", width = LABEL);
    let body = page.wrapped(text, INDENT + LABEL, 0);
    let body = body.get(INDENT + LABEL..).unwrap_or(&body).to_owned();
    format!("{}{}{body}", " ".repeat(INDENT), Paint::Faint.on(&label))
}

/// The snippet, wrapped, its matched words painted.
fn snippet(section: &SectionScore, page: Page) -> String {
    // marks without width, so that wrapping counts visible columns only
    const OPEN: char = '\u{fe00}';
    const CLOSE: char = '\u{fe01}';
    let mut marked = String::with_capacity(section.snippet.len() + 64);
    let mut at = 0;
    for (start, end) in &section.marks {
        let (Some(before), Some(word)) = (section.snippet.get(at..*start), section.snippet.get(*start..*end))
        else {
            continue;
        };
        marked.push_str(before);
        // each word by itself, for a line may break between them
        for (k, part) in word.split(' ').enumerate() {
            if k > 0 {
                marked.push(' ');
            }
            marked.push(OPEN);
            marked.push_str(part);
            marked.push(CLOSE);
        }
        at = *end;
    }
    marked.push_str(section.snippet.get(at..).unwrap_or(""));
    let wrapped = labelled(section.kind.name(), &flat(&marked), page);
    let mut out = String::with_capacity(wrapped.len());
    let mut rest = wrapped.as_str();
    while let Some((before, after)) = rest.split_once(OPEN) {
        let (word, after) = after.split_once(CLOSE).unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(&Paint::Match.on(word));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A whole story in reading form.
#[must_use]
pub fn story(story: &Story, page: Page) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", Paint::Title.on(&page.wrapped(&flat(&story.title), 0, 0)));
    let place = format!("{}:{}-{} · {}", story.path, story.lines.start, story.lines.end, story.id);
    let _ = writeln!(out, "{}", Paint::Faint.on(&page.wrapped(&place, 0, 0)));
    if let Some(theme) = &story.theme {
        let _ = writeln!(out, "{}", page.wrapped(&format!("theme: {theme}"), 0, 7));
    }
    for prompt in &story.prompts {
        let _ = writeln!(out, "{}", page.wrapped(&format!("asked: {}", flat(prompt)), 0, 7));
    }
    full(&mut out, story, page);
    out
}

fn full(out: &mut String, story: &Story, page: Page) {
    for section in &story.sections {
        let _ = writeln!(out, "\n{}{}", " ".repeat(INDENT), Paint::Title.on(section.kind.name()));
        for line in section.text.lines() {
            let _ = writeln!(out, "{}", page.wrapped(&flat(line), INDENT, 0));
        }
    }
}

/// The answer as lines of a TREC run; the run is named "storyfit".
#[must_use]
pub fn trec(answer: &Answer) -> String {
    let id = answer.question_id.as_deref().unwrap_or("1");
    let mut out = String::new();
    for found in &answer.results {
        let line = eval::run_line(id, &found.id, found.rank, found.fit, "storyfit");
        let _ = writeln!(out, "{}", safe(&line));
    }
    out
}
