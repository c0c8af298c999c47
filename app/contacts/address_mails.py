"""What is written when a person takes another address: the link to the new one, the news to the former."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l

from app.accounts.tokens import MAX_AGE
from app.mail.outbox import enqueue
from app.mail.registry import LINK, PERSON, SAMPLE_TIME, Mail, Placeholder, register
from tenants import agency_url, now

from .mails import names_of

if TYPE_CHECKING:
    from .persons import Person

PATH = "/l/neue-adresse/"
"""Where the link leads; the portal answers there."""

register(
    Mail(
        key="new_address",
        area="contacts",
        label=_l("Neue E-Mail-Adresse bestätigen"),
        occasion=_l("Wenn ein Kontakt im Portal eine andere E-Mail-Adresse angegeben hat: an die neue."),
        placeholders=(
            *PERSON,
            replace(LINK[0], sample="https://hafenlicht.kontor.example/l/neue-adresse/Beispiel"),
            LINK[1],
        ),
        sensitive=True,
        can_switch_off=False,
        audience="person",
    )
)
register(
    Mail(
        key="address_changed",
        area="contacts",
        label=_l("E-Mail-Adresse geändert"),
        occasion=_l("Wenn ein Kontakt seine E-Mail-Adresse im Portal geändert hat: an die frühere."),
        placeholders=(*PERSON, Placeholder("changed_at", "geaendert_am", SAMPLE_TIME, _l("Zeitpunkt der Änderung"))),
        sensitive=False,
        can_switch_off=False,
        audience="person",
    )
)


def new_address(person: Person) -> None:
    """The link by which the person confirms that the address asked for is its own."""
    expires_at = person.wanted_email_at + timedelta(seconds=MAX_AGE["new-address"])
    link = agency_url(PATH + person.wanted_link())
    _send("new_address", person, person.wanted_email, link=link, link_expires=expires_at)


def address_changed(person: Person, former: str) -> None:
    """That the person signs in with another address now, so that somebody who did not do it can speak up."""
    _send("address_changed", person, former, changed_at=now())


def _send(key: str, person: Person, to: str, **values: Any) -> None:
    enqueue(
        key,
        to,
        to_name=person.name,
        locale=person.spoken,
        address_form=person.address_form,
        values=names_of(person) | values,
        subject_of=("person", person.id),
        expires_at=values.get("link_expires"),
    )
