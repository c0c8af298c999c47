"""How tasks read in mails, and to whom they do not read at all."""

from __future__ import annotations

import pytest

from app.notifications.models import Notice
from app.tasks.models import Task
from app.tasks.notices import tell
from tenants import as_tenant, uuid7


@pytest.fixture
def agency(app, cast):
    """Inside agency A, whose first contact reaches Projekte."""
    cast.a.permit(cast.a.contact, "projects")
    with app.app_context(), as_tenant(cast.a.tenant_id):
        yield cast.a


@pytest.fixture
def task(agency):
    return Task.add(title="Entwurf", description="**Bitte** prüfen", customer=agency.customer.load())


def news(occasion, task):
    return Notice(occasion=occasion, thing_kind="task", thing_id=task.id)


@pytest.mark.parametrize(
    ("occasion", "status", "label", "excerpt"),
    [
        ("task_new", "open", "Neue Aufgabe", "Bitte prüfen"),
        ("task_status", "open", "Aufgabe wieder offen", ""),
        ("task_status", "doing", "Aufgabe in Arbeit", ""),
        ("task_status", "waiting", "Diese Aufgabe wartet auf Sie", ""),
        ("task_status", "done", "Aufgabe erledigt", ""),
    ],
)
def test_a_contact_reads_what_happened_and_where(agency, task, occasion, status, label, excerpt):
    task.set_status(status)
    item = tell(news(occasion, task), agency.contact.load())
    assert (str(item.label), item.title, item.excerpt) == (label, "Entwurf", excerpt)
    assert item.url == f"/kunden/aufgaben/{task.id}"


def test_who_does_not_see_the_task_reads_nothing(agency, task):
    assert tell(news("task_new", task), agency.other_contact.load()) is None
    task.hide()
    assert tell(news("task_new", task), agency.contact.load()) is None


def test_only_who_is_to_do_it_reads_that(agency, task):
    task.assign([agency.member.load()])
    item = tell(news("task_assigned", task), agency.member.load())
    assert (str(item.label), item.url) == ("Sie sind für diese Aufgabe zuständig", f"/verwaltung/aufgaben/{task.id}")
    assert tell(news("task_assigned", task), agency.admin.load()) is None
    assert tell(news("task_assigned", task), agency.contact.load()) is None


def test_whose_business_it_is_read_that_it_came_back(agency, task):
    task.assign([agency.member.load()])
    assert tell(news("task_returned", task), agency.member.load()) is not None
    assert tell(news("task_returned", task), agency.admin.load()) is None


def test_of_a_task_that_is_gone_nobody_reads(agency, task):
    notice = news("task_new", task)
    task.remove()
    assert tell(notice, agency.contact.load()) is None
    notice.thing_id = uuid7()
    assert tell(notice, agency.contact.load()) is None


def test_of_an_occasion_that_is_none_of_its_nobody_reads(agency, task):
    assert tell(news("file_new", task), agency.contact.load()) is None
