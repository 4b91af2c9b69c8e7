//! The same work on many things, on several threads, with the result of one.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::error::Result;

/// Calls `work` for every number below `count` and gives the results in order, whatever the number of
/// threads. `done` is called with how many are done after each, from any thread.
///
/// # Errors
/// That of the lowest number that fails.
pub fn each<T: Send>(
    count: usize,
    threads: usize,
    work: impl Fn(usize) -> Result<T> + Sync,
    done: &(dyn Fn(usize) + Sync),
) -> Result<Vec<T>> {
    let (next, finished) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let all = Mutex::new(Vec::with_capacity(count));
    let run = || {
        let mut own = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                break;
            }
            let result = work(number);
            if result.is_err() {
                // numbers are handed out in order, so every lower one is already being worked on
                next.store(count, Ordering::Relaxed);
            }
            own.push((number, result));
            done(finished.fetch_add(1, Ordering::Relaxed) + 1);
        }
        if let Ok(mut all) = all.lock() {
            all.append(&mut own);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.clamp(1, count.max(1)) {
            scope.spawn(run);
        }
        run();
    });
    let mut all = all.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    all.sort_by_key(|(number, _)| *number);
    all.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn the_order_is_that_of_the_numbers() {
        for threads in [0, 1, 3, 64] {
            let squares = each(50, threads, |n| Ok(n * n), &|_| {}).unwrap();
            assert_eq!(squares, (0..50).map(|n| n * n).collect::<Vec<_>>());
        }
        assert!(each(0, 4, Ok, &|_| {}).unwrap().is_empty());
    }

    #[test]
    fn the_first_failure_is_told() {
        let fails = |n: usize| if n % 7 == 3 { Err(Error::Input(n.to_string())) } else { Ok(n) };
        for threads in [1, 4] {
            assert_eq!(each(100, threads, fails, &|_| {}).unwrap_err().to_string(), "3");
        }
    }
}
