"""The main job in Chromium: with the mouse, by keyboard alone, without script, on a phone."""

from __future__ import annotations

import secrets

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.visitor import KeyboardVisitor, Visitor
from tests.postbox import link_in

OWNER_PASSWORD = "Ponton-Wimpel-Barkasse-12"
CONTACT_PASSWORD = "Pinasse-Lotse-Seezeichen-48"
WAYS = {
    "mouse": (Visitor, {}),
    "keyboard": (KeyboardVisitor, {}),
    "no script": (Visitor, {"java_script_enabled": False}),
    "phone": (Visitor, {"viewport": {"width": 320, "height": 640}, "has_touch": True}),
}


def context_of(browser: Browser, **options) -> BrowserContext:
    """A fresh browser profile that reports whatever the policy blocks."""
    return browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "de-DE"} | options)


@pytest.mark.parametrize("way", WAYS)
def test_from_sign_up_to_the_portal(browser, live, way):
    kind, options = WAYS[way]
    slug = f"lotsenhaus-{secrets.token_hex(3)}"
    founder, contact = f"{slug}@example.org", f"kundin-{slug}@example.org"
    apex, agency = f"http://localhost:{live.port}", f"http://{slug}.localhost:{live.port}"

    context = context_of(browser, **options)
    complaints: list[str] = []
    context.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    staff = kind(context.new_page())
    staff.open(apex)
    staff.follow("Agentur anlegen")
    staff.fill({"Name der Agentur": "Lotsenhaus", "Subdomain": slug, "Vorname": "Tomke", "Nachname": "Brandt"})
    staff.fill({"E-Mail-Adresse": founder, "Passwort": OWNER_PASSWORD})
    staff.press("Agentur anlegen")
    staff.heading("Bitte bestätigen Sie Ihre E-Mail-Adresse")

    staff.open(link_in(live.postbox.wait_for(founder), "/l/"))
    staff.fill({"Passwort": OWNER_PASSWORD})
    staff.press("Bestätigen und anmelden")
    staff.page.wait_for_url(f"{agency}/verwaltung/")
    if way == "phone":
        staff.page.get_by_role("button", name="Menü öffnen").click()
    staff.follow("Kunden")
    staff.follow("Ersten Kunden anlegen")
    staff.fill({"Firma": "Orgelbau am Deich", "Ort": "Lübeck", "Telefon": "030 23125 11"})
    staff.press("Speichern")
    staff.heading("Orgelbau am Deich")
    staff.page.get_by_role("link", name="Kontakte").first.wait_for()
    staff.open(staff.page.url.rstrip("/") + "/kontakte")
    staff.follow("Neuer Kontakt")
    staff.choose("Anrede", "Frau")
    staff.fill({"Vorname": "Friederike", "Nachname": "Muster", "E-Mail-Adresse": contact})
    staff.tick("Kennwort per E-Mail versenden")
    staff.press("Speichern")
    staff.sees("eingeladen bis")

    person = kind(context_of(browser, **options).new_page())
    person.open(link_in(live.postbox.wait_for(contact), "/kunden/passwort/"))
    person.fill({"Neues Passwort": CONTACT_PASSWORD})
    person.press("Passwort festlegen")
    person.fill({"Passwort": CONTACT_PASSWORD})
    person.press("Anmelden")
    person.page.wait_for_url(f"{agency}/kunden/")
    person.sees("Frau Muster")
    person.sees("Orgelbau am Deich")
    assert not complaints
    person.page.context.close()
    context.close()
