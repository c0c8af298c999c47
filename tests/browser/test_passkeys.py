"""A passkey in Chromium, with the device that browsers have for tests: made in the profile, then used at the door."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.looking import sign_in
from tests.cast import PASSWORD

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def office(visit, cast):
    """The administrator in the profile, at a browser with such a device."""
    visitor = visit(cast.a.host)
    visitor.cdp = visitor.page.context.new_cdp_session(visitor.page)
    visitor.cdp.send("WebAuthn.enable")
    visitor.device = visitor.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    sign_in(visitor, "/anmelden", cast.a.admin.email)
    return visitor


def make(visitor):
    visitor.open(visitor.origin + "/verwaltung/profil/passkeys/neu")
    visitor.fill({"Bezeichnung": "Laptop", "Ihr Passwort": PASSWORD})
    visitor.press("Passkey anlegen")
    visitor.heading("Passkeys")
    visitor.sees("Der Passkey ist angelegt.")


def leave(visitor):
    visitor.page.context.clear_cookies()
    visitor.open(visitor.origin + "/anmelden")


def test_a_passkey_is_made_and_opens_the_door(office):
    make(office)
    leave(office)
    office.press("Mit Passkey anmelden")
    office.heading("Übersicht")


def test_a_device_that_does_not_know_its_owner_opens_nothing(office):
    make(office)
    leave(office)
    office.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": office.device, "isUserVerified": False})
    office.press("Mit Passkey anmelden")
    office.sees("Der Browser hat keinen Passkey gezeigt.")
    expect(office.page.get_by_role("heading", level=1)).to_have_text("Anmelden")


def test_a_device_has_one_passkey_of_an_agency(office):
    make(office)
    office.open(office.origin + "/verwaltung/profil/passkeys/neu")
    office.fill({"Bezeichnung": "Noch einer", "Ihr Passwort": PASSWORD})
    office.press("Passkey anlegen")
    office.sees("Vielleicht gibt es auf diesem Gerät schon einen.")


def test_a_passkey_is_not_offered_at_a_sibling(office, cast):
    make(office)
    office.open(office.origin.replace(cast.a.slug, cast.b.slug) + "/anmelden")
    office.press("Mit Passkey anmelden")
    office.sees("Der Browser hat keinen Passkey gezeigt.")


def test_without_script_no_passkey_is_offered(browser, live, cast):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"http://{cast.a.host}:{live.port}/anmelden")
    expect(page.get_by_role("button", name="Anmelden", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Mit Passkey anmelden")).to_be_hidden()
    context.close()
