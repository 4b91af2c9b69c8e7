//! The one error type: why a command could not do its work, as a sentence a user can act on.

use std::fmt;
use std::path::PathBuf;

/// Shorthand for a result whose error is [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something could not be done. Oddities in one document are no errors but
/// [`Problem`](crate::story::Problem)s.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The corpus folder is not there or is no folder.
    NoCorpus(PathBuf),
    /// The corpus holds no story; the sentence says which files were read and why none counts.
    NoStory(String),
    /// Reading or writing a file failed.
    Io {
        /// What was being done, as in "cannot read corpus/a.md".
        what: String,
        /// The cause.
        source: std::io::Error,
    },
    /// The index engine failed.
    Index {
        /// What was being done.
        what: String,
        /// The cause.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The index folder cannot be used as it is; the sentence says why and what to do.
    IndexRefused(String),
    /// What the user gave (an argument, a question file, a lexicon) cannot be used.
    Input(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCorpus(path) => write!(
                f,
                "no corpus folder at \"{}\"; name the folder that holds your notes with --corpus or STORYFIT_CORPUS",
                path.display()
            ),
            Self::NoStory(why) | Self::IndexRefused(why) | Self::Input(why) => f.write_str(why),
            Self::Io { what, .. } | Self::Index { what, .. } => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Index { source, .. } => Some(source.as_ref()),
            _ => None,
        }
    }
}

impl Error {
    /// Wraps an input/output failure with what was being done.
    pub fn io(what: impl Into<String>, source: std::io::Error) -> Self {
        Self::Io { what: what.into(), source }
    }
}
