"""What the tests of this folder lay out: work, and what customers write about it."""

from __future__ import annotations

from datetime import timedelta

from app.discussion.models import Comment
from app.projects.models import Project
from app.settings.day import today
from app.tasks.models import Task


def task(agency, title: str, days: int | None = None, *, who=(), customer: bool = True, **values) -> Task:
    """A task of the agency's customer, due so many days from today; call within `agency.work()`."""
    day = None if days is None else today() + timedelta(days=days)
    of = agency.customer.load() if customer and "project" not in values else None
    staff = [agency.staff[role].load() for role in who]
    return Task.add(title=title, customer=of, due_on=day, assignees=staff, **values)


def project(agency, name: str, days: int | None = None, *, who=(), **values) -> Project:
    """A project of the agency's customer that ends so many days from today."""
    day = None if days is None else today() + timedelta(days=days)
    staff = [agency.staff[role].load() for role in who]
    return Project.add(customer=agency.customer.load(), name=name, ends_on=day, members=staff, **values)


def write(agency, place, text: str, **values) -> Comment:
    """The customer's person writes on a task or project."""
    return Comment.post(place, agency.person.load(), text, **values)
