"""Child processes that never outlive the process that started them (Linux)."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1


def start(command, *, death_signal=signal.SIGTERM, **options) -> subprocess.Popen:
    """Start `command` in a session of its own; the kernel sends it `death_signal` when we die, even by kill -9.

    A session of its own keeps Ctrl-C in a terminal from reaching it: only the starter decides when it ends.
    Call this from the main thread: the kernel takes the end of the *thread* that started a child for its death.
    """
    return subprocess.Popen(
        [os.fspath(part) for part in command],
        preexec_fn=_dies_with(os.getpid(), death_signal),
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        **options,
    )


def bind_to_parent(death_signal=signal.SIGTERM) -> None:
    """End this very process with `death_signal` when its parent dies. Raises OSError if the kernel refuses."""
    if sys.platform == "linux" and _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")


def _dies_with(parent: int, death_signal):
    """Runs between fork and exec, after subprocess changed the user: an earlier setting is cleared by that change."""

    def bind():
        bind_to_parent(death_signal)
        if os.getppid() != parent:  # it died before the line above: the signal will never come
            os._exit(1)

    return bind


def stop(process: subprocess.Popen, *steps: tuple[int, float]) -> int:
    """Send each signal in turn, waiting the given seconds after it, then kill; returns the exit code."""
    for step, seconds in steps:
        if process.poll() is not None:
            break
        process.send_signal(step)
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
    if process.poll() is None:
        process.kill()
    return process.wait()


def working_in(folder: Path) -> list[int]:
    """The living processes whose working folder is `folder`, as far as we may see them."""
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                if os.readlink(f"{entry.path}/cwd") == str(folder):
                    found.append(int(entry.name))
    return found


def within(seconds: float, condition) -> bool:
    """Wait until `condition()` is true, that long at most; returns whether it came true."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
