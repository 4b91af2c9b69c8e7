//! `storyfit ask`: which stories fit a question?

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use storyfit::bank::Place;
use storyfit::corpus;
use storyfit::error::{Error, Result};
use storyfit::question_list::{self, QuestionList};
use storyfit::rank::fit::STRETCH;
use storyfit::render::{self, answer::Extent};
use storyfit::report::answer::{Answer, Wanted, answer};
use storyfit::story::SectionKind;

use super::{Outcome, open, page, print, read_at_most, tell};

#[derive(Args)]
pub(super) struct AskArguments {
    /// The question, as the interviewer asks it; `-` reads it from standard input
    #[arg(required_unless_present = "questions")]
    question: Vec<String>,
    /// Answer a list: `id TAB question`, or one question a line; `-` for standard input
    #[arg(long, value_name = "FILE", conflicts_with = "question")]
    questions: Option<PathBuf>,
    /// At most so many stories
    #[arg(short = 'n', long, default_value_t = 5, value_name = "NUMBER")]
    limit: usize,
    /// No story below this fit (0 to 1)
    #[arg(long, default_value_t = STRETCH, value_name = "FIT", value_parser = fit)]
    min_fit: f32,
    /// Only stories filed under this theme
    #[arg(long)]
    theme: Option<String>,
    /// Only stories with this section; shows it
    #[arg(long, value_enum)]
    section: Option<SectionName>,
    /// Print the whole story
    #[arg(long)]
    full: bool,
    /// Tell what each signal adds to the fit
    #[arg(long)]
    explain: bool,
    /// Format of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One object (an array for a list)
    Json,
    /// One object a line
    Jsonl,
    /// A run for trec_eval and ir_measures
    Trec,
}

#[derive(Clone, Copy, ValueEnum)]
enum SectionName {
    Situation,
    Task,
    Action,
    Result,
    Learning,
    Narrative,
}

impl SectionName {
    fn kind(self) -> SectionKind {
        match self {
            Self::Situation => SectionKind::Situation,
            Self::Task => SectionKind::Task,
            Self::Action => SectionKind::Action,
            Self::Result => SectionKind::Result,
            Self::Learning => SectionKind::Learning,
            Self::Narrative => SectionKind::Narrative,
        }
    }
}

/// A fit on the command line.
pub(super) fn fit(text: &str) -> std::result::Result<f32, String> {
    match text.parse::<f32>() {
        Ok(fit) if (0.0..=1.0).contains(&fit) => Ok(fit),
        _ => Err("a fit is a number from 0 to 1".to_owned()),
    }
}

pub(super) fn run(place: &Place, arguments: &AskArguments) -> Result<Outcome> {
    let questions = questions(arguments)?;
    let bank = open(place)?;
    let wanted = Wanted {
        limit: arguments.limit,
        min_fit: arguments.min_fit,
        theme: arguments.theme.clone(),
        section: arguments.section.map(SectionName::kind),
        explain: arguments.explain,
    };
    let extent = if arguments.full { Extent::Full } else { Extent::Snippet };
    let listed = arguments.questions.is_some();
    let mut outcome = Outcome::Nothing;
    let mut array = Vec::new();
    for (number, (id, text)) in questions.iter().enumerate() {
        let answer = answer(&bank.ranker, text, id.as_deref(), &wanted)?;
        if !answer.results.is_empty() {
            outcome = Outcome::Found;
        }
        match arguments.format {
            Format::Text => {
                let gap = if number > 0 { "\n" } else { "" };
                print(&format!("{gap}{}", render::answer::text(&answer, page(), extent)))?;
            }
            Format::Json if listed => array.push(answer),
            Format::Json | Format::Jsonl => print(&render::json(&answer))?,
            Format::Trec => print(&render::answer::trec(&answer))?,
        }
    }
    if listed && matches!(arguments.format, Format::Json) {
        print(&render::json::<Vec<Answer>>(&array))?;
    }
    // the process ends here; to free a bank piece by piece is a twentieth of a short command
    std::mem::forget(bank);
    Ok(outcome)
}

/// Longest question from standard input, in bytes; more is no question but a file.
const MAX_QUESTION: usize = 1 << 20;

/// The questions of a file, or of standard input where the file is named `-`.
pub(super) fn read_list(path: &Path) -> Result<QuestionList> {
    // one byte more, so that a list too long is told from one that is just as long as it may be
    question_list::read(&read_at_most(path, question_list::MAX_LIST + 1)?)
        .map_err(|why| Error::Input(format!("cannot read \"{}\": {why}", path.display())))
}

/// The questions with their ids.
fn questions(arguments: &AskArguments) -> Result<Vec<(Option<String>, String)>> {
    if let Some(path) = &arguments.questions {
        let list = read_list(path)?;
        for (line, problem) in &list.problems {
            tell(&format!("{}:{line}: {problem}", path.display()))?;
        }
        if list.questions.is_empty() {
            return Err(Error::Input(format!("no question in \"{}\"", path.display())));
        }
        return Ok(list.questions.into_iter().map(|q| (Some(q.id), q.text)).collect());
    }
    let text = match arguments.question.as_slice() {
        [only] if only == "-" => {
            let bytes = read_at_most(Path::new("-"), MAX_QUESTION)?;
            corpus::text_of(&bytes).map_err(|why| Error::Input(format!("the question {why}")))?.0
        }
        words => words.join(" "),
    };
    if text.trim().is_empty() {
        return Err(Error::Input(
            "the question is empty; ask it in quotes, as in storyfit ask \"Tell me about a conflict\""
                .to_owned(),
        ));
    }
    Ok(vec![(None, text.trim().to_owned())])
}
