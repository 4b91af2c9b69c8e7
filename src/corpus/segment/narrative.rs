//! Accounts told without labels: a question, and under it one event in the first person.
//!
//! Enters: the lines and which of them belong to stories. Leaves: stories of one `narrative` section.

use super::Placed;
use super::account::is_account;
use super::head::Head;
use super::marks::Mark;
use super::outline::Outline;
use crate::corpus::label;
use crate::corpus::line::{Line, Reading, Role};
use crate::corpus::prompt::{self, Asks};
use crate::story::{LineSpan, Section, SectionKind};
use crate::text::fold;

/// Accounts told without labels: a question, and under it one event in the first person.
pub(super) fn narratives(
    reading: &Reading,
    found: &[Placed],
    groups: &[Vec<Mark>],
    outline: &Outline,
) -> Vec<Placed> {
    let lines = &reading.lines;
    let mut out = Vec::new();
    let mut taken = vec![false; lines.len()];
    for placed in found {
        taken[placed.first..=placed.last].fill(true);
    }
    // a group of labels that was passed over is no narrative either, unless it is a stray label
    for group in groups.iter().filter(|g| g.len() >= 2) {
        taken[group[0].line..=group[group.len() - 1].line].fill(true);
    }
    let mut index = 0;
    while index < lines.len() {
        if taken[index] || !asks_for_account(lines, index) {
            index += 1;
            continue;
        }
        let mut end = index + 1;
        while end < lines.len() && !taken[end] && !ends_account(lines, index, end) {
            end += 1;
        }
        if let Some(draft) = account(reading, index, end, outline) {
            out.push(draft);
        }
        index = end;
    }
    out
}

fn asks_for_account(lines: &[Line], index: usize) -> bool {
    let line = &lines[index];
    if matches!(line.role, Role::Code | Role::Meta | Role::Row { .. }) || line.quoted {
        return false;
    }
    let asked = |text: &str| matches!(prompt::asks(text), Some(Asks::Event | Asks::Open));
    let within = prompt::questions(&line.text).iter().any(|q| asked(q));
    let set_off = line.is_heading()
        || line.lead > 0
        || line.role == Role::Item
        || index == 0
        || lines[index - 1].is_blank();
    set_off && within && !answered(&line.text) && !matches!(prompt::asks(&line.text), Some(Asks::NoEvent))
}

/// Whether a line gives the answer right after the question ("*What did you measure?* Two things: …").
fn answered(text: &str) -> bool {
    text.rsplit_once(['?', '？']).is_some_and(|(_, answer)| answer.chars().count() > 80)
}

fn ends_account(lines: &[Line], head: usize, index: usize) -> bool {
    let line = &lines[index];
    match (&line.role, &lines[head].role) {
        (Role::Rule | Role::Summary, _) => true,
        (Role::Heading(l), Role::Heading(h)) => {
            l <= h
                || prompt::asks(&line.text).is_some()
                || !prompt::clean(&line.text).to_lowercase().starts_with("answer")
        }
        (Role::Heading(_), _) => true,
        (Role::Code | Role::Meta | Role::Row { .. } | Role::Blank, _) => false,
        _ => {
            let set_off = lines[index - 1].is_blank() || line.lead > 0 || line.role == Role::Item;
            let question = prompt::asks(&line.text).is_some() && line.text.split_whitespace().count() <= 45;
            let opens_quoted = line.text.starts_with(['"', '“'])
                && line.role == Role::Item
                && !prompt::questions(&line.text).is_empty();
            set_off && !line.quoted && (question || opens_quoted)
        }
    }
}

/// The account that lines `head..end` tell, if they tell one.
fn account(reading: &Reading, head: usize, end: usize, outline: &Outline) -> Option<Placed> {
    let lines = &reading.lines;
    let mut body: Vec<usize> = Vec::new();
    for (index, line) in lines.iter().enumerate().take(end).skip(head + 1) {
        if line.is_blank() || line.is_heading() || line.role == Role::Code {
            continue;
        }
        // remarks around the account: an opener in a quote, a timing in italics
        let remark = label::is_aside(line)
            || line.lead > 0 && line.lead + 2 >= line.text.len() && body.is_empty()
            || is_timing(line);
        if remark && (body.is_empty() || label::is_aside(line) || is_timing(line)) {
            if !body.is_empty() {
                break;
            }
            continue;
        }
        body.push(index);
    }
    let (first, last) = (*body.first()?, *body.last()?);
    // notes under leads of their own ("**Primary:** … **Trap:** …") are about a story, not a story
    let led = body
        .iter()
        .filter(|i| lines[**i].lead > 0 && lines[**i].text[..lines[**i].lead].trim_end().ends_with(':'))
        .count();
    if led >= 2 && led * 2 >= body.len() {
        return None;
    }
    let text: Vec<&str> = body.iter().map(|i| lines[*i].text.trim()).collect();
    let text = text.join("\n");
    if !is_account(&text) {
        return None;
    }
    let heading = lines[head].is_heading().then_some(head);
    let title = lines[head].text.trim().to_owned();
    let start = Head::of_question(head, heading, title, prompt::questions(&lines[head].text));
    let span = LineSpan { start: lines[first].number, end: lines[last].last };
    let section = Section { kind: SectionKind::Narrative, lines: span, text };
    let draft = start.finish(reading, first, last, vec![section], outline);
    Some(Placed { first: head, last, draft })
}

/// `*Time: ~60 sec. …*`
fn is_timing(line: &Line) -> bool {
    line.lead > 0 && fold(&line.text).trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with("time")
}
