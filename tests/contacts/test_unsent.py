"""Wherever a mail would go, the page says why it will not while the mail is switched off, and how to change that."""

from __future__ import annotations

import pytest

from app.mail.models import MailSwitch
from app.mail.registry import get_mail

SAYS = {
    "welcome": "Das E-Mail-Template der Begrüßung ist nicht aktiv, es geht keine Willkommens-E-Mail hinaus.",
    "set_password": "Das E-Mail-Template „Lege ein neues Passwort fest“ ist nicht aktiv. Solange lassen sich keine",
    "news": "Das E-Mail-Template „Neues im Kundenportal“ ist nicht aktiv, es gehen keine Benachrichtigungen hinaus.",
}


@pytest.fixture
def places(cast) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Page → the mails of which it speaks."""
    with cast.a.work():
        for key in SAYS:
            MailSwitch.switch_off(get_mail(key))
        contact = cast.a.contact.load()
        contact.person.revoke()
        contact.person.welcomed_at = None
        customer, one = f"/verwaltung/kunden/{contact.customer_id}", f"/verwaltung/kunden/kontakte/{contact.id}"
    return {
        "the contact form": (f"{customer}/kontakte/neu", ("welcome", "news")),
        "the form of a contact that is there": (f"{one}/bearbeiten", ("news",)),
        "the customer form": ("/verwaltung/kunden/neu", ("welcome", "set_password")),
        "the contact's page": (one, ("set_password",)),
        "the window for the password": (f"{one}/passwort", ("welcome",)),
        "the defaults for contacts": ("/verwaltung/einstellungen/kunden", ("news",)),
        "inviting many": (f"{customer}/kontakte/mehrere/einladen?alle=ja", ("welcome", "set_password")),
    }


def test_every_place_says_why_and_links_to_the_template_for_who_may_switch_it_on(cast, places):
    admin, member = cast.a.sign_in("admin"), cast.a.sign_in("member")
    for name, (path, keys) in places.items():
        admin.get(path)
        for key in keys:
            assert SAYS[key] in admin.text, (name, key)
            assert f'href="/verwaltung/einstellungen/e-mail-templates#{key}"' in admin.html, (name, key)
        if "einstellungen" not in path:
            assert all(SAYS[key] in member.get(path).text for key in keys), name
            assert "Ein Administrator kann es einschalten." in member.text, name
            assert "e-mail-templates" not in member.html, name
    admin.get("/verwaltung/einstellungen/e-mail-templates")
    assert all(f'id="{key}"' in admin.html for key in SAYS)


def test_no_place_says_so_while_the_mails_go(cast, places):
    with cast.a.work():
        for key in SAYS:
            MailSwitch.switch_on(get_mail(key))
    admin = cast.a.sign_in("admin")
    for name, (path, _keys) in places.items():
        text = admin.get(path).text
        assert not [key for key, words in SAYS.items() if words in text], name
