"""Inviting many at once, or again: chosen by staff, written by the worker, sent behind whatever is urgent."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from sqlalchemy import Select, select

from app.accounts.actor import current_actor
from app.audit import acting_as
from app.customers.models import Customer
from app.jobs import BULK, Job, job
from app.mail.outbox import is_active
from app.staff.models import StaffMember
from tenants import db, now

from .models import Contact, Person
from .portal_access import LinksSwitchedOff, ShutOut

BATCH = 50
"""Invitations of one transaction: each takes some milliseconds, for its mail is written out."""


def to_invite(contacts: Select[tuple[uuid.UUID]] | Iterable[uuid.UUID]) -> Select[tuple[uuid.UUID]]:
    """The ids of those persons among these contacts who have an address and were never given access.

    Who was, and had it taken away, is left out: somebody had a reason; so is who is contact of locked customers alone.
    """
    query = select(Contact.person_id.label("id")).join(Person, Person.id == Contact.person_id)
    query = query.where(Contact.id.in_(contacts), Person.email_key.is_not(None), Person.password_hash.is_(None))
    unasked = (Person.invited_at, Person.access_revoked_at, Person.locked_at)
    return query.where(Person.id.in_(_not_shut_out()), *(column.is_(None) for column in unasked)).distinct()


def to_resend(contacts: Select[tuple[uuid.UUID]] | Iterable[uuid.UUID]) -> Select[tuple[uuid.UUID]]:
    """The ids of those persons among these contacts who were invited and have no password yet.

    Whose mail cannot be delivered is left out, and who is contact of locked customers alone.
    """
    query = select(Contact.person_id.label("id")).join(Person, Person.id == Contact.person_id)
    query = query.where(Contact.id.in_(contacts), Person.access_kind == "invited")
    return query.where(Person.id.in_(_not_shut_out())).distinct()


def invite_all(contact_ids: Iterable[uuid.UUID]) -> int:
    """Have those of these contacts invited who have an address and were never given access; says how many.

    The worker does it in batches once this transaction commits; whoever got in meanwhile is passed over, and nobody
    gets two links. Raises LinksSwitchedOff when the mail „Lege ein neues Passwort fest“ is inactive.
    """
    return _defer(invite_batch, to_invite, contact_ids)


def resend_all(contact_ids: Iterable[uuid.UUID]) -> int:
    """Have those of these contacts mailed a fresh link who were invited and have no password yet; says how many.

    As invite_all() does it: who has a password meanwhile, or a link newer than this wish, is passed over.
    """
    return _defer(resend_batch, to_resend, contact_ids, asked_at=now().isoformat())


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


@job("contacts.resend", BULK)
def resend_batch(persons: list[str], staff_id: str, asked_at: str) -> None:
    """Mail these a fresh link. Run twice nobody gets two: whose link is newer than the wish has it already."""
    if not is_active("set_password"):
        return
    with acting_as(StaffMember.find(staff_id)):
        for id in sorted(persons):
            person = Person.find_locked(id)
            waits = person and person.email and person.invited_at and not (person.password_hash or person.locked_at)
            if waits and person.invited_at < datetime.fromisoformat(asked_at):
                _invite(person)


def _defer(batch_job: Job, chosen: Callable, contact_ids: Iterable[uuid.UUID], **arguments: str) -> int:
    """Have the persons whom `chosen` finds among these contacts worked off; says how many they are."""
    if not is_active("set_password"):
        raise LinksSwitchedOff
    inviter = current_actor()
    count = 0
    for part in _parts(list(contact_ids), 5000):
        persons = [str(id) for id in db.session.scalars(chosen(part).order_by("id"))]
        count += len(persons)
        for batch in _parts(persons, BATCH):
            batch_job.defer(persons=batch, staff_id=str(inviter.id) if inviter else "", **arguments)
    return count


def _not_shut_out() -> Select[tuple[uuid.UUID]]:
    """The ids of those persons who are contact of a customer that is not locked."""
    open_ones = select(Contact.person_id).join(Customer, Customer.id == Contact.customer_id)
    return open_ones.where(Customer.locked_at.is_(None))


def _invite(person: Person) -> None:
    try:
        person.invite(urgent=False)
    except (ShutOut, LinksSwitchedOff):
        return  # locked, or switched off, since it was chosen: it is shown as not invited


def _parts(things: list, size: int) -> Iterator[list]:
    return (things[start : start + size] for start in range(0, len(things), size))
