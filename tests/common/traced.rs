//! Runs the program under `ptrace` and looks at every system call that it is about to make.

use std::io::Write as _;
use std::process::{Command, Stdio};

use nix::libc;
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

pub(crate) use nix::libc::user_regs_struct as Registers;

/// What becomes of the program before a system call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    GoOn,
    Kill,
}

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Exit(i32),
    Killed,
}

/// Runs a command, its output thrown away; `call` sees the registers before every system call of every
/// thread. None where processes may not be traced.
#[expect(clippy::zombie_processes, reason = "it is waited for as a traced process")]
pub(crate) fn run(command: &Command, call: &mut dyn FnMut(&Registers) -> Next) -> Option<Ended> {
    // the shell waits until it is traced, then becomes the program
    let mut shell = Command::new("sh");
    shell.args(["-c", "read _; exec \"$0\" \"$@\""]).arg(command.get_program()).args(command.get_args());
    shell.env_remove("STORYFIT_WAIT").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = shell.spawn().unwrap();
    let pid = Pid::from_raw(child.id().cast_signed());
    let options = Options::PTRACE_O_TRACESYSGOOD
        | Options::PTRACE_O_TRACECLONE
        | Options::PTRACE_O_TRACEEXEC
        | Options::PTRACE_O_EXITKILL;
    if ptrace::seize(pid, options).is_err() {
        child.kill().unwrap();
        child.wait().unwrap();
        return None;
    }
    child.stdin.take().unwrap().write_all(b"\n").unwrap();
    // only what this thread started: other tests wait for theirs
    let flags = WaitPidFlag::__WALL | WaitPidFlag::__WNOTHREAD;
    loop {
        match waitpid(Pid::from_raw(-1), Some(flags)).unwrap() {
            WaitStatus::PtraceSyscall(thread) => {
                if let Some(registers) = before_call(thread)
                    && call(&registers) == Next::Kill
                {
                    kill(pid, Signal::SIGKILL).unwrap();
                }
                let _ = ptrace::syscall(thread, None);
            }
            WaitStatus::PtraceEvent(thread, ..) => drop(ptrace::syscall(thread, None)),
            WaitStatus::Stopped(thread, signal) => drop(ptrace::syscall(thread, Some(signal))),
            WaitStatus::Exited(ended, code) if ended == pid => return Some(Ended::Exit(code)),
            WaitStatus::Signaled(ended, ..) if ended == pid => return Some(Ended::Killed),
            _ => {}
        }
    }
}

/// The registers of a thread that is about to make a system call; none where it has just made one.
fn before_call(thread: Pid) -> Option<Registers> {
    let registers = ptrace::getregs(thread).ok()?;
    (registers.rax.cast_signed() == -i64::from(libc::ENOSYS)).then_some(registers)
}
