#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::{evaluate, parse_qrels, parse_run};
use super::*;

/// The value of a measure for one question; `grades` as in `a=3 b=1`, `scores` as in `a=0.5 c=-1`.
fn value(measure: &str, grades: &str, scores: &str, ties: Ties) -> f64 {
    let pairs = |text: &str, line: fn(&str, &str) -> String| -> String {
        text.split(' ').filter_map(|pair| pair.split_once('=')).map(|(a, b)| line(a, b)).collect()
    };
    let qrels = parse_qrels("q", &pairs(grades, |story, grade| format!("1 0 {story} {grade}\n"))).unwrap();
    let run = parse_run("r", &pairs(scores, |story, score| format!("1 Q0 {story} 1 {score} t\n"))).unwrap();
    evaluate(&measure.parse().unwrap(), &qrels, &run, ties).mean()
}

#[track_caller]
fn check(measure: &str, grades: &str, scores: &str, expected: f64) {
    let found = value(measure, grades, scores, Ties::ById);
    assert!((found - expected).abs() < 1e-12, "{measure}: {found}, not {expected}");
}

#[track_caller]
fn check_worst(measure: &str, grades: &str, scores: &str, expected: f64) {
    let found = value(measure, grades, scores, Ties::Worst);
    assert!((found - expected).abs() < 1e-12, "{measure}: {found}, not {expected}");
    assert!(found <= value(measure, grades, scores, Ties::ById) + 1e-12, "{measure}: more than by id");
}

#[test]
fn gains_are_linear_unless_said_otherwise() {
    let log3 = 3_f64.log2();
    check("nDCG@2", "a=1 b=3 c=2", "a=2 b=1", (1.0 + 3.0 / log3) / (3.0 + 2.0 / log3));
    check("nDCG(dcg='log2')@2", "a=1 b=3 c=2", "a=2 b=1", (1.0 + 3.0 / log3) / (3.0 + 2.0 / log3));
    check("nDCG(dcg='exp-log2')@2", "a=1 b=3 c=2", "a=2 b=1", (1.0 + 7.0 / log3) / (7.0 + 3.0 / log3));
    check("nDCG", "a=1", "x=3 y=2 a=1", 0.5);
    check("nDCG(dcg='exp-log2')", "a=1 b=-3", "b=3 y=2 a=1", 0.5);
}

#[test]
fn a_threshold_says_what_is_relevant() {
    check("RR", "a=1 b=2", "a=2 b=1", 1.0);
    check("RR(rel=2)", "a=1 b=2", "a=2 b=1", 0.5);
    check("RR(rel=2)@1", "a=1 b=2", "a=2 b=1", 0.0);
    check("Success(rel=2)@1", "a=1 b=2", "a=2 b=1", 0.0);
    check("P(rel=2)@5", "a=1 b=2", "a=2 b=1", 0.2);
    check("P(rel=3)@5", "a=1 b=2", "a=2 b=1", 0.0);
}

#[test]
fn judged_counts_grades_of_any_sign_among_those_returned() {
    check("Judged@2", "a=0 b=-1", "x=3 a=2 b=1", 0.5);
    check("Judged@10", "a=0 b=-1", "x=3 a=2 b=1", 2.0 / 3.0);
    check("Judged", "a=0", "x=3", 0.0);
    check("Judged@3", "a=0", "", 0.0);
}

#[test]
fn trec_eval_puts_the_higher_id_first_and_python_the_lower() {
    check("RR", "b=1", "a=0.5 b=0.5", 1.0);
    check("RR@10", "b=1", "a=0.5 b=0.5", 0.5);
    check("Judged@1", "b=1", "a=0.5 b=0.5", 0.0);
    // Equal in single precision only.
    check("RR", "b=1", "a=0.5000000001 b=0.5", 1.0);
    check("nDCG(dcg='exp-log2')@1", "b=1", "a=0.5000000001 b=0.5", 0.0);
    check("nDCG(dcg='exp-log2')@1", "b=1", "a=0.5 b=0.5", 1.0);
    check("RR", "b=1", "a=0 b=-0.0", 1.0);
    check("RR", "b=1", "a=1e-60 b=-1e-60", 1.0);
}

#[test]
fn ties_at_their_worst_rank() {
    check_worst("RR", "c=1", "a=1 b=1 c=1", 1.0 / 3.0);
    check_worst("Success@2", "a=1 b=1 c=1", "a=1 b=1 c=1", 0.0);
    check_worst("Success@3", "a=1 b=1 c=1", "a=1 b=1 c=1", 1.0);
    check_worst("P@2", "a=1 b=1", "a=3 b=2 c=2", 0.5);
    check_worst("nDCG@3", "c=2", "a=1 b=1 c=1", 0.5);
    check_worst("Judged@2", "a=1 b=1 c=1", "a=3 b=2 c=2", 0.5);
    // Without ties nothing changes.
    check_worst("RR", "b=1", "a=3 b=2 c=1", 0.5);
}

#[test]
fn names_are_written_as_they_are_read() {
    for row in MEASURES {
        let depth = if row.takes_depth { "@7" } else { "" };
        let mut names = vec![format!("{}{depth}", row.name)];
        names.extend(row.options.iter().map(|option| {
            let value = if *option == "rel" { "2" } else { "'exp-log2'" };
            format!("{}({option}={value}){depth}", row.name)
        }));
        for name in names {
            assert_eq!(name.parse::<Measure>().unwrap().to_string(), name);
        }
        assert!(known().contains(&row.form()));
        assert!(MEASURES.iter().filter(|other| other.form() == row.form()).count() == 1, "{}", row.form());
    }
}

#[test]
fn defaults_and_spaces_are_dropped() {
    let check = |text: &str, expected| assert_eq!(text.parse::<Measure>().unwrap().to_string(), expected);
    check(" P ( rel = 1 ) @ 5 ", "P@5");
    check("nDCG(dcg=\"log2\")@10", "nDCG@10");
    check("nDCG(dcg=exp-log2)@10", "nDCG(dcg='exp-log2')@10");
    check("RR()", "RR");
}

#[test]
fn measures_are_refused_in_sentences() {
    let check = |text: &str, expected: &str| {
        assert_eq!(text.parse::<Measure>().unwrap_err().to_string(), expected);
    };
    let known = "known are nDCG, nDCG@k, RR, RR@k, P@k, Success@k, Judged, Judged@k, \
                 with options as in P(rel=2)@5 or nDCG(dcg='exp-log2')@10";
    check("MAP@5", &format!("unknown measure \"MAP@5\"; {known}"));
    check("", &format!("unknown measure \"\"; {known}"));
    check("P(rel=2@5", &format!("cannot read measure \"P(rel=2@5\"; {known}"));
    check("P(rel)@5", &format!("cannot read measure \"P(rel)@5\"; {known}"));
    check("P", "measure \"P\" needs a depth, as in P@5");
    check("P@0", "depth \"0\" of measure \"P@0\" must be a whole number from 1");
    check("P@k", "depth \"k\" of measure \"P@k\" must be a whole number from 1");
    check("nDCG(rel=2)@5", "no option \"rel\" in measure \"nDCG(rel=2)@5\"; it has dcg");
    check("Judged(rel=2)@5", "no option \"rel\" in measure \"Judged(rel=2)@5\"; it has none");
    check("RR(rel=0)", "rel \"0\" of measure \"RR(rel=0)\" must be a whole number from 1");
    check("nDCG(dcg='x')", "dcg \"x\" of measure \"nDCG(dcg='x')\" must be log2 or exp-log2");
}

#[test]
fn a_threshold_is_the_last_equals_sign() {
    let threshold: Threshold = "P(rel=2)@5=0.4".parse().unwrap();
    assert_eq!((threshold.to_string().as_str(), threshold.least), ("P(rel=2)@5=0.4", 0.4));
    assert!(threshold.holds(0.4) && threshold.holds(0.39996) && !threshold.holds(0.3999));
}

#[test]
fn thresholds_are_refused_in_sentences() {
    let check = |text: &str, expected: &str| {
        assert_eq!(text.parse::<Threshold>().unwrap_err().to_string(), expected);
    };
    for text in ["nDCG@10", "P(rel=2)@5"] {
        check(text, &format!("threshold \"{text}\" has no value; write it as in nDCG@10=0.6"));
    }
    for value in ["60", "-1", "NaN", "", "60%"] {
        let text = format!("RR={value}");
        check(&text, &format!("value \"{value}\" of threshold \"{text}\" must be a number from 0 to 1"));
    }
    check("P=0.5", "measure \"P\" needs a depth, as in P@5");
}
