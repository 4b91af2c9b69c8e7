//! The README is true: every command it shows is understood, every dependency is named.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use assert_cmd::Command;

fn readme() -> String {
    std::fs::read_to_string("README.md").unwrap()
}

#[test]
fn the_first_command_answers_as_shown() {
    let home = tempfile::TempDir::new().unwrap();
    let question = "Tell me about a time you disagreed with your manager";
    assert!(readme().contains(&format!("cargo run --release -- ask \"{question}\"")));
    let mut command = Command::cargo_bin("storyfit").unwrap();
    command.env("COLUMNS", "80").arg("--index").arg(home.path()).args(["ask", question, "-n", "1"]);
    let out = String::from_utf8(command.assert().success().get_output().stdout.clone()).unwrap();
    let readme = readme();
    let shown = readme.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    assert_eq!(shown.trim(), out.trim());
}

#[test]
fn every_command_and_option_that_is_shown_is_there() {
    let readme = readme();
    let shown: Vec<&str> = readme.split('`').filter(|code| code.starts_with("storyfit ")).collect();
    assert!(shown.len() >= 10);
    for command in shown {
        let words: Vec<&str> = command.split_whitespace().collect();
        let Some(name) = words[1..].iter().find(|w| w.chars().all(|c| c.is_ascii_lowercase())) else {
            continue;
        };
        let help = Command::cargo_bin("storyfit").unwrap().args([name, "--help"]).output().unwrap();
        assert!(help.status.success(), "{command}");
        let help = String::from_utf8(help.stdout).unwrap();
        for option in words.iter().filter(|w| w.starts_with("--")) {
            assert!(help.contains(option), "{command}: {option}");
        }
    }
}

#[test]
fn every_dependency_is_named_with_its_reason() {
    let manifest: toml::Table = std::fs::read_to_string("Cargo.toml").unwrap().parse().unwrap();
    let readme = readme();
    for name in manifest["dependencies"].as_table().unwrap().keys() {
        let named = readme.lines().any(|l| {
            l.starts_with("| ") && l.split('|').nth(1).is_some_and(|c| c.split([',', ' ']).any(|w| w == name))
        });
        assert!(named, "{name}");
    }
}
