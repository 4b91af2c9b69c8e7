//! How well the sample corpus' questions are answered, by class: floors, so that a change that ranks worse
//! is seen. Tied stories count at their worst rank.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use storyfit::bank::{Bank, Place};
use storyfit::eval::{self, Qrels, Run, Ties};
use storyfit::rank::Ranker;
use storyfit::rank::fit::Level;
use storyfit::story::StoryId;

fn read(name: &str) -> String {
    std::fs::read_to_string(format!("tests/judgments/{name}")).unwrap()
}

fn bank() -> (tempfile::TempDir, Bank) {
    let home = tempfile::TempDir::new().unwrap();
    let place = Place { corpus: "corpus".into(), index: home.path().join("index") };
    let bank = Bank::open(&place, false).unwrap();
    (home, bank)
}

/// Mean of a measure over the questions of a class.
fn mean(ranker: &Ranker, class: char, measure: &str) -> f64 {
    let topics = eval::parse_topics("topics.tsv", &read("topics.tsv")).unwrap();
    let of_class: String =
        read("qrels.txt").lines().filter(|l| l.starts_with(class)).map(|l| format!("{l}\n")).collect();
    let qrels: Qrels = eval::parse_qrels("qrels.txt", &of_class).unwrap();
    let mut run = Run::default();
    for topic in topics.iter().filter(|t| t.id.starts_with(class)) {
        let question = ranker.question(&topic.question).unwrap();
        for scored in ranker.rank(&question).unwrap().scored {
            let id = StoryId(ranker.snapshot().rows()[scored.story].id.clone());
            run.add(&topic.id, id, f64::from(scored.fit)).unwrap();
        }
    }
    eval::evaluate(&measure.parse().unwrap(), &qrels, &run, Ties::Worst).mean()
}

#[test]
fn each_class_of_questions_keeps_its_floor() {
    let (_home, bank) = bank();
    let success = "Success(rel=2)@1";
    let floors = [
        ('e', "nDCG@10", 0.69),
        ('e', success, 0.90),
        ('m', "nDCG@10", 0.40),
        ('m', success, 0.39),
        ('h', "nDCG@10", 0.35),
        ('h', success, 0.40),
    ];
    let low: Vec<String> = floors
        .into_iter()
        .map(|(class, measure, floor)| (class, measure, floor, mean(&bank.ranker, class, measure)))
        .filter(|(.., floor, value)| value < floor)
        .map(|(class, measure, floor, value)| format!("{class} {measure}: {value:.4} < {floor}"))
        .collect();
    assert!(low.is_empty(), "{low:?}");
}

#[test]
fn no_story_is_called_strong_for_a_question_that_none_answers() {
    let (_home, bank) = bank();
    let topics = eval::parse_topics("topics.tsv", &read("topics.tsv")).unwrap();
    for topic in topics.iter().filter(|t| t.id.starts_with('g')) {
        let question = bank.ranker.question(&topic.question).unwrap();
        let best = bank.ranker.rank(&question).unwrap().scored[0];
        assert!(Level::of(best.fit) < Level::Strong, "{}: {}", topic.id, best.fit);
    }
}
