"""How files read in mails about news."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.discussion.models import Comment
from app.files.models import File
from app.files.notices import file_item
from app.notifications.models import Notice
from app.projects.models import Project
from app.staff.models import StaffMember
from tenants import db
from tests.files.conftest import attach, upload


@pytest.fixture
def told(cast):
    """`told(file id, reader)`: what the reader is told of a file, as (title, excerpt, author, url), or None."""

    def tell(id, who: str):
        with cast.a.work():
            reader = getattr(cast.a, who).load()
            item = file_item(Notice(thing_kind="file", thing_id=id, occasion="file_new"), reader)
            return item and (item.title, item.excerpt, item.author, item.url)

    return tell


def test_a_contact_is_led_to_where_the_file_is(cast, told, project):
    cast.a.permit(cast.a.contact, "files", "projects")
    with cast.a.work():
        place = Project.get(project)
        [on_customer], [on_project] = attach(cast.a, visible=True), attach(cast.a, place=place, visible=True)
        comment = Comment.post(place, cast.a.member.load(), "Hier")
        [on_comment] = attach(cast.a, upload("c.txt"), place=comment)
        ids = [file.id for file in (on_customer, on_project, on_comment)]
    website = f"/kunden/projekte/{project}"
    assert [told(id, "contact") for id in ids] == [
        ("plan.txt", "", "Mika Moor", "/kunden/dateien"),
        ("plan.txt", "Neue Website", "Mika Moor", website),
        ("c.txt", "Neue Website", "Mika Moor", website),
    ]
    assert [told(id, "other_contact") for id in ids] == [None] * 3


def test_nothing_is_told_of_what_is_hidden_or_gone(cast, told):
    cast.a.permit(cast.a.contact, "files")
    with cast.a.work():
        [file] = attach(cast.a, visible=True)
        id = file.id
        file.hide()
    assert told(id, "contact") is None
    with cast.a.work():
        File.get(id).remove()
    assert (told(id, "contact"), told(id, "member")) == (None, None)


def test_staff_are_led_to_the_record(cast, told):
    with cast.a.work():
        [file] = attach(cast.a, author=cast.a.person.load(), visible=True)
        id = file.id
        hearing = set(db.session.scalars(select(Notice.reader_id).where(Notice.occasion == "customer_file")))
        assert hearing == set(db.session.scalars(select(StaffMember.id).where(StaffMember.password_hash != "")))
    page = f"/verwaltung/dateien/kunde/{cast.a.customer.id}"
    assert told(id, "member") == ("plan.txt", "Orgelbau Matthiesen", "Anna Muster", page)
