"""Comparing two ways of doing the same: alternately, in one process, by medians."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable

ROUNDS = int(os.environ.get("KONTOR_BENCH_ROUNDS", "2000"))


def medians(*ways: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Milliseconds that each way takes in the median of `rounds`, which take turns and change who begins."""
    for way in ways:
        for _ in range(max(5, rounds // 50)):
            way()
    taken: list[list[float]] = [[] for _ in ways]
    order = list(range(len(ways)))
    gc.collect()
    gc.disable()
    try:
        for number in range(rounds):
            for which in order:
                start = time.perf_counter_ns()
                ways[which]()
                taken[which].append((time.perf_counter_ns() - start) / 1e6)
            order.append(order.pop(0))
            if number % 50 == 49:
                gc.collect()
    finally:
        gc.enable()
    return [statistics.median(times) for times in taken]
