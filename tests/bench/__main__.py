"""`make bench`: what things cost, as ratios within one run. Prints; asserts nothing (QUALITY, "Speed").

KONTOR_BENCH_ROUNDS shortens it (2000). Names of benchmarks as arguments choose among them: `make bench ARGS=scoping`.
"""

import sys

from tests.bench import scoping, size, work

BENCHMARKS = {"scoping": scoping.main, "size": size.main, "work": work.main}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHMARKS:
        BENCHMARKS[name]()
