//! `storyfit show`: one story whole.

use clap::Args;
use storyfit::bank::Place;
use storyfit::error::{Error, Result};
use storyfit::rank::Ranker;
use storyfit::render;
use storyfit::text::edit_distance;

use super::{Format, Outcome, open, page, print};

/// Names offered where none matches.
const OFFERED: usize = 3;

#[derive(Args)]
pub(super) struct ShowArguments {
    /// Id of the story, a part of it that no other id holds, or `path:line`
    #[arg(value_name = "STORY")]
    story: String,
    /// Format of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(place: &Place, arguments: &ShowArguments) -> Result<Outcome> {
    let bank = open(place)?;
    let story = bank.ranker.story(find(&bank.ranker, &arguments.story)?)?;
    match arguments.format {
        Format::Text => print(&render::answer::story(&story, page()))?,
        Format::Json => print(&render::json(&story))?,
    }
    Ok(Outcome::Found)
}

/// The one story that a name means.
pub(super) fn find(ranker: &Ranker, name: &str) -> Result<usize> {
    let rows = ranker.snapshot().rows();
    if let Some(exact) = rows.iter().position(|row| row.id == name) {
        return Ok(exact);
    }
    if let Some((path, line)) = name.rsplit_once(':')
        && let Ok(line) = line.parse::<u32>()
    {
        for number in 0..rows.len() {
            let story = ranker.story(number)?;
            if story.path == path && story.lines.contains(line) {
                return Ok(number);
            }
        }
        return Err(Error::Input(format!("no story stands at {name}; \"storyfit stories\" lists them all")));
    }
    let held: Vec<usize> = (0..rows.len()).filter(|n| rows[*n].id.contains(name)).collect();
    let ids = |numbers: &[usize]| numbers.iter().map(|n| rows[*n].id.as_str()).collect::<Vec<_>>().join(", ");
    match held.as_slice() {
        [only] => Ok(*only),
        [] => {
            let mut near: Vec<usize> = (0..rows.len()).collect();
            let last = |id: &str| id.rsplit('/').next().unwrap_or(id).to_owned();
            near.sort_by_key(|n| (edit_distance(&last(&rows[*n].id), &last(name)), rows[*n].id.clone()));
            near.truncate(OFFERED);
            Err(Error::Input(format!("no story is named \"{name}\"; near it are {}", ids(&near))))
        }
        several => Err(Error::Input(format!("\"{name}\" may be {}; name one of them", ids(several)))),
    }
}
