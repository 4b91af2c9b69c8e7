//! `storyfit eval`: answers against judgments.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use storyfit::bank::Place;
use storyfit::error::Result;
use storyfit::eval::{self, Measure, Run, Scores, Threshold, Ties};
use storyfit::rank::Ranker;
use storyfit::render::safe;
use storyfit::story::StoryId;

use super::{Outcome, open, print, read_input};

/// Stories of each question that are measured, as trec_eval does.
const DEPTH: usize = 1000;

#[derive(Args)]
pub(super) struct EvalArguments {
    /// Questions: `id TAB question`
    #[arg(long, value_name = "FILE")]
    topics: PathBuf,
    /// Judgments: `question 0 story grade`, a story named by its id or by `path:line`
    #[arg(long, value_name = "FILE")]
    qrels: PathBuf,
    /// Measure, as in nDCG@10, RR, P@5, P(rel=2)@5, Success(rel=2)@1, Judged@10; may be repeated
    #[arg(short, long = "measure", value_name = "MEASURE", default_values = ["nDCG@10", "RR", "P@5", "Success@1", "Judged@10"])]
    measures: Vec<Measure>,
    /// A line for each question
    #[arg(short = 'q', long)]
    per_question: bool,
    /// Compare with a run (TREC format): wins, losses and a bootstrap interval
    #[arg(long, value_name = "RUN")]
    compare: Option<PathBuf>,
    /// Exit 1 where a mean is below, as in nDCG@10=0.6; may be repeated
    #[arg(long, value_name = "MEASURE=LEAST")]
    min: Vec<Threshold>,
}

pub(super) fn run(place: &Place, arguments: &EvalArguments) -> Result<Outcome> {
    let bank = open(place)?;
    let topics = eval::parse_topics(&name(&arguments.topics), &read_input(&arguments.topics)?)?;
    let judgments = named_by_id(&read_input(&arguments.qrels)?, &bank.ranker)?;
    let qrels = eval::parse_qrels(&name(&arguments.qrels), &judgments)?;
    let mut run = Run::default();
    for topic in &topics {
        let question = bank.ranker.question(&topic.question)?;
        let ranking = bank.ranker.rank(&question)?;
        for scored in ranking.scored.iter().take(DEPTH) {
            let id = StoryId(bank.ranker.snapshot().rows()[scored.story].id.clone());
            run.add(&topic.id, id, f64::from(scored.fit))?;
        }
    }
    let other = match &arguments.compare {
        Some(path) => Some(eval::parse_run(&name(path), &read_input(path)?)?),
        None => None,
    };
    let mut out = String::new();
    for measure in &arguments.measures {
        let scores = eval::evaluate(measure, &qrels, &run, Ties::ById);
        if arguments.per_question {
            for (question, value) in &scores.values {
                let _ = writeln!(out, "{measure}\t{}\t{value:.4}", safe(question));
            }
        }
        let _ = writeln!(out, "{measure}\tall\t{:.4}", scores.mean());
        if let Some(other) = &other {
            let baseline: Scores = eval::evaluate(measure, &qrels, other, Ties::ById);
            let _ = writeln!(out, "{measure}\tcompared\t{}", eval::compare(&scores, &baseline)?);
        }
    }
    let mut outcome = Outcome::Found;
    for threshold in &arguments.min {
        let mean = eval::evaluate(&threshold.measure, &qrels, &run, Ties::ById).mean();
        if !threshold.holds(mean) {
            let _ = writeln!(out, "{}\tbelow {}\t{mean:.4}", threshold.measure, threshold.least);
            outcome = Outcome::Nothing;
        }
    }
    print(&out)?;
    Ok(outcome)
}

fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Judgments with every story named by its id; `path:line` means the story that holds the line.
fn named_by_id(judgments: &str, ranker: &Ranker) -> Result<String> {
    let mut places: HashMap<String, Vec<(u32, u32, String)>> = HashMap::new();
    for number in 0..ranker.snapshot().rows().len() {
        let story = ranker.story(number)?;
        places.entry(story.path).or_default().push((story.lines.start, story.lines.end, story.id.0));
    }
    let id = |name: &str| -> Option<String> {
        let (path, line) = name.rsplit_once(':')?;
        let line: u32 = line.parse().ok()?;
        let held = places.get(path)?.iter().find(|(start, end, _)| (*start..=*end).contains(&line))?;
        Some(held.2.clone())
    };
    let mut out = String::with_capacity(judgments.len());
    for line in judgments.lines() {
        match line.split_whitespace().nth(2).and_then(|story| Some((story, id(story)?))) {
            Some((story, id)) => out.push_str(&line.replacen(story, &id, 1)),
            None => out.push_str(line),
        }
        out.push('\n');
    }
    Ok(out)
}
