//! 1 where the result holds a figure, else 0.

use super::Scene;

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    f32::from(u8::from(scene.story.profile.figures))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{story, value};

    #[test]
    fn a_figure_counts_in_the_result_only() {
        let told = |action, result| value("figures", "rope", &story("## A", action, result));
        assert!(told("I changed the rope.", "It held 40 days.") > told("I changed 3 ropes.", "It held."));
    }
}
