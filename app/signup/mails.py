"""What is written to somebody who founds an agency or looks for theirs."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l

from app.mail.outbox import enqueue
from app.mail.registry import LINK, STAFF, Mail, Placeholder, register
from app.staff.models import StaffMember
from tenants import agency_url

register(
    Mail(
        key="confirm_agency",
        area="agency",
        label=_l("Agentur bestätigen"),
        occasion=_l("Wenn eine Agentur neu angelegt wurde."),
        placeholders=(
            *STAFF,
            Placeholder(
                "agency_url", "agenturseite", "https://hafenlicht.kontor.example/", _l("Adresse der Agentur"), url=True
            ),
            *LINK,
        ),
        sensitive=True,
        can_switch_off=False,
        audience="staff",
    )
)
register(
    Mail(
        key="agency_lookup",
        area="agency",
        label=_l("Zu meiner Agentur"),
        occasion=_l("Wenn jemand auf der Startseite von Kontor nach den eigenen Agenturen fragt."),
        placeholders=(
            Placeholder(
                "agencies",
                "agenturen",
                [{"name": "Hafenlicht", "adresse": "https://hafenlicht.kontor.example/anmelden"}],
                _l("Name und Adresse jeder Agentur"),
                required=True,
                url=True,
            ),
        ),
        sensitive=False,
        can_switch_off=False,
        audience="apex",
    )
)


def confirmation(owner: StaffMember, token: str, expires_at: datetime) -> None:
    """The link that makes an agency out of a sign-up; sent by the agency itself."""
    enqueue(
        "confirm_agency",
        owner.email,
        to_name=owner.name,
        locale=owner.language,
        values={
            "first_name": owner.first_name,
            "agency_url": agency_url("/"),
            "link": agency_url(f"/l/agentur/{token}"),
            "link_expires": expires_at,
        },
        subject_of=("staff", owner.id),
        expires_at=expires_at,
    )


def agencies(address: str, found: list[tuple[str, str]]) -> None:
    """Name and address of every agency where somebody works; sent by the product."""
    enqueue("agency_lookup", address, values={"agencies": [{"name": name, "adresse": url} for name, url in found]})
