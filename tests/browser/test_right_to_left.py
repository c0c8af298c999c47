"""Right to left: the portal in Arabic, and the pages of the staff turned round."""

from __future__ import annotations

from app.contacts.models import Contact
from tests.browser.direction import back_to_front
from tests.browser.looking import rules, sign_in
from tests.browser.surroundings import faults_of
from tests.portal.work import file, permit, post, project, task

DOORS = [
    "/kunden/anmelden",
    "/kunden/passwort-vergessen",
    "/kunden/passwort/kein-link",
    "/impressum",
    "/kunden/gibt-es-nicht",
]
OFFICE = ["/verwaltung/", "/verwaltung/kunden", "/verwaltung/kunden/neu", "/verwaltung/aufgaben", "/verwaltung/hilfe"]


def test_the_portal_in_arabic(app, visit, cast):
    agency = cast.a
    permit(agency, "projects", "files")
    with agency.work():
        agency.person.load().update(language="ar", first_name="ليلى", last_name="حداد")
        Contact.add(agency.other_customer.load(), agency.person.load())
    there = project(agency, "Neue Website (Katalog)", description="Was *neu* wird", members=["member", "admin"])
    one = task(agency, "التصميم", project=there, status="waiting", items=["Eins?", "نقطة"], customer_ticks=True)
    post(agency, one, "Passt das so?")
    post(agency, one, "نعم، شكرًا.", by="person")
    file(agency, one)
    visitor = visit(agency.host)
    visitor.open(f"{visitor.origin}/kunden/anmelden")
    sign_in(visitor, "/kunden/anmelden", agency.person.email)
    found = []
    for path in rules(app, "/kunden/", {"task_id": one.id, "project_id": there.id}):
        visitor.open(visitor.origin + path)
        found += back_to_front(visitor.page)
    for path in ("/kunden/", f"/kunden/aufgaben/{one.id}", "/kunden/profil", "/kunden/gibt-es-nicht"):
        visitor.open(visitor.origin + path)
        found += faults_of(visitor.page)
    assert found == []


def test_typing_starts_at_the_right_and_follows_what_is_typed(app, visit, cast):
    agency = cast.a
    permit(agency, "projects")
    with agency.work():
        agency.person.load().update(language="ar")
    one = task(agency, "التصميم", status="waiting")
    visitor = visit(agency.host)
    sign_in(visitor, "/kunden/anmelden", agency.person.email)
    visitor.open(f"{visitor.origin}/kunden/aufgaben/{one.id}")
    field = visitor.page.locator("textarea[name=body]")
    assert field.evaluate("one => [one.dir, getComputedStyle(one).direction, getComputedStyle(one).unicodeBidi]") == [
        "", "rtl", "plaintext",
    ]  # fmt: skip


def test_the_doors_in_arabic(visit, cast):
    visitor = visit(cast.a.host)
    visitor.open(f"{visitor.origin}/kunden/anmelden?sprache=ar")
    found = []
    for path in DOORS:
        visitor.open(visitor.origin + path)
        found += back_to_front(visitor.page)
    for path in DOORS[:2]:
        visitor.open(visitor.origin + path)
        found += faults_of(visitor.page)
    assert found == []


def test_the_apex_in_arabic(visit):
    visitor = visit("localhost")
    found = []
    for path in ("/?sprache=ar", "/agentur-anlegen", "/zu-meiner-agentur"):
        visitor.open(visitor.origin + path)
        found += back_to_front(visitor.page)
    assert found == []


def test_the_pages_of_the_staff_can_be_turned_round(visit, cast):
    """They are never Arabic; that nothing sticks out when they are turned shows that their styles know no left."""
    visitor = visit(cast.a.host)
    sign_in(visitor, "/anmelden", cast.a.owner.email)
    found = []
    for path in [*OFFICE, f"/verwaltung/kunden/{cast.a.customer.id}"]:
        visitor.open(visitor.origin + path)
        visitor.page.evaluate("document.documentElement.dir = 'rtl'")
        found += back_to_front(visitor.page)
    assert found == []
