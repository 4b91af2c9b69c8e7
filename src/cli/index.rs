//! `storyfit index`: build the index and say what it holds.

use clap::Args;
use storyfit::bank::Place;
use storyfit::error::Result;
use storyfit::render;

use super::{Outcome, print, refreshed, tell};

#[derive(Args)]
pub(super) struct IndexArguments {
    /// Build it anew instead of bringing it up to date
    #[arg(long)]
    rebuild: bool,
}

pub(super) fn run(place: &Place, arguments: &IndexArguments) -> Result<Outcome> {
    let bank = refreshed(place, arguments.rebuild)?;
    let manifest = &bank.ranker.snapshot().manifest;
    let problems: Vec<_> = manifest.problems().collect();
    for problem in &problems {
        tell(&render::listing::problem(problem))?;
    }
    let update = &bank.update;
    let did = match (&update.rebuilt, update.read, update.removed) {
        _ if update.stale.is_some() => "as they were".to_owned(),
        (None, 0, 0) => "nothing had changed".to_owned(),
        (Some(_), read, _) => format!("built anew from {read} documents"),
        (None, read, 0) => format!("read {read}"),
        (None, read, removed) => format!("read {read}, dropped {removed}"),
    };
    print(&format!(
        "{} documents, {} stories, {} sections, {} problems ({did})",
        manifest.documents.len(),
        manifest.stories(),
        manifest.sections(),
        problems.len()
    ))?;
    bank.require_stories(&place.corpus)?;
    Ok(Outcome::Found)
}
