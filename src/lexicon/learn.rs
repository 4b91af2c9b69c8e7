//! Graded wordings of questions → the model that reads new ones.
//!
//! Enters: some thousand questions, each with how well stories of each competency answer it. Leaves:
//! [`Wordings`], by ridge regression of the grades on tf·idf vectors of unit length (Hoerl & Kennard
//! 1970), solved by conjugate gradient. Only the build script does this.

use std::collections::BTreeMap;

use super::compiled::Lexicon;
use super::source;
use super::vocabulary::Term;
use super::wordings::{Feature, Wordings, features};
use crate::error::{Error, Result};

/// Strength of the regularisation; 1 ranked nearly alike.
const RIDGE: f32 = 3.0;

/// A pair of words must stand in so many wordings to count; single words count from the first.
const PAIR_SEEN: u32 = 2;

/// Most steps of the conjugate gradient, and the share of the first residual at which it stops.
const STEPS: usize = 60;
const TOLERANCE: f32 = 1e-3;

/// Steps in which a weight is kept, for the weight of greatest size.
const LEVELS: f32 = 127.0;

/// Lets a compiled lexicon learn from the built-in wordings.
///
/// # Errors
/// The file is not of its format, or a grade is for an id that is no competency.
pub(super) fn learn(lexicon: &mut Lexicon) -> Result<()> {
    let mut examples = Vec::new();
    for (question, graded) in wordings()? {
        let mut grades = vec![0.0; lexicon.competencies.len()];
        for (id, grade) in graded {
            let known = lexicon.competencies.iter().position(|c| c.id == id);
            let at = known.ok_or_else(|| Error::Input(format!("wordings.tsv: \"{id}\" is no competency")))?;
            grades[at] = grade;
        }
        examples.push((lexicon.vocabulary.terms(question), grades));
    }
    lexicon.wordings = fit(&examples, lexicon.competencies.len());
    Ok(())
}

/// A wording of a question and its grades by the competency's id.
type Wording = (&'static str, Vec<(&'static str, f32)>);

/// Reads the graded wordings.
fn wordings() -> Result<Vec<Wording>> {
    let graded = |cell: &'static str| {
        let (id, grade) = cell.split_once('=')?;
        Some((id, grade.parse().ok()?))
    };
    let lines = source::WORDINGS.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    lines
        .map(|(number, line)| {
            let wording = line.split_once('\t').and_then(|(question, grades)| {
                Some((question, grades.split(' ').map(graded).collect::<Option<Vec<_>>>()?))
            });
            wording.ok_or_else(|| {
                Error::Input(format!("wordings.tsv:{}: no \"question TAB competency=grade …\"", number + 1))
            })
        })
        .collect()
}

/// The model of these wordings: the words of each in order, and its grade for each competency.
fn fit(wordings: &[(Vec<Term>, Vec<f32>)], competencies: usize) -> Wordings {
    let mut seen: BTreeMap<Feature, u32> = BTreeMap::new();
    for (words, _) in wordings {
        for feature in features(words) {
            *seen.entry(feature).or_default() += 1;
        }
    }
    seen.retain(|(_, second), count| second.is_none() || *count >= PAIR_SEEN);
    let mut out = Wordings { unheard: (1.0 + wordings.len() as f32).ln(), ..Wordings::default() };
    for (number, (feature, count)) in (0..).zip(&seen) {
        out.features.insert(*feature, number);
        out.rows.push(((1.0 + wordings.len() as f32 / *count as f32).ln(), 0));
    }
    let examples: Vec<Vec<(u32, f32)>> = wordings.iter().map(|(words, _)| out.vector(words, 0)).collect();
    let solved: Vec<Vec<f32>> = (0..competencies)
        .map(|c| {
            let grades: Vec<f32> = wordings.iter().map(|(_, grades)| grades[c]).collect();
            solve(&examples, &grades, out.rows.len())
        })
        .collect();
    let greatest = solved.iter().flatten().fold(0.0, |a: f32, b| a.max(b.abs()));
    out.level = greatest / LEVELS;
    for (feature, row) in out.rows.iter_mut().enumerate() {
        for (competency, weights) in (0..).zip(&solved) {
            let level = (weights[feature] / out.level).round() as i8;
            if level != 0 {
                out.weights.push((competency, level));
            }
        }
        row.1 = u32::try_from(out.weights.len()).unwrap_or(u32::MAX);
    }
    out
}

/// The weights that minimise the squared error plus the ridge: conjugate gradient on the normal equations
/// (Hestenes & Stiefel 1952).
fn solve(examples: &[Vec<(u32, f32)>], targets: &[f32], features: usize) -> Vec<f32> {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let transposed = |values: &[f32]| {
        let mut out = vec![0.0; features];
        for (example, value) in examples.iter().zip(values) {
            example.iter().for_each(|(feature, x)| out[*feature as usize] += x * value);
        }
        out
    };
    let mut weights = vec![0.0; features];
    let mut residual = transposed(targets);
    let mut direction = residual.clone();
    let mut size = dot(&residual, &residual);
    let enough = size * TOLERANCE * TOLERANCE;
    for _ in 0..STEPS {
        if size <= enough {
            break;
        }
        let through: Vec<f32> = examples
            .iter()
            .map(|example| example.iter().map(|(feature, x)| x * direction[*feature as usize]).sum())
            .collect();
        let mut image = transposed(&through);
        image.iter_mut().zip(&direction).for_each(|(i, d)| *i += RIDGE * d);
        let step = size / dot(&direction, &image);
        weights.iter_mut().zip(&direction).for_each(|(w, d)| *w += step * d);
        residual.iter_mut().zip(&image).for_each(|(r, i)| *r -= step * i);
        let next = dot(&residual, &residual);
        direction.iter_mut().zip(&residual).for_each(|(d, r)| *d = r + next / size * *d);
        size = next;
    }
    weights
}
