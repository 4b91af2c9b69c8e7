//! 1 where the result holds a figure, else 0.

use super::Scene;

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    f32::from(u8::from(scene.story.profile.figures))
}
