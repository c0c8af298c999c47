"""Who is told of a project, and what is told when the mail is made."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.notifications.models import Notice
from app.notifications.things import item_of
from tenants import db
from tests.projects.conftest import LIST, start

ALL = ("project_new", "project_done")


@pytest.fixture
def agency(cast):
    """Agency A, whose first contact wants to hear of projects."""
    cast.a.permit(cast.a.contact, "projects", notifications=ALL)
    return cast.a


def waiting() -> list[tuple[str, str]]:
    """Who will be told, and on which occasion."""
    notices = db.session.scalars(select(Notice).order_by(Notice.created_at, Notice.id))
    return [(notice.reader_kind, notice.occasion) for notice in notices]


def news(reader) -> list:
    """What the reader would be told now."""
    notices = db.session.scalars(select(Notice).where(Notice.reader_id == reader.id).order_by(Notice.created_at))
    return [item_of(notice, reader) for notice in notices]


def test_customers_hear_of_visible_projects_and_when_they_are_done(agency):
    with agency.work():
        project = start(agency, description="Mit **Orgelregister**", visible=True)
        assert waiting() == [("contact", "project_new")]
        (item,) = news(agency.contact.load())
        assert (str(item.label), item.title, item.excerpt) == ("Neues Projekt", "Neue Website", "Mit Orgelregister")
        assert item.url == f"/kunden/projekte/{project.id}"
        project.set_status("done")
        assert [str(item.label) for item in news(agency.contact.load())] == ["Neues Projekt", "Projekt abgeschlossen"]


def test_nobody_hears_of_what_is_internal(agency):
    with agency.work():
        project = start(agency)
        project.set_status("done")
        assert waiting() == []
        project.show()
        assert waiting() == [("contact", "project_new")]


def test_what_is_hidden_meanwhile_is_not_told(agency):
    with agency.work():
        start(agency, visible=True).hide()
        assert news(agency.contact.load()) == [None]


def test_a_project_that_goes_on_is_not_told_as_done(agency):
    with agency.work():
        project = start(agency, visible=True)
        project.set_status("done")
        project.set_status("active")
        assert [item and str(item.label) for item in news(agency.contact.load())] == ["Neues Projekt", None]


def test_who_lost_the_permission_is_not_told(agency):
    with agency.work():
        start(agency, visible=True)
    agency.permit(agency.contact, "files", notifications=ALL)
    with agency.work():
        assert news(agency.contact.load()) == [None]


@pytest.mark.parametrize(("permissions", "notifications"), [((), ALL), (("projects",), ())])
def test_who_does_not_reach_projects_or_did_not_ask_hears_nothing(cast, permissions, notifications):
    cast.a.permit(cast.a.contact, *permissions, notifications=notifications)
    with cast.a.work():
        start(cast.a, visible=True)
        assert waiting() == []


def test_a_colleague_hears_of_joining_but_not_of_leaving(agency):
    with agency.work():
        member = agency.member.load()
        project = start(agency, members=[member])
        (item,) = news(member)
        assert str(item.label) == "Sie arbeiten jetzt an diesem Projekt mit"
        assert item.url == f"{LIST}/{project.id}"
        project.set_members([])
        assert news(member) == [None]


def test_who_takes_the_project_on_is_not_told_of_it(agency):
    client = agency.sign_in("member").get(f"{LIST}/neu")
    client.submit("Speichern", {"Kunde": "Orgelbau Matthiesen (K-1001)", "Name": "Messe", "Team": ["Mika Moor"]})
    assert client.title == "Messe"
    with agency.work():
        assert waiting() == [("contact", "project_new")]


def test_a_deleted_project_takes_its_news_along(agency):
    with agency.work():
        start(agency, visible=True, members=[agency.member.load()]).remove()
        assert waiting() == []
