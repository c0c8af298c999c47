"""Pages about access: no finding of axe, nothing scrolls sideways, nothing the policy blocks."""

from __future__ import annotations

from app.contacts.asked import ContactRequest
from app.contacts.models import Contact
from app.contacts.persons import Person
from tenants import current_tenant, now, uuid7
from tests.browser.looking import look_at, sign_in
from tests.contacts.state_machine import KINDS, bring


def ask(agency) -> None:
    """Agency, primary contact and one wish that waits for the staff."""
    current_tenant().customers_manage_contacts = True
    values = {"first_name": "Nele", "last_name": "Neu", "position": "Einkauf", "email": "ole@example.org"}
    ContactRequest.ask(agency.contact.load(), uuid7(), **values).waits_at = now()


def test_the_tab_of_contacts_in_every_state_and_what_is_done_to_many(visit, cast):
    agency = cast.a
    with agency.work():
        ask(agency)
        for kind in KINDS:
            person = Person.add(first_name="Kim", last_name=kind, email=f"{kind}@example.org")
            Contact.add(agency.customer.load(), person, position="Werkstatt")
            bring(person, kind)
    visitor = visit(agency.host)
    sign_in(visitor, "/anmelden", agency.owner.email)
    tab = f"/verwaltung/kunden/{agency.customer.id}/kontakte"
    pages = [f"{tab}/mehrere/{way}?alle=ja" for way in ("einladen", "erneut", "widerrufen", "sperren", "entsperren")]
    assert look_at(visitor, [tab, *pages, f"{tab}/mehrere/sperren"]) == []
    visitor.open(f"{visitor.origin}{tab}")
    for box in visitor.page.locator(".pick").all()[:3]:
        box.check()
    picked = visitor.page.locator(".bulk .picked")
    assert picked.is_visible()
    visitor.page.get_by_role("button", name="Sperren", exact=True).last.click()
    visitor.page.wait_for_url("**/mehrere/sperren?kontakt=**")


def test_the_contacts_of_ones_own_firm(visit, cast):
    agency = cast.a
    with agency.work():
        ask(agency)
        other = Contact.add(agency.customer.load(), Person.add(first_name="Ida", last_name="Iden")).id
    visitor = visit(agency.host)
    sign_in(visitor, "/kunden/anmelden", agency.person.email)
    page = "/kunden/ansprechpartner"
    assert look_at(visitor, [page, f"{page}?entfernen={other}"], send_empty=[page]) == []


def test_the_choice_of_a_password_of_ones_own(visit, cast):
    with cast.a.work():
        cast.a.person.load().must_change_password = True
    visitor = visit(cast.a.host)
    sign_in(visitor, "/kunden/anmelden", cast.a.person.email)
    page = "/kunden/eigenes-passwort"
    visitor.page.wait_for_url(f"**{page}**")
    assert look_at(visitor, [page], send_empty=[page]) == []
