//! The labels of a story → its sections, each with its lines and its words.
//!
//! Enters: the lines and one group of labels. Leaves: the sections, and where the story ends.

use super::group::ends_story;
use super::marks::{MAX_JUNK, Mark};
use super::outline::Outline;
use crate::corpus::label::{self, Form};
use crate::corpus::line::{Line, Role};
use crate::story::{LineSpan, Section, SectionKind};
use crate::text::fold;

/// The sections of a group of labels, and the index of the story's last line.
pub(super) fn sections(
    lines: &[Line],
    group: &[Mark],
    limit: usize,
    outline: &Outline,
) -> (Vec<Section>, usize) {
    let mut out: Vec<Section> = Vec::new();
    let mut end = group[0].line;
    for (i, mark) in group.iter().enumerate() {
        let next = group.get(i + 1);
        let stop = next.map_or(limit, |m| {
            if m.line == mark.line { mark.line + 1 } else { m.line + usize::from(m.label.at >= MAX_JUNK) }
        });
        let mut last = mark.line;
        let mut blanks = 0;
        let kind = mark.label.first();
        for index in mark.line + 1..stop.max(mark.line + 1) {
            let line = &lines[index];
            if line.is_blank() && !line.is_heading() {
                blanks += 1;
                if line.role == Role::Rule && next.is_none()
                    || blanks >= 2
                        && next.is_none()
                        && kind >= SectionKind::Result
                        && mark.label.form == Form::Plain
                {
                    break;
                }
                continue;
            }
            if ends_section(lines, index, mark, next.is_none(), blanks > 0, &group[0], outline) {
                break;
            }
            blanks = 0;
            last = index;
        }
        let text = section_text(lines, mark, last, next);
        let span = LineSpan { start: lines[mark.line].number, end: lines[last].last };
        end = end.max(last);
        out.push(Section { kind, lines: span, text });
    }
    (out, end)
}

fn ends_section(
    lines: &[Line],
    index: usize,
    mark: &Mark,
    is_last: bool,
    set_off: bool,
    first: &Mark,
    outline: &Outline,
) -> bool {
    let line = &lines[index];
    let kind = mark.label.last();
    if line.is_heading() {
        return ends_story(lines, index, first, mark, outline) || label::is_aside(line) && is_last;
    }
    if set_off && is_twin(lines, line, mark) {
        return true;
    }
    if !is_last {
        return false;
    }
    if label::is_aside(line) || ends_story(lines, index, first, mark, outline) {
        return true;
    }
    // `**Key tension.** …` after the Result: a sibling of the labels that is none of them
    kind >= SectionKind::Result && set_off && is_sibling(line, mark) && !is_measure(&line.text[..line.lead])
}

/// Whether the line opens like the story's labels without being one.
fn is_sibling(line: &Line, mark: &Mark) -> bool {
    let (lead, rest) = line.text.split_at(line.lead);
    let closed = lead.trim_end().ends_with([':', '.', '：']) || rest.trim_start().starts_with([':', '：']);
    line.lead > 0 && line.role == Role::Text && mark.label.form == Form::Lead && closed
}

/// Whether it even looks like them: `**Key tension.**` among `**Action.**` and `**Result.**`,
/// `**MY RESPONSIBILITY** (15 seconds):` among `**ACTION** (30 seconds):`.
fn is_twin(lines: &[Line], line: &Line, mark: &Mark) -> bool {
    let labelled = &lines[mark.line];
    if line.quoted || labelled.lead == 0 || !is_sibling(line, mark) || line.lead > 40 {
        return false;
    }
    let style = |l: &Line| {
        let lead = &l.text[..l.lead];
        (lead.trim_end().ends_with('.'), !lead.chars().any(char::is_lowercase))
    };
    style(line) == style(labelled) && style(line) != (false, false)
}

/// `**Key metrics:**` still belongs to the Result.
fn is_measure(lead: &str) -> bool {
    let folded = fold(lead);
    ["metric", "impact", "number", "quantif", "outcome", "result", "benefit", "improve"]
        .iter()
        .any(|w| folded.contains(w))
}

fn section_text(lines: &[Line], mark: &Mark, last: usize, next: Option<&Mark>) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for (index, line) in lines.iter().enumerate().take(last + 1).skip(mark.line) {
        let from = if index == mark.line { mark.label.rest.min(line.text.len()) } else { 0 };
        let to = next.filter(|m| m.line == index).map_or(line.text.len(), |m| m.label.at);
        let part = line.text.get(from..to.max(from)).unwrap_or("").trim();
        if !part.is_empty() {
            parts.push(part.trim_end_matches(['(', '[', '*', '_']).trim_end());
        }
    }
    parts.join("\n")
}
