//! What every reader yields: the lines of a document, stripped of markup, each with its role.
//!
//! Lines and not a tree: in real notes a tree puts text in the wrong place (a `**Result**:` right
//! after a bullet list is a lazy continuation of the last Action bullet).

/// One line of text of a document. A source line that holds several (HTML, `<br>`) yields several
/// of these with the same number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// 1-based line of the source.
    pub number: u32,
    /// 1-based line of the source on which its last words stand: a table row of HTML may go over several.
    pub last: u32,
    /// What part the line plays in the document.
    pub role: Role,
    /// The words, without markup and without list marker; empty for a blank line.
    pub text: String,
    /// Length in bytes of the emphasised words that open `text`; 0 where there are none.
    pub lead: usize,
    /// Whether the line stands in a block quote.
    pub quoted: bool,
}

/// The part a line plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing on it.
    Blank,
    /// Running text.
    Text,
    /// A heading of level 1 (highest) to 6.
    Heading(u8),
    /// The clickable head of a folded part (HTML `<summary>`).
    Summary,
    /// An item of a list.
    Item,
    /// Inside a fenced or literal block.
    Code,
    /// A table row, cell by cell; cells may hold several lines.
    Row {
        /// The cells' words.
        cells: Vec<String>,
        /// Whether it is the head of the table.
        header: bool,
    },
    /// A thematic break.
    Rule,
    /// Part of the front matter.
    Meta,
}

impl Line {
    /// A line of running text.
    pub(super) fn new(number: u32, role: Role, text: impl Into<String>) -> Self {
        Self { number, last: number, role, text: text.into(), lead: 0, quoted: false }
    }

    /// Whether there is nothing to read on it.
    pub(super) fn is_blank(&self) -> bool {
        match &self.role {
            Role::Blank | Role::Rule => true,
            Role::Code => false,
            Role::Row { cells, .. } => cells.iter().all(|c| c.trim().is_empty()),
            _ => self.text.trim().is_empty(),
        }
    }

    /// Whether it heads what follows: a heading or the head of a folded part.
    pub(super) fn is_heading(&self) -> bool {
        matches!(self.role, Role::Heading(_) | Role::Summary)
    }
}

/// What a document says of itself before its first line of text (YAML front matter, a page's title).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FrontMatter {
    /// The title of the document.
    pub title: Option<String>,
    /// Interview questions that the document says it answers.
    pub questions: Vec<String>,
    /// The principle or competency it is filed under.
    pub theme: Option<String>,
}

/// A document as a reader hands it on.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    /// Every line with words on it, blank lines and rules, in order of the source.
    pub lines: Vec<Line>,
    /// What the document says of itself.
    pub front: FrontMatter,
}
