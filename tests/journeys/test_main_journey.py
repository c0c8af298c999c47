"""The main job, from nothing: an agency signs up, its customer's contact sets a password and signs in."""

from __future__ import annotations

import secrets

from tests.postbox import link_in, text_of

OWNER_PASSWORD = "Ponton-Wimpel-Barkasse-12"
CONTACT_PASSWORD = "Kajüte-Lotse-Seezeichen-48"


def path_of(link: str, host: str, port: int) -> str:
    origin = f"http://{host}:{port}"
    assert link.startswith(origin + "/"), link
    return link.removeprefix(origin)


def test_from_sign_up_to_the_portal(live):
    slug = f"lotsenhaus-{secrets.token_hex(3)}"
    host, founder, contact = f"{slug}.localhost", f"{slug}@example.org", f"kundin-{slug}@example.org"

    apex = live.client("localhost").get("/").follow("Agentur anlegen")
    apex.submit("Agentur anlegen", {
        "Name der Agentur": "Lotsenhaus", "Subdomain": slug, "Vorname": "Tomke", "Nachname": "Brandt",
        "E-Mail-Adresse": founder, "Passwort": OWNER_PASSWORD,
    })  # fmt: skip
    assert apex.status == 200
    assert "Bitte bestätigen Sie" in apex.title

    confirmation = live.postbox.wait_for(founder)
    office = live.client(host).get(path_of(link_in(confirmation, "/l/"), host, live.port))
    office.submit("Bestätigen und anmelden", {"Passwort": OWNER_PASSWORD})
    assert office.path == "/verwaltung/"

    office.follow("Kunden").follow("Ersten Kunden anlegen")
    office.submit("Speichern", {"Firma": "Orgelbau am Deich", "Ort": "Lübeck", "Telefon": "030 23125 11"})
    assert office.title == "Orgelbau am Deich"
    office.follow("Kontakte").follow("Neuer Kontakt")
    office.submit("Speichern", {
        "Vorname": "Friederike", "Nachname": "Muster", "E-Mail-Adresse": contact, "Anrede": "Frau",
        "Kennwort per E-Mail versenden": True,
    })  # fmt: skip
    assert "eingeladen" in office.text

    invitation = live.postbox.wait_for(contact)
    assert "Lotsenhaus" in str(invitation["From"])
    assert "Guten Tag Frau Muster" in text_of(invitation)
    portal = live.client(host).get(path_of(link_in(invitation, "/kunden/passwort/"), host, live.port))
    portal.submit("Passwort festlegen", {"Neues Passwort": CONTACT_PASSWORD})
    assert portal.value("E-Mail-Adresse") == contact
    portal.submit("Anmelden", {"E-Mail-Adresse": contact, "Passwort": CONTACT_PASSWORD})
    assert portal.path == "/kunden/"
    assert "Frau Muster" in portal.title
    assert "Orgelbau am Deich" in portal.text

    office.follow("Kontakte")
    assert "aktiv" in office.text
