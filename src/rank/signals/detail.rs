//! How much the story tells: the logarithm of its words, 0 at 50 words, 1 at about 370.

use super::Scene;

/// ln 50.
const SHORT: f32 = 3.912;

/// ln(370 / 50).
const RANGE: f32 = 2.0;

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    (scene.story.profile.length - SHORT) / RANGE
}
