"""A project of 5,000 tasks against one of 10, a task with 2,000 comments against 10, and what an upload takes.

Pages show more rows for much than for 10, up to their own bound; that is a part of the ratio. The same number of
queries is asserted with smaller numbers in tests/security/test_many.py.
"""

from __future__ import annotations

import io
import tracemalloc
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import create_engine
from werkzeug.test import EnvironBuilder

from app.access.models import ContactPermission
from tenants import uuid7
from tests import crowd
from tests.bench.size import count_queries
from tests.bench.timing import ROUNDS, medians
from tests.bench.town import Ground, Place, ground
from tests.cast import PASSWORD, Someone, _customer
from tests.routes.visitors import sign_in

FEW = (10, 10)
MANY = (5_000, 2_000)
"""Tasks and comments."""

MEGABYTE = 1_000_000
UPLOADS = (1, 48)
"""Megabytes of one file."""

PAGES = {
    "project, tab Aufgaben": ("office", "/verwaltung/projekte/{project}/aufgaben"),
    "list of tasks": ("office", "/verwaltung/aufgaben"),
    "search in the list": ("office", "/verwaltung/aufgaben?q=aufgabe"),
    "board": ("office", "/verwaltung/aufgaben/tafel"),
    "board of the project": ("office", "/verwaltung/aufgaben/tafel?projekt={project}"),
    "portal, project": ("portal", "/kunden/projekte/{project}"),
    "portal, tasks": ("portal", "/kunden/aufgaben"),
    "task with comments": ("office", "/verwaltung/aufgaben/{task}"),
    "portal, task with comments": ("portal", "/kunden/aufgaben/{task}"),
}


@dataclass
class Desk:
    """A place with one project, and who looks at it."""

    place: Place
    cookies: dict[str, str]
    ids: dict[str, uuid.UUID]

    def visit(self, who: str, path: str) -> Callable[[], object]:
        """Fetch the page in this process, as a server would call the application."""
        headers = {"Host": self.place.agency.host, "Cookie": self.cookies[who]}
        environ = EnvironBuilder(path.format(**self.ids), headers=headers).get_environ()

        def get() -> None:
            status = []
            call = self.place.app.wsgi_app(environ.copy(), lambda line, _headers, _exc=None: status.append(line))
            assert b"</html>" in b"".join(call)
            assert status == ["200 OK"], (path, status)

        return get


def settle(land: Ground, name: str, tasks: int, comments: int) -> Desk:
    """An agency with one customer, whose contact may see everything, and so much work."""
    place = land.place(name, 0)
    agency = place.agency
    staff = [agency.owner.id, agency.member.id]
    with agency.work():
        customer, contact, person = _customer(place.app, "Orgelbau Matthiesen", "Anna", "Muster")
        ContactPermission.set(contact.load(), ["projects", "files"])
    engine = create_engine(land.superuser(name))
    with engine.begin() as connection:
        project, rows = crowd.project(agency.tenant_id, customer.id, staff)
        ids, more = crowd.tasks(agency.tenant_id, customer.id, project, staff, tasks)
        crowd.write(connection, rows + more)
        crowd.write(connection, crowd.comments(agency.tenant_id, ids[0], staff, comments))
    land.tidy(engine)
    someone = Someone(person.kind, person.id, person.name, person.email, PASSWORD)
    cookies = {"office": place.cookie, "portal": sign_in(agency, someone)}
    return Desk(place, cookies, {"project": project, "task": ids[0]})


def main() -> None:
    with ground() as land:
        small, large = settle(land, "little", *FEW), settle(land, "much", *MANY)
        for name, (who, path) in PAGES.items():
            ways = large.visit(who, path), small.visit(who, path)
            most, least = medians(*ways, rounds=max(10, ROUNDS // 100))
            queries = [count_queries(way) for way in ways]
            numbers = (MANY[1], FEW[1]) if "comments" in name else (MANY[0], FEW[0])
            times = f"{most:7.2f} ms against {least:6.2f} ms, ratio {most / least:5.2f}"
            print(
                f"{name:27}, {numbers[0]} against {numbers[1]}: {times}, queries {queries[0]} and {queries[1]}",
                flush=True,
            )
        memory(small)


def memory(desk: Desk) -> None:
    """The most that Python holds at a time while a file comes in, for a small file and a large one."""
    desk.place.app.config["WTF_CSRF_ENABLED"] = False
    peaks = [_peak(desk, size * MEGABYTE) for size in (1, *UPLOADS)][1:]
    said = ", ".join(f"{size} MB: {peak / MEGABYTE:.2f} MB" for size, peak in zip(UPLOADS, peaks, strict=True))
    print(f"memory while one file is uploaded: {said}, ratio {peaks[1] / peaks[0]:.2f}", flush=True)


def _peak(desk: Desk, size: int) -> int:
    headers = {"Host": desk.place.agency.host, "Cookie": desk.cookies["portal"], "Sec-Fetch-Site": "same-origin"}
    builder = EnvironBuilder("/kunden/dateien", method="POST", headers=headers)
    head = (
        f'--x\r\nContent-Disposition: form-data; name="id"\r\n\r\n{uuid7()}\r\n--x\r\n'
        'Content-Disposition: form-data; name="files"; filename="plan.txt"\r\n\r\n'
    ).encode()
    environ = builder.get_environ() | {
        "CONTENT_TYPE": "multipart/form-data; boundary=x", "wsgi.input": Stream(head, size, b"\r\n--x--\r\n"),
        "CONTENT_LENGTH": str(len(head) + size + len(b"\r\n--x--\r\n")),
    }  # fmt: skip
    status = []
    tracemalloc.start()
    try:
        b"".join(desk.place.app.wsgi_app(environ, lambda line, _headers, _exc=None: status.append(line)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert status == ["303 SEE OTHER"], status
    return peak


class Stream(io.RawIOBase):
    """A body that is made while it is read, so that it takes no memory itself."""

    def __init__(self, head: bytes, size: int, tail: bytes) -> None:
        self.head, self.left, self.tail = head, size, tail

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        if self.head:
            part, self.head = self.head[: len(buffer)], self.head[len(buffer) :]
        elif self.left:
            part = b"x" * min(len(buffer), self.left)
            self.left -= len(part)
        else:
            part, self.tail = self.tail[: len(buffer)], self.tail[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)
