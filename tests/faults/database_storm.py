"""PostgreSQL restarted, orderly and by a crash, while people read and write.

    python -m tests.faults.database_storm [restarts] [people]     (4 and 6 unless given)

Everybody sends forms that make a customer, one after the other, and looks at the list in between. A form that was
answered 303 is in the database for good; one that was answered 503 may be sent again and makes one customer.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import text

from tenants import uuid7
from tests.faults.ground import Ground, ground
from tests.faults.table import Row, print_table
from tests.faults.visit import Visit

TYPED = {"kind": "firm", "website": "https://example.org", "number": ""}
LIST, NEW = "/verwaltung/kunden", "/verwaltung/kunden/neu"
BACK_WITHIN = 5
"""Seconds after which a database that is there again must be used again."""


@dataclass(frozen=True)
class Answer:
    """What somebody got: the id that the form would have given, "" for the list."""

    began: float
    ended: float
    status: int
    retry_after: str = ""
    id: str = ""


@dataclass
class Crowd:
    """People at one running web process, each at work in a thread."""

    port: int
    agency: object
    answers: list[Answer] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self, people: int) -> None:
        for _each in range(people):
            visit = Visit.of(self.port, self.agency, self.agency.member)
            form = visit.form(NEW) | TYPED
            self._threads.append(threading.Thread(target=self._work, args=(visit, form), daemon=True))
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(120)

    def _work(self, visit: Visit, form: dict[str, str]) -> None:
        turn = 0
        while not self._stop.wait(0.02):
            turn += 1
            answer = self.look(visit) if turn % 4 == 0 else self.write(visit, form, str(uuid7()))
            self.answers.append(answer)
            if answer.status != 303:
                self._stop.wait(0.2)

    def look(self, visit: Visit) -> Answer:
        return self._answered("", lambda: visit.open("GET", LIST))

    def write(self, visit: Visit, form: dict[str, str], id: str) -> Answer:
        name = f"Firma {uuid.UUID(id).hex[-12:]}"
        return self._answered(id, lambda: visit.send(NEW, form, id=id, company=name))

    def _answered(self, id: str, ask) -> Answer:
        began = time.monotonic()
        try:
            answer = ask()
        except OSError:  # the web process did not answer at all
            return Answer(began, time.monotonic(), 0, "", id)
        return Answer(began, time.monotonic(), answer.status_code, answer.headers.get("Retry-After", ""), id)


def storm(
    place: Ground, restarts: int, people: int, at_work: float = 3, away: float = 2, patience: float = BACK_WITHIN
) -> Row:
    """Restart so often, each after `at_work` seconds, with the database `away` for some seconds.

    `patience`: seconds after it is back until somebody must have written something.
    """
    installation = place.installation()
    try:
        installation.start_web()
        crowd, back = Crowd(installation.port, place.agency()), []
        crowd.begin(people)
        for number in range(restarts):
            time.sleep(at_work)
            _stop(place, crash=number % 2 == 1)
            time.sleep(away)
            place.cluster.start()
            back.append(time.monotonic())
        time.sleep(BACK_WITHIN + at_work)
        crowd.end()
        again = _send_again(crowd)
    finally:
        installation.stop()
    return _row(place, crowd, back, again, patience)


def _stop(place: Ground, crash: bool) -> None:
    place.forget_connections()
    if crash:
        place.cluster.process.send_signal(signal.SIGQUIT)
        place.cluster.process.wait(60)
    place.cluster.stop()


def _send_again(crowd: Crowd) -> list[Answer]:
    """Send all forms again that were answered 503."""
    visit = Visit.of(crowd.port, crowd.agency, crowd.agency.member)
    form = visit.form(NEW) | TYPED
    return [crowd.write(visit, form, each.id) for each in crowd.answers if each.id and each.status == 503]


def _row(place: Ground, crowd: Crowd, back: list[float], again: list[Answer], patience: float) -> Row:
    with place.superuser.connect() as connection:
        there = Counter(str(id) for id in connection.execute(text("SELECT id FROM customer")).scalars())
    answers, sent = crowd.answers, [each for each in [*crowd.answers, *again] if each.id]
    written = [each.id for each in sent if each.status == 303]
    lost = len(set(written) - there.keys())
    refused = [each for each in answers if each.status == 503]
    strange = [each for each in answers if each.status not in (200, 303, 503)]
    mute = [each for each in refused if not each.retry_after.isdecimal()]
    late = [each for each in refused if any(moment + BACK_WITHIN < each.began < moment + 60 for moment in back)]
    late = [each for each in late if not any(moment - 60 < each.began < moment for moment in back)]
    unmade = [each for each in again if each.status != 303]
    slowest = max((each.ended - each.began for each in refused), default=0)
    first = [min((a.ended - m for a in answers if a.began > m and a.status == 303), default=999) for m in back]
    return Row(
        "PostgreSQL restarted under load",
        f"0 lost; only 503 with Retry-After; none {BACK_WITHIN} s after",
        f"{len(back)} restarts, {len(written)} written, {lost} lost; {len(refused)} × 503 ({len(mute)} without "
        f"Retry-After), {len(strange)} other{_said(strange)}, {len(late)} late; 503 within {slowest:.1f} s; "
        f"first written {max(first):.1f} s after; {len(unmade)} of {len(again)} sent again in vain",
        bool(written and refused) and not (lost or strange or mute or late or unmade) and max(first) <= patience,
    )


def _said(answers: list[Answer]) -> str:
    counted = Counter(each.status for each in answers)
    return f" ({', '.join(f'{number} × {status}' for status, number in counted.items())})" if counted else ""


def main(restarts: int = 4, people: int = 6) -> list[Row]:
    with ground(fast=False) as place:
        return [storm(place, restarts, people)]


if __name__ == "__main__":
    sys.exit(print_table(main(*map(int, sys.argv[1:]))))
