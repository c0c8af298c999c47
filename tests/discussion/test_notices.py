"""How comments read in mails: as they are when the mail is made, and only for who may see them then."""

from __future__ import annotations

from io import BytesIO

import pytest

from app.discussion.models import Comment
from app.discussion.notices import comment_item
from app.files.models import File
from app.files.uploads import Upload
from app.notifications.models import Notice
from tests.discussion.conftest import Spot, make_task


@pytest.fixture(params=["task", "project"])
def spot(request) -> Spot:
    return request.getfixturevalue(request.param)


def told(spot, id, who="contact"):
    """What this reader is told of the comment, as things stand; not within `work()`."""
    with spot.agency.work():
        return comment_item(Notice(thing_kind="comment", thing_id=id), getattr(spot.agency, who).load())


def test_a_contact_is_told_with_a_link_to_the_comment(spot):
    id = spot.say("**Bitte** ansehen")
    item = told(spot, id)
    assert (item.label, item.excerpt, item.author) == ("Neuer Beitrag", "Bitte ansehen", "Mika Moor")
    assert item.url == f"{spot.portal}?beitrag={id}#beitrag-{id}"
    client = spot.agency.sign_in("person").get(item.url.partition("#")[0])
    assert any(node["id"] == f"beitrag-{id}" for node in client.page.all("li"))


def test_staff_are_told_with_a_link_into_the_office(spot):
    id = spot.say("Danke", who="person")
    item = told(spot, id, "owner")
    assert (item.label, item.author) == ("Neuer Beitrag", "Anna Muster")
    assert item.url == f"{spot.office}?beitrag={id}#beitrag-{id}"


def test_a_note_is_called_a_note_and_told_to_no_contact(spot):
    id = spot.say("Unter uns", internal=True)
    assert told(spot, id, "owner").label == "Interne Notiz"
    assert told(spot, id) is None


def test_the_words_are_those_of_now(spot):
    id = spot.say("Vertippt")
    with spot.agency.work():
        Comment.get(id).edit("Getippt")
    assert told(spot, id).excerpt == "Getippt"


def test_nobody_is_told_of_what_is_gone(spot):
    id = spot.say("Weg")
    with spot.agency.work():
        Comment.get(id).delete()
    assert [told(spot, id, who) for who in ("contact", "owner")] == [None, None]


def test_a_contact_that_may_not_see_it_any_more_is_not_told(spot):
    id = spot.say("Noch da?")
    assert told(spot, id, "other_contact") is None
    spot.agency.permit(spot.agency.contact)
    assert told(spot, id) is None
    spot.agency.permit(spot.agency.contact, "projects")
    with spot.agency.work():
        spot.load().hide()
    assert told(spot, id) is None
    assert told(spot, id, "owner") is not None


def test_without_a_customer_nobody_speaks_of_notes(cast):
    spot = make_task(cast.a, customer=None, visible=False)
    assert told(spot, spot.say("Unter uns"), "owner").label == "Neuer Beitrag"


def test_without_words_its_files_are_named(spot):
    with spot.agency.work():
        member = spot.agency.member.load()
        comment = Comment.post(spot.load(), member, "")
        File.attach(comment, [Upload("Plan.txt", BytesIO(b"x"))], member, visible=True)
        id = comment.id
    assert told(spot, id).excerpt == "Plan.txt"
