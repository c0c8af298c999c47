"""That owners and administrators must have a second factor, where the agency wishes it."""

from __future__ import annotations

from sqlalchemy import exists

from app.accounts.second_factor import OneTimeCode
from app.audit import record
from tenants import current_tenant, db

from .factor import OBLIGED
from .models import StaffMember


def oblige(wanted: bool) -> None:
    """Ask owners and administrators for a second factor from now on, or no longer."""
    tenant = current_tenant()
    if tenant.staff_second_factor != wanted:
        tenant.staff_second_factor = wanted
        record("agency.second_factor_obliged" if wanted else "agency.second_factor_freed", tenant)


def obliged_members() -> list[tuple[StaffMember, bool]]:
    """Whom the rule concerns, by name, and whether each has set one up."""
    ready = exists().where(OneTimeCode.staff_id == StaffMember.id, OneTimeCode.confirmed_at.is_not(None))
    concerned = StaffMember.everyone().where(StaffMember.role.in_(OBLIGED), StaffMember.deactivated_at.is_(None))
    return [(member, has) for member, has in db.session.execute(concerned.add_columns(ready))]
