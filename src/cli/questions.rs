//! `storyfit questions`: the built-in bank.

use clap::{Args, ValueEnum};
use storyfit::bank::{self, Place};
use storyfit::error::Result;
use storyfit::render;
use storyfit::report::questions::questions;

use super::{Outcome, competency, print};

#[derive(Args)]
pub(super) struct QuestionsArguments {
    /// Only the questions of this competency; may be repeated
    #[arg(long, value_name = "NAME")]
    competency: Vec<String>,
    /// Format of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A list that `map` and `ask --questions` read
    Text,
    /// One object
    Json,
}

pub(super) fn run(place: &Place, arguments: &QuestionsArguments) -> Result<Outcome> {
    let lexicon = bank::lexicon(&place.corpus)?;
    let only =
        arguments.competency.iter().map(|name| competency(&lexicon, name)).collect::<Result<Vec<_>>>()?;
    let report = questions(&lexicon, Some(only.as_slice()).filter(|only| !only.is_empty()));
    print(&match arguments.format {
        Format::Text => render::questions::text(&report),
        Format::Json => render::json(&report),
    })?;
    Ok(if report.questions.is_empty() { Outcome::Nothing } else { Outcome::Found })
}
