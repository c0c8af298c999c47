"""Starting a project in Chromium: the customer is searched for while typing, and all works without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.customers.models import Customer
from tests.browser.visitor import Visitor
from tests.cast import PASSWORD

NEW = "/verwaltung/projekte/neu"


@pytest.fixture
def visit(browser, live, cast):
    """`visit(script)`: the owner of agency A, who has many customers, at the form of a new project."""
    contexts = []

    def opened(script: bool) -> Visitor:
        with cast.a.work():
            for number in range(101):
                Customer.add(company=f"Aal {number}")
        context = browser.new_context(locale="de-DE", java_script_enabled=script)
        contexts.append(context)
        visitor = Visitor(context.new_page())
        visitor.open(f"http://{cast.a.host}:{live.port}/anmelden?next={NEW}")
        visitor.fill({"E-Mail-Adresse": cast.a.owner.email, "Passwort": PASSWORD})
        visitor.press("Anmelden")
        visitor.heading("Neues Projekt")
        return visitor

    yield opened
    for context in contexts:
        context.close()


def test_the_customer_is_found_while_typing_and_brings_its_contacts(visit, cast):
    visitor = visit(script=True)
    page = visitor.page
    expect(page.get_by_role("button", name="Suchen")).to_be_hidden()
    expect(page.get_by_role("button", name="Kontakte des gewählten Kunden laden")).to_be_hidden()
    page.get_by_label("Kunden suchen").press_sequentially("matth")
    expect(page.get_by_label("Kunde", exact=True)).to_have_value(str(cast.a.customer.id))
    expect(page.get_by_label("Ansprechpartner")).to_have_value(str(cast.a.contact.id))
    visitor.choose("Kunde", "Bitte wählen")
    expect(page.get_by_label("Ansprechpartner")).to_have_value("haupt")
    page.get_by_label("Kunden suchen").fill("brandt")
    expect(page.get_by_label("Ansprechpartner")).to_have_value(str(cast.a.other_contact.id))
    visitor.fill({"Name": "Speisekarte"})
    page.get_by_label("Name", exact=True).press("Enter")
    visitor.heading("Speisekarte")


def test_without_script_the_enter_key_saves_and_the_buttons_bring_the_choices(visit):
    visitor = visit(script=False)
    page = visitor.page
    page.get_by_label("Name", exact=True).fill("Messe")
    page.get_by_label("Name", exact=True).press("Enter")
    visitor.sees("Bitte wählen Sie den Kunden.")
    page.get_by_label("Kunden suchen").fill("matthiesen")
    visitor.press("Suchen")
    visitor.choose("Kunde", "Orgelbau Matthiesen (K-1001)")
    visitor.press("Kontakte des gewählten Kunden laden")
    expect(page.get_by_label("Ansprechpartner").locator("option:checked")).to_have_text("Anna Muster, Geschäftsführung")
    visitor.press("Speichern")
    visitor.heading("Messe")
