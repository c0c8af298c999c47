"""What is written to a person about its access to the portal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l

from app.mail.outbox import enqueue, is_active
from app.mail.registry import LINK, PERSON, SAMPLE_TIME, Mail, Placeholder, register
from app.mail.wording import prints
from tenants import agency_url, now

from .access_states import INVITATION_LIVES, RESET_LIVES

if TYPE_CHECKING:
    from .persons import Person

SET_PASSWORD = "set-password"  # noqa: S105 - the purpose of a link
FORGOT_PASSWORD = "forgot-password"  # noqa: S105
PATH = "/kunden/passwort/"
"""Where links of both purposes lead; the portal answers there."""

register(
    Mail(
        key="welcome",
        area="contacts",
        label=_l("Neuer Kontakt hinzugefügt / registriert (Begrüßungs-E-Mail)"),
        occasion=_l("Wenn ein neuer Kontakt angelegt wird oder zum ersten Mal Zugang bekommt."),
        placeholders=(*PERSON, *LINK),
        sensitive=True,
        can_switch_off=True,
        audience="person",
        without=_l("Neue Kontakte erfahren nicht von selbst, dass sie Zugang haben."),
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
        without=_l("Solange lässt sich „Kennwort per E-Mail versenden“ nicht wählen."),
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
        placeholders=(
            *PERSON,
            Placeholder("sign_in_url", "https://agentur.example.org/kunden/", _l("Adresse der Anmeldung"), url=True),
            Placeholder("changed_at", SAMPLE_TIME, _l("Zeitpunkt der Änderung")),
        ),
        sensitive=False,
        can_switch_off=False,
        audience="person",
    )
)


def invitation(person: Person, *, welcome: bool) -> None:
    """The 48-hour link: within the welcome mail when there is one whose wording carries it, else in its own mail."""
    link = _link(person, SET_PASSWORD, person.invited_at + INVITATION_LIVES)
    if welcome and is_active("welcome"):
        person.welcomed_at = now()
        if prints("welcome", "link", person.language, person.address_form):
            _send("welcome", person, **link)
            return
        _send("welcome", person, link=None, link_expires=None)
    _send("set_password", person, **link)


def welcome(person: Person) -> None:
    """The welcome mail without a link."""
    if _send("welcome", person, link=None, link_expires=None):
        person.welcomed_at = now()


def forgot_password(person: Person) -> None:
    """The 1-hour link for somebody who has a password and does not know it any more."""
    _send("forgot_password", person, **_link(person, FORGOT_PASSWORD, person.reset_requested_at + RESET_LIVES))


def password_changed(person: Person) -> None:
    """That the password was replaced, so that somebody who did not do it can speak up."""
    _send("password_changed", person, sign_in_url=agency_url("/kunden/"), changed_at=person.password_set_at)


def _link(person: Person, purpose: str, expires_at: datetime) -> dict[str, Any]:
    """Placeholders for a link, which is sealed over the person as it is now."""
    return {"link": agency_url(PATH + person.link(purpose)), "link_expires": expires_at}


def _send(key: str, person: Person, **values: Any) -> Any:
    names = {"salutation": person.greeting, "first_name": person.first_name, "last_name": person.last_name}
    return enqueue(
        key,
        person.email,
        to_name=person.name,
        locale=person.language,
        address_form=person.address_form,
        values=names | values,
        subject_of=("person", person.id),
        expires_at=values.get("link_expires"),
    )
