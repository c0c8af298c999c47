"""What is written to the staff."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l

from app.accounts.tokens import seal, sign
from app.mail.outbox import enqueue
from app.mail.registry import LINK, SAMPLE_TIME, STAFF, Mail, Placeholder, register
from tenants import agency_url, now

if TYPE_CHECKING:
    from .models import StaffMember

CHANGED = (
    Placeholder(
        "sign_in_url",
        "anmeldeseite",
        "https://hafenlicht.kontor.example/anmelden",
        _l("Adresse der Anmeldung"),
        url=True,
    ),
    Placeholder("changed_at", "geaendert_am", SAMPLE_TIME, _l("Zeitpunkt der Änderung")),
)
"""For mails that say that something about signing in is another now."""

register(
    Mail(
        key="staff_invitation",
        area="staff",
        label=_l("Einladung eines Mitarbeiters"),
        occasion=_l("Wenn jemand neu in die Agentur eingeladen wird oder einen neuen Link anfordert."),
        placeholders=(
            *STAFF,
            Placeholder("inviter_name", "eingeladen_von", "Merle Kröger", _l("Name der Person, die eingeladen hat")),
            *LINK,
        ),
        sensitive=True,
        can_switch_off=False,
        audience="staff",
    )
)
register(
    Mail(
        key="staff_forgot_password",
        area="staff",
        label=_l("Passwort vergessen (Mitarbeiter)"),
        occasion=_l("Wenn ein Mitarbeiter auf der Anmeldeseite „Passwort vergessen?“ wählt."),
        placeholders=(*STAFF, *LINK),
        sensitive=True,
        can_switch_off=False,
        audience="staff",
    )
)
register(
    Mail(
        key="staff_password_changed",
        area="staff",
        label=_l("Passwort geändert (Mitarbeiter)"),
        occasion=_l("Wenn das Passwort eines Mitarbeiters geändert wurde."),
        placeholders=(*STAFF, *CHANGED),
        sensitive=False,
        can_switch_off=False,
        audience="staff",
    )
)
for key, label, occasion in (
    (
        "staff_second_factor_on",
        _l("Zwei-Faktor-Anmeldung eingeschaltet (Mitarbeiter)"),
        _l("Wenn ein Mitarbeiter die Zwei-Faktor-Anmeldung eingeschaltet hat."),
    ),
    (
        "staff_second_factor_off",
        _l("Zwei-Faktor-Anmeldung ausgeschaltet (Mitarbeiter)"),
        _l("Wenn die Zwei-Faktor-Anmeldung eines Mitarbeiters ausgeschaltet oder zurückgesetzt wurde."),
    ),
    (
        "staff_passkey_added",
        _l("Passkey angelegt (Mitarbeiter)"),
        _l("Wenn ein Mitarbeiter einen Passkey angelegt hat."),
    ),
):
    register(
        Mail(
            key=key,
            area="staff",
            label=label,
            occasion=occasion,
            placeholders=(*STAFF, *CHANGED),
            sensitive=False,
            can_switch_off=False,
            audience="staff",
        )
    )


def invitation(member: StaffMember, inviter: str) -> None:
    """The link with which somebody new chooses a password; 48 hours."""
    token = sign("staff-invite", "staff", member.id, seal(*member.invitation_state))
    _send(
        "staff_invitation",
        member,
        member.invitation_ends_at,
        inviter_name=inviter,
        link=agency_url(f"/einladung/{token}"),
    )


def forgot_password(member: StaffMember) -> None:
    """The link with which somebody chooses a new password; one hour."""
    token = sign("forgot-password", "staff", member.id, seal(*member.forgot_state))
    _send("staff_forgot_password", member, member.forgot_ends_at, link=agency_url(f"/passwort/{token}"))


def password_changed(member: StaffMember) -> None:
    """Tells the owner of the account, who will notice if it was somebody else."""
    _send("staff_password_changed", member, None, sign_in_url=agency_url("/anmelden"), changed_at=now())


def second_factor(member: StaffMember, what: str) -> None:
    """Tells the owner of the account that the second factor is "on", or "off", or taken away by somebody ("reset")."""
    keys = {"on": "staff_second_factor_on", "off": "staff_second_factor_off", "reset": "staff_second_factor_off"}
    if key := keys.get(what):
        _send(key, member, None, sign_in_url=agency_url("/anmelden"), changed_at=now())


def passkey_added(member: StaffMember) -> None:
    """Tells the owner of the account that a passkey opens it from now on."""
    _send("staff_passkey_added", member, None, sign_in_url=agency_url("/anmelden"), changed_at=now())


def _send(key: str, member: StaffMember, expires_at: datetime | None, **values: Any) -> None:
    if expires_at:
        values["link_expires"] = expires_at
    enqueue(
        key,
        member.email,
        to_name=member.name,
        locale=member.language,
        values={"first_name": member.first_name, **values},
        subject_of=("staff", member.id),
        expires_at=expires_at,
    )
