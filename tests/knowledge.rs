//! What the lexicon makes of labelled miniature stories from many trades (`tests/knowledge/`): floors, so
//! that a change that makes it read worse is seen.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use serde::Deserialize;
use storyfit::lexicon::Lexicon;
use storyfit::rank::norms;
use storyfit::rank::profile::Profile;
use storyfit::story::{LineSpan, Section, SectionKind, Story, StoryId};

#[derive(Deserialize)]
struct Miniature {
    text: String,
    /// Competency → 3 where the story answers for it squarely, 2 where it may.
    labels: BTreeMap<String, u8>,
}

fn miniatures() -> Vec<Miniature> {
    let text = std::fs::read_to_string("tests/knowledge/stories.jsonl").unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn story(miniature: &Miniature) -> Story {
    let lines = LineSpan { start: 1, end: 1 };
    Story {
        id: StoryId("miniature".to_owned()),
        path: String::new(),
        lines,
        title: String::new(),
        prompts: Vec::new(),
        theme: None,
        sections: vec![Section { kind: SectionKind::Narrative, lines, text: miniature.text.clone() }],
    }
}

#[test]
fn evidence_puts_what_a_story_shows_among_the_first_of_81() {
    let lexicon = Lexicon::load(None).unwrap();
    let miniatures = miniatures();
    let mut among = 0;
    for miniature in &miniatures {
        let evidence = Profile::new(&story(miniature), &lexicon).evidence;
        let mut order: Vec<usize> = (0..evidence.len()).collect();
        order.sort_by(|a, b| evidence[*b].total_cmp(&evidence[*a]));
        let shown =
            |c: &usize| miniature.labels.get(&lexicon.competencies()[*c].id).is_some_and(|label| *label == 3);
        among += usize::from(order.iter().take(5).any(shown));
    }
    // 0.578 was measured
    let share =
        f64::from(u32::try_from(among).unwrap()) / f64::from(u32::try_from(miniatures.len()).unwrap());
    assert!(share >= 0.52, "{share:.3}");
}

#[test]
fn the_norms_are_those_of_the_lexicon() {
    let stories: Vec<Story> = miniatures().iter().map(story).collect();
    let measured = norms::measure(&stories, &Lexicon::load(None).unwrap());
    assert_eq!(
        norms::TABLE,
        measured,
        "run: cargo run --release --example tune -- norms > src/rank/norms.tsv"
    );
}
