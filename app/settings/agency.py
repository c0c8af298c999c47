"""Changing what an agency says about itself, and how it looks."""

from __future__ import annotations

from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from app.audit import record, register_verbs
from app.web.brand_files import logo_from
from tenants import current_tenant

from .models import AgencyLogo

register_verbs(
    {
        "agency.changed": _l("{actor} hat die Daten der Agentur geändert ({fields})."),
        "agency.look_changed": _l("{actor} hat die Farbe der Agentur geändert."),
        "agency.logo_changed": _l("{actor} hat das Logo der Agentur geändert."),
        "agency.logo_removed": _l("{actor} hat das Logo der Agentur entfernt."),
    }
)
logo_from(AgencyLogo.load)

FIELDS = {
    "name": _l("Name"),
    "reply_to": _l("Adresse für Antworten"),
    "signature": _l("Signatur"),
    "imprint_url": _l("Impressum"),
    "privacy_url": _l("Datenschutz"),
    "time_zone": _l("Zeitzone"),
    "portal_languages": _l("Sprachen des Portals"),
}
"""What change_agency() takes, and what the log calls it."""


def change_agency(**wanted: Any) -> None:
    """Take new data (FIELDS) for the current agency; the log says which fields are others now."""
    if unknown := wanted.keys() - FIELDS.keys():
        raise ValueError(f"an agency has no {', '.join(sorted(unknown))}")
    tenant = current_tenant()
    changed = {field: value for field, value in wanted.items() if getattr(tenant, field) != value}
    for field, value in changed.items():
        setattr(tenant, field, value)
    if changed:
        with force_locale("de"):  # the log is written in one language, whoever does it
            record(
                "agency.changed", tenant, fields=", ".join(str(FIELDS[field]) for field in FIELDS if field in changed)
            )


def change_color(color: str) -> None:
    """Take another colour (`#rrggbb`), or with "" the one that comes from the subdomain."""
    tenant = current_tenant()
    if tenant.brand_color != color:
        tenant.brand_color = color
        record("agency.look_changed", tenant, color=color)
