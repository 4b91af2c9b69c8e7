//! `storyfit map`: which story to tell for each question, and what the bank lacks.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use storyfit::bank::Place;
use storyfit::error::{Error, Result};
use storyfit::map::loop_plan::{self, Asked, Loop};
use storyfit::map::pins::Rules;
use storyfit::map::told::{self, Told};
use storyfit::map::{Phase, Wanted, map};
use storyfit::question_list::{self, ListedQuestion};
use storyfit::rank::Ranker;
use storyfit::rank::fit::STRETCH;
use storyfit::render::map::{FORMATS, Format, Matrix};
use storyfit::report::map::{Setting, report};
use storyfit::report::questions::questions as bank_questions;
use storyfit::story::StoryId;

use super::{Outcome, ask, open_any, page, print, read_input, show, tell, write_whole};

/// From so many pairs on, a terminal is shown how far the work is: about two seconds.
const LONG: usize = 4_000_000;

#[derive(Args)]
pub(super) struct MapArguments {
    /// The questions: `id TAB question`, one a line, or Markdown with headings as groups; `-` for standard
    /// input; the built-in bank where none is given
    #[arg(value_name = "QUESTIONS")]
    questions: Option<PathBuf>,
    /// Stories in reserve for each question
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    backups: usize,
    /// No story twice; chosen together so that the total fit is the greatest possible
    #[arg(long, conflicts_with = "reuse")]
    distinct: bool,
    /// No story more than so many times
    #[arg(long, value_name = "TIMES", value_parser = clap::value_parser!(u32).range(1..))]
    reuse: Option<u32>,
    /// Rather a gap than a story below this fit (0 to 1)
    #[arg(long, default_value_t = STRETCH, value_name = "FIT", value_parser = ask::fit)]
    min_fit: f32,
    /// This story for that question (its id or text); may be repeated
    #[arg(long, value_name = "QUESTION=STORY")]
    pin: Vec<String>,
    /// Not this story for that question; may be repeated
    #[arg(long, value_name = "QUESTION=STORY")]
    avoid: Vec<String>,
    /// Not this story at all; may be repeated
    #[arg(long, value_name = "STORY")]
    without: Vec<String>,
    /// Plan for a loop: a TOML file with a [[round]] for each interviewer, with `name`, `competencies` and
    /// `questions`; what it names first is its focus
    #[arg(long = "loop", value_name = "FILE")]
    rounds: Option<PathBuf>,
    /// Do not offer the stories of this log, as `storyfit told` keeps it
    #[arg(long, value_name = "FILE")]
    told: Option<PathBuf>,
    /// Strong or workable stories that a competency should have
    #[arg(long, default_value_t = 2, value_name = "NUMBER")]
    target: usize,
    /// Exit 1 where a question or a competency has no strong or workable story
    #[arg(long)]
    check: bool,
    /// The fit of every question with every story (csv, json)
    #[arg(long)]
    matrix: bool,
    /// Threads; the result is the same for any number [default: one for each core]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// Format of the output
    #[arg(long, default_value = FORMATS[0].name, value_parser = formats())]
    format: String,
    /// Write to this file instead of standard output; it is replaced whole or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(FORMATS.iter().map(|f| PossibleValue::new(f.name).help(f.about)))
}

pub(super) fn run(place: &Place, arguments: &MapArguments) -> Result<Outcome> {
    let Some(format) = FORMATS.iter().find(|f| f.name == arguments.format) else {
        return Err(Error::Input(format!("there is no format \"{}\"", arguments.format)));
    };
    let whole = whole(format, arguments)?;
    let mut list = match &arguments.questions {
        Some(path) => Some(read_list(path)?),
        None => None,
    };
    let bank = open_any(place)?;
    let ranker = &bank.ranker;
    if let Err(why) = bank.require_stories(&place.corpus) {
        tell(&format!("{why}; every question is a gap"))?;
    }
    let listed = list.as_ref().map_or(&[][..], |list| list.questions.as_slice());
    let rounds = match &arguments.rounds {
        Some(path) => {
            let text = read_input(path)?;
            Some(loop_plan::parse(&name(path), &text, ranker.lexicon(), listed)?)
        }
        None => None,
    };
    let questions = match &mut list {
        Some(list) => std::mem::take(&mut list.questions),
        None => own_questions(ranker, rounds.as_ref()),
    };
    let rules = Rules {
        pins: pairs("--pin", &arguments.pin, ranker)?,
        avoid: pairs("--avoid", &arguments.avoid, ranker)?,
        without: arguments.without.iter().map(|s| story(s, ranker)).collect::<Result<_>>()?,
    };
    let told = match &arguments.told {
        Some(path) => read_told(path, ranker)?,
        None => Vec::new(),
    };
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = arguments.threads.map_or_else(cores, usize::from);
    let wanted = Wanted {
        questions,
        backups: arguments.backups,
        reuse: if arguments.distinct { Some(1) } else { arguments.reuse },
        min_fit: arguments.min_fit,
        rules,
        told,
        rounds,
        whole,
        threads,
    };
    let bar = bar(wanted.questions.len(), ranker.snapshot().rows().len());
    let progress = |phase, done, of| show_progress(&bar, phase, done, of);
    let made = map(ranker, &wanted, &progress)?;
    let odd = list.map(|list| list.problems).unwrap_or_default();
    let file = arguments.questions.as_deref().map(name).unwrap_or_default();
    for (line, problem) in &odd {
        tell(&format!("{file}:{line}: {problem}"))?;
    }
    let setting = Setting {
        corpus: &place.corpus.to_string_lossy(),
        list: &file,
        odd: &odd,
        target: arguments.target,
        threads,
    };
    let report = report(ranker, &wanted.questions, made, &setting, &progress)?;
    bar.finish_and_clear();
    let text = (format.write)(&report, page());
    match &arguments.output {
        Some(path) => write_whole(path, &text)?,
        None => print(&text)?,
    }
    Ok(if arguments.check && !report.is_covered() { Outcome::Nothing } else { Outcome::Found })
}

/// Whether every fit is kept.
fn whole(format: &Format, arguments: &MapArguments) -> Result<bool> {
    match format.matrix {
        Matrix::Always => Ok(true),
        Matrix::Asked => Ok(arguments.matrix),
        Matrix::Never if arguments.matrix => {
            let able: Vec<&str> =
                FORMATS.iter().filter(|f| f.matrix != Matrix::Never).map(|f| f.name).collect();
            Err(Error::Input(format!("--matrix needs --format {}", able.join(" or "))))
        }
        Matrix::Never => Ok(false),
    }
}

fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The questions of a file; one that is asked twice is kept and told.
fn read_list(path: &Path) -> Result<question_list::QuestionList> {
    let mut list = ask::read_list(path)?;
    if list.questions.is_empty() {
        let place = if path.as_os_str() == "-" {
            "standard input".to_owned()
        } else {
            format!("\"{}\"", path.display())
        };
        return Err(Error::Input(format!("no question in {place}")));
    }
    list.problems.extend(question_list::repeated(&list.questions));
    list.problems.sort();
    Ok(list)
}

/// The bank, or that part of it that the loop asks for and the loop's own questions.
fn own_questions(ranker: &Ranker, rounds: Option<&Loop>) -> Vec<ListedQuestion> {
    let Some(rounds) = rounds else { return bank_questions(ranker.lexicon(), None).listed() };
    let needs = || rounds.rounds.iter().flat_map(|round| round.needs.iter().map(move |need| (round, need)));
    let competencies: Vec<usize> = needs()
        .filter_map(|(_, need)| if let Asked::Competency(number) = need { Some(*number) } else { None })
        .collect();
    let mut out = Vec::new();
    for (round, need) in needs() {
        if let Asked::Question(text) = need {
            let line = out.len() as u32 + 1;
            out.push(ListedQuestion {
                id: line.to_string(),
                text: text.clone(),
                group: Some(round.name.clone()),
                line,
            });
        }
    }
    out.extend(bank_questions(ranker.lexicon(), Some(&competencies)).listed());
    out
}

/// `QUESTION=STORY`
fn pairs(flag: &str, given: &[String], ranker: &Ranker) -> Result<Vec<(String, StoryId)>> {
    let pair = |text: &String| {
        let Some((question, name)) = text.rsplit_once('=') else {
            return Err(Error::Input(format!("{flag} {text} lacks a \"=\"; write {flag} QUESTION=STORY")));
        };
        Ok((question.trim().to_owned(), story(name.trim(), ranker)?))
    };
    given.iter().map(pair).collect()
}

fn story(name: &str, ranker: &Ranker) -> Result<StoryId> {
    let number = show::find(ranker, name)?;
    Ok(StoryId(ranker.snapshot().rows()[number].id.clone()))
}

fn read_told(path: &Path, ranker: &Ranker) -> Result<Vec<Told>> {
    let log = told::parse(&read_input(path)?);
    for (line, problem) in &log.problems {
        tell(&format!("{}:{line}: {problem}", path.display()))?;
    }
    let rows = ranker.snapshot().rows();
    for told in log.tellings.iter().filter(|told| !rows.iter().any(|row| row.id == told.story.0)) {
        tell(&format!(
            "{}: no story is named \"{}\"; was it renamed since it was told to {}?",
            path.display(),
            told.story,
            told.to
        ))?;
    }
    Ok(log.tellings)
}

/// How far the work is, on a terminal and for long work only.
fn bar(questions: usize, stories: usize) -> ProgressBar {
    if questions.saturating_mul(stories) < LONG {
        return ProgressBar::hidden();
    }
    // where standard error is no terminal, nothing is drawn
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{msg:22} {bar:30} {pos}/{len}, {eta} left") {
        bar.set_style(style);
    }
    bar
}

fn show_progress(bar: &ProgressBar, phase: Phase, done: usize, of: usize) {
    if done == 0 {
        bar.reset();
        bar.set_length(of as u64);
        bar.set_message(match phase {
            Phase::Reading => "reading stories",
            Phase::Ranking => "ranking for questions",
            Phase::Choosing => "choosing together",
            Phase::Explaining => "explaining",
        });
    } else {
        bar.set_position(done as u64);
    }
}
