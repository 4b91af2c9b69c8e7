//! `storyfit told`: notes which story was told to whom, so that `map --told` does not offer it again.

use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::Args;
use storyfit::bank::Place;
use storyfit::error::{Error, Result};
use storyfit::map::told::{Told, date_of_day};
use storyfit::render::safe;
use storyfit::story::StoryId;

use super::{Outcome, open, print, show};

const SECONDS_OF_A_DAY: u64 = 86_400;

#[derive(Args)]
pub(super) struct ToldArguments {
    /// Id of the story, a part of it that no other id holds, or `path:line`
    #[arg(value_name = "STORY")]
    story: String,
    /// The round or the person it was told to, as in "round 2"
    #[arg(long, value_name = "WHO")]
    to: String,
    /// When; today (UTC) where not given
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<String>,
    /// The log: a line is `date TAB to whom TAB story`; readable by you alone
    #[arg(long, value_name = "FILE", default_value = "told.tsv")]
    log: PathBuf,
}

pub(super) fn run(place: &Place, arguments: &ToldArguments) -> Result<Outcome> {
    let bank = open(place)?;
    let number = show::find(&bank.ranker, &arguments.story)?;
    let story = StoryId(bank.ranker.snapshot().rows()[number].id.clone());
    let on = arguments.on.clone().unwrap_or_else(today);
    let told = Told::new(&on, &arguments.to, story)?;
    append(&arguments.log, &told.line())
        .map_err(|cause| Error::io(format!("cannot write \"{}\"", arguments.log.display()), cause))?;
    print(&format!("{} told to {} on {}", told.story, safe(&told.to), told.date))?;
    Ok(Outcome::Found)
}

fn today() -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    date_of_day(since.as_secs() / SECONDS_OF_A_DAY)
}

/// Adds a line to a file that its owner alone may read: who interviews where is nobody else's business.
fn append(path: &Path, line: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    // an editor may have left the last line without its end
    let mut entry = String::new();
    if file.metadata()?.len() > 0 {
        let mut last = [0];
        file.seek(std::io::SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            entry.push('\n');
        }
    }
    entry.push_str(line);
    file.write_all(entry.as_bytes())
}
