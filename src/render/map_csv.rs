//! The map as CSV (RFC 4180, UTF-8): one row a question, or the grid of fits.
//!
//! A cell that a spreadsheet would run as a formula is given an apostrophe in front (OWASP, "CSV
//! injection"), which spreadsheets show as text.

use std::borrow::Cow;

use super::{Page, safe};
use crate::report::map::{Choice, MapReport};

/// The map, or the grid where the report holds the matrix.
#[must_use]
pub(super) fn csv(report: &MapReport, _: Page) -> String {
    let rows = match &report.matrix {
        Some(matrix) => grid(report, matrix),
        None => rows(report),
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in &rows {
        // writing to memory cannot fail, and all rows are of one length
        let _ = writer.write_record(row.iter().map(|cell| shown(&harmless(cell))));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn rows(report: &MapReport) -> Vec<Vec<String>> {
    let backups = report.questions.iter().map(|q| q.backups.len()).max().unwrap_or(0);
    let mut head: Vec<String> =
        ["id", "group", "question", "competencies", "level", "fit", "story", "title", "section", "why"]
            .map(str::to_owned)
            .into();
    for number in 1..=backups {
        head.extend([
            format!("backup {number}"),
            format!("backup {number} title"),
            format!("backup {number} fit"),
        ]);
    }
    head.extend(["nearest", "nearest title", "nearest fit", "note"].map(str::to_owned));
    let named = |choice: Option<&Choice>| -> [String; 3] {
        let Some(choice) = choice else { return Default::default() };
        let story = report.stories.get(choice.story);
        [
            story.map(|s| s.id.to_string()).unwrap_or_default(),
            story.map(|s| s.title.clone()).unwrap_or_default(),
            choice.fit.to_string(),
        ]
    };
    let mut out = vec![head];
    for question in &report.questions {
        let chosen = question.chosen.as_ref();
        let [id, title, fit] = named(chosen);
        let mut row = vec![
            question.id.clone(),
            question.group.clone().unwrap_or_default(),
            question.text.clone(),
            question.competencies.join("; "),
            question.level.name().to_owned(),
            fit,
            id,
            title,
            chosen.map(|c| c.section.to_string()).unwrap_or_default(),
            chosen.map(|c| c.why.clone()).unwrap_or_default(),
        ];
        for number in 0..backups {
            row.extend(named(question.backups.get(number)));
        }
        row.extend(named(question.nearest.as_ref()));
        row.push(question.note.clone().unwrap_or_default());
        out.push(row);
    }
    out
}

fn grid(report: &MapReport, matrix: &[Vec<f64>]) -> Vec<Vec<String>> {
    let head = ["id", "question"].map(str::to_owned).into_iter();
    let mut out = vec![head.chain(report.stories.iter().map(|s| s.id.to_string())).collect::<Vec<_>>()];
    for (question, fits) in report.questions.iter().zip(matrix) {
        let head = [question.id.clone(), question.text.clone()].into_iter();
        out.push(head.chain(fits.iter().map(f64::to_string)).collect());
    }
    out
}

/// A cell of which a terminal obeys nothing; it may hold several lines.
fn shown(cell: &str) -> String {
    cell.split('\n').map(safe).collect::<Vec<_>>().join("\n")
}

/// A cell that no spreadsheet runs; numbers stay numbers.
fn harmless(cell: &str) -> Cow<'_, str> {
    let begins = cell.trim_start_matches([' ', '\u{a0}', '\u{feff}']);
    let runs = begins.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if runs && cell.parse::<f64>().is_err() { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_keeps_its_lines_and_shows_what_a_terminal_would_obey() {
        assert_eq!(shown("a\nb\u{1b}[2J\u{202e}"), "a\nb\\u{1b}[2J\\u{202e}");
    }

    #[test]
    fn formulas_are_made_harmless_and_figures_are_left() {
        for cell in ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"] {
            assert_eq!(harmless(cell), format!("'{cell}"), "{cell:?}");
        }
        for cell in ["", "0.5", "-1", "When did you fail? = 3", "a-b"] {
            assert_eq!(harmless(cell), cell);
        }
    }
}
