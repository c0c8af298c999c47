"""What is unread, for whom, and when it stops being so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.discussion.models import Comment, ReadMark
from app.discussion.reading import mark_read, read_until, unread, unread_of
from app.staff.models import StaffMember
from app.staff.roles import Role
from tenants import db, now, uuid7
from tests.discussion.conftest import Spot, make_project, make_task


def count(spot: Spot, who: str) -> int:
    with spot.agency.work():
        return unread_of(getattr(spot.agency, who).load(), [spot.load()])[spot.id]


def marks(spot: Spot) -> int:
    with spot.agency.work():
        return len(db.session.scalars(select(ReadMark)).all())


@pytest.fixture(params=["task", "project"])
def spot(request) -> Spot:
    return request.getfixturevalue(request.param)


def test_comments_are_unread_for_everybody_but_their_author(spot):
    spot.say("eins")
    spot.say("zwei", who="person")
    assert [count(spot, who) for who in ("member", "owner", "reader", "person")] == [1, 2, 2, 1]


def test_notes_do_not_exist_for_persons(spot):
    spot.say("intern", internal=True)
    assert (count(spot, "owner"), count(spot, "person")) == (1, 0)


def test_deleted_comments_are_not_unread(spot):
    id = spot.say("weg")
    with spot.agency.work():
        Comment.get(id).delete()
    assert (count(spot, "owner"), count(spot, "person")) == (0, 0)


@pytest.mark.parametrize(("who", "side"), [("owner", "office"), ("person", "portal")])
def test_opening_the_page_reads_what_it_shows(spot, who, side):
    spot.say("eins")
    spot.agency.sign_in(who).get(getattr(spot, side))
    assert count(spot, who) == 0
    spot.say("zwei")
    assert count(spot, who) == 1


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}])
@pytest.mark.parametrize(("who", "side"), [("owner", "office"), ("person", "portal")])
def test_fetching_in_advance_reads_nothing(spot, who, side, headers):
    spot.say("eins")
    client = spot.agency.sign_in(who)
    assert client.get(getattr(spot, side), headers=headers).status == 200
    client.http.head(getattr(spot, side), base_url=client.base)
    assert count(spot, who) == 1
    assert marks(spot) == 0


def test_a_page_that_was_refused_reads_nothing(spot):
    spot.say("eins")
    spot.agency.permit(spot.agency.contact)
    assert spot.agency.sign_in("person").get(spot.portal).status == 404
    assert marks(spot) == 0


def test_the_line_stands_above_the_first_unread_until_it_was_seen(spot):
    spot.say("alt")
    client = spot.agency.sign_in("owner").get(spot.office)
    spot.say("mein eigener", who="owner")
    spot.say("neu eins")
    spot.say("neu zwei", who="person")
    client.get(spot.office)
    texts = [line.text() for line in thread_lines(client)]
    place = next(number for number, text in enumerate(texts) if "Neu seit Ihrem letzten Besuch" in text)
    assert thread_lines(client)[place]["id"] == "neu"
    assert "mein eigener" in texts[place - 1]
    assert "neu eins" in texts[place + 1]
    client.get(spot.office)
    assert "Neu seit Ihrem letzten Besuch" not in client.text


def thread_lines(client):
    (found,) = [node for node in client.page.all("ol") if "thread" in node.classes]
    return [node for node in found.children if not isinstance(node, str)]


def test_a_mark_only_moves_forward(spot):
    moment = now()
    with spot.agency.work():
        reader, place = spot.agency.owner.load(), spot.load()
        for minutes in (5, 3, 4):
            mark_read(reader, place, moment + timedelta(minutes=minutes))
        assert read_until(reader, place) == moment + timedelta(minutes=5)
    assert marks(spot) == 1


def test_reading_goes_no_further_than_what_is_shown(spot):
    spot.say("eins")
    client = spot.agency.sign_in("owner").get(spot.office)
    with spot.agency.work():
        reader = spot.agency.owner.load()
        newest = db.session.scalars(Comment.thread(spot.load())).all()[-1]
        assert read_until(reader, spot.load()) == newest.created_at
    assert client.status == 200


def test_nothing_new_writes_nothing(spot):
    client = spot.agency.sign_in("owner")
    client.get(spot.office)
    assert marks(spot) == 0


def test_a_new_colleague_does_not_begin_with_old_letters(spot, clock):
    spot.say("von früher")
    clock.move(days=1)
    with spot.agency.work():
        new = StaffMember.join(
            id=uuid7(), first_name="Neu", last_name="Ling", email="neu@example.org", role=Role.MEMBER
        ).id
    clock.move(days=1)
    spot.say("von heute")
    with spot.agency.work():
        assert unread_of(StaffMember.get(new), [spot.load()]) == {spot.id: 1}


def test_many_places_cost_one_query(cast, count_queries):
    cast.a.permit(cast.a.contact, "projects")
    spots = [make_task(cast.a, title=f"Aufgabe {number}") for number in range(6)]
    spots += [make_project(cast.a, name=f"Projekt {number}") for number in range(6)]
    for number, spot in enumerate(spots):
        for _time in range(number % 4):
            spot.say()
    with cast.a.work():
        reader, places = cast.a.owner.load(), [spot.load() for spot in spots]
        for some in (places[:2], places):
            with count_queries() as statements:
                found = unread_of(reader, some)
            assert len(statements) == 1
        assert found == {spot.id: number % 4 for number, spot in enumerate(spots)}
        with count_queries() as statements:
            assert unread_of(reader, []) == {}
        assert statements == []


def test_unread_comments_of_all_places_can_be_listed(task, project):
    task.say("eins", who="person")
    project.say("zwei", who="person")
    task.agency.sign_in("owner").get(task.office)
    with task.agency.work():
        found = db.session.scalars(unread(task.agency.owner.load())).all()
        assert [comment.body for comment in found] == ["zwei"]


def test_another_agency_reads_for_itself(cast, task):
    task.say("eins")
    with cast.b.work():
        assert db.session.scalars(unread(cast.b.owner.load())).all() == []
