"""Keys of rows: UUID version 7 (RFC 9562, 5.7), made here because PostgreSQL 16 and 17 cannot."""

from __future__ import annotations

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def uuid7() -> uuid.UUID:
    """A new identifier that sorts by the moment of its making, also within one millisecond of one process."""
    global _last
    with _lock:
        # 48 bits of milliseconds and 12 bits of their fraction (RFC 9562, 6.2, method 3)
        moment = (time.time_ns() << 12) // 1_000_000
        _last = moment = max(moment, _last + 1)
    value = (moment >> 12) << 80 | 0x7 << 76 | (moment & 0xFFF) << 64 | 0b10 << 62
    return uuid.UUID(int=value | int.from_bytes(os.urandom(8)) & (1 << 62) - 1)
