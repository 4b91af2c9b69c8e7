//! Fenced blocks that hold labels: examples, not stories, but the user should know.

use crate::corpus::label::{self, Tier};
use crate::corpus::line::{Line, Role};

/// Fences that hold labels: examples, not stories, but the user should know.
pub(super) fn report(lines: &[Line], problems: &mut Vec<(u32, String)>) {
    let mut start = None;
    let mut kinds = std::collections::BTreeSet::new();
    for line in lines.iter().chain(std::iter::once(&Line::new(0, Role::Rule, ""))) {
        if line.role == Role::Code {
            start.get_or_insert(line.number);
            let text = Line::new(line.number, Role::Text, line.text.as_str());
            kinds.extend(label::at_start(&text).filter(|l| l.tier == Tier::Canonical).map(|l| l.first()));
        } else if let Some(number) = start
            && !(line.role == Role::Blank)
        {
            if kinds.len() >= 3 {
                problems.push((number, "labels inside a fenced block were not read as a story".to_owned()));
            }
            start = None;
            kinds.clear();
        }
    }
}
