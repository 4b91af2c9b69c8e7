//! The answer to one question: the stories that fit, best first, and why.

use serde::Serialize;

use super::{SCHEMA_VERSION, rounded};
use crate::error::Result;
use crate::rank::fit::{Level, Share};
use crate::rank::question::Question;
use crate::rank::why::{self, Reason, SectionScore};
use crate::rank::{Ranker, Ranking};
use crate::story::{LineSpan, SectionKind, Story, StoryId};

/// Which stories are wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// At most this many.
    pub limit: usize,
    /// None below this fit.
    pub min_fit: f32,
    /// Only stories whose theme holds these words, in any case.
    pub theme: Option<String>,
    /// Only stories that have this section; its text is the one shown.
    pub section: Option<SectionKind>,
    /// Whether each signal's share is told.
    pub explain: bool,
}

/// The answer to one question.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    schema_version: u32,
    /// As asked.
    pub question: String,
    /// The id it has in its list.
    pub question_id: Option<String>,
    /// Words that were taken for others: (as asked, as understood).
    pub mended: Vec<(String, String)>,
    /// The competencies it probes, strongest first.
    pub competencies: Vec<String>,
    /// The stories that fit, best first.
    pub results: Vec<Found>,
    /// Where nothing fits, the story that comes nearest.
    pub nearest: Option<Box<Found>>,
    /// Whether the question has a word to go by.
    pub usable: bool,
    /// What was searched.
    pub index: Searched,
}

/// What was searched.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Searched {
    /// Stories in the bank.
    pub stories: usize,
    /// Documents they come from.
    pub documents: usize,
    /// Problems in these documents.
    pub problems: usize,
}

/// A story that fits.
#[derive(Debug, Clone, Serialize)]
pub struct Found {
    /// 1 = best.
    pub rank: usize,
    /// Name of the story.
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
    /// In [0, 1].
    pub fit: f64,
    /// The fit in a word.
    pub level: Level,
    /// The section that answers.
    pub best_section: SectionKind,
    /// All sections with what they say of the question.
    pub sections: Vec<SectionScore>,
    /// Why it fits.
    pub why: Vec<Reason>,
    /// What each signal adds to the fit, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explain: Option<Vec<Share>>,
    /// The whole story.
    #[serde(skip)]
    pub story: Story,
}

/// Answers a question.
///
/// # Errors
/// The index cannot be read.
pub fn answer(ranker: &Ranker, text: &str, id: Option<&str>, wanted: &Wanted) -> Result<Answer> {
    let question = ranker.question(text)?;
    let manifest = &ranker.snapshot().manifest;
    let mut out = Answer {
        schema_version: SCHEMA_VERSION,
        question: text.to_owned(),
        question_id: id.map(str::to_owned),
        mended: question.mended.iter().map(|m| (m.from.clone(), m.to.clone())).collect(),
        competencies: competencies(&question, ranker),
        results: Vec::new(),
        nearest: None,
        usable: !question.terms.is_empty(),
        index: Searched {
            stories: manifest.stories(),
            documents: manifest.documents.len(),
            problems: manifest.problems().count(),
        },
    };
    if !out.usable {
        return Ok(out);
    }
    let ranking = ranker.rank(&question)?;
    for scored in &ranking.scored {
        let enough = scored.fit >= wanted.min_fit;
        if out.results.len() >= wanted.limit || !enough && (out.nearest.is_some() || !out.results.is_empty())
        {
            break;
        }
        let story = ranker.story(scored.story)?;
        if !admits(wanted, &story) {
            continue;
        }
        let rank = out.results.len() + 1;
        let found = found(ranker, &question, &ranking, scored.story, scored.fit, story, rank, wanted);
        if enough {
            out.results.push(found);
        } else {
            out.nearest = Some(Box::new(found));
        }
    }
    Ok(out)
}

/// Names of the competencies that a question probes, strongest first.
pub(crate) fn competencies(question: &Question, ranker: &Ranker) -> Vec<String> {
    question.competencies().into_iter().map(|c| ranker.lexicon().competencies()[c].name.clone()).collect()
}

/// Reasons in a line.
#[must_use]
pub fn in_a_line(reasons: &[Reason]) -> String {
    let quoted = |words: &[String]| words.iter().map(|w| format!("“{w}”")).collect::<Vec<_>>().join(", ");
    let parts: Vec<String> = reasons
        .iter()
        .map(|reason| match reason {
            Reason::Prompt { prompt } => format!("you keep it for “{prompt}”"),
            Reason::Theme { theme } => format!("filed under {theme}"),
            Reason::Competency { competency, evidence } => {
                format!("{}: {}", competency.to_lowercase(), quoted(evidence))
            }
            Reason::Words { section, words } => format!("{section} says {}", quoted(words)),
        })
        .collect();
    parts.join("; ")
}

/// Whether the filters let the story through.
fn admits(wanted: &Wanted, story: &Story) -> bool {
    let theme = wanted.theme.as_ref().is_none_or(|wanted| {
        let held = story.theme.as_deref().map(crate::text::fold).unwrap_or_default();
        held.contains(&crate::text::fold(wanted.trim()))
    });
    theme && wanted.section.is_none_or(|kind| story.sections.iter().any(|s| s.kind == kind))
}

#[expect(clippy::too_many_arguments, reason = "the parts of one result, in one place")]
fn found(
    ranker: &Ranker,
    question: &Question,
    ranking: &Ranking,
    number: usize,
    fit: f32,
    story: Story,
    rank: usize,
    wanted: &Wanted,
) -> Found {
    let why = why::explain(question, &story, ranker.lexicon(), &ranking.matches.idf);
    let explain = wanted.explain.then(|| ranker.shares(question, &ranking.matches, number));
    Found {
        rank,
        id: story.id.clone(),
        path: story.path.clone(),
        lines: story.lines,
        title: story.title.clone(),
        theme: story.theme.clone(),
        fit: rounded(fit),
        level: Level::of(fit),
        best_section: wanted.section.unwrap_or(why.best),
        sections: why.sections,
        why: why.reasons,
        explain,
        story,
    }
}
