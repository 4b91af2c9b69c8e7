//! The one error type: why a command could not do its work, as a sentence a user can act on.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

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
    /// Another process was writing the index all the while.
    IndexBusy {
        /// The folder of the index.
        folder: PathBuf,
        /// How long it was waited for.
        waited: Duration,
    },
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
            Self::IndexBusy { folder, waited } => write!(
                f,
                "another storyfit has been writing the index \"{}\" for {} s; run the command again, or wait longer with STORYFIT_WAIT",
                folder.display(),
                waited.as_secs_f32()
            ),
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
    /// The sentence with its causes, as one line.
    #[must_use]
    pub fn in_one_line(&self) -> String {
        let mut out = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(inner) = cause {
            out.push_str(&format!(": {inner}"));
            cause = inner.source();
        }
        out
    }

    /// Wraps an input/output failure with what was being done.
    pub fn io(what: impl Into<String>, source: std::io::Error) -> Self {
        Self::Io { what: what.into(), source }
    }
}
