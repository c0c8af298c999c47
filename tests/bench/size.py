"""List, search, filters, orders and record: many customers in one agency against 100 (QUALITY, "Speed": at most 2 ×).

The same number of queries is asserted with smaller numbers in tests/customers/test_listing.py.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from sqlalchemy import Engine, event, select

from app.customers.models import Customer
from app.groups.models import Group
from tenants import db
from tests.bench.scoping import PATH, visit
from tests.bench.timing import ROUNDS, medians
from tests.bench.town import Ground, Place, ground

FEW = 100
MANY = [int(number) for number in os.environ.get("KONTOR_BENCH_CUSTOMERS", "10000,100000").split(",")]
NEIGHBOURS, THEIRS = 999, 20
"""Other agencies around the large one, and how many customers each has."""

BAR = 2.0
PAGES: dict[str, tuple[str, int]] = {
    "list": ("", 50),
    "second page": ("seite=2", 50),
    "order by number": ("sortierung=nummer", 50),
    "order by place": ("sortierung=ort", 50),
    "latest first": ("sortierung=neu", 50),
    "name, backward": ("sortierung=-name", 50),
    "search: one customer": ("q=Firma+{last}", 1),
    "search: one common word": ("q=Firma", 50),
    "search: beginnings": ("q=fi", 50),
    "search: three common words": ("q=Firma+Anna+Muster", 50),
    "search: two, by number": ("q=Firma+Anna&sortierung=-nummer", 50),
    "search: nobody": ("q=Zwiebelfisch", 0),
    "search: common and nobody": ("q=Firma+Zwiebelfisch", 0),
    "group, half of all": ("gruppe={Website}", 50),
    "group, few": ("gruppe={Beirat}", 2),
    "group, half, by number": ("gruppe={Website}&sortierung=-nummer", 50),
    "active": ("kunden=aktiv", 50),
    "locked, three": ("kunden=gesperrt", 3),
    "access: none": ("zugang=kein", 20),
    "access: invited": ("zugang=eingeladen", 20),
    "access: link expired": ("zugang=abgelaufen", 20),
    "access: active": ("zugang=aktiv", 10),
    "access: locked, few": ("zugang=gesperrt", 3),
    "access: none, latest": ("zugang=kein&sortierung=neu", 20),
    "responsible: nobody": ("zustaendig=niemand", 50),
    "responsible: me, none": ("zustaendig=ich", 0),
    "reachable now": ("jetzt=ja", 10),
    "locked, common word": ("q=Firma&kunden=gesperrt", 3),
    "group, access, word": ("q=Anna&gruppe={Website}&zugang=abgelaufen", 20),
}
"""What the address asks for, and how many customers are shown at least."""


def main() -> None:
    for many in MANY:
        with ground() as land:
            small, large = land.place("small", FEW), land.place("large", many)
            land.neighbours("large", NEIGHBOURS, THEIRS)
            for name, (query, rows) in PAGES.items():
                compare(name, many, visit(large, page(large, query), rows), visit(small, page(small, query), rows))
            compare("record", many, visit(large, record(large), 1), visit(small, record(small), 1))
            nobody_is_there(land, "small", "large")
            query = f"{PATH}?jetzt=ja"
            compare("reachable now, nobody", many, visit(large, query, 0), visit(small, query, 0))


def page(place: Place, query: str) -> str:
    """The address of a list; groups are named as they are called, {last} is the number of the last customer."""
    with place.agency.work():
        names = {group.name: str(group.id) for group in db.session.scalars(select(Group))}
        last = db.session.scalar(Customer.listed().order_by(None).order_by(Customer.sort_key.desc()).limit(1))
        return f"{PATH}?{query.format(**names, last=last.name.split()[-1])}" if query else PATH


def record(place: Place) -> str:
    with place.agency.work():
        return f"{PATH}/{db.session.scalar(Customer.listed().limit(1)).id}"


def nobody_is_there(land: Ground, *names: str) -> None:
    """Let all customers be reachable at hours in which it is not now: for a moment that is nobody."""
    for name in names:
        land.change(name, "UPDATE customer SET hours = ''")


def compare(name: str, many: int, *ways: Callable[[], object]) -> None:
    """Both, alternately; the first is the large one."""
    most, least = medians(*ways, rounds=max(20, ROUNDS // 20))
    queries = [count_queries(way) for way in ways]
    ratio = most / least
    times = f"{most:7.2f} ms against {least:6.2f} ms, ratio {ratio:5.2f}"
    said = f"(bar {BAR:g}: {'kept' if ratio <= BAR else 'BROKEN'}), queries {queries[0]} and {queries[1]}"
    print(f"customers, {name:28}, {many} against {FEW}: {times}  {said}", flush=True)


def count_queries(way: Callable[[], object]) -> int:
    heard: list[str] = []

    def hear(_connection, _cursor, statement, *_rest) -> None:
        heard.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        way()
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    return len(heard)
