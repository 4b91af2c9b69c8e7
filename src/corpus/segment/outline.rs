//! Which heading each line stands under.
//!
//! Enters: the lines and the labels. Leaves: for each line the headings above it, nearest first.
//! Headings that are labels (`### Situation`) or say nothing are no part of it.

use super::marks::Mark;
use crate::corpus::line::{Line, Role};

/// Which heading each line stands under.
pub(super) struct Outline {
    /// For each line, the index of the nearest heading above it that is no label.
    above: Vec<Option<usize>>,
    /// For each line that is a heading, the index of the heading it stands under.
    parent: Vec<Option<usize>>,
}

impl Outline {
    pub(super) fn new(lines: &[Line], marks: &[Mark]) -> Self {
        let mut above = Vec::with_capacity(lines.len());
        let mut parent = vec![None; lines.len()];
        let mut stack: Vec<(u8, usize)> = Vec::new();
        let mut labels = marks.iter().map(|m| m.line).peekable();
        for (index, line) in lines.iter().enumerate() {
            let mut is_label = false;
            while labels.next_if(|l| *l <= index).is_some_and(|l| {
                is_label |= l == index;
                true
            }) {}
            above.push(stack.last().map(|(_, at)| *at));
            if let Role::Heading(level) = line.role
                && !is_label
                && !line.text.trim().is_empty()
            {
                while stack.last().is_some_and(|(other, _)| *other >= level) {
                    stack.pop();
                }
                parent[index] = stack.last().map(|(_, at)| *at);
                above[index] = parent[index];
                stack.push((level, index));
            }
        }
        Self { above, parent }
    }

    /// The heading a line stands under.
    pub(super) fn enclosing(&self, index: usize) -> Option<usize> {
        self.above.get(index).copied().flatten()
    }

    /// The headings a line stands under, nearest first.
    pub(super) fn ancestors(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.enclosing(index), |at| self.parent[*at])
    }
}

/// The level of a heading; 0 for other lines.
pub(super) fn level(line: &Line) -> u8 {
    match line.role {
        Role::Heading(level) => level,
        _ => 0,
    }
}
