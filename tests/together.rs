//! Many at once: refreshers wait for each other, readers see one state, and a lock dies with its process.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs::{self, File};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};

use common::{Desk, Run, command, story};
use storyfit::index::{Condition, Update};

const ASK: [&str; 8] = ["ask", "Tell me about a flood", "--format", "json", "-n", "20", "--min-fit", "0"];

/// Runs the same command so many times at once.
fn at_once(desk: &Desk, times: usize, arguments: &[&str]) -> Vec<Run> {
    let start = || desk.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let children: Vec<_> = (0..times).map(|_| start()).collect();
    let end = |child: std::process::Child| {
        let output = child.wait_with_output().unwrap();
        Run {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    };
    children.into_iter().map(end).collect()
}

/// The lock, held as by a process that is writing.
fn held(desk: &Desk) -> File {
    fs::create_dir_all(&desk.place.index).unwrap();
    let path = desk.place.index.join("storyfit.lock");
    let file = File::options().create(true).truncate(false).write(true).open(path).unwrap();
    file.lock().unwrap();
    file
}

/// As [`Desk::run`], but not waiting long for the lock.
fn hasty(desk: &Desk, arguments: &[&str]) -> Run {
    let mut command = command(&desk.place, arguments);
    command.env("STORYFIT_WAIT", "0.1");
    common::run(command)
}

#[test]
fn first_builds_and_updates_at_once_all_answer_alike() {
    let desk = Desk::with_notes();
    for round in 0..3 {
        let runs = at_once(&desk, 5, &ASK);
        for run in &runs {
            assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "round {round}");
            assert_eq!(run.out, runs[0].out, "round {round}");
        }
        assert!(desk.answers().0 == desk.clean_answers());
        desk.commit();
        desk.write(&format!("late-{round}.md"), &story("tram"));
    }
}

#[test]
fn readers_see_one_state_while_the_index_is_built_anew() {
    let desk = Desk::with_notes();
    let (before, _) = desk.answers();
    let expected = desk.run(&ASK).out;
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let builder = scope.spawn(|| {
            let codes: Vec<_> = (0..6).map(|_| desk.run(&["index", "--rebuild"]).code).collect();
            done.store(true, Ordering::SeqCst);
            codes
        });
        let readers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut read = 0;
                    while !done.load(Ordering::SeqCst) || read == 0 {
                        let run = desk.run(&ASK);
                        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
                        assert_eq!(run.out, expected);
                        let (answers, update) = desk.answers();
                        assert!(answers == before);
                        assert_eq!(update, Update::default());
                        read += 1;
                    }
                    read
                })
            })
            .collect();
        // the quickest look meets the moment in which a commit takes the place of another
        while !done.load(Ordering::SeqCst) {
            assert_eq!(common::condition(&desk.place), Condition::Current);
        }
        let read: usize = readers.into_iter().map(|reader| reader.join().unwrap()).sum();
        assert!(builder.join().unwrap().into_iter().all(|code| code == Some(0)));
        assert!(read > 0);
    });
}

#[test]
fn a_bank_that_is_open_outlives_the_commit_it_was_opened_from() {
    let desk = Desk::with_notes();
    let bank = storyfit::bank::Bank::open(&desk.place, false).unwrap();
    let before = common::told(&bank.ranker);
    desk.write("flood.md", &story("storm"));
    desk.answers();
    fs::remove_dir_all(&desk.place.index).unwrap();
    assert!(common::told(&bank.ranker) == before);
}

#[test]
fn who_has_waited_long_enough_answers_from_the_last_commit_and_says_so() {
    let desk = Desk::with_notes();
    let first = desk.run(&ASK);
    let lock = held(&desk);
    // nothing to write, nothing to wait for
    let current = desk.run(&ASK);
    assert_eq!((current.code, &current.out, current.err.as_str()), (Some(0), &first.out, ""));
    desk.write("late.md", &story("tram"));
    let stale = hasty(&desk, &ASK);
    assert_eq!((stale.code, &stale.out), (Some(0), &first.out));
    assert!(stale.err.contains("another storyfit has been writing the index"), "{}", stale.err);
    assert!(stale.err.contains("this is from the last one"), "{}", stale.err);
    drop(lock);
    let fresh = desk.run(&ASK);
    assert_eq!((fresh.code, fresh.err.as_str()), (Some(0), ""));
    assert!(fresh.out.contains("late.md"));
}

#[test]
fn without_a_commit_there_is_nothing_to_answer_from() {
    let desk = Desk::with_notes();
    let _lock = held(&desk);
    let run = hasty(&desk, &ASK);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("another storyfit") && run.err.contains("STORYFIT_WAIT"), "{}", run.err);
}

#[test]
fn who_waits_goes_on_when_the_other_is_done() {
    let desk = Desk::with_notes();
    desk.answers();
    desk.write("late.md", &story("tram"));
    let lock = held(&desk);
    let waiting = desk.command(&ASK).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(lock);
    let output = waiting.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), told.as_str()), (Some(0), ""));
    assert!(String::from_utf8(output.stdout).unwrap().contains("late.md"));
}

#[test]
fn an_index_that_became_anothers_while_one_waited_is_refused() {
    let desk = Desk::with_notes();
    let lock = held(&desk);
    let waiting = desk.command(&ASK).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // long enough for it to stand before the lock; too early, and it is refused at once
    std::thread::sleep(std::time::Duration::from_millis(300));
    let mut other = Desk::with_notes();
    other.place.index = other.home.path().join("elsewhere/index");
    other.answers();
    let marker = "storyfit-index.json";
    fs::copy(other.place.index.join(marker), desk.place.index.join(marker)).unwrap();
    drop(lock);
    let output = waiting.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("belongs to the corpus"), "{told}");
}

#[test]
fn a_patience_that_is_no_number_is_refused() {
    let desk = Desk::with_notes();
    let mut command = desk.command(&ASK);
    command.env("STORYFIT_WAIT", "soon");
    let run = common::run(command);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("STORYFIT_WAIT is \"soon\""), "{}", run.err);
}

#[test]
fn a_lock_left_by_a_dead_process_is_no_obstacle() {
    let desk = Desk::with_notes();
    fs::create_dir(&desk.place.index).unwrap();
    fs::write(desk.place.index.join("storyfit.lock"), "4711").unwrap();
    let run = hasty(&desk, &ASK);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
}

#[test]
fn notes_that_change_while_they_are_read_are_answered_as_one_of_their_states() {
    let desk = Desk::with_notes();
    let states = [story("flood"), story("storm")];
    let expected: Vec<String> = states
        .iter()
        .map(|state| {
            desk.write("flood.md", state);
            desk.run(&ASK).out
        })
        .collect();
    assert_ne!(expected[0], expected[1]);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let aside = desk.home.path().join("aside");
            for state in states.iter().cycle() {
                fs::write(&aside, state).unwrap();
                fs::rename(&aside, desk.place.corpus.join("flood.md")).unwrap();
                if done.load(Ordering::SeqCst) {
                    break;
                }
            }
        });
        let runs: Vec<Run> = (0..4).flat_map(|_| at_once(&desk, 2, &ASK)).collect();
        done.store(true, Ordering::SeqCst);
        for run in runs {
            assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
            assert!(expected.contains(&run.out), "{}", run.out);
        }
    });
    assert!(desk.answers().0 == desk.clean_answers());
}

#[test]
fn an_index_that_vanishes_all_the_time_is_built_again_or_says_why() {
    let desk = Desk::with_notes();
    let expected = desk.run(&ASK).out;
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::SeqCst) {
                let _ = fs::remove_dir_all(&desk.place.index);
                std::thread::sleep(std::time::Duration::from_millis(30));
            }
        });
        let runs: Vec<Run> = (0..4).flat_map(|_| at_once(&desk, 2, &ASK)).collect();
        done.store(true, Ordering::SeqCst);
        for run in runs {
            assert!(!run.err.contains("panicked"), "{}", run.err);
            match run.code {
                Some(0) => assert_eq!(run.out, expected),
                code => {
                    assert_eq!((code, run.out.as_str()), (Some(2), ""), "{}", run.err);
                    assert!(run.err.contains("index"), "{}", run.err);
                }
            }
        }
    });
    let _ = fs::remove_dir_all(&desk.place.index);
    assert_eq!(desk.run(&ASK).out, expected);
}
