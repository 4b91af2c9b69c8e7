//! Competencies as text.

use std::fmt::Write as _;

use super::{Page, Paint};
use crate::report::competencies::{List, Probed};

/// Columns of an id.
const ID: usize = 28;

/// The list for people.
#[must_use]
pub fn list(report: &List, page: Page) -> String {
    let mut out = String::new();
    for competency in &report.competencies {
        let related = Page::cut(&competency.related.join(", "), page.measure().saturating_sub(ID));
        let _ = writeln!(out, "{:<ID$}{}", competency.id, Paint::Faint.on(&related));
    }
    out
}

/// What a question probes, for people.
#[must_use]
pub fn probed(report: &Probed, page: Page) -> String {
    let mut out = String::new();
    if report.competencies.is_empty() {
        let _ = writeln!(out, "{}", page.wrapped("This question probes no competency of the lexicon.", 0, 0));
    }
    for probe in &report.competencies {
        let why = if probe.phrases.is_empty() {
            "asked in like words, or a neighbour".to_owned()
        } else {
            probe.phrases.iter().map(|p| format!("“{p}”")).collect::<Vec<_>>().join(", ")
        };
        let why = Page::cut(&why, page.measure().saturating_sub(ID + 7));
        let _ = writeln!(out, "{:<ID$}{:.2}  {}", probe.id, probe.strength, Paint::Faint.on(&why));
    }
    if !report.words.is_empty() {
        let _ = writeln!(
            out,
            "{}",
            page.wrapped(&format!("words that decide: {}", report.words.join(", ")), 0, 2)
        );
    }
    out
}
