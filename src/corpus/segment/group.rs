//! Labels → one group for each story.
//!
//! Enters: the lines and their labels. Leaves: the labels of each story. Deliberately absent: whether
//! a group is a story at all ([`super::verdict`]).

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
    let mut open: Vec<Mark> = Vec::new();
    let mut closed = false;
    let mut next = marks.iter().peekable();
    for index in 0..lines.len() {
        if next.peek().is_none_or(|mark| mark.line != index) {
            if let Some(last) = open.last() {
                closed |= ends_story(lines, index, &open[0], last, outline);
            }
            continue;
        }
        while let Some(mark) = next.next_if(|mark| mark.line == index) {
            if open.is_empty() {
                open.push(mark.clone());
                closed = false;
                continue;
            }
            match follows(&open, mark) {
                Follows::Belongs if !closed => open.push(mark.clone()),
                Follows::Replaces(from) if !closed => {
                    open.drain(..from);
                    open.push(mark.clone());
                }
                Follows::IsText if !closed => {}
                _ => {
                    groups.push(std::mem::take(&mut open));
                    open.push(mark.clone());
                    closed = false;
                }
            }
        }
    }
    groups.push(open);
    groups.retain(|group| !group.is_empty());
    groups
}

enum Follows {
    /// It opens the next section of the story.
    Belongs,
    /// It does, and what came before this many labels was metadata (`**Context:**` above a Situation).
    Replaces(usize),
    /// It is a word of the running section.
    IsText,
    /// It begins another story.
    Begins,
}

/// What a label is to the labels that stand open before it.
fn follows(open: &[Mark], mark: &Mark) -> Follows {
    let label = &mark.label;
    let kind = label.first();
    let sure = |m: &Mark| m.label.tier != Tier::Alternative;
    let has_sure = open.iter().any(sure);
    let last = open.last().and_then(|m| m.label.kinds.last().copied()).unwrap_or(SectionKind::Situation);
    let seen = |kind| open.iter().any(|m| m.label.kinds.contains(&kind));
    if kind == SectionKind::Learning {
        return if last >= SectionKind::Action { Follows::Belongs } else { Follows::IsText };
    }
    // letters and words do not mix within a story: `A:` inside a worded story is text
    let letters = open.iter().all(|m| m.label.tier == Tier::Letter || m.label.tier == Tier::Alternative);
    if label.tier == Tier::Letter && has_sure && !letters {
        return if kind == SectionKind::Situation && last >= SectionKind::Result {
            Follows::Begins
        } else {
            Follows::IsText
        };
    }
    if label.tier == Tier::Alternative {
        let same_form = open.iter().all(|m| same_form(m.label.form, label.form));
        if kind > last && !seen(kind) && same_form {
            return Follows::Belongs;
        }
        return match (has_sure, kind <= SectionKind::Situation && last >= SectionKind::Result && same_form) {
            (_, true) => Follows::Begins,
            (true, false) => Follows::IsText,
            (false, false) if seen(kind) || kind < last => Follows::IsText,
            (false, false) => Follows::Belongs,
        };
    }
    // a canonical word: alternatives of its kind or later that stand open were metadata
    if !has_sure && !open.is_empty() && kind <= last {
        let keep = open.iter().position(|m| m.label.first() >= kind).unwrap_or(open.len());
        if keep == 0 {
            return Follows::Replaces(open.len());
        }
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
        && open.last().is_some_and(|m| m.label.form != label.form)
    {
        return Follows::IsText;
    }
    Follows::Begins
}

fn same_form(a: Form, b: Form) -> bool {
    match (a, b) {
        (Form::Heading(x), Form::Heading(y)) => x == y,
        (a, b) => a == b,
    }
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
