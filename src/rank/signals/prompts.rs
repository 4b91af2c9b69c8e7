//! Words shared with the nearest prompt or title, in [0, 1]: a question that says what a prompt says puts
//! its story first.

use super::Scene;

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    scene.matches.prompts.get(scene.number).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{story, value};

    #[test]
    fn a_question_that_says_what_a_prompt_says_is_nearest() {
        let asked = "Describe a time you convinced sceptical fishermen";
        let (action, result) = ("I showed them the chart.", "They sailed.");
        let same = story("## Tell me about a time you convinced sceptical fishermen", action, result);
        let part = story(
            "## Tell me about a time you convinced the mayor about the lamps of the pier",
            action,
            result,
        );
        let none = story("## Tell me about a deadline", action, result);
        let value = |notes: &str| value("prompts", asked, notes);
        assert!(
            value(&same) > 0.8 && value(&same) > value(&part) && value(&part) > value(&none),
            "{}",
            value(&same)
        );
    }
}
