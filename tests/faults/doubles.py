"""Every form that makes something, sent 50 times at once: one thing, and nothing beside it twice.

    python -m tests.faults.doubles [times]     (50 unless given)

What a form writes when it is sent once, to one agency, is compared with what it writes to another one when it is sent
so often at once: the same number of rows in every table.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

from tests.faults.ground import Ground, ground
from tests.faults.table import Row, print_table
from tests.faults.visit import Visit
from tests.routes.bodies import body
from tests.routes.town import House, make_house
from tests.tenants.world import scoped_tables
from tests.test_bad_input import APEX, PAGES, who_fills_in
from tests.test_routes import CSV, mark, picture, url_map

UNCOUNTED = {"sign_in_session", "network_failures", "account_failures"}
"""What is written for other reasons than the form's."""

MAKERS = (
    "colleagues.invite", "contacts.create", "customers.create", "discussion.post_on_project", "discussion.post_on_task",
    "files.upload_customer", "files.upload_project", "files.upload_task", "groups.create", "groups.create_rubric",
    "impersonation.begin", "imports.create", "newsletter.ask", "portal.colleagues", "portal_discussion.post_on_project",
    "portal_discussion.post_on_task", "portal_files.index", "projects.create", "tasks.add_item", "tasks.create",
    "tasks.quick",
)  # fmt: skip
"""The forms that carry the id of what they make."""

TRIES = 429
"""What forms answer that may be sent only so often: it counts how often they were sent."""


class Form:
    """One form, filled in, in front of somebody of a newly made agency, who may fill it in."""

    def __init__(self, place: Ground, port: int, endpoint: str) -> None:
        self.place, self.endpoint = place, endpoint
        self.house: House = make_house(place.app, place.superuser, mark())
        visitor = who_fills_in(self.house.agency, endpoint)
        host = "localhost" if endpoint in APEX else self.house.agency.host
        self.visit = Visit(port, host, visitor.cookies)
        self.path = self._path(endpoint)
        values = body(self.house)
        page = self._path(PAGES[endpoint])
        names = self.visit.form(page, self.path, every=True).keys() - {"csrf_token"}
        self.filled = self.visit.form(page, self.path) | {name: values[name] for name in names & values.keys()}
        self.takes = names & {"files", "picture", "file"}

    def _path(self, endpoint: str) -> str:
        rule = url_map(self.place.app)[endpoint]
        with self.place.app.test_request_context(base_url=f"http://{self.house.agency.host}:8000"):
            return self.place.app.url_for(endpoint, **self.house.values(endpoint, rule.arguments))

    def send(self, times: int) -> tuple[Counter, Counter]:
        """Send it so often at once; the answers, and how many rows more there are, table by table."""
        before = self._rows()
        with ThreadPoolExecutor(times) as pool:
            answers = list(pool.map(lambda _each: self._send(), range(times)))
        grown = Counter(self._rows())
        grown.subtract(before)
        return Counter(answers), +grown

    def _send(self) -> tuple[int, str]:
        made = {"files": (BytesIO(b"x"), "x.txt"), "picture": (picture(), "x.png"), "file": (BytesIO(CSV), "x.csv")}
        files: dict[str, Any] = {name: made[name] for name in self.takes}
        answer = self.visit.open("POST", self.path, self.filled | files)
        return answer.status_code, answer.headers.get("Location", "")

    def _rows(self) -> dict[str, int]:
        tables = [table.name for table in scoped_tables() if table.name not in UNCOUNTED]
        each = [f"SELECT '{name}', count(*) FROM {name} WHERE tenant_id = %(t)s" for name in tables]
        with self.place.superuser.connect() as connection:
            tenant = {"t": self.house.agency.tenant_id}
            return dict(connection.exec_driver_sql(" UNION ALL ".join(each), tenant).fetchall())


def compare(place: Ground, port: int, endpoint: str, times: int) -> str:
    """What is wrong with this form; "" for nothing."""
    said, once = Form(place, port, endpoint).send(1)
    if {status for status, _where in said} != {303}:
        return f"{endpoint} sent once: {dict(said)}"
    said, often = Form(place, port, endpoint).send(times)
    if {status for status, _where in said} - {TRIES} != {303}:
        return f"{endpoint} sent {times} times: {dict(said)}"
    if once != often:
        return f"{endpoint}: {dict(often - once)} more rows, {dict(once - often)} fewer"
    return ""


def storm(place: Ground, times: int, endpoints: Iterable[str]) -> Row:
    installation = place.installation()
    try:
        installation.start_web()
        found = {endpoint: compare(place, installation.port, endpoint, times) for endpoint in endpoints}
    finally:
        installation.stop()
    wrong = [wrong for wrong in found.values() if wrong]
    return Row(
        f"the same form {times} times at once",
        "one object, every answer 303, nothing beside it twice",
        f"{len(found)} forms × {times}, {len(wrong)} made more or less than one" + "".join(f"; {w}" for w in wrong),
        not wrong,
    )


def main(times: int = 50) -> list[Row]:
    with ground() as place:
        return [storm(place, times, MAKERS)]


if __name__ == "__main__":
    sys.exit(print_table(main(*map(int, sys.argv[1:]))))
