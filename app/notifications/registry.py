"""Telling people by mail: what features above call.

A feature registers how its things read (`register_thing`), and tells of them in the verb that changes them
(`tell_contacts`, `tell_staff`). Nothing is mailed at once: notices wait, and one mail carries all that wait for one
reader (`digest`). Whatever changes in between is looked at again then, so telling too many harms nobody.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete

from app.access import listeners
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.staff.models import StaffMember
from tenants import db

from .digest import digest
from .models import Notice, StaffSilence
from .things import Item, Reader, register_staff_occasion, register_thing, staff_occasions

__all__ = [
    "Item", "Reader", "forget", "register_staff_occasion", "register_thing", "staff_occasions", "tell_contacts",
    "tell_staff",
]  # fmt: skip


def tell_contacts(customer: Customer, occasion: str, thing: Any, *, but: Person | Contact | None = None) -> None:
    """Tell the contacts of a customer who asked for mail on this occasion and reach its section, all `but` that one.

    Whether they may see the very thing is asked when the mail is made. Told twice is told once.
    """
    spared = but and but.id
    told = listeners(customer, occasion)
    _tell("contact", {each.id for each in told if spared not in (each.id, each.person_id)}, occasion, thing)


def tell_staff(
    staff_members: Iterable[StaffMember], occasion: str, thing: Any, *, but: StaffMember | None = None
) -> None:
    """Tell these colleagues, all `but` that one and those who do not want to hear of it. Told twice is told once."""
    told = {member.id for member in staff_members if member.may_sign_in} - {but and but.id}
    if told:
        _tell("staff", told - StaffSilence.about(occasion), occasion, thing)


def forget(*things: Any) -> None:
    """Tell nobody of these things any more who was not told yet: they are deleted, or hidden."""
    db.session.flush()
    db.session.execute(delete(Notice).where(Notice.thing_id.in_([thing.id for thing in things])))


def _tell(kind: str, readers: Iterable[uuid.UUID], occasion: str, thing: Any) -> None:
    """Write a notice for each, and have the mail made when the first that waits for that reader is due.

    Every new notice defers the job, not only the first: what is written while the mail is made, or after a job was
    given up, has one of its own. A job that finds nothing left does nothing.
    """
    db.session.flush()
    for id, due_at in Notice.write(kind, sorted(readers), occasion, thing):
        digest.defer(at=due_at, reader_kind=kind, reader_id=str(id))
