"""Tasks that the tests of their pages begin with."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.projects.models import Project
from app.tasks.models import Task
from tenants import db

LIST = "/verwaltung/aufgaben"


def fill(agency) -> str:
    """A task in a project, with a checklist of one line; its path. `agency.things` has task, project and item."""
    with agency.work():
        project = Project.add(customer=agency.customer.load(), name="Neue Website")
        task = Task.add(title="Startseite entwerfen", project=project, assignees=[agency.member.load()])
        item = task.add_item("Skizze")
        agency.things |= {"task": task.id, "project": project.id, "item": item.id}
        return f"{LIST}/{task.id}"


def made(**wanted) -> Task:
    """The one task that looks like this."""
    return db.session.scalars(select(Task).filter_by(**wanted)).one()


@pytest.fixture
def task(cast) -> str:
    """The path of a task of agency A."""
    return fill(cast.a)
