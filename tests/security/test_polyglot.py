"""What people typed is shown, never run: one text that breaks out of every place of a page, in every column of text."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.contacts.persons import Person
from tests.portal.work import file, permit, post, project, task

POLYGLOT = "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(alert())//</title/</textarea/--!><svg/onload=alert()>{{7*7}}%(x)s"
CHOSEN = {
    "tenant": {"name"},
    "staff_member": {"first_name", "last_name"},
    "person": {"first_name", "last_name", "title"},
    "contact": {"position", "phone", "mobile"},
    "customer": {"number", "company", "title", "first_name", "last_name", "street", "postcode", "city", "phone",
                 "mobile", "fax", "email", "language", "country"},
    "rubric": {"name"},
    "customer_group": {"name", "description"},
    "outgoing_mail": {"subject", "recipient_name", "recipient", "reason", "reply", "sender", "message_id", "key"},
    "audit_entry": {"actor_name", "object_name", "verb"},
    "sign_in_session": {"device"},
    "project": {"name", "description"},
    "task": {"title", "description"},
    "checklist_item": {"text", "done_by"},
    "comment": {"body", "author_name"},
    "comment_version": {"body"},
    "file": {"name", "author_name"},
}  # fmt: skip
"""Columns of text whose contents neither a constraint nor the code limits to a few words."""


@pytest.fixture
def poisoned(cast, superuser):
    with cast.a.work():
        person = cast.a.person.load()
        person.invite()
        Person.add(first_name="x", last_name="y", email="z@example.org")
    work(cast.a)
    with superuser.begin() as connection:
        for table, columns in CHOSEN.items():
            key = "id" if table == "tenant" else "tenant_id"
            for column in columns:
                unique = " || id::text" if (table, column) in {("customer", "number"), ("rubric", "name")} else ""
                connection.execute(
                    text(f'UPDATE "{table}" SET "{column}" = :value{unique} WHERE {key} = :tenant'),
                    {"value": POLYGLOT, "tenant": cast.a.tenant_id},
                )
    return cast.a


def work(agency):
    """A project and a task with everything that people write there."""
    permit(agency, "projects", "files")
    there = project(agency)
    one = task(agency, project=there, items=["x"], customer_ticks=True)
    for place in (there, one):
        said = [post(agency, place), post(agency, place, by="person"), post(agency, place, internal=True)]
        file(agency, place)
        file(agency, said[0])
    file(agency, agency.customer)
    with agency.work():
        said[0].load().edit("y")
        post_id = said[0].id
    agency.things |= {"project": there.id, "task": one.id, "comment": post_id}


def test_no_page_runs_what_was_typed(poisoned, superuser):
    with superuser.connect() as connection:
        mail = connection.scalar(
            text("SELECT id FROM outgoing_mail WHERE tenant_id = :tenant LIMIT 1"), {"tenant": poisoned.tenant_id}
        )
    customer, contact = (
        f"/verwaltung/kunden/{poisoned.customer.id}",
        f"/verwaltung/kunden/kontakte/{poisoned.contact.id}",
    )
    there, one = f"/verwaltung/projekte/{poisoned.things['project']}", f"/verwaltung/aufgaben/{poisoned.things['task']}"
    pages = {
        "owner": [there, f"{there}/aufgaben", f"{there}/gespraech", f"{there}/dateien", f"{there}/verlauf",
                  f"{there}/bearbeiten", one, f"{one}/verlauf", f"{one}/bearbeiten", "/verwaltung/projekte",
                  "/verwaltung/aufgaben", "/verwaltung/aufgaben/tafel", "/verwaltung/aufgaben/meine",
                  f"/verwaltung/beitraege/{poisoned.things['comment']}/fassungen", f"{customer}/projekte",
                  f"/verwaltung/dateien/kunde/{poisoned.customer.id}", f"/verwaltung/suche?q={POLYGLOT}",
                  "/verwaltung/", "/verwaltung/kunden", f"/verwaltung/kunden?q={POLYGLOT}", "/verwaltung/kunden/neu",
                  customer, f"{customer}/kontakte", f"{customer}/verlauf", f"{customer}/bearbeiten",
                  f"{customer}/kontakte/neu", contact, f"{contact}/bearbeiten", f"{contact}/passwort",
                  f"{contact}/widerrufen", f"{contact}/sperren", f"{contact}/entfernen", "/verwaltung/postausgang",
                  f"/verwaltung/postausgang/{mail}", "/verwaltung/mitarbeiter",
                  f"/verwaltung/mitarbeiter/{poisoned.admin.id}",
                  f"/verwaltung/mitarbeiter/{poisoned.admin.id}/deaktivierung",
                  "/verwaltung/einstellungen/agentur", "/verwaltung/einstellungen/kunden", "/verwaltung/profil",
                  "/verwaltung/benachrichtigungen"],
        "person": [there.replace("verwaltung", "kunden"), one.replace("verwaltung", "kunden"), "/kunden/projekte",
                   "/kunden/aufgaben", "/kunden/dateien",
                   "/kunden/", "/kunden/profil", "/kunden/profil/passwort", "/kunden/profil/anmeldungen",
                   "/kunden/profil/benachrichtigungen"],
    }  # fmt: skip
    for who, paths in pages.items():
        browser = poisoned.sign_in(who)
        for path in paths:
            _is_harmless(browser.get(path.partition("?")[0], query_string={"q": POLYGLOT} if "?" in path else None))
    for path in ("/anmelden", "/kunden/", "/kunden/passwort-vergessen", "/impressum", "/passwort-vergessen"):
        _is_harmless(poisoned.visit().get(path))


def _is_harmless(browser):
    assert browser.status == 200, browser.path
    assert "<svg/onload" not in browser.html, browser.path
    for node in browser.page.walk():
        for name, value in node.attrs.items():
            assert not name.lower().startswith("on"), (browser.path, node.tag, name)
            if name in ("href", "src", "action", "formaction"):
                assert not (value or "").lower().startswith(("javascript:", "data:")), (browser.path, value)
