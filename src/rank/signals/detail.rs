//! How much the story tells: the logarithm of its words, 0 at 50 words, 1 at about 370. Nothing is gained
//! beyond 670: what is longer is a heap of notes.

use super::Scene;

/// ln 50.
const SHORT: f32 = 3.912;

/// ln(370 / 50).
const RANGE: f32 = 2.0;

/// The value of 670 words.
const MOST: f32 = 1.3;

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    ((scene.story.profile.length - SHORT) / RANGE).min(MOST)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{story, value};

    #[test]
    fn a_story_that_tells_more_has_more_detail() {
        let told = |action: &str| value("detail", "rope", &story("## A", action, "It held."));
        let long = "I spliced another strand of the rope. ";
        assert!((told(&long.repeat(200)) - told(&long.repeat(2000))).abs() < f32::EPSILON);
        assert!(told(&"I spliced another strand of the rope. ".repeat(20)) > told("I spliced the rope."));
    }
}
