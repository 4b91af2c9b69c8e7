//! The command line: exit code, closed pipes, chain of causes; nothing else.

mod cli;

use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(outcome) => outcome.code(),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let mut message = error.to_string();
            let mut cause = std::error::Error::source(&error);
            while let Some(inner) = cause {
                message.push_str(&format!(": {inner}"));
                cause = inner.source();
            }
            let lines: Vec<String> =
                message.lines().map(|line| storyfit::render::safe(line).into_owned()).collect();
            // a closed stderr is no reason to fail in another way
            let _ = writeln!(anstream::stderr(), "storyfit: {}", lines.join("\n"));
            ExitCode::from(2)
        }
    }
}

/// Whether the reader of our output went away, which is no error.
fn is_closed_pipe(error: &storyfit::error::Error) -> bool {
    matches!(error, storyfit::error::Error::Io { source, .. } if source.kind() == std::io::ErrorKind::BrokenPipe)
}
