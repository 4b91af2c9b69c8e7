//! Words shared with the nearest prompt or title, in [0, 1]: a question that says what a prompt says puts
//! its story first.

use super::Scene;

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    scene.matches.prompts.get(scene.number).copied().unwrap_or(0.0)
}
