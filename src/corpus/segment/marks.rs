//! Which labels stand where.
//!
//! Enters: the lines, and which of them a story table has taken. Leaves: every label in order. Labels
//! at a line's start are taken as they are; those inside a line only where they go on in telling
//! order. Deliberately absent: which labels make a story together ([`super::group`]).

use crate::corpus::label::{self, Form, Label, Tier};
use crate::corpus::line::{Line, Role};
use crate::story::SectionKind;

/// Bytes of list marks, quotes and pictographs that may stand before a label at its line's start.
pub(super) const MAX_JUNK: usize = 12;

/// All labels of the document in order.
pub(super) fn marks(lines: &[Line], in_table: &[bool]) -> Vec<Mark> {
    let mut out: Vec<Mark> = Vec::new();
    let mut paragraph: Vec<Mark> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if line.is_blank() || line.is_heading() || matches!(line.role, Role::Item) {
            flush(&mut paragraph, &mut out);
        }
        if in_table[index] || line.is_blank() {
            continue;
        }
        if let Role::Row { cells, .. } = &line.role {
            // two columns, label and text; with more the table is about the labels
            let pair = cells.len() == 2;
            if let Some(kind) = cells.first().filter(|_| pair).and_then(|cell| label::kind_of_cell(cell)) {
                let rest = (cells[0].len() + 3).min(line.text.len());
                let label =
                    Label { kinds: vec![kind], tier: Tier::Canonical, form: Form::Plain, at: 0, rest };
                out.push(Mark { line: index, label });
            }
            continue;
        }
        if matches!(line.role, Role::Code | Role::Meta) {
            continue;
        }
        let start = label::at_start(line);
        let from = start.as_ref().map_or(0, |label| label.rest);
        paragraph.extend(start.map(|label| Mark { line: index, label }));
        let inner = label::inside(&line.text);
        paragraph.extend(
            inner.into_iter().filter(|label| label.at >= from).map(|label| Mark { line: index, label }),
        );
    }
    flush(&mut paragraph, &mut out);
    out
}

/// Takes over the labels of one paragraph: those at a line's start as they are, those inside a line
/// only where they go on in telling order after another label of the paragraph, or number three.
fn flush(paragraph: &mut Vec<Mark>, out: &mut Vec<Mark>) {
    let several = distinct(paragraph) >= 3;
    let mut last: Option<SectionKind> = None;
    let mut above = None;
    for mark in paragraph.drain(..) {
        let opens_line = above != Some(mark.line) && mark.label.at < MAX_JUNK;
        above = Some(mark.line);
        let goes_on = last.map_or(several, |last| mark.label.first() > last);
        if mark.label.at == 0 || opens_line || goes_on {
            last = Some(mark.label.last());
            out.push(mark);
        }
    }
}

/// A label and the line it stands on.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// Index into the lines.
    pub line: usize,
    pub label: Label,
}

/// How many kinds of section the labels open.
pub(super) fn distinct(group: &[Mark]) -> usize {
    SectionKind::ALL.iter().filter(|kind| group.iter().any(|m| m.label.kinds.contains(kind))).count()
}
