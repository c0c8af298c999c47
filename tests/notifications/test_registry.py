"""Telling: who gets a notice, when it is due, and what takes it back."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from app.jobs import Later
from app.notifications.models import Notice, StaffSilence
from app.notifications.registry import forget, tell_contacts, tell_staff
from app.notifications.things import staff_occasions
from tenants import db


def waiting(agency) -> list[Notice]:
    with agency.work():
        found = db.session.scalars(db.select(Notice).order_by(Notice.id)).all()
        db.session.expunge_all()
        return found


def test_a_contact_who_listens_is_told_and_the_mail_deferred(post, jobs):
    [thing] = post.tell("Startseite")
    [notice] = waiting(post.agency)
    assert (notice.reader_kind, notice.reader_id) == ("contact", post.agency.contact.id)
    assert (notice.occasion, notice.thing_kind, notice.thing_id) == ("task_new", "customer", thing)
    assert notice.due_at - notice.created_at == timedelta(minutes=3)
    assert jobs() == ["notifications.digest"]


@pytest.mark.parametrize("occasion", ["task_status", "unknown"])
def test_nobody_is_told_who_did_not_ask(post, jobs, occasion):
    post.tell("Startseite", occasion=occasion)
    assert (waiting(post.agency), jobs()) == ([], [])


def test_whoever_did_it_is_not_told(post):
    with post.agency.work():
        person, contact, thing = post.agency.person.load(), post.agency.contact.load(), post.agency.customer.load()
        tell_contacts(thing, "task_new", thing, but=person)
        tell_contacts(thing, "task_new", thing, but=contact)
        member = post.agency.member.load()
        tell_staff([member], "task_assigned", thing, but=member)
    assert waiting(post.agency) == []


def test_told_twice_is_told_once(post, jobs):
    with post.agency.work():
        customer = post.agency.customer.load()
        for _each in range(3):
            tell_contacts(customer, "task_new", customer)
    assert len(waiting(post.agency)) == len(jobs()) == 1


def test_later_news_is_due_with_the_first(post, clock):
    post.tell("Eins")
    clock.move(minutes=2)
    post.tell("Zwei")
    post.tell_staff("Drei")
    first, second, other = waiting(post.agency)
    assert first.due_at == second.due_at
    assert other.due_at - first.due_at >= timedelta(minutes=2)


def test_the_job_waits_until_the_first_is_due(post, clock):
    post.tell("Eins")
    with pytest.raises(Later) as later:
        post.make()
    assert 170 < later.value.seconds <= 180
    assert len(waiting(post.agency)) == 1
    clock.move(minutes=3)
    post.make()
    assert waiting(post.agency) == []


def test_what_is_forgotten_is_not_told(post, clock):
    post.tell("Eins")
    [thing] = post.tell("Zwei")
    with post.agency.work():
        forget(SimpleNamespace(id=thing))
    clock.move(minutes=3)
    post.make()
    assert [subject for _to, subject, _key in post.mails()] == ["Neues Ding: Eins"]


def test_colleagues_who_left_or_want_silence_are_not_told(post):
    with post.agency.work():
        staff = {name: one.load() for name, one in post.agency.staff.items()}
        StaffSilence.set(staff["member"], ["task_assigned"])
        staff["admin"].deactivate()
        staff["owner"].password_hash = None
        tell_staff(staff.values(), "task_assigned", post.agency.customer.load())
        tell_staff([], "task_assigned", post.agency.customer.load())
    assert [notice.reader_id for notice in waiting(post.agency)] == [post.agency.reader.id]


def test_notices_of_another_agency_are_not_touched(post, cast):
    with cast.b.work():
        thing = cast.b.customer.load()
        tell_staff([cast.b.member.load()], "task_assigned", thing)
        thing_id = thing.id
    with cast.a.work():
        forget(SimpleNamespace(id=thing_id))
    assert len(waiting(cast.b)) == 1


def test_staff_may_hear_of_these_occasions():
    assert [one.key for one in staff_occasions()] == [
        "task_assigned", "project_member", "customer_comment", "colleague_comment", "customer_file", "task_returned",
    ]  # fmt: skip


def test_a_notice_that_is_never_committed_defers_nothing(post, jobs):
    with pytest.raises(ZeroDivisionError), post.agency.work():
        customer = post.agency.customer.load()
        tell_contacts(customer, "task_new", customer)
        raise ZeroDivisionError
    assert (waiting(post.agency), jobs()) == ([], [])
