//! The map as text, and the table of its formats.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::{Page, Paint, flat, map_csv, map_html, map_markdown, safe};
use crate::rank::fit::Level;
use crate::report::map::{Choice, MapQuestion, MapReport};

/// A form of the map.
pub struct Format {
    /// Name on the command line.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// What it does with the matrix.
    pub matrix: Matrix,
    /// Writes it.
    pub write: fn(&MapReport, Page) -> String,
}

/// What a format does with the fit of every pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matrix {
    /// It has no room for it.
    Never,
    /// It shows it where asked.
    Asked,
    /// It cannot do without.
    Always,
}

/// All formats; the first is the default.
pub const FORMATS: &[Format] = &[
    Format { name: "text", about: "for people", matrix: Matrix::Never, write: text },
    Format { name: "md", about: "Markdown, for notes", matrix: Matrix::Never, write: map_markdown::markdown },
    Format {
        name: "csv",
        about: "one row a question, for a spreadsheet; with --matrix the fits",
        matrix: Matrix::Asked,
        write: map_csv::csv,
    },
    Format {
        name: "json",
        about: "everything, for programs",
        matrix: Matrix::Asked,
        write: |report, _| super::json(report),
    },
    Format {
        name: "html",
        about: "a page for the browser, to read, click and print; one file, no network",
        matrix: Matrix::Always,
        write: |report, _| map_html::page(report),
    },
];

/// From so many columns on, questions and stories stand side by side.
const WIDE: usize = 120;

/// A wide page is used up to here.
const WIDEST: usize = 170;

/// Columns of "tell ".
const LABEL: usize = 6;

/// Lines of reasons.
const WHY_LINES: usize = 2;

/// Cells of a bar.
const BAR: usize = 10;

/// The map for people.
#[must_use]
pub fn text(report: &MapReport, page: Page) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", page.wrapped(&summary(report), 0, 0));
    plan(&mut out, report, page);
    let mut group = None;
    for question in &report.questions {
        if question.group.is_some() && group != question.group.as_ref() {
            heading(&mut out, question.group.as_deref().unwrap_or(""), page);
        }
        group = question.group.as_ref();
        out.push('\n');
        entry(&mut out, report, question, page);
    }
    gaps(&mut out, report, page);
    coverage(&mut out, report, page);
    stories(&mut out, report, page);
    pairs(&mut out, report, page);
    out
}

/// `243 questions, 41 stories: 120 strong, 60 workable, 40 stretch, 23 gaps`
pub(super) fn summary(report: &MapReport) -> String {
    let of = |level| report.questions.iter().filter(|q| q.level == level).count();
    let mut out = format!(
        "{}, {}: {} strong, {} workable, {} stretch, {}",
        counted(report.questions.len(), "question"),
        if report.stories.len() == 1 {
            "1 story".to_owned()
        } else {
            format!("{} stories", report.stories.len())
        },
        of(Level::Strong),
        of(Level::Workable),
        of(Level::Stretch),
        counted(of(Level::Gap), "gap"),
    );
    let thin = report.coverage.iter().filter(|c| c.strong + c.workable < c.target).count();
    let all = report.coverage.len();
    match report.coverage.first().map(|first| first.target) {
        Some(target) if thin > 0 => {
            let _ = write!(
                out,
                "; {thin} of {all} competencies have fewer than {target} strong or workable stories"
            );
        }
        Some(target) => {
            let _ =
                write!(out, "; each of {all} competencies has {target} or more strong or workable stories");
        }
        None => {}
    }
    out
}

/// `1 gap`, `2 gaps`
pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn title(report: &MapReport, story: usize) -> &str {
    report.stories.get(story).map_or("", |s| s.title.as_str())
}

/// `── Conflict ─────────`, for a heading must be seen without colour too.
fn heading(out: &mut String, text: &str, page: Page) {
    let text = Page::cut(text, page.measure().saturating_sub(6));
    let rest = page.measure().saturating_sub(4 + text.width());
    let _ = writeln!(out, "\n── {} {}", Paint::Title.on(&text), Paint::Faint.on(&"─".repeat(rest)));
}

fn entry(out: &mut String, report: &MapReport, question: &MapQuestion, page: Page) {
    let id = format!("[{}]", safe(&question.id));
    let asked = format!("{} {id}", flat(&question.text));
    // an id is never broken, for it is copied
    let wrap = |width: usize| {
        textwrap::wrap(
            &asked,
            textwrap::Options::new(width).word_splitter(textwrap::WordSplitter::NoHyphenation),
        )
    };
    if page.width < WIDE {
        for line in wrap(page.measure()) {
            let _ = writeln!(out, "{}", question_text(&line, &id));
        }
        for line in answer(report, question, page.measure().saturating_sub(2)) {
            let _ = writeln!(out, "  {line}");
        }
        return;
    }
    let width = page.width.min(WIDEST);
    let left = width * 2 / 5;
    let asked = wrap(left);
    let answer = answer(report, question, width - left - 3);
    for line in 0..asked.len().max(answer.len()) {
        let said = asked.get(line).map_or("", |l| l);
        let told = answer.get(line).map_or("", String::as_str);
        let gap = if told.is_empty() { 0 } else { left + 3 - said.width() };
        let _ = writeln!(out, "{}{}{told}", question_text(said, &id), " ".repeat(gap));
    }
}

/// The words of a question in bold, its id faint.
fn question_text(text: &str, id: &str) -> String {
    match text.strip_suffix(id) {
        Some(words) => format!("{}{}", Paint::Title.on(words), Paint::Faint.on(id)),
        None => Paint::Title.on(text),
    }
}

/// The stories for a question, line by line.
fn answer(report: &MapReport, question: &MapQuestion, width: usize) -> Vec<String> {
    let mut out = Vec::new();
    let told = |label: &str, choice: &Choice| {
        let level = format!("{} {:.2}", choice.level.name(), choice.fit);
        let room = width.saturating_sub(LABEL + level.len() + 2);
        let title = Page::cut(title(report, choice.story), room);
        let gap = width.saturating_sub(LABEL + title.width() + level.len());
        format!(
            "{}{}{}{}",
            Paint::Faint.on(&format!("{label:<LABEL$}")),
            title,
            " ".repeat(gap),
            paint(choice.level).on(&level)
        )
    };
    let below = |text: &str| -> Vec<String> {
        let mut lines = textwrap::wrap(&safe(text), width.saturating_sub(LABEL).max(20))
            .into_iter()
            .map(|l| l.into_owned())
            .collect::<Vec<_>>();
        if lines.len() > WHY_LINES {
            lines.truncate(WHY_LINES);
            if let Some(last) = lines.last_mut() {
                last.push_str(" …");
                *last = Page::cut(last, width.saturating_sub(LABEL).max(20));
            }
        }
        lines.into_iter().map(|l| format!("{}{}", " ".repeat(LABEL), Paint::Faint.on(&l))).collect()
    };
    match &question.chosen {
        Some(chosen) => {
            out.push(told("tell", chosen));
            out.extend(below(&because(chosen)));
        }
        None => {
            let what = if question.note.is_none() { "nothing fits" } else { "nothing to tell" };
            out.push(format!("{}{what}", Paint::Weak.on(&format!("{:<LABEL$}", "gap"))));
        }
    }
    out.extend(question.nearest.iter().map(|nearest| told("near", nearest)));
    if let Some(note) = &question.note {
        out.extend(below(note));
    }
    out.extend(question.backups.iter().map(|backup| told("or", backup)));
    out
}

/// `action: filed under Ownership; …`
pub(super) fn because(choice: &Choice) -> String {
    if choice.why.is_empty() {
        choice.section.to_string()
    } else {
        format!("{}: {}", choice.section, choice.why)
    }
}

fn paint(level: Level) -> Paint {
    match level {
        Level::Strong => Paint::Strong,
        Level::Workable => Paint::Workable,
        Level::Stretch | Level::Gap => Paint::Weak,
    }
}

fn plan(out: &mut String, report: &MapReport, page: Page) {
    let Some(plan) = &report.plan else { return };
    heading(out, "Plan for the loop", page);
    for round in &plan.rounds {
        let _ = writeln!(out, "\n{}", Paint::Title.on(&page.wrapped(&round.name, 0, 0)));
        for need in &round.needs {
            let _ = writeln!(out, "{}", page.wrapped(&need.about, 2, 0));
            for choice in &need.stories {
                let level = format!("{} {:.2}", choice.level.name(), choice.fit);
                let room = page.measure().saturating_sub(4 + level.len() + 2);
                let title = Page::cut(title(report, choice.story), room);
                let gap = page.measure().saturating_sub(4 + title.width() + level.len());
                let _ = writeln!(out, "    {title}{}{}", " ".repeat(gap), paint(choice.level).on(&level));
            }
            let missing = need.wanted.saturating_sub(need.stories.len());
            if missing > 0 {
                let _ = writeln!(out, "    {}", Paint::Weak.on(&format!("{missing} more wanted, none fits")));
            }
        }
    }
    let _ = writeln!(out);
}

fn gaps(out: &mut String, report: &MapReport, page: Page) {
    if report.gaps.is_empty() {
        return;
    }
    heading(out, "Gaps: no strong or workable story; the nearest miss", page);
    let longest = report.gaps.iter().map(|g| safe(&g.competency).width()).max().unwrap_or(0);
    let name = longest.min(page.measure() * 2 / 5);
    for gap in &report.gaps {
        let label = Page::cut(&gap.competency, name);
        let head =
            format!("  {label}{}{:>4}", " ".repeat(name.saturating_sub(label.width())), gap.questions.len());
        let room = page.measure().saturating_sub(2 + name + 4 + 2);
        let near = gap.nearest.as_ref().map_or_else(String::new, |near| {
            let title = Page::cut(title(report, near.story), room.saturating_sub(6));
            format!("{title}{}{:.2}", " ".repeat(room.saturating_sub(4 + title.width())), near.fit)
        });
        let _ = writeln!(out, "{head}  {}", Paint::Faint.on(&near));
    }
}

fn coverage(out: &mut String, report: &MapReport, page: Page) {
    let Some(target) = report.coverage.first().map(|c| c.target) else { return };
    heading(out, &format!("Coverage: strong and workable stories, {target} wanted"), page);
    let longest = report.coverage.iter().map(|c| safe(&c.name).width()).max().unwrap_or(0);
    let name = longest.min(page.measure().saturating_sub(BAR + 30));
    for covered in &report.coverage {
        let strong = covered.strong.min(BAR);
        let workable = covered.workable.min(BAR - strong);
        let missing = target.min(BAR).saturating_sub(strong + workable);
        let blank = BAR - strong - workable - missing;
        let label = Page::cut(&covered.name, name);
        let facts = format!("{} strong, {} workable", covered.strong, covered.workable);
        let _ = writeln!(
            out,
            "  {label}{}  {}{}{}{}  {facts}",
            " ".repeat(name.saturating_sub(label.width())),
            Paint::Strong.on(&"█".repeat(strong)),
            Paint::Workable.on(&"▒".repeat(workable)),
            Paint::Weak.on(&"·".repeat(missing)),
            " ".repeat(blank),
        );
    }
}

fn stories(out: &mut String, report: &MapReport, page: Page) {
    if report.stories.is_empty() {
        return;
    }
    heading(out, "Stories, and the questions they are for", page);
    let _ = writeln!(out, "{}", Paint::Faint.on(" serves  alone   told"));
    let mut order: Vec<usize> = (0..report.stories.len()).collect();
    let uses = |number: usize| (report.stories[number].serves.len(), report.stories[number].chosen.len());
    // the sort is stable: equals stay in the order of ids
    order.sort_by_key(|number| std::cmp::Reverse(uses(*number)));
    for number in order {
        let story = &report.stories[number];
        let mark = mark(report, number);
        let figures = format!("{:>7}{:>7}{:>7}  ", story.serves.len(), story.only.len(), story.chosen.len());
        let room = page.measure().saturating_sub(figures.len());
        let title = Page::cut(&story.title, room);
        let _ = writeln!(out, "{figures}{title}");
        let place = format!("{}:{}", story.path, story.lines.start);
        let place = if mark.is_empty() { place } else { format!("{place} · {mark}") };
        let _ = writeln!(out, "{}{}", " ".repeat(figures.len()), Paint::Faint.on(&Page::cut(&place, room)));
    }
}

/// What is odd in the use of a story.
pub(super) fn mark(report: &MapReport, story: usize) -> &'static str {
    if report.idle.binary_search(&story).is_ok() {
        if report.stories[story].chosen.is_empty() { "serves nothing" } else { "a stretch at best" }
    } else if report.overused.iter().any(|o| o.story == story) {
        "too often"
    } else {
        ""
    }
}

fn pairs(out: &mut String, report: &MapReport, page: Page) {
    if report.duplicates.is_empty() {
        return;
    }
    heading(out, "Stories that seem to tell the same event", page);
    for pair in &report.duplicates {
        let line = format!("{:.2}  {} / {}", pair.likeness, title(report, pair.a), title(report, pair.b));
        let _ = writeln!(out, "{}", page.wrapped(&line, 2, 6));
    }
}
