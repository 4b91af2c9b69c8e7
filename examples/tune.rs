//! Repeats the choices that were made by measurement.
//!
//! ```text
//! cargo run --release --example tune -- norms > src/rank/norms.tsv
//! cargo run --release --example tune -- weights CORPUS TOPICS QRELS
//! ```
//!
//! `norms` measures how much evidence stories usually hold, over `tests/knowledge/stories.jsonl`.
//! `weights` fits the weights of the signals to judgments (TREC formats, stories named by id) by
//! ridge-regularised logistic regression; what it reports is cross-validated over questions (10 folds),
//! with each signal left out in turn. A bank is a folder directly below the corpus.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use storyfit::bank::{Bank, Place};
use storyfit::eval::{self, Qrels};
use storyfit::lexicon::Lexicon;
use storyfit::rank::norms;
use storyfit::rank::signals::SIGNALS;
use storyfit::story::{LineSpan, Section, SectionKind, Story, StoryId};

const FOLDS: usize = 10;
/// Strength of the regularisation, in squared standard deviations of a signal.
const RIDGE: f64 = 1.0;
/// Grade from which a story counts as an answer.
const RELEVANT: i32 = 2;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["norms"] => print_norms(),
        ["weights", corpus, topics, qrels] => weights(corpus, topics, qrels),
        _ => panic!("usage: tune norms | tune weights CORPUS TOPICS QRELS"),
    }
}

/// A labelled miniature story as a story.
fn miniature(line: &str) -> Story {
    let value: serde_json::Value = serde_json::from_str(line).unwrap();
    let lines = LineSpan { start: 1, end: 1 };
    let text = value["text"].as_str().unwrap().to_owned();
    Story {
        id: StoryId("miniature".to_owned()),
        path: String::new(),
        lines,
        title: String::new(),
        prompts: Vec::new(),
        theme: None,
        sections: vec![Section { kind: SectionKind::Narrative, lines, text }],
    }
}

fn print_norms() {
    let lexicon = Lexicon::load(None).unwrap();
    let text = std::fs::read_to_string("tests/knowledge/stories.jsonl").unwrap();
    let stories: Vec<Story> = text.lines().map(miniature).collect();
    print!("{}", norms::measure(&stories, &lexicon));
}

/// One question and story with the signals' values.
struct Pair {
    question: usize,
    story: usize,
    bank: String,
    grade: Option<i32>,
    values: Vec<f64>,
}

fn weights(corpus: &str, topics: &str, qrels: &str) {
    let read = |path: &str| std::fs::read_to_string(path).unwrap();
    let topics = eval::parse_topics(topics, &read(topics)).unwrap();
    let qrels: Qrels = eval::parse_qrels(qrels, &read(qrels)).unwrap();
    let index = std::env::temp_dir().join("storyfit-tune");
    let bank = Bank::open(&Place { corpus: corpus.into(), index }, true).unwrap();
    let ranker = &bank.ranker;
    let mut pairs = Vec::new();
    for (number, topic) in topics.iter().enumerate() {
        let question = ranker.question(&topic.question).unwrap();
        let ranking = ranker.rank(&question).unwrap();
        for (story, row) in ranker.snapshot().rows().iter().enumerate() {
            let values = ranker.values(&question, &ranking.matches, story);
            pairs.push(Pair {
                question: number,
                story,
                bank: row.id.split('/').next().unwrap().to_owned(),
                grade: qrels.grade(&topic.id, &StoryId(row.id.clone())),
                values: values.into_iter().map(f64::from).collect(),
            });
        }
    }
    let all: Vec<usize> = (0..SIGNALS.len()).collect();
    let held = |signals: &[usize]| cross_validate(&pairs, topics.len(), signals);
    let fits = held(&all);
    report("all signals", &pairs, &fits);
    for (left_out, signal) in SIGNALS.iter().enumerate() {
        let rest: Vec<usize> = all.iter().copied().filter(|s| *s != left_out).collect();
        report(&format!("without {}", signal.name), &pairs, &held(&rest));
    }
    let judged: Vec<&Pair> = pairs.iter().filter(|p| p.grade.is_some()).collect();
    let model = fit(&judged, &all);
    println!("\nbias {:.2}", model[0]);
    for (signal, weight) in SIGNALS.iter().zip(&model[1..]) {
        println!("{:14} {weight:6.2}", signal.name);
    }
    let current: Vec<f64> = pairs
        .iter()
        .map(|p| {
            let sum: f64 = SIGNALS.iter().zip(&p.values).map(|(s, v)| f64::from(s.weight) * v).sum();
            logistic(f64::from(storyfit::rank::signals::BIAS) + sum)
        })
        .collect();
    report("weights in use", &pairs, &current);
    calibration(&pairs, &fits);
}

/// Fits for every pair, each question's from a model that has not seen it.
fn cross_validate(pairs: &[Pair], questions: usize, signals: &[usize]) -> Vec<f64> {
    let fold = |question: usize| (question * 7 + 3) % questions % FOLDS;
    let mut out = vec![0.0; pairs.len()];
    for held in 0..FOLDS {
        let seen: Vec<&Pair> =
            pairs.iter().filter(|p| fold(p.question) != held && p.grade.is_some()).collect();
        let model = fit(&seen, signals);
        for (pair, value) in pairs.iter().zip(&mut out).filter(|(p, _)| fold(p.question) == held) {
            *value = logistic(
                model[0] + signals.iter().zip(&model[1..]).map(|(s, w)| w * pair.values[*s]).sum::<f64>(),
            );
        }
    }
    out
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Logistic regression by Newton's method: bias, then a weight for each signal.
fn fit(pairs: &[&Pair], signals: &[usize]) -> Vec<f64> {
    let n = pairs.len() as f64;
    let scales: Vec<(f64, f64)> = signals
        .iter()
        .map(|s| {
            let mean = pairs.iter().map(|p| p.values[*s]).sum::<f64>() / n;
            let variance = pairs.iter().map(|p| (p.values[*s] - mean).powi(2)).sum::<f64>() / n;
            (mean, variance.sqrt().max(1e-9))
        })
        .collect();
    let row = |pair: &Pair| -> Vec<f64> {
        let scaled = signals.iter().zip(&scales).map(|(s, (mean, sd))| (pair.values[*s] - mean) / sd);
        std::iter::once(1.0).chain(scaled).collect()
    };
    let rows: Vec<Vec<f64>> = pairs.iter().map(|p| row(p)).collect();
    let size = signals.len() + 1;
    let mut weights = vec![0.0; size];
    for _ in 0..12 {
        let mut hessian = vec![vec![0.0; size]; size];
        let mut gradient = vec![0.0; size];
        for (pair, row) in pairs.iter().zip(&rows) {
            let p = logistic(row.iter().zip(&weights).map(|(x, w)| x * w).sum());
            let grade = pair.grade.unwrap_or(0);
            let target = f64::from(u8::from(grade >= RELEVANT));
            let importance = if grade > RELEVANT { 1.5 } else { 1.0 };
            for i in 0..size {
                gradient[i] += importance * (target - p) * row[i];
                for j in 0..size {
                    hessian[i][j] += importance * p * (1.0 - p) * row[i] * row[j];
                }
            }
        }
        for i in 1..size {
            gradient[i] -= RIDGE * weights[i];
            hessian[i][i] += RIDGE;
        }
        let step = solve(hessian, gradient);
        weights.iter_mut().zip(step).for_each(|(w, s)| *w += s);
    }
    // back to the scale of the signals
    let mut out = vec![weights[0]];
    for (w, (mean, sd)) in weights[1..].iter().zip(&scales) {
        out[0] -= w * mean / sd;
        out.push(w / sd);
    }
    out
}

/// Gaussian elimination.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for i in 0..n {
        let pivot = (i..n).max_by(|x, y| a[*x][i].abs().total_cmp(&a[*y][i].abs())).unwrap();
        a.swap(i, pivot);
        b.swap(i, pivot);
        for k in i + 1..n {
            let factor = a[k][i] / a[i][i];
            let above = a[i].clone();
            a[k].iter_mut().zip(above).for_each(|(value, pivot)| *value -= factor * pivot);
            b[k] -= factor * b[i];
        }
    }
    for i in (0..n).rev() {
        for j in i + 1..n {
            b[i] -= a[i][j] * b[j];
        }
        b[i] /= a[i][i];
    }
    b
}

/// nDCG@10 (gain 2^grade - 1), Success@1 and @3 over all stories, the same success inside each bank, and
/// how well the fit of a bank's first story tells banks that can answer from those that cannot (AUC).
fn report(name: &str, pairs: &[Pair], fits: &[f64]) {
    let mut by_question: BTreeMap<usize, Vec<(f64, &Pair)>> = BTreeMap::new();
    for (pair, fit) in pairs.iter().zip(fits).filter(|(p, _)| p.grade.is_some()) {
        by_question.entry(pair.question).or_default().push((*fit, pair));
    }
    let banks: BTreeSet<&str> = pairs.iter().filter(|p| p.grade.is_some()).map(|p| p.bank.as_str()).collect();
    let (mut ndcg, mut first, mut three, mut in_bank, mut bank_three) =
        (vec![], vec![], vec![], vec![], vec![]);
    let (mut can, mut cannot) = (Vec::new(), Vec::new());
    for ranked in by_question.values_mut() {
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.story.cmp(&b.1.story)));
        let grades: Vec<i32> = ranked.iter().map(|(_, p)| p.grade.unwrap()).collect();
        let good =
            |grades: &[i32], k: usize| f64::from(u8::from(grades.iter().take(k).any(|g| *g >= RELEVANT)));
        if grades.iter().any(|g| *g >= RELEVANT) {
            let gain = |grades: &[i32]| -> f64 {
                grades
                    .iter()
                    .take(10)
                    .enumerate()
                    .map(|(i, g)| (2f64.powi(*g) - 1.0) / ((i + 2) as f64).log2())
                    .sum()
            };
            let mut ideal = grades.clone();
            ideal.sort_unstable_by(|a, b| b.cmp(a));
            ndcg.push(gain(&grades) / gain(&ideal));
            first.push(good(&grades, 1));
            three.push(good(&grades, 3));
        }
        for bank in &banks {
            let mine: Vec<&(f64, &Pair)> = ranked.iter().filter(|(_, p)| p.bank == *bank).collect();
            if mine.len() < 6 {
                continue;
            }
            let grades: Vec<i32> = mine.iter().map(|(_, p)| p.grade.unwrap()).collect();
            if grades.iter().any(|g| *g >= RELEVANT) {
                in_bank.push(good(&grades, 1));
                bank_three.push(good(&grades, 3));
                can.push(mine[0].0);
            } else {
                cannot.push(mine[0].0);
            }
        }
    }
    let wins: f64 = can
        .iter()
        .flat_map(|c| cannot.iter().map(move |n| if c > n { 1.0 } else { f64::from(u8::from(c == n)) * 0.5 }))
        .sum();
    let auc = wins / (can.len() * cannot.len()) as f64;
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len().max(1) as f64;
    println!(
        "{name:24} nDCG@10 {:.3}  S@1 {:.3}  S@3 {:.3}  bank S@1 {:.3}  bank S@3 {:.3}  gap AUC {auc:.3}",
        mean(&ndcg),
        mean(&first),
        mean(&three),
        mean(&in_bank),
        mean(&bank_three)
    );
}

/// How many of the stories from a fit upwards deserve it.
fn calibration(pairs: &[Pair], fits: &[f64]) {
    println!("\nfit from   stories  grade >= 2  grade >= 1  bands: grade >= 2");
    let steps = [0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
    for (i, step) in steps.iter().enumerate() {
        let share = |from: f64, to: f64, least: i32| {
            let band: Vec<i32> = pairs
                .iter()
                .zip(fits)
                .filter(|(p, f)| p.grade.is_some() && **f >= from && **f < to)
                .map(|(p, _)| p.grade.unwrap())
                .collect();
            (band.len(), band.iter().filter(|g| **g >= least).count() as f64 / band.len().max(1) as f64)
        };
        let next = steps.get(i + 1).copied().unwrap_or(1.1);
        let (count, two) = share(*step, 1.1, 2);
        println!(
            "{step:8.2} {count:9} {two:11.3} {:11.3} {:11.3}",
            share(*step, 1.1, 1).1,
            share(*step, next, 2).1
        );
    }
}
