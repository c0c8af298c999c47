"""A project with 300 tasks and a task with 300 comments ask the database as often as with 10.

With 5,000 and 2,000 it is measured: tests/bench/work.py.
"""

from __future__ import annotations

import pytest

from tenants import db
from tests import crowd

FEW, MANY = 10, 300


@pytest.fixture
def office(cast):
    """A project of the customer with a few tasks, and a few comments on the first of them."""
    agency = cast.a
    agency.permit(agency.contact, "projects", "files")
    staff = [agency.owner.id, agency.member.id]
    with agency.work():
        project, rows = crowd.project(agency.tenant_id, agency.customer.id, staff)
        _write(rows)
    agency.things["project"] = project
    agency.things["task"] = more_tasks(agency, FEW)
    more_comments(agency, FEW)
    return agency


def more_tasks(agency, number: int):
    staff = [agency.owner.id, agency.member.id]
    with agency.work():
        ids, rows = crowd.tasks(agency.tenant_id, agency.customer.id, agency.things["project"], staff, number)
        _write(rows)
    return ids[0]


def more_comments(agency, number: int) -> None:
    staff = [agency.owner.id, agency.member.id]
    with agency.work():
        _write(crowd.comments(agency.tenant_id, agency.things["task"], staff, number))


def _write(rows: crowd.Rows) -> None:
    for table, some in rows:
        db.session.execute(table.insert(), some, execution_options={"tenant_checked": True})


def pages(app, agency) -> dict[str, list[str]]:
    """What lists tasks or comments, by who looks at it."""
    project, task = agency.things["project"], agency.things["task"]
    record, job = f"/verwaltung/projekte/{project}", f"/verwaltung/aufgaben/{task}"
    return {
        "owner": [
            "/verwaltung/", "/verwaltung/projekte", record, f"{record}/aufgaben", f"{record}/gespraech",
            f"{record}/verlauf", "/verwaltung/aufgaben", f"/verwaltung/aufgaben?projekt={project}",
            "/verwaltung/aufgaben?q=aufgabe", "/verwaltung/aufgaben/meine", "/verwaltung/aufgaben/tafel",
            f"/verwaltung/aufgaben/tafel?projekt={project}", job, f"{job}/verlauf",
            f"/verwaltung/kunden/{agency.customer.id}/projekte",
        ],
        "person": [
            "/kunden/", "/kunden/projekte", f"/kunden/projekte/{project}", "/kunden/aufgaben",
            f"/kunden/aufgaben/{task}", "/kunden/dateien",
        ],
    }  # fmt: skip


def test_many_tasks_and_comments_cost_no_more_queries_than_few(app, office, count_queries):
    browsers = {who: office.sign_in(who) for who in ("owner", "person")}

    def count() -> dict[str, int]:
        counts = {}
        for who, paths in pages(app, office).items():
            for path in paths:
                browsers[who].get(path)  # what is written down at the first sight of something is not counted
                with count_queries() as statements:
                    browsers[who].get(path)
                assert browsers[who].status == 200, path
                counts[path] = len(statements)
        return counts

    before = count()
    more_tasks(office, MANY - FEW)
    more_comments(office, MANY - FEW)
    after = count()
    assert {path: (before[path], after[path]) for path in before if after[path] > before[path]} == {}
