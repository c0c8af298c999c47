"""Two at once: the later one learns what is so, and no door stays open by a moment."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import select, text

from app.accounts.models import SignInSession
from app.contacts.asked import ContactRequest
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.groups.models import Group, GroupMembership, Rubric
from app.staff.models import StaffMember
from tenants import current_tenant, db, uuid7
from tests.cast import PASSWORD


@pytest.fixture(autouse=True)
def _like_production(app):
    """Faults become answers, as they do outside of tests."""
    app.testing = False
    yield
    app.testing = True


@pytest.fixture
def meanwhile(superuser):
    """`meanwhile(action, *requests)`: what `action` does is committed only once all requests wait for it."""

    def run(agency, action, *requests):
        threads = [threading.Thread(target=request) for request in requests]
        with agency.work():
            action()
            db.session.flush()
            for thread in threads:
                thread.start()
            _wait_for(superuser, len(threads), threads)
        for thread in threads:
            thread.join()

    return run


def _wait_for(superuser, count, threads):
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND usename = 'app_user'")
    until = time.monotonic() + 20
    with superuser.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.scalar(waiting) < count and any(thread.is_alive() for thread in threads):
            assert time.monotonic() < until, "nobody waits"
            time.sleep(0.02)


def test_a_staff_sign_in_with_the_former_password_does_not_outlive_its_change(cast, meanwhile):
    visitor = cast.a.visit().get("/anmelden")
    typed = {"email": cast.a.admin.email, "password": PASSWORD}
    meanwhile(
        cast.a,
        lambda: cast.a.admin.load().set_password("Leuchtturm-Priel-Ebbe-92"),
        lambda: visitor.post("/anmelden", typed),
    )
    assert visitor.status == 422
    assert _sessions(cast.a, cast.a.admin) == 0


def test_a_portal_sign_in_with_the_former_password_does_not_outlive_its_change(cast, meanwhile):
    visitor = cast.a.visit().get("/kunden/anmelden")
    typed = {"email": cast.a.person.email, "password": PASSWORD}
    meanwhile(
        cast.a,
        lambda: cast.a.person.load().set_password("Leuchtturm-Priel-Ebbe-92"),
        lambda: visitor.post("/kunden/anmelden", typed),
    )
    assert visitor.status == 422
    assert _sessions(cast.a, cast.a.person) == 0


def test_a_portal_sign_in_does_not_slip_past_a_lock(cast, meanwhile):
    visitor = cast.a.visit().get("/kunden/anmelden")
    typed = {"email": cast.a.person.email, "password": PASSWORD}
    meanwhile(cast.a, lambda: cast.a.person.load().lock(), lambda: visitor.post("/kunden/anmelden", typed))
    assert visitor.status == 422
    assert _sessions(cast.a, cast.a.person) == 0


def test_a_password_changed_in_the_moment_of_revoking_opens_nothing(cast, meanwhile):
    browser = cast.a.sign_in("person").get("/kunden/profil/passwort")
    typed = {"old_password": PASSWORD, "password": "Leuchtturm-Priel-Ebbe-92"}
    meanwhile(cast.a, lambda: cast.a.person.load().revoke(), lambda: browser.post("/kunden/profil/passwort", typed))
    with cast.a.work():
        assert not cast.a.person.load().has_access
    assert _sessions(cast.a, cast.a.person) == 0


def test_who_is_asked_for_twice_at_once_is_asked_for_once(cast, meanwhile):
    with cast.a.work():
        current_tenant().customers_manage_contacts = True
    id, page = uuid7(), "/kunden/ansprechpartner"
    typed = {"first_name": "Nele", "last_name": "Neu", "position": "", "email": "nele@example.org"}
    browser = cast.a.sign_in("person").get(page)
    meanwhile(
        cast.a,
        lambda: ContactRequest.ask(cast.a.contact.load(), id, **typed),
        lambda: browser.post(page, typed | {"id": str(id)}),
    )
    assert (browser.status, browser.path) == (200, page)
    with cast.a.work():
        assert [request.id for request in db.session.scalars(select(ContactRequest))] == [id]


VERBS = ("entfernen", "haupt", "sperren", "entsperren", "widerrufen", "einladen", "bearbeiten")


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_done_to_a_contact_just_removed_answers_404(cast, meanwhile, verb):
    with cast.a.work():
        person = Person.add(first_name="Nele", last_name="Neu", email="nele@example.org")
        contact = Contact.add(cast.a.customer.load(), person).id
    member = cast.a.sign_in("member").get("/verwaltung/kunden/neu")
    path = f"/verwaltung/kunden/kontakte/{contact}/{verb}"
    typed = {"last_name": "Anders", "language": "de", "address_form": "sie", "email": "anders@example.org"}
    typed |= {"direction": "system"}
    meanwhile(cast.a, lambda: Contact.get(contact).remove(), lambda: member.post(path, typed))
    assert member.status in (404, 409)


def test_groups_given_twice_at_once_are_given_once(cast, meanwhile):
    with cast.a.work():
        group = Group(rubric=Rubric(name="Leistungen"), name="Shop")
        db.session.add(group)
        db.session.flush()
        group_id = group.id
    path = f"/verwaltung/kunden/{cast.a.customer.id}/bearbeiten"
    member = cast.a.sign_in("member").get(path)

    def give():
        GroupMembership.set(Customer.get(cast.a.customer.id), [Group.get(group_id)])

    meanwhile(cast.a, give, lambda: member.submit("Speichern", {"Leistungen": ["Shop"]}))
    assert member.status == 200
    with cast.a.work():
        rows = db.session.scalars(select(GroupMembership).where(GroupMembership.customer_id == cast.a.customer.id))
        assert [row.group_id for row in rows] == [group_id]


def _sessions(agency, someone) -> int:
    with agency.work():
        found = db.session.scalars(select(SignInSession).where(SignInSession.user_id == someone.id)).all()
        return len(found)


def test_two_owners_cannot_take_each_other_down(cast, meanwhile):
    with cast.a.work():
        cast.a.admin.load().role = "owner"
    second = cast.a.sign_in("admin").get("/verwaltung/mitarbeiter")
    path = f"/verwaltung/mitarbeiter/{cast.a.owner.id}/deaktivierung"

    def first():
        StaffMember.locked(cast.a.admin.id).deactivate()

    meanwhile(cast.a, first, lambda: second.post(path))
    assert second.status in (303, 403, 409)
    with cast.a.work():
        assert cast.a.owner.load().deactivated_at is None
