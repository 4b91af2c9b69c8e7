//! The nouns of the domain: document, story, section, problem.
//!
//! Plain data without behaviour beyond naming and ordering; every other room speaks in these.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One account of one event, as found in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// Stable name: no white space, unchanged by edits elsewhere in the document.
    pub id: StoryId,
    /// Path of the document relative to the corpus folder, with `/` between folders.
    pub path: String,
    /// From the title or prompt line that stands directly above the story to its last line of content.
    #[serde(flatten)]
    pub lines: LineSpan,
    /// What the document calls the story; never empty.
    pub title: String,
    /// Every interview question written above, beside or inside the story.
    pub prompts: Vec<String>,
    /// The principle or competency the document files the story under.
    pub theme: Option<String>,
    /// The parts, in the order of the document; never empty.
    pub sections: Vec<Section>,
}

/// The name of a story: no white space, unique in a corpus.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StoryId(pub String);

impl fmt::Display for StoryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One part of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Which part it is.
    pub kind: SectionKind,
    /// From the label line to the last line of content.
    #[serde(flatten)]
    pub lines: LineSpan,
    /// The words without markup, one line of text for each line of the document.
    pub text: String,
}

/// The parts of a story, in the order in which stories are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SectionKind {
    /// Where and when, and what was at stake.
    Situation,
    /// What the teller had to do.
    Task,
    /// What the teller did.
    Action,
    /// What came of it.
    Result,
    /// What the teller took from it.
    Learning,
    /// The whole of a story told without labels.
    Narrative,
}

impl SectionKind {
    /// All kinds, in telling order.
    pub const ALL: [Self; 6] =
        [Self::Situation, Self::Task, Self::Action, Self::Result, Self::Learning, Self::Narrative];

    /// The name in output and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Situation => "situation",
            Self::Task => "task",
            Self::Action => "action",
            Self::Result => "result",
            Self::Learning => "learning",
            Self::Narrative => "narrative",
        }
    }
}

impl fmt::Display for SectionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// 1-based source lines, inclusive, split on `\n`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LineSpan {
    /// First line.
    #[serde(rename = "line_start")]
    pub start: u32,
    /// Last line, at least `start`.
    #[serde(rename = "line_end")]
    pub end: u32,
}

impl LineSpan {
    /// Whether `line` lies in the span.
    #[must_use]
    pub fn contains(self, line: u32) -> bool {
        (self.start..=self.end).contains(&line)
    }
}

/// Something odd in a document that the user should know; never fatal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// Path of the document relative to the corpus folder.
    pub path: String,
    /// 1-based line, or none where the whole file is meant.
    pub line: Option<u32>,
    /// What is odd, in lower case and without a full stop.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path, self.message),
            None => write!(f, "{}: {}", self.path, self.message),
        }
    }
}

/// One file of the corpus, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Path relative to the corpus folder, with `/` between folders.
    pub path: String,
    /// The stories found in it, in the order of the file; may be empty.
    pub stories: Vec<Story>,
    /// What was odd.
    pub problems: Vec<Problem>,
    /// Lines that no story claimed and that are not blank, as spans in order.
    pub unread: Vec<LineSpan>,
}
