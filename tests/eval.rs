//! The measures agree with ir_measures to four decimals; `fixtures/trec/README.md` says how its
//! values were made.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use storyfit::eval::{
    MEASURES, Measure, Qrels, Run, Scores, Ties, compare, evaluate, parse_qrels, parse_run,
};

const EXPECTED: &str = include_str!("fixtures/trec/expected.tsv");

fn qrels() -> Qrels {
    parse_qrels("qrels.txt", include_str!("fixtures/trec/qrels.txt")).unwrap()
}

fn run(name: &str) -> Run {
    let text = match name {
        "base" => include_str!("fixtures/trec/base.run"),
        "other" => include_str!("fixtures/trec/other.run"),
        _ => panic!("no run {name}"),
    };
    parse_run(name, text).unwrap()
}

fn scores(run_name: &str, measure: &str, ties: Ties) -> Scores {
    evaluate(&measure.parse().unwrap(), &qrels(), &run(run_name), ties)
}

/// The values of `expected.tsv`: (run, measure) → question or `mean` → value.
fn expected() -> BTreeMap<(&'static str, &'static str), BTreeMap<&'static str, f64>> {
    let mut expected = BTreeMap::<_, BTreeMap<_, _>>::new();
    for line in EXPECTED.lines() {
        let [run, measure, question, value] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        expected.entry((run, measure)).or_default().insert(question, value.parse().unwrap());
    }
    expected
}

#[test]
fn values_and_means_are_those_of_ir_measures() {
    for ((run, measure), expected) in expected() {
        let scores = scores(run, measure, Ties::ById);
        let mut found: BTreeMap<_, _> = scores.values.iter().map(|(q, v)| (q.as_str(), *v)).collect();
        found.insert("mean", scores.mean());
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{run} {measure}");
        for (question, value) in found {
            let right = expected[question];
            assert!((value - right).abs() < 5e-5, "{run} {measure} {question}: {value:.6}, not {right}");
        }
    }
}

#[test]
fn every_measure_and_option_is_compared() {
    let names: BTreeSet<_> = expected().into_keys().map(|(_, measure)| measure).collect();
    for row in MEASURES {
        for option in row.options.iter().copied().chain([""]) {
            // ir_measures has no exponential nDCG without a depth; a unit test stands in.
            let absent = (row.form().as_str(), option) == ("nDCG", "dcg");
            let found = names.iter().any(|name| {
                name.split(['(', '@']).next() == Some(row.name)
                    && name.contains('@') == row.takes_depth
                    && if option.is_empty() {
                        !name.contains('(')
                    } else {
                        name.contains(&format!("({option}="))
                    }
            });
            assert!(found || absent, "{} {option}", row.form());
        }
    }
    for name in names {
        assert_eq!(name.parse::<Measure>().unwrap().to_string(), name, "written as ir_measures writes it");
    }
}

#[test]
fn the_worst_rank_never_gives_more() {
    for (run, measure) in expected().into_keys() {
        let pairs = scores(run, measure, Ties::Worst).values.into_iter();
        for ((question, worst), (_, by_id)) in pairs.zip(scores(run, measure, Ties::ById).values) {
            assert!((0.0..=by_id + 1e-12).contains(&worst), "{run} {measure} {question}: {worst} > {by_id}");
        }
    }
}

#[test]
fn comparing_counts_each_question_once() {
    let (other, base) = (scores("other", "Success@1", Ties::ById), scores("base", "Success@1", Ties::ById));
    let found = compare(&other, &base).unwrap();
    // As in expected.tsv: 102, 103, 104, 109 and 110 gain, 111 loses.
    assert_eq!((found.wins, found.losses, found.ties), (5, 1, 6));
    assert!((found.difference - 4.0 / 12.0).abs() < 1e-12);
    let back = compare(&base, &other).unwrap();
    assert_eq!((back.wins, back.losses, back.ties), (found.losses, found.wins, found.ties));
}
