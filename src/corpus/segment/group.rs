//! Labels → one group for each story.
//!
//! Enters: the lines and their labels. Leaves: the labels of each story. Deliberately absent: whether
//! a group is a story at all ([`super::verdict`]).

use std::collections::BTreeSet;

use super::key::key;
use super::marks::Mark;
use super::outline::{Outline, level};
use crate::corpus::label::{self, Form, Tier};
use crate::corpus::line::{Line, Role};
use crate::corpus::prompt::{self, Asks};
use crate::story::SectionKind;

/// The labels of one story each.
pub(super) fn group(lines: &[Line], marks: &[Mark], outline: &Outline) -> Vec<Vec<Mark>> {
    let mut groups: Vec<Vec<Mark>> = Vec::new();
    let mut open = Open::default();
    let mut closed = false;
    let mut next = marks.iter().peekable();
    for index in 0..lines.len() {
        if next.peek().is_none_or(|mark| mark.line != index) {
            if let [first, ..] = open.marks.as_slice()
                && let Some(last) = open.marks.last()
            {
                closed |= ends_story(lines, index, first, last, outline);
            }
            continue;
        }
        while let Some(mark) = next.next_if(|mark| mark.line == index) {
            if open.marks.is_empty() {
                open.push(mark);
                closed = false;
                continue;
            }
            match follows(&open, mark) {
                Follows::Belongs if !closed => open.push(mark),
                Follows::Replaces if !closed => {
                    open = Open::default();
                    open.push(mark);
                }
                Follows::IsText if !closed => {}
                _ => {
                    groups.push(std::mem::take(&mut open).marks);
                    open.push(mark);
                    closed = false;
                }
            }
        }
    }
    groups.push(open.marks);
    groups.retain(|group| !group.is_empty());
    groups
}

/// The labels of the story that stands open, and what is asked of all of them at every further label.
#[derive(Default)]
struct Open {
    marks: Vec<Mark>,
    /// Whether one of them is more than another word for a part.
    has_sure: bool,
    /// Whether one of them is a STAR word.
    has_word: bool,
    kinds: BTreeSet<SectionKind>,
    /// The forms among them, each once.
    forms: Vec<Form>,
}

impl Open {
    fn push(&mut self, mark: &Mark) {
        self.has_sure |= mark.label.tier != Tier::Alternative;
        self.has_word |= mark.label.tier == Tier::Canonical;
        self.kinds.extend(&mark.label.kinds);
        if !self.forms.contains(&mark.label.form) {
            self.forms.push(mark.label.form);
        }
        self.marks.push(mark.clone());
    }
}

enum Follows {
    /// It opens the next section of the story.
    Belongs,
    /// It does, and what came before it was metadata (`**Context:**` above a Situation).
    Replaces,
    /// It is a word of the running section.
    IsText,
    /// It begins another story.
    Begins,
}

/// What a label is to the labels that stand open before it.
fn follows(open: &Open, mark: &Mark) -> Follows {
    let label = &mark.label;
    let kind = label.first();
    let first = open.marks.first().map_or(SectionKind::Situation, |m| m.label.first());
    let last = open.marks.last().map_or(SectionKind::Situation, |m| m.label.last());
    let seen = |kind| open.kinds.contains(&kind);
    if kind == SectionKind::Learning {
        return if last >= SectionKind::Action { Follows::Belongs } else { Follows::IsText };
    }
    // letters and words do not mix within a story: `A:` inside a worded story is text
    if label.tier == Tier::Letter && open.has_word {
        return if kind == SectionKind::Situation && last >= SectionKind::Result {
            Follows::Begins
        } else {
            Follows::IsText
        };
    }
    if label.tier == Tier::Alternative {
        let same_form = open.forms == [label.form];
        if kind > last && !seen(kind) && same_form {
            return Follows::Belongs;
        }
        let begins = kind <= SectionKind::Situation && last >= SectionKind::Result && same_form;
        return match (open.has_sure, begins) {
            (_, true) => Follows::Begins,
            (true, false) => Follows::IsText,
            (false, false) if seen(kind) || kind < last => Follows::IsText,
            (false, false) => Follows::Belongs,
        };
    }
    // a canonical word: alternatives of its kind or later that stand open were metadata
    if !open.has_sure && kind <= last && first >= kind {
        return Follows::Replaces;
    }
    // `Lesson: …` may stand before the Result
    if last == SectionKind::Learning && kind != SectionKind::Situation && !seen(kind) {
        return Follows::Belongs;
    }
    if kind > last || kind != SectionKind::Situation && !seen(kind) && last < SectionKind::Result {
        return Follows::Belongs;
    }
    if kind == last
        && kind != SectionKind::Situation
        && open.marks.last().is_some_and(|m| m.label.form != label.form)
    {
        return Follows::IsText;
    }
    Follows::Begins
}

/// Whether the line at `index`, which holds no label, ends the story whose labels stand open.
pub(super) fn ends_story(lines: &[Line], index: usize, first: &Mark, last: &Mark, outline: &Outline) -> bool {
    let line = &lines[index];
    let kind = last.label.last();
    match line.role {
        Role::Summary => true,
        Role::Heading(_) if line.text.trim().is_empty() => true,
        Role::Heading(h) => match last.label.form {
            Form::Heading(l) => h <= l,
            _ => {
                let head = outline.enclosing(first.line).map_or(0, |at| level(&lines[at]));
                kind >= SectionKind::Result || h <= head
            }
        },
        Role::Text | Role::Item if key(line).is_some_and(|(key, _)| key.opens_story()) => true,
        Role::Text | Role::Item => opens_question(lines, index, kind),
        _ => false,
    }
}

/// Whether a line is a question under which another story is told.
fn opens_question(lines: &[Line], index: usize, kind: SectionKind) -> bool {
    let line = &lines[index];
    let Some(asks) = prompt::asks(&line.text) else { return false };
    let set_off = index == 0 || lines[index - 1].is_blank() || line.lead > 0;
    if kind < SectionKind::Action && !set_off {
        return false;
    }
    let labelled = (index + 1..lines.len()).filter(|i| !lines[*i].is_blank()).take(4).any(|i| {
        label::at_start(&lines[i])
            .is_some_and(|l| l.tier != Tier::Alternative && l.first() <= SectionKind::Task)
    });
    labelled && (set_off || kind >= SectionKind::Result || line.role == Role::Item)
        || set_off && kind >= SectionKind::Result && (asks == Asks::Event || line.lead > 0)
}
