//! The bank of questions as a list that `storyfit map` and `storyfit ask --questions` read.

use std::fmt::Write as _;

use super::{Paint, safe};
use crate::report::questions::Questions;

/// Headings are competencies; a line is `id TAB question`.
#[must_use]
pub fn text(report: &Questions) -> String {
    let mut out = String::new();
    let mut competency = None;
    for question in &report.questions {
        if competency != Some(&question.competency) {
            let gap = if competency.is_some() { "\n" } else { "" };
            let _ = writeln!(out, "{gap}{}", Paint::Title.on(&safe(&format!("## {}", question.name))));
            competency = Some(&question.competency);
        }
        let _ = writeln!(out, "{}\t{}", safe(&question.id), safe(&question.text));
    }
    out
}
