"""A lock of the kernel's on a file: gone with its holder, even after kill -9."""

import fcntl
import os
import time

_LEAVING = " leaving"


class Taken(RuntimeError):
    """A living process holds the lock; `holder` is its number, for the message only."""

    def __init__(self, holder: str):
        super().__init__(holder)
        self.holder = holder


def claim(handle: int, patience: float = 60.0) -> int:
    """Lock the open file, write our process number into it and return the handle. Raises Taken, closing the file.

    A holder that said it is `leaving` is given `patience` seconds to be gone.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _write(handle, str(os.getpid()))
            return handle
        except BlockingIOError:
            holder = os.pread(handle, 40, 0).decode(errors="replace")
            if not holder.endswith(_LEAVING) or time.monotonic() > deadline:
                os.close(handle)
                raise Taken(holder.removesuffix(_LEAVING)) from None
            time.sleep(0.05)


def leaving(handle: int) -> None:
    """Tell who wants the lock next that it pays to wait."""
    _write(handle, f"{os.getpid()}{_LEAVING}")


def _write(handle: int, text: str) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, text.encode(), 0)
