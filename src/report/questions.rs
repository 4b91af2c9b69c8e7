//! The built-in bank of questions.

use serde::Serialize;

use super::SCHEMA_VERSION;
use crate::lexicon::Lexicon;
use crate::question_list::ListedQuestion;

/// Questions of the bank.
#[derive(Debug, Clone, Serialize)]
pub struct Questions {
    schema_version: u32,
    /// By competency, in the order of the lexicon.
    pub questions: Vec<Asked>,
}

/// One question.
#[derive(Debug, Clone, Serialize)]
pub struct Asked {
    /// As in `conflict-2`.
    pub id: String,
    /// Id of the competency.
    pub competency: String,
    /// Name of the competency.
    pub name: String,
    /// The question.
    pub text: String,
}

/// The bank, or the questions of some competencies (by index) alone.
#[must_use]
pub fn questions(lexicon: &Lexicon, only: Option<&[usize]>) -> Questions {
    let asked = lexicon.questions().iter().filter(|q| only.is_none_or(|only| only.contains(&q.competency)));
    let asked = asked.map(|q| {
        let competency = &lexicon.competencies()[q.competency];
        Asked {
            id: q.id.clone(),
            competency: competency.id.clone(),
            name: competency.name.clone(),
            text: q.text.clone(),
        }
    });
    Questions { schema_version: SCHEMA_VERSION, questions: asked.collect() }
}

impl Questions {
    /// As a list whose groups are the competencies.
    #[must_use]
    pub fn listed(&self) -> Vec<ListedQuestion> {
        let listed = |(line, q): (u32, &Asked)| ListedQuestion {
            id: q.id.clone(),
            text: q.text.clone(),
            group: Some(q.name.clone()),
            line,
        };
        (1..).zip(&self.questions).map(listed).collect()
    }
}
