"""What tests of projects share: one project with a team, and how it is read."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.projects.models import Project
from tenants import db
from tests.cast import Agency

LIST = "/verwaltung/projekte"
NEW = f"{LIST}/neu"


def start(agency: Agency, name: str = "Neue Website", **values) -> Project:
    """A project of the agency's first customer; inside `agency.work()`."""
    customer = values.pop("customer", None) or agency.customer.load()
    return Project.add(customer=customer, name=name, **values)


def made(agency, **wanted) -> Project:
    """The one project that looks like this."""
    return db.session.scalars(select(Project).filter_by(**wanted)).one()


def of_customer(agency) -> str:
    return f"/verwaltung/kunden/{agency.customer.id}/projekte"


@pytest.fixture
def record(cast) -> str:
    """Where the record of a project of agency A stands; the project's id is in its `things`."""
    with cast.a.work():
        project = start(
            cast.a,
            description="Relaunch mit **Orgelregister**",
            members=[cast.a.member.load()],
            contact_id=cast.a.contact.id,
            starts_on=date(2026, 1, 5),
            ends_on=date(2099, 3, 31),
        )
        cast.a.things["project"] = project.id
    return f"{LIST}/{cast.a.things['project']}"
