"""What an agency gives to new contacts, and what customers see and may do: changed together, on one page."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from app.audit import record, register_verbs
from tenants import current_tenant

from .models import ContactDefault

register_verbs({"agency.defaults_changed": _l("{actor} hat die Vorgaben für Kunden und Kontakte geändert.")})


def change_defaults(*, permissions: Iterable[str], notifications: Iterable[str], **switches: bool) -> None:
    """Take new defaults for the current agency. Contacts and tasks that are there keep what they have.

    `switches` are columns of the tenant: `tasks_visible`, and `customers_manage_contacts`.
    """
    tenant = current_tenant()
    wanted = {"permission": set(permissions), "notification": set(notifications)}
    present = {kind: ContactDefault.keys(kind) for kind in wanted}
    if wanted == present and all(getattr(tenant, name) == value for name, value in switches.items()):
        return
    for kind, keys in wanted.items():
        ContactDefault.set(kind, keys)
    for name, value in switches.items():
        setattr(tenant, name, value)
    given = {f"{kind}s": sorted(keys) for kind, keys in wanted.items()}
    record("agency.defaults_changed", tenant, **switches, **given)
