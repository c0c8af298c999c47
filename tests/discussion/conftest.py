"""What tests of discussions share: a task and a project that the customer sees, and others that it does not."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import pytest

from app.discussion.models import Comment
from app.projects.models import Project
from app.tasks.models import Task
from tenants import db
from tests.cast import Agency


@dataclass(frozen=True)
class Spot:
    """A task or a project of an agency, outside of its session."""

    agency: Agency
    kind: type
    id: uuid.UUID

    @property
    def office(self) -> str:
        """Where the staff read the discussion."""
        return f"/verwaltung/{'aufgaben' if self.kind is Task else 'projekte'}/{self.id}" + (
            "" if self.kind is Task else "/gespraech"
        )

    @property
    def portal(self) -> str:
        return f"/kunden/{'aufgaben' if self.kind is Task else 'projekte'}/{self.id}"

    def posting(self, side: str = "verwaltung") -> str:
        """Where the composer posts to."""
        return f"/{side}/beitraege/{'aufgabe' if self.kind is Task else 'projekt'}/{self.id}"

    def load(self) -> Task | Project:
        return self.kind.get(self.id)

    def say(self, body: str = "Guten Tag", who: str = "member", **values) -> uuid.UUID:
        """Post a comment; its id. Not within `work()`."""
        with self.agency.work():
            return Comment.post(self.load(), getattr(self.agency, who).load(), body, **values).id

    def bodies(self) -> list[str]:
        with self.agency.work():
            return [comment.body for comment in db.session.scalars(Comment.thread(self.load()))]


def make_task(agency: Agency, **values) -> Spot:
    values = {"title": "Entwurf freigeben", "visible": True, "customer": agency.customer} | values
    with agency.work():
        values["customer"] = values["customer"] and values["customer"].load()
        return Spot(agency, Task, Task.add(**values).id)


def make_project(agency: Agency, **values) -> Spot:
    with agency.work():
        project = Project.add(
            **({"customer": agency.customer.load(), "name": "Neue Website", "visible": True} | values)
        )
        return Spot(agency, Project, project.id)


@pytest.fixture
def task(cast) -> Spot:
    """A task of agency A that its contact sees."""
    cast.a.permit(cast.a.contact, "projects")
    return make_task(cast.a)


@pytest.fixture
def hidden(cast) -> Spot:
    """A task of the same customer that is not shown."""
    cast.a.permit(cast.a.contact, "projects")
    return make_task(cast.a, title="Kalkulation", visible=False)


@pytest.fixture
def project(cast) -> Spot:
    """A project of agency A that its contact sees."""
    cast.a.permit(cast.a.contact, "projects")
    return make_project(cast.a)
