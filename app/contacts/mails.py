"""What is written to a person about its access to the portal and its address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l

from app.accounts.tokens import MAX_AGE
from app.mail.outbox import compose, enqueue, prints
from app.mail.registry import LINK, PERSON, SAMPLE_TIME, Mail, Placeholder, get_mail, register
from app.mail.rendering import Rendered
from app.mail.wording import Variant, variant_for
from tenants import agency_url, now

from .access_states import INVITATION_LIVES, RESET_LIVES
from .which_mail import FORGOTTEN, REPLACED, WELCOME, Letter

if TYPE_CHECKING:
    from .persons import Person

SET_PASSWORD = "set-password"  # noqa: S105 - the purpose of a link
FORGOT_PASSWORD = "forgot-password"  # noqa: S105
PATH = "/kunden/passwort/"
"""Where links of both purposes lead; the portal answers there."""

CONFIRM_ADDRESS = "confirm-address"
CONFIRM_PATH = "/l/bestaetigen/"
CONFIRMATION_LIVES = timedelta(seconds=MAX_AGE[CONFIRM_ADDRESS])
"""The link that confirms an address: its purpose, where it leads, how long it lives."""

CHANGED = (
    Placeholder(
        "sign_in_url", "anmeldeseite", "https://agentur.example.org/kunden/", _l("Adresse der Anmeldung"), url=True
    ),
    Placeholder("changed_at", "geaendert_am", SAMPLE_TIME, _l("Zeitpunkt der Änderung")),
)
"""For mails that say that something about signing in is another now."""

register(
    Mail(
        key="welcome",
        area="contacts",
        label=_l("Neuer Kontakt hinzugefügt / registriert (Begrüßungs-E-Mail)"),
        occasion=_l("Wenn ein neuer Kontakt angelegt wird oder zum ersten Mal Zugang bekommt."),
        placeholders=(
            *PERSON,
            replace(LINK[0], required=False, absent=_l("Der Link geht dann in einer eigenen E-Mail.")),
            *LINK[1:],
        ),
        sensitive=True,
        can_switch_off=True,
        audience="person",
        without=_l("Neue Kontakte erfahren nicht von selbst, dass sie Zugang haben."),
        unsent=_l("Das E-Mail-Template der Begrüßung ist nicht aktiv, es geht keine Willkommens-E-Mail hinaus."),
    )
)
register(
    Mail(
        key="set_password",
        area="contacts",
        label=_l("Lege ein neues Passwort fest"),
        occasion=_l("Wenn ein Kontakt einen Link bekommt, mit dem er sein Passwort festlegt."),
        placeholders=(*PERSON, *LINK),
        sensitive=True,
        can_switch_off=True,
        audience="person",
        without=_l(
            "Solange lässt sich „Kennwort per E-Mail versenden“ nicht wählen. "
            "Es gehen weder Einladungen noch neue Links hinaus."
        ),
        unsent=_l(
            "Das E-Mail-Template „Lege ein neues Passwort fest“ ist nicht aktiv. "
            "Solange lassen sich keine Einladungen senden."
        ),
    )
)
register(
    Mail(
        key="forgot_password",
        area="contacts",
        label=_l("Passwort vergessen"),
        occasion=_l("Wenn ein Kontakt auf der Anmeldeseite „Passwort vergessen?“ gewählt hat."),
        placeholders=(*PERSON, *LINK),
        sensitive=True,
        can_switch_off=False,
        audience="person",
    )
)
register(
    Mail(
        key="password_changed",
        area="contacts",
        label=_l("Passwort geändert"),
        occasion=_l("Wenn das Passwort eines Kontakts durch ein neues ersetzt wurde."),
        placeholders=(*PERSON, *CHANGED),
        sensitive=False,
        can_switch_off=False,
        audience="person",
    )
)
for key, label, occasion in (
    (
        "second_factor_on",
        _l("Zwei-Faktor-Anmeldung eingeschaltet"),
        _l("Wenn ein Kontakt die Zwei-Faktor-Anmeldung eingeschaltet hat."),
    ),
    (
        "second_factor_off",
        _l("Zwei-Faktor-Anmeldung ausgeschaltet"),
        _l("Wenn die Zwei-Faktor-Anmeldung eines Kontakts ausgeschaltet oder zurückgesetzt wurde."),
    ),
):
    register(
        Mail(
            key=key,
            area="contacts",
            label=label,
            occasion=occasion,
            placeholders=(*PERSON, *CHANGED),
            sensitive=False,
            can_switch_off=False,
            audience="person",
        )
    )
register(
    Mail(
        key="confirm_address",
        area="contacts",
        label=_l("E-Mail-Adresse bestätigen"),
        occasion=_l("Wenn Mitarbeiter die E-Mail-Adresse eines Kontakts überprüfen lassen."),
        placeholders=(
            *PERSON,
            replace(LINK[0], sample="https://hafenlicht.kontor.example/l/bestaetigen/Beispiel"),
            LINK[1],
        ),
        sensitive=True,
        can_switch_off=False,
        audience="person",
    )
)


def write(person: Person, letters: Iterable[Letter], urgent: bool = True) -> None:
    """Queue what the table says (which_mail.py); the links are sealed over the person as it is now."""
    for letter in letters:
        send(letter.key, person, urgent=urgent, **_values(letter, person))
        if letter.key == WELCOME:
            person.welcomed_at = now()


def welcome_carries_link(person: Person) -> bool:
    """Whether the welcome mail, as this person reads it, prints the link; else the link goes in its own mail."""
    return prints(WELCOME, "link", person.spoken, person.address_form, names_of(person))


def second_factor(person: Person, what: str) -> None:
    """That the second factor is "on", or "off", or was taken away by somebody ("reset"); not to who has no address."""
    keys = {"on": "second_factor_on", "off": "second_factor_off", "reset": "second_factor_off"}
    if person.email and (key := keys.get(what)):
        send(key, person, sign_in_url=agency_url("/kunden/"), changed_at=now())


def confirm_address(person: Person) -> None:
    """The link by which the person confirms that the address is right."""
    expires_at = person.confirmation_sent_at + CONFIRMATION_LIVES
    send("confirm_address", person, link=agency_url(CONFIRM_PATH + person.confirmation_link()), link_expires=expires_at)


def confirm_address_draft(person: Person) -> tuple[Rendered, Variant]:
    """That mail as it would be sent now, with a link that opens nothing: only the person may get the real one."""
    variant = variant_for(person.spoken, person.address_form)
    values = names_of(person) | {"link": agency_url(CONFIRM_PATH + "…"), "link_expires": now() + CONFIRMATION_LIVES}
    return compose(get_mail("confirm_address"), variant, values), variant


def names_of(person: Person) -> dict[str, str]:
    """How every mail to a person speaks of it."""
    return {"salutation": person.greeting, "first_name": person.first_name, "last_name": person.last_name}


def send(key: str, person: Person, urgent: bool = True, **values: Any) -> Any:
    """Queue the mail `key` to a person, in its language and form of address; None when it is switched off.

    `urgent` is False for one of many, which lets others pass.
    """
    return enqueue(
        key,
        person.email,
        to_name=person.name,
        locale=person.spoken,
        address_form=person.address_form,
        values=names_of(person) | values,
        subject_of=("person", person.id),
        expires_at=values.get("link_expires"),
        urgent=urgent,
    )


def _values(letter: Letter, person: Person) -> dict[str, Any]:
    """What the mail prints besides the names."""
    if letter.key == REPLACED:
        return {"sign_in_url": agency_url("/kunden/"), "changed_at": person.password_set_at}
    if letter.key == FORGOTTEN:
        return _link(person, FORGOT_PASSWORD, person.reset_requested_at + RESET_LIVES)
    if letter.link:
        return _link(person, SET_PASSWORD, person.invited_at + INVITATION_LIVES)
    return {"link": None, "link_expires": None}


def _link(person: Person, purpose: str, expires_at: datetime) -> dict[str, Any]:
    """Placeholders for a link, which is sealed over the person as it is now."""
    return {"link": agency_url(PATH + person.link(purpose)), "link_expires": expires_at}
