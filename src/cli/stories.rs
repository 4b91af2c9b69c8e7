//! `storyfit stories`: what was found in the notes.

use clap::Args;
use storyfit::bank::Place;
use storyfit::error::Result;
use storyfit::render;
use storyfit::report::listing::listing;

use super::{Format, Outcome, open, page, print, tell};

#[derive(Args)]
pub(super) struct StoriesArguments {
    /// Also list the lines that no story claims
    #[arg(long)]
    unread: bool,
    /// Format of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(place: &Place, arguments: &StoriesArguments) -> Result<Outcome> {
    let bank = open(place)?;
    let listing = listing(&bank.ranker, &place.corpus.to_string_lossy(), arguments.unread)?;
    match arguments.format {
        Format::Text => {
            print(&render::listing::text(&listing, page()))?;
            for problem in &listing.problems {
                tell(&render::listing::problem(problem))?;
            }
        }
        Format::Json => print(&render::json(&listing))?,
    }
    Ok(Outcome::Found)
}
