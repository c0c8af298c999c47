"""What an agency gives to new contacts, and whether customers see new tasks: changed together, on one page."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from app.audit import record, register_verbs
from tenants import current_tenant

from .models import ContactDefault

register_verbs({"agency.defaults_changed": _l("{actor} hat die Vorgaben für Kunden und Kontakte geändert.")})


def change_defaults(*, permissions: Iterable[str], notifications: Iterable[str], tasks_visible: bool) -> None:
    """Take new defaults for the current agency. Contacts and tasks that are there keep what they have."""
    tenant = current_tenant()
    wanted = {"permission": set(permissions), "notification": set(notifications)}
    present = {kind: ContactDefault.keys(kind) for kind in wanted}
    if (wanted, tasks_visible) == (present, tenant.tasks_visible):
        return
    for kind, keys in wanted.items():
        ContactDefault.set(kind, keys)
    tenant.tasks_visible = tasks_visible
    given = {f"{kind}s": sorted(keys) for kind, keys in wanted.items()}
    record("agency.defaults_changed", tenant, tasks_visible=tasks_visible, **given)
