"""Customer list and search in an agency of 100,000 customers against one of 100 (QUALITY, "Speed": at most 2 ×)."""

from __future__ import annotations

from sqlalchemy import Engine, event

from tests.bench.scoping import PATH, visit
from tests.bench.timing import ROUNDS, medians
from tests.bench.town import ground

FEW, MANY = 100, 100_000
BAR = 2.0
PAGES = {
    "list": (PATH, PATH, 50),
    "second page": (f"{PATH}?seite=2", f"{PATH}?seite=2", 50),
    "search for one customer": (f"{PATH}?q=Firma+77777", f"{PATH}?q=Firma+77", 1),
    "search for a common word": (f"{PATH}?q=Firma", f"{PATH}?q=Firma", 50),
}
"""The page in the large agency, in the small one, and how many customers both show."""


def main() -> None:
    with ground() as land:
        small, large = land.place("small", FEW), land.place("large", MANY)
        for name, (there, here, rows) in PAGES.items():
            ways = visit(large, there, rows), visit(small, here, rows)
            most, least = medians(*ways, rounds=max(20, ROUNDS // 10))
            ratio, queries = most / least, [count_queries(way) for way in ways]
            times = f"{most:7.2f} ms against {least:6.2f} ms, ratio {ratio:5.2f}"
            said = f"(bar {BAR:g}: {'kept' if ratio <= BAR else 'BROKEN'}), queries {queries[0]} and {queries[1]}"
            print(f"customers, {name:24}, {MANY} against {FEW}: {times}  {said}", flush=True)


def count_queries(way) -> int:
    heard: list[str] = []

    def hear(_connection, _cursor, statement, *_rest) -> None:
        heard.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        way()
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    return len(heard)
