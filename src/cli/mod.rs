//! Arguments, and one file for each command.

mod ask;
mod competencies;
mod doctor;
mod eval;
mod index;
mod map;
mod questions;
mod show;
mod stories;
mod told;

use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use storyfit::bank::{Bank, PATIENCE, Place};
use storyfit::error::{Error, Result};
use storyfit::index::Rebuilt;
use storyfit::lexicon::Lexicon;
use storyfit::render::{Page, safe};
use storyfit::text::edit_distance;

/// Which of my stories fits this interview question?
///
/// storyfit finds the STAR stories (Situation, Task, Action, Result) in a folder of notes of any shape and
/// ranks them for a question. The index is kept up to date by every command.
#[derive(Parser)]
#[command(
    name = "storyfit",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 found, 1 nothing fits (or gaps, under --check; something to mend, with doctor), \
        2 error.\n\nSTORYFIT_WAIT=SECONDS says how long to wait for another storyfit that is writing the same \
        index (20 where it is not set); then the last index answers."
)]
struct Arguments {
    #[command(flatten)]
    place: PlaceArguments,
    #[command(subcommand)]
    command: Command,
}

#[derive(Args)]
struct PlaceArguments {
    /// Folder that holds your notes
    #[arg(long, global = true, env = "STORYFIT_CORPUS", default_value = "corpus", value_name = "FOLDER")]
    corpus: PathBuf,
    /// Folder of the index, made where it is not there
    #[arg(long, global = true, env = "STORYFIT_INDEX", default_value = "index", value_name = "FOLDER")]
    index: PathBuf,
}

#[derive(Subcommand)]
enum Command {
    /// Find the stories that fit an interview question
    Ask(ask::AskArguments),
    /// List the stories found in your notes
    Stories(stories::StoriesArguments),
    /// Print one story whole
    Show(show::ShowArguments),
    /// Build the index, or bring it up to date, and say what it holds
    Index(index::IndexArguments),
    /// List competencies, or show which ones a question probes and why
    Competencies(competencies::CompetenciesArguments),
    /// Map questions to stories: which to tell, its backup, and where the bank has gaps
    Map(Box<map::MapArguments>),
    /// Print the built-in bank of questions
    Questions(questions::QuestionsArguments),
    /// Note that a story was told, so that `map --told` does not offer it again
    Told(told::ToldArguments),
    /// Say how corpus and index are and what to do next; changes nothing
    Doctor(doctor::DoctorArguments),
    /// Measure answers against judgments (TREC formats)
    Eval(eval::EvalArguments),
}

/// The formats of a report.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One object
    Json,
}

/// How a command ended, where it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It found what was asked for.
    Found,
    /// Nothing fits.
    Nothing,
    /// Something is to be mended.
    Amiss,
}

impl Outcome {
    pub(crate) fn code(self) -> ExitCode {
        match self {
            Self::Found => ExitCode::SUCCESS,
            Self::Nothing | Self::Amiss => ExitCode::from(1),
        }
    }
}

/// Reads the arguments and runs the command.
pub(crate) fn run() -> Result<Outcome> {
    // stories are private: whatever is written, by the index engine too, is the owner's alone
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => {
            // told like every other error, for it quotes the user, and a terminal would obey what it quotes
            let message = error.render().to_string();
            return Err(Error::Input(message.trim_start_matches("error: ").trim_end().to_owned()));
        }
        // help, or the version, was asked for
        Err(error) => error.exit(),
    };
    let place = Place { corpus: arguments.place.corpus, index: arguments.place.index };
    match arguments.command {
        Command::Ask(arguments) => ask::run(&place, &arguments),
        Command::Stories(arguments) => stories::run(&place, &arguments),
        Command::Show(arguments) => show::run(&place, &arguments),
        Command::Index(arguments) => index::run(&place, &arguments),
        Command::Competencies(arguments) => competencies::run(&place, &arguments),
        Command::Map(arguments) => map::run(&place, &arguments),
        Command::Questions(arguments) => questions::run(&place, &arguments),
        Command::Told(arguments) => told::run(&place, &arguments),
        Command::Doctor(arguments) => doctor::run(&place, &arguments),
        Command::Eval(arguments) => eval::run(&place, &arguments),
    }
}

/// Opens the bank and tells of what the user should know: an index that could not be refreshed.
fn open(place: &Place) -> Result<Bank> {
    let bank = open_any(place)?;
    bank.require_stories(&place.corpus)?;
    Ok(bank)
}

/// As [`open`], but a bank without a story is one too.
fn open_any(place: &Place) -> Result<Bank> {
    refreshed(place, false)
}

/// Opens the bank, or builds its index anew, and tells what happened to the index beyond the usual.
fn refreshed(place: &Place, rebuild: bool) -> Result<Bank> {
    let bank = Bank::open_within(place, rebuild, patience()?)?;
    if let Some(why) = &bank.update.stale {
        tell(&format!("the index could not be brought up to date ({why}); this is from the last one"))?;
    }
    match &bank.update.rebuilt {
        Some(why @ (Rebuilt::Damaged(_) | Rebuilt::Unfinished)) => {
            tell(&format!("the index was built anew: {why}"))?;
        }
        Some(Rebuilt::Asked | Rebuilt::Versions) | None => {}
    }
    Ok(bank)
}

/// How long to wait for another process that is writing the index.
fn patience() -> Result<Duration> {
    let Some(given) = std::env::var_os("STORYFIT_WAIT") else { return Ok(PATIENCE) };
    let seconds = given.to_str().and_then(|given| given.parse().ok());
    seconds.and_then(|seconds| Duration::try_from_secs_f32(seconds).ok()).ok_or_else(|| {
        Error::Input(format!("STORYFIT_WAIT is \"{}\"; give a number of seconds", given.display()))
    })
}

/// The page of the terminal; 80 columns where there is none.
fn page() -> Page {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    Page::new(columns.or_else(seen).unwrap_or(80))
}

/// Writes to standard output.
fn print(text: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| if text.ends_with('\n') || text.is_empty() { Ok(()) } else { out.write_all(b"\n") })
        .and_then(|()| out.flush())
        .map_err(|cause| Error::io("cannot write the output", cause))
}

/// Replaces a file whole, or leaves it as it was: a new one is written beside it and takes its name.
fn write_whole(path: &Path, text: &str) -> Result<()> {
    let failed = |cause| Error::io(format!("cannot write \"{}\"", path.display()), cause);
    let Some(name) = path.file_name() else {
        return Err(Error::Input(format!("\"{}\" names no file", path.display())));
    };
    let mut own = std::ffi::OsString::from(".");
    own.push(name);
    own.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(own);
    let written = std::fs::File::create(&part).and_then(|mut file| {
        // a file shows no colour
        file.write_all(anstream::adapter::strip_str(text).to_string().as_bytes())?;
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n")?;
        }
        file.sync_all()?;
        std::fs::rename(&part, path)
    });
    written.map_err(|cause| {
        // what is left of it is of no use; the first failure is the one to tell
        let _ = std::fs::remove_file(&part);
        failed(cause)
    })
}

/// The index of the competency that is named.
fn competency(lexicon: &Lexicon, name: &str) -> Result<usize> {
    lexicon.find(name).ok_or_else(|| {
        let mut near: Vec<&str> = lexicon.competencies().iter().map(|c| c.id.as_str()).collect();
        near.sort_by_key(|id| (edit_distance(name, id), *id));
        near.truncate(3);
        Error::Input(format!("no competency is named \"{name}\"; near it are {}", near.join(", ")))
    })
}

/// Writes a message to standard error.
fn tell(message: &str) -> Result<()> {
    writeln!(anstream::stderr(), "storyfit: {}", safe(message))
        .map_err(|cause| Error::io("cannot write a message", cause))
}

/// The text of a file, or of standard input where the file is named `-`.
fn read_input(path: &Path) -> Result<String> {
    Ok(String::from_utf8_lossy(&read_at_most(path, usize::MAX)?).into_owned())
}

/// The first bytes of a file, or of standard input where the file is named `-`.
fn read_at_most(path: &Path, most: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(most as u64).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(most as u64).read_to_end(&mut bytes))
    };
    read.map_err(|cause| Error::io(format!("cannot read \"{}\"", path.display()), cause))?;
    Ok(bytes)
}
