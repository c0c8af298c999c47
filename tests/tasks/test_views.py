"""Aufgaben: list, board, forms, record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.projects.models import Project
from app.settings.day import today
from app.tasks.models import ChecklistItem, Task
from tenants import db, uuid7

LIST = "/verwaltung/aufgaben"
BOARD = f"{LIST}/tafel"
NEW = f"{LIST}/neu"


@pytest.fixture
def task(cast):
    """Path of a task of agency A, in a project, with a checklist."""
    return fill(cast.a)


def fill(agency) -> str:
    with agency.work():
        project = Project.add(customer=agency.customer.load(), name="Neue Website")
        task = Task.add(title="Startseite entwerfen", project=project, assignees=[agency.member.load()])
        item = task.add_item("Skizze")
        agency.things |= {"task": task.id, "project": project.id, "item": item.id}
        return f"{LIST}/{task.id}"


def made(agency, **wanted) -> Task:
    return db.session.scalars(select(Task).filter_by(**wanted)).one()


PAGES = ["", "/verlauf"]
EDITING = ["/bearbeiten", "/sichtbarkeit", "/loeschen"]
DOING = ["/status", "/platz", "/checkliste"]


class TestWhoGetsIn:
    @pytest.mark.parametrize("path", [LIST, f"{LIST}/meine", BOARD])
    @pytest.mark.parametrize("who", ["owner", "admin", "member", "reader"])
    def test_staff_see_the_lists(self, cast, task, who, path):
        assert cast.a.sign_in(who).get(path).status == 200

    @pytest.mark.parametrize("path", [*PAGES, *EDITING])
    @pytest.mark.parametrize("who", ["owner", "member"])
    def test_staff_see_the_record(self, cast, task, who, path):
        assert cast.a.sign_in(who).get(task + path).status == 200
