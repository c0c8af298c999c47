"""The same form sent many times at once makes one project, and one team."""

from __future__ import annotations

from sqlalchemy import select

from app.projects.models import Project
from tenants import db, uuid7
from tests.customers.test_at_once import SOME, send_at_once
from tests.projects.conftest import NEW


def test_the_same_project_at_once_is_one(cast):
    staff = [str(cast.a.owner.id), str(cast.a.member.id)]
    form = {"id": str(uuid7()), "customer": str(cast.a.customer.id), "name": "Messe", "contact": "haupt",
            "status": "planned", "members": staff}  # fmt: skip
    clients = send_at_once(cast.a, NEW, [form] * SOME)
    assert {(client.status, client.location) for client in clients} == {(303, f"/verwaltung/projekte/{form['id']}")}
    with cast.a.work():
        project = db.session.scalars(select(Project)).one()
        assert len(project.members) == 2


def test_a_team_that_is_changed_by_several_at_once_has_nobody_twice(cast, record):
    staff = [str(someone.id) for someone in cast.a.staff.values()]
    forms = [{"name": "Neue Website", "contact": "", "members": staff[number % 2 :]} for number in range(SOME)]
    assert {client.status for client in send_at_once(cast.a, f"{record}/bearbeiten", forms)} == {303}
    with cast.a.work():
        assert len(db.session.scalars(select(Project)).one().members) in (3, 4)


def test_deleting_at_once_answers(cast, record):
    statuses = {client.status for client in send_at_once(cast.a, f"{record}/entfernen", [{}] * SOME)}
    assert 303 in statuses
    assert statuses <= {303, 404, 409}
