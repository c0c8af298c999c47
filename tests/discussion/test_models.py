"""Comments: who sees them, what can be taken back and for how long, and what is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from app.access.models import ContactNotification, ContactPermission
from app.audit import AuditEntry, describe
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.discussion.models import AlreadyPosted, Comment, TooLate, keep_internal
from app.notifications.models import Notice
from tenants import db, now, uuid7
from tests.discussion.conftest import make_project, make_task


def seen(spot, who="contact"):
    """What a contact sees of everything, and of this place's thread; both must agree but for deleted ones."""
    agency = spot.agency
    with agency.work():
        contact = getattr(agency, who).load()
        everywhere = db.session.scalars(Comment.visible_to(contact).where(Comment.on(spot.load()))).all()
        thread = db.session.scalars(Comment.thread(spot.load(), contact=contact)).all()
        assert {one.id for one in everywhere} == {one.id for one in thread if not one.deleted_at}
        return [one.body for one in thread]


@pytest.mark.parametrize("make", [make_task, make_project])
def test_a_contact_sees_open_comments_on_what_it_sees(cast, make):
    cast.a.permit(cast.a.contact, "projects")
    spot = make(cast.a)
    spot.say("offen")
    spot.say("intern", internal=True)
    spot.say("vom Kunden", who="person")
    assert seen(spot) == ["offen", "vom Kunden"]
    assert spot.bodies() == ["offen", "intern", "vom Kunden"]


@pytest.mark.parametrize("make", [make_task, make_project])
def test_nothing_is_seen_of_a_place_that_is_not_shown(cast, make):
    cast.a.permit(cast.a.contact, "projects")
    spot = make(cast.a, visible=False)
    spot.say("offen")
    assert seen(spot) == []


def test_nothing_is_seen_without_the_permission(task):
    task.say("offen")
    with task.agency.work():
        ContactPermission.set(task.agency.contact.load(), [])
    assert seen(task) == []


def test_nothing_is_seen_by_another_customers_contact(task):
    task.agency.permit(task.agency.other_contact, "projects")
    task.say("offen")
    assert seen(task, "other_contact") == []


def test_another_agency_has_none_of_it(cast, task):
    cast.b.permit(cast.b.contact, "projects")
    id = task.say("offen")
    with cast.b.work():
        assert Comment.find(id) is None
        assert db.session.scalars(Comment.visible_to(cast.b.contact.load())).all() == []


def test_a_person_writes_no_internal_note(task):
    with task.agency.work(), pytest.raises(ValueError, match="no internal notes"):
        Comment.post(task.load(), task.agency.person.load(), "geheim", internal=True)
    assert task.bodies() == []


def test_without_a_customer_everything_is_internal(cast):
    cast.a.permit(cast.a.contact, "projects")
    spot = make_task(cast.a, customer=None, visible=False)
    spot.say("unter uns")
    with cast.a.work():
        spot.load().update(customer=cast.a.customer.load())
        spot.load().show()
    assert seen(spot) == []


def test_the_same_id_twice_is_one_comment(task):
    id = uuid7()
    task.say("einmal", id=id)
    with task.agency.work():
        with pytest.raises(AlreadyPosted) as before:
            Comment.post(task.load(), task.agency.member.load(), "zweimal", id=id)
        assert before.value.made.id == id
    assert task.bodies() == ["einmal"]


@pytest.mark.parametrize("who", ["owner", "person"])
def test_somebody_elses_id_is_not_found(task, who):
    id = task.say("meins")
    with task.agency.work(), pytest.raises(NotFound):
        Comment.post(task.load(), getattr(task.agency, who).load(), "deins", id=id)
    assert task.bodies() == ["meins"]


def test_an_id_of_another_place_is_not_found(task, project):
    id = task.say("hier")
    with task.agency.work(), pytest.raises(NotFound):
        Comment.post(project.load(), task.agency.member.load(), "dort", id=id)
    assert project.bodies() == []


@pytest.mark.parametrize(("minutes", "seconds", "in_time"), [(0, 0, True), (14, 59, True), (15, 1, False)])
@pytest.mark.parametrize("who", ["member", "person"])
def test_comments_can_be_changed_for_15_minutes(task, who, minutes, seconds, in_time):
    id = task.say("erst", who=who)
    with task.agency.work():
        comment = Comment.get(id)
        comment.created_at = now() - timedelta(minutes=minutes, seconds=seconds)
        db.session.flush()
        assert comment.may_change(getattr(task.agency, who).load()) is in_time
        if in_time:
            comment.edit("dann")
        else:
            with pytest.raises(TooLate):
                comment.edit("dann")
            with pytest.raises(TooLate):
                comment.delete()
    with task.agency.work():
        comment = Comment.get(id)
        assert (comment.body, bool(comment.edited_at)) == (("dann", True) if in_time else ("erst", False))
        assert [version.body for version in comment.versions] == (["erst"] if in_time else [])
        assert comment.deleted_at is None


@pytest.mark.parametrize("other", ["owner", "admin", "reader", "person", "other_person"])
def test_nobody_but_the_author_may_change(task, other):
    id = task.say("meins")
    with task.agency.work():
        assert Comment.get(id).may_change(task.agency.member.load())
        assert not Comment.get(id).may_change(getattr(task.agency, other).load())


def test_every_version_is_kept_with_when_it_was_written(task, clock):
    id = task.say("eins")
    for body in ("zwei", "zwei", "drei"):
        clock.move(minutes=2)
        with task.agency.work():
            Comment.get(id).edit(body)
    with task.agency.work():
        comment = Comment.get(id)
        assert [version.body for version in comment.versions] == ["zwei", "eins"]
        written = [version.written_at for version in comment.versions]
        assert written == sorted(written, reverse=True)
        assert written[1] == comment.created_at
        assert (comment.edited_at - written[0]).total_seconds() == pytest.approx(240, abs=10)


def test_a_deleted_comment_keeps_its_words_as_a_version_only(task):
    id = task.say("zu viel gesagt")
    with task.agency.work():
        Comment.get(id).delete()
    with task.agency.work():
        comment = Comment.get(id)
        assert comment.deleted_at
        assert comment.body == ""
        assert [version.body for version in comment.versions] == ["zu viel gesagt"]
        assert not comment.may_change(task.agency.member.load())
        with pytest.raises(TooLate):
            comment.edit("doch")
        with pytest.raises(TooLate):
            comment.delete()


def test_who_saw_a_comment_goes_on_to_see_that_it_is_deleted(task):
    id = task.say("gesehen")
    with task.agency.work():
        Comment.get(id).delete()
    assert seen(task) == [""]


def test_what_the_customer_never_saw_leaves_no_trace(hidden):
    id = hidden.say("nie gesehen")
    with hidden.agency.work():
        Comment.get(id).delete()
    with hidden.agency.work():
        hidden.load().show()
    assert seen(hidden) == []


def test_showing_opens_the_open_comments_that_are_left(hidden):
    hidden.say("offen")
    hidden.say("intern", internal=True)
    gone = hidden.say("gelöscht")
    with hidden.agency.work():
        Comment.get(gone).delete()
        would = db.session.scalars(Comment.opened_by_showing(hidden.load())).all()
        assert [comment.body for comment in would] == ["offen"]
        hidden.load().show()
    assert seen(hidden) == ["offen"]


def test_earlier_comments_can_stay_internal(hidden):
    hidden.say("offen")
    with hidden.agency.work():
        keep_internal(hidden.load())
        hidden.load().show()
    hidden.say("danach")
    assert seen(hidden) == ["danach"]


def test_what_the_customer_wrote_stays_the_customers(task):
    task.say("von uns")
    task.say("vom Kunden", who="person")
    with task.agency.work():
        task.load().hide()
    with task.agency.work():
        keep_internal(task.load())
        task.load().show()
    assert seen(task) == ["vom Kunden"]


def test_a_project_that_is_shown_may_keep_its_earlier_comments(cast):
    cast.a.permit(cast.a.contact, "projects")
    spot = make_project(cast.a, visible=False)
    spot.say("vorher")
    with cast.a.work():
        spot.load().show(keep_internal=True)
    assert seen(spot) == []


def test_the_log_tells_of_writing_but_not_what(task):
    task.say("Passwort: Möwe")
    task.say("Marge 40 %", internal=True)
    id = task.say("Vertippt")
    with task.agency.work():
        Comment.get(id).edit("Getippt")
    with task.agency.work():
        Comment.get(id).delete()
    with task.agency.work():
        lines = db.session.scalars(AuditEntry.about(task.load()).where(AuditEntry.verb.startswith("comment."))).all()
        assert [line.verb.partition(".")[2] for line in lines] == ["deleted", "edited", "posted", "noted", "posted"]
        told = " ".join(describe(line) + str(line.details) for line in lines)
        assert "Mika Moor hat zu „Entwurf freigeben“ eine interne Notiz geschrieben." in told
        assert not any(words in told for words in ("Möwe", "Marge", "ippt"))


def told(agency) -> set[tuple[str, str, str]]:
    """Kind of reader, occasion and name of everybody who waits for mail."""
    with agency.work():
        names = {one.id: one.name for one in (*agency.staff.values(), agency.contact, agency.other_contact)}
        return {(each.reader_kind, each.occasion, names[each.reader_id]) for each in db.session.scalars(select(Notice))}


def in_team(spot, *names):
    with spot.agency.work():
        spot.load().assign([getattr(spot.agency, name).load() for name in names])


def wanting_mail(agency):
    agency.permit(agency.contact, "projects", notifications=["comment_new"])


def forget_all(agency):
    with agency.work():
        for notice in db.session.scalars(select(Notice)):
            db.session.delete(notice)


def test_an_answer_is_told_to_the_customer_and_to_colleagues(task):
    wanting_mail(task.agency)
    in_team(task, "owner", "member")
    forget_all(task.agency)
    task.say("Bitte ansehen")
    assert told(task.agency) == {
        ("contact", "comment_new", "Anna Muster"),
        ("staff", "colleague_comment", "Olga Ohm"),
    }


def test_a_note_is_told_to_colleagues_alone(task):
    wanting_mail(task.agency)
    in_team(task, "owner")
    forget_all(task.agency)
    task.say("Unter uns", internal=True)
    assert told(task.agency) == {("staff", "colleague_comment", "Olga Ohm")}


def test_an_answer_on_what_is_not_shown_is_told_to_no_customer(hidden):
    wanting_mail(hidden.agency)
    hidden.say("Noch nicht")
    assert told(hidden.agency) == set()


def test_what_a_customer_writes_is_told_to_the_team_and_to_who_wrote_there(task):
    task.say("ich war hier", who="admin")
    in_team(task, "owner")
    forget_all(task.agency)
    task.say("Danke", who="person")
    assert told(task.agency) == {("staff", "customer_comment", "Olga Ohm"), ("staff", "customer_comment", "Ada Amsel")}


def test_colleagues_of_a_person_are_told_but_not_the_person(task):
    wanting_mail(task.agency)
    with task.agency.work():
        person = Person.add(first_name="Nele", last_name="Neu", email="nele@example.org")
        person.password_hash, person.password_set_at = "x", now()
        colleague = Contact.add(task.agency.customer.load(), person).id
        ContactPermission.set(Contact.get(colleague), ["projects"])
        ContactNotification.set(Contact.get(colleague), ["comment_new"])
    forget_all(task.agency)
    task.say("Für alle", who="person")
    with task.agency.work():
        told = db.session.scalars(select(Notice.reader_id).where(Notice.reader_kind == "contact")).all()
        assert told == [colleague]


def test_nobody_is_told_of_a_comment_that_was_taken_back(task):
    wanting_mail(task.agency)
    in_team(task, "owner")
    forget_all(task.agency)
    id = task.say("Huch")
    with task.agency.work():
        Comment.get(id).delete()
    assert told(task.agency) == set()


def test_the_name_stays_as_it_was(task):
    id = task.say("Hallo")
    with task.agency.work():
        task.agency.member.load().rename("Mika", "Moor-Ebbe")
    with task.agency.work():
        assert Comment.get(id).author_name == "Mika Moor"
        assert Comment.get(id).created_at <= now()
