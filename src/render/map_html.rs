//! The map as one self-contained page.
//!
//! Enters: the map. Leaves: HTML that needs nothing else: no asset, no network, and no script either,
//! for every figure stands in plain tables; the script only filters, sorts and opens what is there.
//!
//! Text of documents reaches the page through the template's escaping alone and is never part of a
//! link, a style or the script. Deliberately absent: a date (same in, same out), and a second copy of
//! the data for the script.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use askama::Template;

use crate::rank::fit::{Level, STRETCH, STRONG, WORKABLE};
use crate::report::map::{Choice, Coverage, MapQuestion, MapReport, MapStory, Need};

const STYLE: &str = include_str!("../../templates/map.css");
const SCRIPT: &str = include_str!("../../templates/map.js");

/// What the content policy lets run: the page's own style and script and nothing else. A test keeps
/// them true to the files; they are constants because a browser hashes text with the line ends of Unix,
/// whatever those of the checkout.
const STYLE_HASH: &str = "sha256-z3ow/1DRdlJQdaoODmvtpB2mdfDgY56L3MOrd2XFmUc=";
const SCRIPT_HASH: &str = "sha256-FO8TwgLb/PzTbNbVgEYqSNKXqxx8SbobQBfFkQeQttk=";

/// Steps of the heat map's colour, least fit of each; two for stretch, three for workable and strong.
const STEPS: [(f32, &str); 8] = [
    (STRETCH, "f1"),
    (0.15, "f2"),
    (WORKABLE, "f3"),
    (0.45, "f4"),
    (0.58, "f5"),
    (STRONG, "f6"),
    (0.8, "f7"),
    (0.9, "f8"),
];

/// Cells of the heat map with which a browser still answers a key at once (Chromium, 2 cores).
const MOST_CELLS: usize = 60_000;

/// Bars and gaps that stand open; the rest is folded, for the sheet should not be far down the page.
const FIRST_BARS: usize = 30;
/// See [`FIRST_BARS`].
const FIRST_GAPS: usize = 9;
/// Questions of a gap that stand open.
const FIRST_QUESTIONS: usize = 4;

/// Width of a coverage bar in its own units; it is full at three times the target.
const BAR: usize = 120;

/// The map as a page.
#[must_use]
pub fn page(map: &MapReport) -> String {
    let competencies = competencies(map);
    let rows = map.questions.iter().enumerate().map(|(number, q)| row(map, &competencies, number, q));
    let page = Page {
        map,
        style: STYLE,
        script: SCRIPT,
        style_hash: STYLE_HASH,
        script_hash: SCRIPT_HASH,
        tally: tally(map),
        bars: bars(map, &competencies),
        holes: holes(map),
        groups: grouped(rows, |row| row.question.group.as_deref()),
        rounds: rounds(map),
        grid: grid(map),
        cards: map.stories.iter().enumerate().map(|(number, story)| card(map, number, story)).collect(),
        overused: map
            .overused
            .iter()
            .filter_map(|o| Some((o.story, map.stories.get(o.story)?, o.times)))
            .collect(),
        duplicates: duplicates(map),
        idle: map.idle.iter().filter_map(|&n| Some((n, map.stories.get(n)?))).collect(),
        competencies,
    };
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = page.render_into(&mut out);
    without_controls(out)
}

/// HTML has no control characters but line ends and tabs: the others are written as `\u{..}`.
fn without_controls(page: String) -> String {
    let obeyed = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if !page.chars().any(obeyed) {
        return page;
    }
    let mut out = String::with_capacity(page.len() + 64);
    for c in page.chars() {
        if obeyed(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// What the template sees.
#[derive(Template)]
#[template(path = "map.html")]
struct Page<'a> {
    map: &'a MapReport,
    style: &'static str,
    script: &'static str,
    style_hash: &'static str,
    script_hash: &'static str,
    /// Every competency that a question probes, in the order of the coverage.
    competencies: Vec<&'a str>,
    tally: Vec<Tally>,
    bars: Vec<Bar<'a>>,
    holes: Vec<Hole<'a>>,
    groups: Vec<Group<'a, Row<'a>>>,
    rounds: Vec<Round<'a>>,
    grid: Option<Grid<'a>>,
    cards: Vec<Card<'a>>,
    overused: Vec<(usize, &'a MapStory, usize)>,
    duplicates: Vec<Pair<'a>>,
    idle: Vec<(usize, &'a MapStory)>,
}

impl Page<'_> {
    fn count(number: usize, one: &str, many: &str) -> String {
        format!("{number} {}", if number == 1 { one } else { many })
    }
}

/// How many questions reached a level, and where it lies on a bar of 100.
struct Tally {
    level: Level,
    questions: usize,
    from: f64,
    width: f64,
}

/// The coverage of a competency as a bar.
struct Bar<'a> {
    of: &'a Coverage,
    /// Its place in [`Page::competencies`].
    filter: Option<usize>,
    /// Stories short of the target.
    missing: usize,
    figure: String,
    strong_width: usize,
    workable_width: usize,
    target_at: usize,
}

/// A gap with its questions.
struct Hole<'a> {
    competency: &'a str,
    questions: Vec<(usize, &'a MapQuestion)>,
    nearest: Option<Told<'a>>,
}

impl<'a> Hole<'a> {
    fn shown(&self) -> &[(usize, &'a MapQuestion)] {
        &self.questions[..self.questions.len().min(FIRST_QUESTIONS)]
    }

    fn folded(&self) -> &[(usize, &'a MapQuestion)] {
        self.questions.get(FIRST_QUESTIONS..).unwrap_or_default()
    }
}

/// Questions under one heading.
struct Group<'a, T> {
    name: Option<&'a str>,
    rows: Vec<T>,
}

/// A line of the sheet.
struct Row<'a> {
    number: usize,
    question: &'a MapQuestion,
    /// Places in [`Page::competencies`], with spaces between.
    competencies: String,
    /// The fit to sort by; 0 for a gap.
    order: f64,
    chosen: Option<Told<'a>>,
    backups: Vec<Told<'a>>,
    nearest: Option<Told<'a>>,
}

/// A story offered for a question.
struct Told<'a> {
    choice: &'a Choice,
    story: &'a MapStory,
    fit: u32,
}

struct Round<'a> {
    name: &'a str,
    needs: Vec<Needed<'a>>,
}

struct Needed<'a> {
    of: &'a Need,
    missing: usize,
    stories: Vec<Told<'a>>,
}

/// The heat map.
struct Grid<'a> {
    columns: Vec<(usize, &'a MapStory)>,
    /// Stories left out because the grid would be too large.
    hidden: usize,
    groups: Vec<Group<'a, GridRow<'a>>>,
    /// The colours of each level.
    scale: Vec<(Level, Vec<Step>)>,
    /// Least fit that is shown, of 100.
    least: u32,
}

struct GridRow<'a> {
    number: usize,
    question: &'a MapQuestion,
    cells: Vec<Cell>,
}

struct Step {
    class: &'static str,
    least: u32,
}

struct Cell {
    class: String,
    /// Of 100; none below [`STRETCH`].
    fit: Option<u32>,
}

/// A story with its questions.
struct Card<'a> {
    number: usize,
    story: &'a MapStory,
    chosen: Vec<(usize, &'a MapQuestion)>,
    only: Vec<(usize, &'a MapQuestion)>,
    /// Served, but told by another story.
    also: Vec<(usize, &'a MapQuestion)>,
}

struct Pair<'a> {
    a: (usize, &'a MapStory),
    b: (usize, &'a MapStory),
    likeness: u32,
}

/// A fit in [0, 1] as a whole number of 100, rounded down so that it never shows a higher level.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0 and 100")]
fn hundredths(fit: f64) -> u32 {
    // Six decimals are kept of a fit (see report::rounded), so 0.29999994 is 0.3.
    (fit.clamp(0.0, 1.0) * 100.0 + 1e-5).floor() as u32
}

fn told<'a>(map: &'a MapReport, choice: &'a Choice) -> Option<Told<'a>> {
    Some(Told { choice, story: map.stories.get(choice.story)?, fit: hundredths(choice.fit) })
}

fn asked<'a>(map: &'a MapReport, numbers: &[usize]) -> Vec<(usize, &'a MapQuestion)> {
    numbers.iter().filter_map(|&n| Some((n, map.questions.get(n)?))).collect()
}

/// Names of all competencies on the page: those of the coverage, then what else questions name.
fn competencies(map: &MapReport) -> Vec<&str> {
    let probed: BTreeSet<&str> =
        map.questions.iter().flat_map(|q| &q.competencies).map(String::as_str).collect();
    let covered: Vec<&str> =
        map.coverage.iter().map(|c| c.name.as_str()).filter(|n| probed.contains(n)).collect();
    let others: Vec<&str> = probed.into_iter().filter(|name| !covered.contains(name)).collect();
    [covered, others].concat()
}

#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
fn tally(map: &MapReport) -> Vec<Tally> {
    let whole = map.questions.len().max(1) as f64;
    let mut from = 0.0;
    [Level::Strong, Level::Workable, Level::Stretch, Level::Gap]
        .into_iter()
        .map(|level| {
            let questions = map.questions.iter().filter(|q| q.level == level).count();
            let width = (questions as f64 / whole * 1e4).round() / 100.0;
            let part = Tally { level, questions, from, width };
            from += width;
            part
        })
        .collect()
}

/// The bars, those furthest short of their target first, and of these the most asked.
fn bars<'a>(map: &'a MapReport, competencies: &[&str]) -> Vec<Bar<'a>> {
    let mut bars: Vec<Bar<'_>> = map
        .coverage
        .iter()
        .map(|of| {
            let unit = BAR / 3;
            let width = |stories: usize| match of.target {
                0 => BAR * usize::from(stories > 0),
                target => (stories.saturating_mul(unit) / target).min(BAR),
            };
            let (strong, both) = (width(of.strong), width(of.strong.saturating_add(of.workable)));
            Bar {
                of,
                filter: competencies.iter().position(|name| *name == of.name),
                missing: of.target.saturating_sub(of.strong.saturating_add(of.workable)),
                strong_width: strong,
                workable_width: both - strong,
                figure: match (of.strong, of.workable) {
                    (0, 0) => "no story".to_owned(),
                    (0, workable) => format!("{workable} workable"),
                    (strong, 0) => format!("{strong} strong"),
                    (strong, workable) => format!("{strong} strong, {workable} workable"),
                },
                target_at: if of.target == 0 { 0 } else { unit },
            }
        })
        .collect();
    bars.sort_by_key(|bar| Reverse((bar.missing, bar.of.questions)));
    bars
}

fn holes(map: &MapReport) -> Vec<Hole<'_>> {
    map.gaps
        .iter()
        .map(|gap| Hole {
            competency: &gap.competency,
            questions: asked(map, &gap.questions),
            nearest: gap.nearest.as_ref().and_then(|choice| told(map, choice)),
        })
        .collect()
}

fn row<'a>(map: &'a MapReport, names: &[&str], number: usize, question: &'a MapQuestion) -> Row<'a> {
    let places = question.competencies.iter().filter_map(|name| names.iter().position(|n| n == name));
    Row {
        number,
        question,
        competencies: places.map(|place| place.to_string()).collect::<Vec<_>>().join(" "),
        order: question.chosen.as_ref().map_or(0.0, |choice| choice.fit),
        chosen: question.chosen.as_ref().and_then(|choice| told(map, choice)),
        backups: question.backups.iter().filter_map(|choice| told(map, choice)).collect(),
        nearest: question.nearest.as_ref().and_then(|choice| told(map, choice)),
    }
}

/// Neighbours with the same heading together, in order.
fn grouped<'a, T>(rows: impl Iterator<Item = T>, name: impl Fn(&T) -> Option<&'a str>) -> Vec<Group<'a, T>> {
    let mut groups: Vec<Group<'a, T>> = Vec::new();
    for row in rows {
        let heading = name(&row);
        match groups.last_mut() {
            Some(last) if last.name == heading => last.rows.push(row),
            _ => groups.push(Group { name: heading, rows: vec![row] }),
        }
    }
    groups
}

fn rounds(map: &MapReport) -> Vec<Round<'_>> {
    map.plan
        .iter()
        .flat_map(|plan| &plan.rounds)
        .map(|round| Round {
            name: &round.name,
            needs: round.needs.iter().map(|need| needed(map, need)).collect(),
        })
        .collect()
}

fn needed<'a>(map: &'a MapReport, of: &'a Need) -> Needed<'a> {
    let stories: Vec<Told<'_>> = of.stories.iter().filter_map(|choice| told(map, choice)).collect();
    Needed { of, missing: of.wanted.saturating_sub(stories.len()), stories }
}

fn grid(map: &MapReport) -> Option<Grid<'_>> {
    let matrix = map.matrix.as_ref()?;
    if map.stories.is_empty() || map.questions.is_empty() {
        return None;
    }
    let mut columns: Vec<(usize, &MapStory)> = map.stories.iter().enumerate().collect();
    columns.sort_by_key(|(_, story)| Reverse(story.serves.len()));
    columns.truncate((MOST_CELLS / map.questions.len()).max(1));
    let rows = map.questions.iter().enumerate().map(|(number, question)| GridRow {
        number,
        question,
        cells: columns
            .iter()
            .map(|&(story, _)| {
                let fit = matrix.get(number).and_then(|row| row.get(story));
                cell(question, story, fit.copied().unwrap_or_default())
            })
            .collect(),
    });
    Some(Grid {
        hidden: map.stories.len() - columns.len(),
        groups: grouped(rows, |row| row.question.group.as_deref()),
        scale: [Level::Stretch, Level::Workable, Level::Strong]
            .into_iter()
            .map(|level| (level, steps(level)))
            .collect(),
        least: hundredths(STRETCH.into()),
        columns,
    })
}

/// The colours of a level.
fn steps(level: Level) -> Vec<Step> {
    let own = STEPS.iter().filter(|(least, _)| Level::of(*least) == level);
    own.map(|&(least, class)| Step { class, least: hundredths(least.into()) }).collect()
}

fn cell(question: &MapQuestion, story: usize, fit: f64) -> Cell {
    let fit = hundredths(fit);
    let shade =
        STEPS.iter().rev().find(|(least, _)| fit >= hundredths((*least).into())).map(|(_, class)| *class);
    let role = if question.chosen.as_ref().is_some_and(|choice| choice.story == story) {
        Some("c")
    } else if question.backups.iter().any(|choice| choice.story == story) {
        Some("b")
    } else {
        None
    };
    let class: Vec<&str> = shade.into_iter().chain(role).collect();
    Cell { class: class.join(" "), fit: shade.map(|_| fit) }
}

fn card<'a>(map: &'a MapReport, number: usize, story: &'a MapStory) -> Card<'a> {
    let others: Vec<usize> = story
        .serves
        .iter()
        .copied()
        .filter(|question| !story.chosen.contains(question) && !story.only.contains(question))
        .collect();
    Card {
        number,
        story,
        chosen: asked(map, &story.chosen),
        only: asked(map, &story.only),
        also: asked(map, &others),
    }
}

fn duplicates(map: &MapReport) -> Vec<Pair<'_>> {
    let numbered = |number| Some((number, map.stories.get(number)?));
    map.duplicates
        .iter()
        .filter_map(|pair| {
            Some(Pair { a: numbered(pair.a)?, b: numbered(pair.b)?, likeness: hundredths(pair.likeness) })
        })
        .collect()
}
