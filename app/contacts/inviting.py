"""Inviting many at once: chosen by staff, written by the worker, sent behind whatever is urgent."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator

from sqlalchemy import Select, select

from app.accounts.actor import current_actor
from app.audit import acting_as
from app.customers.models import Customer
from app.jobs import BULK, job
from app.mail.outbox import is_active
from app.staff.models import StaffMember
from tenants import db

from .models import Contact, Person
from .portal_access import LinksSwitchedOff, ShutOut

BATCH = 50
"""Invitations of one transaction: each takes some milliseconds, for its mail is written out."""


def to_invite(contacts: Select[tuple[uuid.UUID]] | Iterable[uuid.UUID]) -> Select[tuple[uuid.UUID]]:
    """The ids of those persons among these contacts who have an address and were never given access.

    Who was, and had it taken away, is left out: somebody had a reason; so is who is contact of locked customers alone.
    """
    open_ones = select(Contact.person_id).join(Customer, Customer.id == Contact.customer_id)
    query = select(Contact.person_id.label("id")).join(Person, Person.id == Contact.person_id)
    query = query.where(Contact.id.in_(contacts), Person.email_key.is_not(None), Person.password_hash.is_(None))
    unasked = (Person.invited_at, Person.access_revoked_at, Person.locked_at)
    query = query.where(Person.id.in_(open_ones.where(Customer.locked_at.is_(None))))
    return query.where(*(column.is_(None) for column in unasked)).distinct()


def invite_all(contact_ids: Iterable[uuid.UUID]) -> int:
    """Have those of these contacts invited who have an address and were never given access; says how many.

    The worker does it in batches once this transaction commits; whoever got in meanwhile is passed over, and nobody
    gets two links. Raises LinksSwitchedOff when the mail „Lege ein neues Passwort fest“ is inactive.
    """
    if not is_active("set_password"):
        raise LinksSwitchedOff
    inviter = current_actor()
    count = 0
    for part in _parts(list(contact_ids), 5000):
        persons = [str(id) for id in db.session.scalars(to_invite(part).order_by("id"))]
        count += len(persons)
        for batch in _parts(persons, BATCH):
            invite_batch.defer(persons=batch, staff_id=str(inviter.id) if inviter else "")
    return count


@job("contacts.invite", BULK)
def invite_batch(persons: list[str], staff_id: str) -> None:
    """Invite these. Run twice it invites nobody twice: who has access by then, or was locked, is passed over."""
    if not is_active("set_password"):
        return
    with acting_as(StaffMember.find(staff_id)):
        for id in sorted(persons):
            person = Person.find_locked(id)
            if person and person.email and not (person.has_access or person.locked_at or person.access_revoked_at):
                _invite(person)


def _invite(person: Person) -> None:
    try:
        person.invite(urgent=False)
    except (ShutOut, LinksSwitchedOff):
        return  # locked, or switched off, since it was chosen: it is shown as not invited


def _parts(things: list, size: int) -> Iterator[list]:
    return (things[start : start + size] for start in range(0, len(things), size))
