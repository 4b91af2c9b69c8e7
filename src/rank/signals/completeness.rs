//! The share of situation, task, action and result that are there, in [0, 1].

use super::Scene;

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    scene.story.profile.complete
}
