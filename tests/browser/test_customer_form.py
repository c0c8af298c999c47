"""The customer form in Chromium: what is alike is said while typing, and the keys that save."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.customers.models import Customer
from tests.cast import PASSWORD

NEW = "/verwaltung/kunden/neu"


@pytest.fixture
def form(visit, cast):
    """The owner of agency A at the form of a new customer, where another one is there already."""
    with cast.a.work():
        Customer.add(company="Lichtspiele Oldenburg e. V.", number="K-76", city="Oldenburg", postcode="26122",
                     phone="+493023125100")  # fmt: skip
    visitor = visit(cast.a.host)
    visitor.open(f"{visitor.origin}/anmelden?next={NEW}")
    visitor.fill({"E-Mail-Adresse": cast.a.owner.email, "Passwort": PASSWORD})
    visitor.press("Anmelden")
    visitor.heading("Neuen Kunden anlegen")
    return visitor


def test_who_is_alike_is_named_while_typing_and_no_longer_when_it_changes(form):
    page = form.page
    link = page.get_by_role("link", name="Lichtspiele Oldenburg e. V.")
    expect(link).to_be_hidden()
    page.locator("#company").fill("Oldenburg Lichtspiele GmbH")
    page.locator("#postcode").fill("26122")
    expect(link).to_be_visible()
    expect(page.get_by_role("status").filter(has=link)).to_contain_text(
        "K-76, Oldenburg (gleicher Name und gleiche PLZ)"
    )
    page.locator("#postcode").fill("26123")
    expect(link).to_be_hidden()
    page.locator("#mobile").fill("030 23125-100")
    expect(page.get_by_role("status").filter(has=link)).to_contain_text("gleiche Telefonnummer")


def test_control_and_enter_save_from_any_field_and_enter_does_not_press_other_buttons(form):
    page = form.page
    page.locator("#phone").fill("030 23125 9")
    page.locator("#company").fill("Werft")
    page.locator("#country").press("Control+Enter")
    form.heading("Werft")
    form.open(f"{form.origin}{NEW}")
    page.locator("#phone").fill("030 23125 8")
    page.locator("#company").fill("Mole")
    page.locator("#company").press("Enter")
    form.heading("Mole")
