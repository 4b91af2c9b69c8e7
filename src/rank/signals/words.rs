//! Words of the question in the story's sections (BM25F), in [0, 1].

use super::Scene;

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    scene.matches.words.get(scene.number).copied().unwrap_or(0.0)
}
