//! What the story shows of the competencies that the question probes, in tens of standard deviations.

use super::{Scene, dot};

/// Scales the product to the size of the other signals.
const UNIT: f32 = 0.1;

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    UNIT * dot(&scene.question.probes, &scene.story.profile.evidence) / scene.question.norm.max(1.0)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{story, value};

    #[test]
    fn a_story_shows_a_competency_without_naming_it() {
        let asked = "Tell me about a time you disagreed with your manager";
        let pushed = story(
            "## The Friday boat",
            "My boss wanted it out on Friday. I pushed back and showed her the logs.",
            "She came round.",
        );
        let painted =
            story("## The Friday boat", "I painted the railings green and oiled the hinges.", "They shine.");
        assert!(value("evidence", asked, &pushed) > value("evidence", asked, &painted) + 0.1);
    }
}
