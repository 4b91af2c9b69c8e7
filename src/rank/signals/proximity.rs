//! Neighbouring words of the question that stand near each other in a section, in [0, 1].

use super::Scene;

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    scene.matches.proximity.get(scene.number).copied().unwrap_or(0.0)
}
