"""What is written to a person about the newsletter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from app.accounts.tokens import MAX_AGE
from app.contacts.mails import send
from app.mail.registry import LINK, PERSON, Mail, register
from tenants import agency_url

if TYPE_CHECKING:
    from app.contacts.persons import Person

    from .models import Consent

CONFIRM_NEWSLETTER = "confirm-newsletter"
PATH = "/l/newsletter/"
LINK_LIVES = timedelta(seconds=MAX_AGE[CONFIRM_NEWSLETTER])
"""The link that asks for consent: its purpose, where it leads, how long it lives."""

register(
    Mail(
        key="confirm_newsletter",
        area="contacts",
        label=_l("Newsletter bestätigen"),
        occasion=_l("Wenn ein Kontakt nach dem Newsletter gefragt hat und das noch bestätigen muss."),
        placeholders=(
            *PERSON,
            replace(LINK[0], sample="https://hafenlicht.kontor.example/l/newsletter/Beispiel"),
            LINK[1],
        ),
        sensitive=True,
        can_switch_off=False,
        audience="person",
    )
)


def confirm_newsletter(person: Person, asked: Consent, token: str) -> None:
    """The link that leads to the words of consent and the button that agrees to them."""
    send("confirm_newsletter", person, link=agency_url(PATH + token), link_expires=asked.created_at + LINK_LIVES)
