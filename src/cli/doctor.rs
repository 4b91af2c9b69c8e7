//! `storyfit doctor`: how corpus and index are, and what to do next. Changes nothing.

use clap::Args;
use storyfit::bank::{self, Place};
use storyfit::error::Result;
use storyfit::render;
use storyfit::report::doctor::doctor;

use super::{Format, Outcome, print};

#[derive(Args)]
pub(super) struct DoctorArguments {
    /// Format of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(place: &Place, arguments: &DoctorArguments) -> Result<Outcome> {
    let report = doctor(place, bank::check_up(place));
    print(&match arguments.format {
        Format::Text => render::doctor::text(&report),
        Format::Json => render::json(&report),
    })?;
    Ok(if report.healthy { Outcome::Found } else { Outcome::Amiss })
}
