"""The question „Zu meiner Agentur“, which the page notes and the worker answers."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import DateTime, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.addresses import address_key
from app.jobs import job
from app.staff.models import StaffMember
from tenants import PENDING_FOR, Tenant, TenantScoped, agency_url, as_tenant, db, now, system_session, uuid7

from . import mails
from .agency import send_confirmation

MOST_LISTED = 50
"""Agencies in one mail."""

MOST_REMINDED = 3
"""Unconfirmed agencies that get their link anew at once: somebody else may have signed them up with this address."""


class AgencyLookup(TenantScoped, db.Model):
    """Somebody asked at the apex which agencies an address belongs to. Gone once answered."""

    __tablename__ = "agency_lookup"

    email_key: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    @classmethod
    def ask(cls, address: str) -> None:
        """Note the question; the same work whoever has the address."""
        lookup = cls(id=uuid7(), email_key=address_key(address))
        db.session.add(lookup)
        db.session.flush()
        answer.defer(lookup_id=str(lookup.id))


@job("signup.lookup", queue="urgent")
def answer(lookup_id: str) -> None:
    """Mail the list of agencies to the address as it is stored there; nothing when there is none.

    An agency that is not confirmed yet gets its link anew instead of standing in the list.
    """
    taken = delete(AgencyLookup).where(AgencyLookup.id == uuid.UUID(lookup_id)).returning(AgencyLookup.email_key)
    email_key = db.session.scalar(taken)
    if email_key is None:
        return
    found = agencies_of(email_key)
    living = [row for row in found if row.confirmed_at][:MOST_LISTED]
    for address in sorted({row.email for row in living}):
        own = [(row.name, agency_url("/anmelden", row.slug)) for row in living if row.email == address]
        mails.agencies(address, own)
    waiting = sorted((row for row in found if not row.confirmed_at), key=lambda row: row.created_at)
    for row in waiting[-MOST_REMINDED:]:
        with as_tenant(row.tenant_id):
            if founder := StaffMember.find(row.id):  # the agency may have been freed meanwhile
                send_confirmation(founder)


def agencies_of(email_key: str) -> list:
    """The staff with this address at all living agencies: tenant_id, id, email and what the agency is called."""
    living = Tenant.confirmed_at.is_not(None) | (Tenant.created_at > now() - PENDING_FOR)
    query = (
        select(StaffMember.tenant_id, StaffMember.id, StaffMember.email)
        .add_columns(Tenant.slug, Tenant.name, Tenant.created_at, Tenant.confirmed_at)
        .join(Tenant, Tenant.id == StaffMember.tenant_id)
        .where(StaffMember.email_key == email_key, StaffMember.deactivated_at.is_(None), living)
        .where(Tenant.suspended_at.is_(None), Tenant.deleted_at.is_(None))
        .order_by(Tenant.name, Tenant.id)
    )
    with system_session() as session:
        return list(session.execute(query))
