//! Maps to draw: the stories of the sample corpus and made-up questions and fits.

use std::path::Path;

use storyfit::corpus;
use storyfit::rank::fit::Level;
use storyfit::report::map::{
    Choice, Coverage, Duplicate, Gap, MapQuestion, MapReport, MapStory, Need, Overused, Part, Plan, Round,
};
use storyfit::story::{Problem, Section, SectionKind, Story};

const ASKED: [(&str, &str); 12] = [
    ("Conflict", "Describe a conflict with a colleague and how it ended."),
    (
        "Conflict",
        "Tell me about a time you had a serious disagreement with your manager. What did you do, and how did it turn out for the two of you?",
    ),
    ("Failure", "Tell me about a project that failed. What was your part in it?"),
    ("Failure", "What is the worst mistake you've made at work?"),
    ("Tight deadline", "Describe a time you delivered something against a very tight deadline."),
    ("Ambiguity", "How did you get started on a task that nobody could explain to you?"),
    ("Influence without authority", "When did you convince people who didn't report to you?"),
    ("Mentoring and coaching", "Tell me about somebody who is better at their job because of you."),
    ("Customer Obsession", "Describe your most difficult customer."),
    ("Dive Deep", "How did you discover a problem your customers hadn't told you about?"),
    (
        "Have Backbone; Disagree and Commit",
        "When did you commit to a decision that you had opposed with all you had?",
    ),
    ("Frugality", "What did you achieve with hardly any budget?"),
];

/// A map of `stories` × `questions`, the same in every run.
pub(crate) fn map(stories: usize, questions: usize) -> MapReport {
    let bank = bank();
    let mut told: Vec<MapStory> = (0..stories).map(|n| story(&bank[n % bank.len()], n)).collect();
    let matrix: Vec<Vec<f64>> =
        (0..questions).map(|q| (0..stories).map(|s| fit(q, s, questions)).collect()).collect();
    let asked: Vec<MapQuestion> = (0..questions).map(|q| question(q, questions, &matrix[q], &told)).collect();
    for (number, question) in asked.iter().enumerate() {
        let good: Vec<usize> = (0..stories).filter(|s| matrix[number][*s] >= 0.3).collect();
        for story in &good {
            told[*story].serves.push(number);
            if good.len() == 1 {
                told[*story].only.push(number);
            }
        }
        if let Some(chosen) = &question.chosen {
            told[chosen.story].chosen.push(number);
        }
    }
    let lost: Vec<usize> = (0..questions).filter(|q| asked[*q].level == Level::Gap).collect();
    let duplicates = if stories > 3 { vec![Duplicate { a: 1, b: 3, likeness: 0.914 }] } else { Vec::new() };
    let named = ASKED.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    let mut names = named.clone();
    names.dedup();
    let kept = |number: usize| asked.get(number).and_then(|q| q.chosen.clone()).into_iter().collect();
    let plan = Plan {
        rounds: vec![Round {
            name: "Round 1: Ada".to_owned(),
            needs: vec![Need { about: "Conflict".to_owned(), wanted: 2, stories: kept(0) }],
        }],
    };
    MapReport {
        schema_version: 1,
        corpus: "corpus".to_owned(),
        coverage: names.iter().enumerate().map(|(n, name)| coverage(n, name)).collect(),
        gaps: lost
            .first()
            .map(|first| Gap {
                competency: asked[*first].competencies[0].clone(),
                questions: lost.clone(),
                nearest: asked[*first].nearest.clone(),
            })
            .into_iter()
            .collect(),
        idle: (0..stories).filter(|s| told[*s].serves.is_empty()).collect(),
        overused: told.first().map(|s| Overused { story: 0, times: s.chosen.len() }).into_iter().collect(),
        duplicates,
        plan: Some(plan),
        matrix: Some(matrix),
        problems: vec![Problem {
            path: "notes.md".to_owned(),
            line: Some(7),
            message: "a Result without a story".to_owned(),
        }],
        stories: told,
        questions: asked,
    }
}

/// All stories of the sample corpus.
fn bank() -> Vec<Story> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let files = corpus::scan(&folder).unwrap();
    files.iter().flat_map(|file| corpus::read(file).stories).collect()
}

fn story(from: &Story, number: usize) -> MapStory {
    let from = from.clone();
    MapStory {
        id: storyfit::story::StoryId(format!("{}-{number}", from.id)),
        path: from.path,
        lines: from.lines,
        title: from.title,
        theme: from.theme,
        prompts: from.prompts,
        sections: from.sections.iter().map(|section: &Section| Part::from(section)).collect(),
        serves: Vec::new(),
        only: Vec::new(),
        chosen: Vec::new(),
    }
}

/// High where a story's turn comes, noise elsewhere, and every eleventh question without an answer.
fn fit(question: usize, story: usize, questions: usize) -> f64 {
    let noise = (question * 7919 + story * 104_729 + question * story * 31) % 1000;
    let noise = noise as f64 / 1000.0;
    let near = (story + 2).is_multiple_of(1 + question * 13 / questions.max(1)) && noise > 0.35;
    let best = if question % 11 == 10 { 0.2 } else { 0.99 };
    let fit = if near { noise * best } else { noise.powi(6) * 0.28 };
    (fit * 1e6).round() / 1e6
}

fn question(number: usize, questions: usize, fits: &[f64], told: &[MapStory]) -> MapQuestion {
    let mut best: Vec<usize> = (0..fits.len()).collect();
    best.sort_by(|a, b| fits[*b].total_cmp(&fits[*a]).then(a.cmp(b)));
    let choice = |story: &usize| Choice {
        story: *story,
        fit: fits[*story],
        level: Level::of(fits[*story] as f32),
        section: answering(&told[*story]),
        why: "the action shows it: \"told him in private first\"; filed under Earn Trust".to_owned(),
    };
    let good: Vec<Choice> = best.iter().filter(|s| fits[**s] >= 0.1).map(choice).collect();
    let covered = good.first().is_some_and(|c| c.level >= Level::Stretch) && number % 11 != 10;
    let (name, text) = ASKED[number * ASKED.len() / questions.max(1)];
    let again = number % 5;
    MapQuestion {
        id: format!("q{number}"),
        text: if again == 0 { text.to_owned() } else { format!("{text} ({again} more)") },
        group: Some(name.to_owned()),
        competencies: vec![name.to_owned(), ASKED[number % 12].0.to_owned()],
        level: if covered { good[0].level } else { Level::Gap },
        chosen: if covered { good.first().cloned() } else { None },
        backups: if covered { good.iter().skip(1).take(1).cloned().collect() } else { Vec::new() },
        nearest: if covered { None } else { best.first().map(choice) },
        note: (number == 3).then(|| "pinned".to_owned()),
    }
}

fn coverage(number: usize, name: &str) -> Coverage {
    Coverage {
        id: name.to_lowercase().replace(' ', "-"),
        name: name.to_owned(),
        strong: (number * 5) % 4,
        workable: (number * 3) % 5 / 2,
        target: 2,
        questions: number + 1,
        stories: Vec::new(),
    }
}

fn answering(story: &MapStory) -> SectionKind {
    let kinds = || story.sections.iter().map(|part| part.kind);
    kinds().find(|kind| *kind == SectionKind::Action).or_else(|| kinds().next()).unwrap()
}
