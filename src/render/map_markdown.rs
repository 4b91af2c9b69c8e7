//! The map as Markdown: tables for notes, that read as text too.

use std::fmt::Write as _;

use super::map::{because, counted, mark, summary};
use super::{Page, safe};
use crate::report::map::{Choice, MapReport};

/// The map.
#[must_use]
pub(super) fn markdown(report: &MapReport, _: Page) -> String {
    let mut out = format!("# Map of questions to stories\n\n{}\n", cell(&summary(report)));
    plan(&mut out, report);
    let mut group = None;
    for (number, question) in report.questions.iter().enumerate() {
        if number == 0 || group != question.group.as_ref() {
            group = question.group.as_ref();
            let _ = writeln!(out, "\n## {}\n", cell(group.map_or("Questions", String::as_str)));
            out.push_str("| question | tell | level | why | backup |\n|---|---|---|---|---|\n");
        }
        let backups: Vec<String> = question.backups.iter().map(|b| named(report, b)).collect();
        let (tell, level, why) = match (&question.chosen, &question.nearest) {
            (Some(chosen), _) => (title(report, chosen.story), level(chosen), because(chosen)),
            (None, Some(near)) => {
                ("—".to_owned(), "gap".to_owned(), format!("nearest: {}", named(report, near)))
            }
            (None, None) => ("—".to_owned(), "gap".to_owned(), String::new()),
        };
        let why = question
            .note
            .iter()
            .fold(why, |why, note| if why.is_empty() { note.clone() } else { format!("{why} ({note})") });
        let _ = writeln!(
            out,
            "| {} | {} | {level} | {} | {} |",
            cell(&format!("{} ({})", question.text, question.id)),
            cell(&tell),
            cell(&why),
            cell(&backups.join("; "))
        );
    }
    bank(&mut out, report);
    out
}

fn plan(out: &mut String, report: &MapReport) {
    let Some(plan) = &report.plan else { return };
    out.push_str("\n## Plan for the loop\n");
    for round in &plan.rounds {
        let _ = writeln!(out, "\n### {}\n", cell(&round.name));
        for need in &round.needs {
            let stories: Vec<String> = need.stories.iter().map(|c| named(report, c)).collect();
            let missing = need.wanted.saturating_sub(need.stories.len());
            let missing = if missing > 0 { format!(" ({missing} more wanted)") } else { String::new() };
            let _ = writeln!(out, "- {}: {}{missing}", cell(&need.about), cell(&stories.join("; ")));
        }
    }
}

fn bank(out: &mut String, report: &MapReport) {
    if !report.gaps.is_empty() {
        out.push_str("\n## Gaps\n\n");
    }
    for gap in &report.gaps {
        let near =
            gap.nearest.as_ref().map(|c| format!("; nearest: {}", named(report, c))).unwrap_or_default();
        let _ = writeln!(
            out,
            "- {}: {}{}",
            cell(&gap.competency),
            counted(gap.questions.len(), "question"),
            cell(&near)
        );
    }
    out.push_str(
        "\n## Coverage\n\n| competency | strong | workable | wanted | questions |\n|---|--:|--:|--:|--:|\n",
    );
    for c in &report.coverage {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            cell(&c.name),
            c.strong,
            c.workable,
            c.target,
            c.questions
        );
    }
    out.push_str("\n## Stories\n\n| story | serves | alone | told | |\n|---|--:|--:|--:|---|\n");
    for (number, story) in report.stories.iter().enumerate() {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            cell(&story.title),
            story.serves.len(),
            story.only.len(),
            story.chosen.len(),
            mark(report, number)
        );
    }
    if !report.duplicates.is_empty() {
        out.push_str("\n## Told twice\n\n");
    }
    for pair in &report.duplicates {
        let _ = writeln!(
            out,
            "- {} / {} ({:.2})",
            cell(&title(report, pair.a)),
            cell(&title(report, pair.b)),
            pair.likeness
        );
    }
}

fn title(report: &MapReport, story: usize) -> String {
    report.stories.get(story).map(|s| s.title.clone()).unwrap_or_default()
}

fn level(choice: &Choice) -> String {
    format!("{} {:.2}", choice.level.name(), choice.fit)
}

fn named(report: &MapReport, choice: &Choice) -> String {
    format!("{} ({})", title(report, choice.story), level(choice))
}

/// Text that stays in its cell and is not read as markup.
fn cell(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(line.len() + 8);
    for c in safe(&line).chars() {
        if matches!(c, '|' | '\\' | '`' | '*' | '_' | '<' | '[' | ']' | '#' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_no_markup() {
        assert_eq!(cell("a|b\n<b>*c*\u{1b}[0m"), "a\\|b \\<b>\\*c\\*\\\\u{1b}\\[0m");
    }
}
