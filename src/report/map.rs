//! The question-to-story map: what to tell for each question, and what the bank lacks.
//!
//! Stories and questions are named by their index in [`MapReport::stories`] and
//! [`MapReport::questions`].

use serde::Serialize;

use crate::rank::fit::Level;
use crate::story::{LineSpan, Problem, Section, SectionKind, StoryId};

/// The whole map.
#[derive(Debug, Clone, Serialize)]
pub struct MapReport {
    /// [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The corpus folder as it was named.
    pub corpus: String,
    /// All stories of the bank, by id.
    pub stories: Vec<MapStory>,
    /// The questions in the order of their list.
    pub questions: Vec<MapQuestion>,
    /// The competencies that the questions ask for, in the order of the lexicon.
    pub coverage: Vec<Coverage>,
    /// What is left uncovered, the competency that costs the most questions first.
    pub gaps: Vec<Gap>,
    /// Stories that serve no question, by id.
    pub idle: Vec<usize>,
    /// Stories chosen for very many questions, most often first.
    pub overused: Vec<Overused>,
    /// Pairs of stories that tell the same event, the likest first.
    pub duplicates: Vec<Duplicate>,
    /// The plan for a loop, where one was given.
    pub plan: Option<Plan>,
    /// The fit of every pair in [0, 1], row = question, column = story; only where asked for.
    pub matrix: Option<Vec<Vec<f64>>>,
    /// What was odd in the question list and the documents.
    pub problems: Vec<Problem>,
}

/// A story and what it is good for.
#[derive(Debug, Clone, Serialize)]
pub struct MapStory {
    /// Its name.
    pub id: StoryId,
    /// Its document, relative to the corpus.
    pub path: String,
    /// Its lines.
    #[serde(flatten)]
    pub lines: LineSpan,
    /// Its title.
    pub title: String,
    /// What it is filed under.
    pub theme: Option<String>,
    /// Questions written beside it.
    pub prompts: Vec<String>,
    /// What it says.
    pub sections: Vec<Part>,
    /// Questions for which it is strong or workable.
    pub serves: Vec<usize>,
    /// Questions for which no other story is strong or workable.
    pub only: Vec<usize>,
    /// Questions it was chosen for.
    pub chosen: Vec<usize>,
}

/// A section of a story, without its lines.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    /// Which part.
    pub kind: SectionKind,
    /// Its words.
    pub text: String,
}

impl From<&Section> for Part {
    fn from(section: &Section) -> Self {
        Self { kind: section.kind, text: section.text.clone() }
    }
}

/// A question and the stories for it.
#[derive(Debug, Clone, Serialize)]
pub struct MapQuestion {
    /// As given in its list.
    pub id: String,
    /// As asked.
    pub text: String,
    /// The heading it stands under.
    pub group: Option<String>,
    /// Names of the competencies it probes, strongest first.
    pub competencies: Vec<String>,
    /// Level of the chosen story; a gap where there is none.
    pub level: Level,
    /// The story to tell.
    pub chosen: Option<Choice>,
    /// The stories to tell where the first was told, best first.
    pub backups: Vec<Choice>,
    /// For a gap, the story that comes nearest.
    pub nearest: Option<Choice>,
    /// What else there is to know of the choice, in a few words.
    pub note: Option<String>,
}

/// A story for a question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choice {
    /// Index of the story.
    pub story: usize,
    /// In [0, 1].
    pub fit: f64,
    /// The fit in a word.
    pub level: Level,
    /// The section that answers.
    pub section: SectionKind,
    /// Why it fits, in one line; may be empty.
    pub why: String,
}

/// How well the bank covers a competency.
#[derive(Debug, Clone, Serialize)]
pub struct Coverage {
    /// Id of the competency.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Stories that answer one of its questions strongly.
    pub strong: usize,
    /// Stories that answer one of its questions workably and none strongly.
    pub workable: usize,
    /// How many stories, strong or workable, are wanted.
    pub target: usize,
    /// Questions that ask for it most of all.
    pub questions: usize,
    /// The strong stories, best first, then the workable ones.
    pub stories: Vec<usize>,
}

/// A competency with questions that no story was chosen for.
#[derive(Debug, Clone, Serialize)]
pub struct Gap {
    /// Name of the competency.
    pub competency: String,
    /// The questions it costs.
    pub questions: Vec<usize>,
    /// The story that comes nearest to one of them.
    pub nearest: Option<Choice>,
}

/// A story that was chosen very often.
#[derive(Debug, Clone, Serialize)]
pub struct Overused {
    /// Index of the story.
    pub story: usize,
    /// Questions it was chosen for.
    pub times: usize,
}

/// Two stories that tell the same event.
#[derive(Debug, Clone, Serialize)]
pub struct Duplicate {
    /// Index of the first story.
    pub a: usize,
    /// Index of the other.
    pub b: usize,
    /// In [0, 1]; 1 = the same words.
    pub likeness: f64,
}

/// Which stories to tell in which round.
#[derive(Debug, Clone, Serialize)]
pub struct Plan {
    /// The rounds in order.
    pub rounds: Vec<Round>,
}

/// One round or interviewer.
#[derive(Debug, Clone, Serialize)]
pub struct Round {
    /// As named in the loop file.
    pub name: String,
    /// What is asked, in the order of the file.
    pub needs: Vec<Need>,
}

/// A competency or question of a round and the stories kept for it.
#[derive(Debug, Clone, Serialize)]
pub struct Need {
    /// Name of the competency, or the question.
    pub about: String,
    /// How many stories should be ready: two for a competency, one for a question.
    pub wanted: usize,
    /// The stories, best first; fewer than wanted where the bank has no more.
    pub stories: Vec<Choice>,
}
