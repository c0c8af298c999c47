"""What the list of customers is narrowed by without knowing more than customers. Others register theirs."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select

from app.staff.models import StaffMember
from tenants import db

from .conditions import Condition, Filter, register_filter
from .models import Customer
from .reachable import reachable_now

ACTIVE, LOCKED = "aktiv", "gesperrt"
MINE, NOBODY = "ich", "niemand"
YES = "ja"


def _standing(value: str) -> Condition:
    is_locked = Customer.locked_at.is_not(None) if value == LOCKED else Customer.locked_at.is_(None)
    return Condition.among(select(Customer.id).where(is_locked))


def _responsible(value: str) -> Condition:
    if value == NOBODY:
        return Condition.among(select(Customer.id).where(Customer.responsible_id.is_(None)))
    staff_id = current_user.id if value == MINE else value
    return Condition.among(select(Customer.id).where(Customer.responsible_id == staff_id))


def reachable() -> Condition:
    """That the customer can be reached at this moment."""
    return Condition.among(select(Customer.id).where(reachable_now()))


def _staff() -> list[tuple[str, object]]:
    others = [member for member in db.session.scalars(StaffMember.everyone()) if member.id != current_user.id]
    return [(MINE, _l("ich")), *((str(member.id), member.name) for member in others), (NOBODY, _l("niemand"))]


register_filter(
    20,
    Filter(
        "kunden",
        _l("Kunden"),
        _l("alle Kunden"),
        lambda: [(ACTIVE, _l("nur aktive Kunden")), (LOCKED, _l("nur gesperrte Kunden"))],
        _standing,
    ),
)
register_filter(40, Filter("zustaendig", _l("Zuständig"), _l("zuständig: alle"), _staff, _responsible))
register_filter(
    50,
    Filter(
        "jetzt", _l("Jetzt erreichbar"), "", lambda: [(YES, _l("jetzt erreichbar"))], lambda _yes: reachable(), True
    ),
)
