//! The competencies of the lexicon, and those that a question probes.

use serde::Serialize;

use super::{SCHEMA_VERSION, rounded};
use crate::lexicon::Lexicon;
use crate::rank::question::Question;

/// Probed less than this, beside 1 for the strongest, is not told.
const TOLD: f32 = 0.25;

/// All competencies.
#[derive(Debug, Clone, Serialize)]
pub struct List {
    schema_version: u32,
    /// In the order of the lexicon.
    pub competencies: Vec<Listed>,
}

/// One competency.
#[derive(Debug, Clone, Serialize)]
pub struct Listed {
    /// Name in files and on the command line.
    pub id: String,
    /// Name as shown.
    pub name: String,
    /// Ids of its neighbours, nearest first.
    pub related: Vec<String>,
}

/// What a question probes.
#[derive(Debug, Clone, Serialize)]
pub struct Probed {
    schema_version: u32,
    /// As asked.
    pub question: String,
    /// Strongest first.
    pub competencies: Vec<Probe>,
    /// The words that decide beside them.
    pub words: Vec<String>,
}

/// A competency that a question probes.
#[derive(Debug, Clone, Serialize)]
pub struct Probe {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How strongly, in (0, 1], the strongest 1.
    pub strength: f64,
    /// The phrases that say so; none where its questions use the same words or a neighbour is probed.
    pub phrases: Vec<String>,
}

/// Lists the lexicon.
#[must_use]
pub fn list(lexicon: &Lexicon) -> List {
    let all = lexicon.competencies();
    let listed = all.iter().map(|c| {
        let mut related = c.related.clone();
        related.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let related = related.into_iter().map(|(n, _)| all[n].id.clone()).collect();
        Listed { id: c.id.clone(), name: c.name.clone(), related }
    });
    List { schema_version: SCHEMA_VERSION, competencies: listed.collect() }
}

/// Tells what a question probes.
#[must_use]
pub fn probed(lexicon: &Lexicon, text: &str) -> Probed {
    let question = Question::new(text, lexicon);
    let mut strengths: Vec<(f32, usize)> =
        question.probes.iter().copied().zip(0..).filter(|(strength, _)| *strength >= TOLD).collect();
    strengths.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let probe = |(strength, number): (f32, usize)| {
        let mut phrases: Vec<String> = Vec::new();
        for reason in question.reasons.iter().filter(|r| r.competency == number) {
            if !phrases.iter().any(|p| p.contains(&reason.phrase)) {
                phrases.push(reason.phrase.clone());
            }
        }
        let competency = &lexicon.competencies()[number];
        Probe {
            id: competency.id.clone(),
            name: competency.name.clone(),
            strength: rounded(strength),
            phrases,
        }
    };
    Probed {
        schema_version: SCHEMA_VERSION,
        question: text.to_owned(),
        competencies: strengths.into_iter().map(probe).collect(),
        words: question.terms.iter().map(|t| t.word.clone()).collect(),
    }
}
