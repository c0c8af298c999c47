"""Changing what an agency says about itself."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.audit import record, register_verbs
from tenants import current_tenant

from . import models  # noqa: F401

register_verbs({"agency.changed": _l("{actor} hat die Daten der Agentur geändert ({fields}).")})


def change_agency(*, name: str, reply_to: str | None, imprint_url: str | None, privacy_url: str | None) -> None:
    """Take new data for the current agency; the log says which fields are others now."""
    tenant = current_tenant()
    wanted = {"name": name, "reply_to": reply_to, "imprint_url": imprint_url, "privacy_url": privacy_url}
    changed = {field: value for field, value in wanted.items() if getattr(tenant, field) != value}
    for field, value in changed.items():
        setattr(tenant, field, value)
    if changed:
        record("agency.changed", tenant, fields=", ".join(sorted(changed)))
