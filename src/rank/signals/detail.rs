//! How much the story tells: the logarithm of its words, 0 at 50 words, 1 at about 370.

use super::Scene;

/// ln 50.
const SHORT: f32 = 3.912;

/// ln(370 / 50).
const RANGE: f32 = 2.0;

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    (scene.story.profile.length - SHORT) / RANGE
}

#[cfg(test)]
mod tests {
    use super::super::testing::{story, value};

    #[test]
    fn a_story_that_tells_more_has_more_detail() {
        let told = |action: &str| value("detail", "rope", &story("## A", action, "It held."));
        assert!(told(&"I spliced another strand of the rope. ".repeat(20)) > told("I spliced the rope."));
    }
}
