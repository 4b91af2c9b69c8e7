//! The share of situation, task, action and result that are there, in [0, 1].

use super::Scene;

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    scene.story.profile.complete
}

#[cfg(test)]
mod tests {
    use super::super::testing::{story, value};

    #[test]
    fn a_missing_part_is_missed() {
        let whole = story("## A", "I mended it with new rope and a splice.", "It holds.");
        let part = "## A\n**Situation:** The rope of the ferry was worn through at the pulley.\n**Action:** I mended it with new rope and a splice.\n";
        assert!(value("completeness", "rope", &whole) > value("completeness", "rope", part));
    }
}
