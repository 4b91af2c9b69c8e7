//! Width and colour of a page of text.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::safe;

/// Longest line of running text, for a wide terminal reads no better.
const MEASURE: usize = 110;

/// The page that text is laid out on.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Columns, at least 40.
    pub width: usize,
}

impl Page {
    /// A page of so many columns; what is too narrow to read is taken as 40.
    #[must_use]
    pub fn new(columns: usize) -> Self {
        Self { width: columns.max(40) }
    }

    /// Columns of running text.
    #[must_use]
    pub fn measure(self) -> usize {
        self.width.min(MEASURE)
    }

    /// Text wrapped to the measure, every line indented.
    #[must_use]
    pub fn wrapped(self, text: &str, indent: usize, hanging: usize) -> String {
        let first = " ".repeat(indent);
        let rest = " ".repeat(indent + hanging);
        let options = textwrap::Options::new(self.measure()).initial_indent(&first).subsequent_indent(&rest);
        textwrap::fill(&safe(text), options)
    }

    /// Text cut to a number of columns, with `…` where something was cut.
    #[must_use]
    pub fn cut(text: &str, columns: usize) -> String {
        let text = safe(text);
        if text.width() <= columns {
            return text.into_owned();
        }
        let mut out = String::new();
        for c in text.chars() {
            if out.width() + unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) + 1 > columns {
                break;
            }
            out.push(c);
        }
        out.push('…');
        out
    }
}

/// What is shown in colour, where colour is shown at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// Titles.
    Title,
    /// What matters less.
    Faint,
    /// Matched words.
    Match,
    /// A strong fit.
    Strong,
    /// A workable fit.
    Workable,
    /// A stretch or a gap.
    Weak,
}

impl Paint {
    /// The text in this colour. The codes are stripped on the way to anything that shows no colour.
    #[must_use]
    pub fn on(self, text: &str) -> String {
        let style = match self {
            Self::Title => Style::new().bold(),
            Self::Faint => Style::new().dimmed(),
            Self::Match => Style::new().bold().fg_color(Some(AnsiColor::Yellow.into())),
            Self::Strong => Style::new().bold().fg_color(Some(AnsiColor::Green.into())),
            Self::Workable => Style::new().fg_color(Some(AnsiColor::Cyan.into())),
            Self::Weak => Style::new().fg_color(Some(AnsiColor::Magenta.into())),
        };
        let mut out = String::with_capacity(text.len() + 12);
        let _ = write!(out, "{style}{text}{style:#}");
        out
    }
}
