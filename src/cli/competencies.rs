//! `storyfit competencies`: the list, or what a question probes and why.

use clap::Args;
use storyfit::bank::{self, Place};
use storyfit::error::Result;
use storyfit::render;
use storyfit::report::competencies::{list, probed};

use super::{Format, Outcome, page, print};

#[derive(Args)]
pub(super) struct CompetenciesArguments {
    /// A question: show which competencies it probes
    question: Vec<String>,
    /// Format of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(place: &Place, arguments: &CompetenciesArguments) -> Result<Outcome> {
    let lexicon = bank::lexicon(&place.corpus)?;
    if arguments.question.is_empty() {
        let report = list(&lexicon);
        print(&match arguments.format {
            Format::Text => render::competencies::list(&report, page()),
            Format::Json => render::json(&report),
        })?;
        return Ok(Outcome::Found);
    }
    let report = probed(&lexicon, &arguments.question.join(" "));
    let found = !report.competencies.is_empty();
    print(&match arguments.format {
        Format::Text => render::competencies::probed(&report, page()),
        Format::Json => render::json(&report),
    })?;
    Ok(if found { Outcome::Found } else { Outcome::Nothing })
}
