"""A lock of the kernel's on a file: gone with its holder, even after kill -9."""

import fcntl
import os


class Taken(RuntimeError):
    """A living process holds the lock; `holder` is its number, for the message only."""

    def __init__(self, holder: str):
        super().__init__(holder)
        self.holder = holder


def claim(handle: int) -> int:
    """Lock the open file, write our process number into it and return the handle. Raises Taken, closing the file."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(handle, 20, 0).decode(errors="replace").strip()
        os.close(handle)
        raise Taken(holder) from None
    os.ftruncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
    return handle
