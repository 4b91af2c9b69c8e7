//! The question-to-story map: what to tell for each question, and what the bank lacks.
//!
//! Stories and questions are named by their index in [`MapReport::stories`] and
//! [`MapReport::questions`].

use serde::Serialize;

use super::answer::{competencies, in_a_line};
use super::{SCHEMA_VERSION, rounded};
use crate::error::Result;
use crate::map::assign::Pair;
use crate::map::loop_plan::Asked;
use crate::map::{Map, Note, Phase, Progress, Telling, coverage, each};
use crate::question_list::ListedQuestion;
use crate::rank::Ranker;
use crate::rank::fit::Level;
use crate::rank::question::Question;
use crate::rank::why;
use crate::story::{LineSpan, Problem, Section, SectionKind, StoryId};

/// Reasons that are told of a choice, the most telling ones.
const REASONS: usize = 2;

/// What questions that probe nothing known are filed under.
pub const NO_COMPETENCY: &str = "Anything else";

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

/// What the report is made of beside the map.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The corpus folder as it was named.
    pub corpus: &'a str,
    /// The name of the question list, for its problems.
    pub list: &'a str,
    /// What was odd in it, by line.
    pub odd: &'a [(u32, String)],
    /// Stories that a competency should have.
    pub target: usize,
    /// Threads to work with.
    pub threads: usize,
}

/// Tells the map.
///
/// # Errors
/// None of its own.
pub fn report(
    ranker: &Ranker,
    listed: &[ListedQuestion],
    map: Map,
    setting: &Setting<'_>,
    progress: Progress<'_>,
) -> Result<MapReport> {
    let lexicon = ranker.lexicon();
    let name = |competency: usize| lexicon.competencies()[competency].name.clone();
    let choice = |question: &Question, idf: &[f32], pair: Pair| {
        let why = why::explain(question, &map.stories[pair.story as usize], lexicon, idf);
        Choice {
            story: pair.story as usize,
            fit: rounded(pair.fit),
            level: Level::of(pair.fit),
            section: why.best,
            why: in_a_line(&why.reasons[..why.reasons.len().min(REASONS)]),
        }
    };
    let asked_as = |question: usize| listed[question].id.as_str();
    let title = |story: u32| map.stories[story as usize].title.as_str();
    let question = |number: usize| {
        let (row, chosen, listed) = (&map.rows[number], &map.choices[number], &listed[number]);
        let choice = |pair: Pair| choice(&row.question, &row.idf, pair);
        let is_gap = chosen.story.is_none();
        let nearest = row.nearest.filter(|_| is_gap);
        let notes: Vec<String> =
            chosen.notes.iter().map(|note| noted(note, is_gap, title, asked_as)).collect();
        let headed = row.competency.filter(|c| !row.question.competencies().contains(c)).map(name);
        Ok(MapQuestion {
            id: listed.id.clone(),
            text: listed.text.clone(),
            group: listed.group.clone(),
            competencies: headed.into_iter().chain(competencies(&row.question, ranker)).collect(),
            level: chosen.story.map_or(Level::Gap, |pair| Level::of(pair.fit)),
            chosen: chosen.story.map(choice),
            backups: chosen.backups.iter().copied().map(choice).collect(),
            nearest: nearest.map(choice),
            note: (!notes.is_empty()).then(|| notes.join("; ")),
        })
    };
    let questions = each(Phase::Explaining, map.rows.len(), setting.threads, question, progress)?;
    let asked: Vec<Option<usize>> = map.rows.iter().map(|row| row.competency).collect();
    let good = || map.rows.iter().map(|row| row.good.as_slice());
    let coverage = coverage::covered(asked.iter().copied().zip(good())).into_iter().map(|c| Coverage {
        id: lexicon.competencies()[c.competency].id.clone(),
        name: name(c.competency),
        strong: c.strong.len(),
        workable: c.workable.len(),
        target: setting.target,
        questions: c.questions,
        stories: c.strong.iter().chain(&c.workable).map(|s| *s as usize).collect(),
    });
    let coverage: Vec<Coverage> = coverage.collect();
    let levels: Vec<Level> = questions.iter().map(|q| q.level).collect();
    let gaps = coverage::gaps(&asked, &levels).into_iter().map(|(competency, lost)| Gap {
        competency: competency.map_or_else(|| NO_COMPETENCY.to_owned(), name),
        nearest: lost
            .iter()
            .filter_map(|q| questions[*q].chosen.as_ref().or(questions[*q].nearest.as_ref()))
            .max_by(|a, b| a.fit.total_cmp(&b.fit).then(b.story.cmp(&a.story)))
            .cloned(),
        questions: lost,
    });
    let gaps: Vec<Gap> = gaps.collect();
    let plan = map.plan.as_ref().map(|rounds| Plan {
        rounds: rounds
            .iter()
            .map(|(name_of_round, needs)| Round {
                name: name_of_round.clone(),
                needs: needs
                    .iter()
                    .map(|kept| Need {
                        about: match &kept.asked {
                            Asked::Competency(competency) => name(*competency),
                            Asked::Question(text) => text.clone(),
                        },
                        wanted: kept.asked.wanted(),
                        stories: kept
                            .stories
                            .iter()
                            .map(|(pair, best)| {
                                choice(&kept.questions[*best].0, &kept.questions[*best].1, *pair)
                            })
                            .collect(),
                    })
                    .collect(),
            })
            .collect(),
    });
    let (serves, only) = coverage::serves(good(), map.stories.len());
    let mut told_for: Vec<Vec<usize>> = vec![Vec::new(); map.stories.len()];
    for (number, question) in questions.iter().enumerate() {
        if let Some(chosen) = &question.chosen {
            told_for[chosen.story].push(number);
        }
    }
    let times: Vec<usize> = told_for.iter().map(Vec::len).collect();
    let overused = coverage::overused(&times);
    let matrix = map.rows.iter().map(|row| Some(row.fits.as_ref()?.iter().map(|f| rounded(*f)).collect()));
    let matrix = matrix.collect::<Option<Vec<Vec<f64>>>>().filter(|rows| !rows.is_empty());
    let duplicates = map.alike.iter().map(|pair| Duplicate {
        a: pair.a as usize,
        b: pair.b as usize,
        likeness: rounded(pair.likeness),
    });
    let duplicates = duplicates.collect();
    let idle = (0..serves.len()).filter(|s| serves[*s].is_empty()).collect();
    let lists = serves.into_iter().zip(only).zip(told_for);
    let stories = map.stories.into_iter().zip(lists).map(|(story, ((serves, only), chosen))| MapStory {
        id: story.id,
        path: story.path,
        lines: story.lines,
        title: story.title,
        theme: story.theme,
        prompts: story.prompts,
        sections: story.sections.iter().map(Part::from).collect(),
        serves,
        only,
        chosen,
    });
    let odd = setting.odd.iter().map(|(line, message)| Problem {
        path: setting.list.to_owned(),
        line: Some(*line),
        message: message.clone(),
    });
    Ok(MapReport {
        schema_version: SCHEMA_VERSION,
        corpus: setting.corpus.to_owned(),
        stories: stories.collect(),
        questions,
        coverage,
        gaps,
        idle,
        overused: overused.into_iter().map(|(story, times)| Overused { story, times }).collect(),
        duplicates,
        plan,
        matrix,
        problems: odd.chain(ranker.snapshot().manifest.problems().cloned()).collect(),
    })
}

impl MapReport {
    /// Whether every question has a strong or workable story, and so has every competency.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        self.gaps.is_empty() && self.coverage.iter().all(|c| c.strong + c.workable > 0)
    }
}

fn noted<'a>(
    note: &Note,
    is_gap: bool,
    title: impl Fn(u32) -> &'a str,
    question: impl Fn(usize) -> &'a str,
) -> String {
    // where nothing is left, there is nothing to be better than
    let better = |story: u32| {
        let title = title(story);
        if is_gap { format!("\"{title}\" fits and") } else { format!("the better story \"{title}\"") }
    };
    match note {
        Note::NoWord => "no word to go by: every interviewer says these".to_owned(),
        Note::Pinned(None) => "pinned".to_owned(),
        Note::Pinned(Some(Telling { to, date, .. })) => format!("pinned, though told to {to} on {date}"),
        Note::Told(told, Telling { story, to, date }) if told == story => {
            format!("{} was told to {to} on {date}", better(*story))
        }
        Note::Told(told, Telling { story, to, date }) => format!(
            "{} tells the event of \"{}\", which was told to {to} on {date}",
            better(*told),
            title(*story)
        ),
        Note::Elsewhere { story, question: other } => {
            format!("{} is told for {}", better(*story), question(*other))
        }
        Note::SameEvent { story, question: other } => {
            format!("tells the event of \"{}\", which is told for {}", title(*story), question(*other))
        }
    }
}
