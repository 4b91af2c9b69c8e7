//! Lines → stories with sections; one segmenter for all readers; it never fails.
//!
//! Enters: the lines of a document with their roles. Leaves: its stories in order, and a problem with
//! its line for what looked like a story and is none.
//!
//! Four steps: find the labels ([`marks`]), group them into stories ([`group`]), give each group its
//! sections ([`section`]) and its head ([`head`]), then look for accounts told without labels in what
//! is left ([`narrative`]). Tables with a column for each part go their own way ([`table`]).
//!
//! Deliberately absent: the format of the document (the readers know), and names of stories.

mod account;
mod fenced;
mod group;
mod head;
mod key;
mod marks;
mod narrative;
mod outline;
mod section;
mod shelf;
mod table;
mod template;

use std::collections::BTreeMap;

use self::head::Head;
use self::marks::{MAX_JUNK, Mark, distinct};
use self::outline::Outline;
use self::table::RowStory;
use super::label::Tier;
use super::line::Reading;
use crate::story::{LineSpan, Section, SectionKind};

/// Finds the stories of a document.
pub(super) fn segment(reading: &Reading) -> Segmented {
    let lines = &reading.lines;
    let mut problems = Vec::new();
    let (rows, in_table) = table::row_stories(lines, &mut problems);
    let marks = marks::marks(lines, &in_table);
    let outline = Outline::new(lines, &marks);
    let groups = group::group(lines, &marks, &outline);
    let mut found = labelled(reading, &groups, &outline, &mut problems);
    in_rows(reading, rows, &outline, &mut found, &mut problems);
    let told = narrative::narratives(reading, &found, &groups, &outline);
    found.extend(told);
    found.sort_by_key(|placed| placed.first);
    fenced::report(lines, &mut problems);
    problems.sort();
    Segmented { stories: found.into_iter().map(|placed| placed.draft).collect(), problems }
}

/// What the segmenter found: stories in order, and oddities with their 1-based line.
#[derive(Debug, Clone, Default)]
pub(super) struct Segmented {
    pub stories: Vec<Draft>,
    pub problems: Vec<(u32, String)>,
}

/// A story as found in one document; it gets its name from the document.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub lines: LineSpan,
    pub title: String,
    /// Whether nothing in the document names it, so that its title is its opening words.
    pub untitled: bool,
    pub prompts: Vec<String>,
    pub theme: Option<String>,
    pub sections: Vec<Section>,
    /// 1-based lines outside the span that were read for this story ("also answers" below it); few.
    pub beside: Vec<u32>,
}

/// Whether a title says nothing of its story: "my STAR stories", "interview notes".
pub(super) fn says_nothing(title: &str) -> bool {
    shelf::is_generic(title) || shelf::is_shelf(title)
}

/// A story and where it stands.
struct Placed {
    /// Index of its first line.
    first: usize,
    /// Index of its last line.
    last: usize,
    draft: Draft,
}

/// The stories that labels make.
fn labelled(
    reading: &Reading,
    groups: &[Vec<Mark>],
    outline: &Outline,
    problems: &mut Vec<(u32, String)>,
) -> Vec<Placed> {
    let lines = &reading.lines;
    // headings under which several stories stand
    let mut held: BTreeMap<usize, usize> = BTreeMap::new();
    for group in groups {
        if let Some(heading) = outline.enclosing(first_line(group)) {
            *held.entry(heading).or_default() += 1;
        }
    }
    let mut floor = 0;
    let mut heads: Vec<Head> = Vec::with_capacity(groups.len());
    for group in groups {
        let first = first_line(group);
        let shelf = outline.enclosing(first).filter(|heading| held.get(heading).is_some_and(|n| *n > 1));
        let mut head = Head::above(lines, first, floor, shelf);
        if let Some(mark) = group.first().filter(|mark| mark.label.at >= MAX_JUNK) {
            head.before_label(lines[first].text.get(..mark.label.at).unwrap_or(""));
        }
        heads.push(head);
        floor = last_line(group) + 1;
    }
    let mut out = Vec::with_capacity(groups.len());
    for (i, (group, head)) in groups.iter().zip(&heads).enumerate() {
        let limit = heads.get(i + 1).map_or(lines.len(), |next| next.start);
        let (sections, last) = section::sections(lines, group, limit, outline);
        let first = first_line(group);
        if let Some(why) = rejected(group, &sections) {
            if group.len() >= 2 {
                problems.push((lines[first].number, format!("looks like a story but {why}")));
            }
            continue;
        }
        out.push(Placed {
            first: head.start,
            last,
            draft: head.finish(reading, first, last, sections, outline),
        });
    }
    out
}

fn first_line(group: &[Mark]) -> usize {
    group.first().map_or(0, |mark| mark.line)
}

fn last_line(group: &[Mark]) -> usize {
    group.last().map_or(0, |mark| mark.line)
}

/// Adds the stories told in rows of tables. Both lists are in order of the document.
fn in_rows(
    reading: &Reading,
    rows: Vec<RowStory>,
    outline: &Outline,
    found: &mut Vec<Placed>,
    problems: &mut Vec<(u32, String)>,
) {
    let lines = &reading.lines;
    let ends: Vec<usize> = found.iter().map(|placed| placed.last + 1).collect();
    let mut before = 0;
    let mut floor = 0;
    for RowStory { first, last, sections, title, prompts } in rows {
        while let Some(end) = ends.get(before).filter(|end| **end <= first) {
            floor = floor.max(*end);
            before += 1;
        }
        if let Some(why) = template::verdict(&sections) {
            problems.push((lines[last].number, format!("looks like a story but {why}")));
            continue;
        }
        let mut head = Head::of_row(first, title, prompts);
        if first < last {
            // the only row of its table: what stands above the table is its head
            head = Head::above(lines, first, floor, None).or(head);
        }
        floor = floor.max(last + 1);
        found.push(Placed {
            first: head.start,
            last,
            draft: head.finish(reading, first, last, sections, outline),
        });
    }
    found.sort_by_key(|placed| placed.first);
}

/// Why a group of labels is no story.
fn rejected(group: &[Mark], sections: &[Section]) -> Option<String> {
    let told =
        group.iter().any(|m| m.label.tier != Tier::Alternative && m.label.first() == SectionKind::Situation);
    if let Some(why) = template::verdict(sections).or_else(|| template::impersonal(sections, told)) {
        return Some(why.to_owned());
    }
    let canonical = group.iter().filter(|m| m.label.tier == Tier::Canonical).count();
    let kinds = distinct(group);
    let enough = match (canonical, kinds) {
        (0, _) if group.iter().all(|m| m.label.tier == Tier::Alternative) => kinds >= 3,
        (0, n) => n >= 2,
        (_, 1) => group[0].label.first() == SectionKind::Situation,
        _ => true,
    };
    (!enough).then(|| "has too few of the labels situation, task, action and result".to_owned())
}
