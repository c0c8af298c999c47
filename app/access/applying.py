"""Giving contacts that are there what new ones get; many at once are left to the worker."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, delete, select
from sqlalchemy.orm import joinedload

from app.accounts.actor import current_actor
from app.audit import record, record_each, register_verbs
from app.audit.log import acting_as
from app.contacts.models import Contact
from app.jobs import BULK, job
from app.staff.models import StaffMember
from tenants import current_tenant, db, insert_many, now

from .targets import KINDS, Change, Target, labels

AT_ONCE = 200
"""Contacts of one transaction; of more each batch of so many is a job."""

register_verbs(
    {
        "agency.defaults_applied": _l("{actor} hat die Vorgaben auf {contacts} bestehende Kontakte angewandt."),
        "contact.defaults_applied": _l(
            "{actor} hat die Vorgaben auf {object} angewandt. Dazugekommen: {gained}. Weggefallen: {lost}."
        ),
    }
)


def apply(target: Target, contacts: Select[tuple[uuid.UUID]]) -> tuple[int, bool]:
    """Give these contacts what they shall have: how many change, and whether the worker does it.

    What is wanted stays as it is now, whatever becomes of the defaults meanwhile. Done twice it is done once.
    """
    ids = list(db.session.scalars(target.changing(contacts).with_only_columns(Contact.id)))
    if not ids:
        return 0, False
    record("agency.defaults_applied", current_tenant(), contacts=len(ids))
    if len(ids) <= AT_ONCE:
        give(target, ids)
        return len(ids), False
    actor = current_actor()
    for start in range(0, len(ids), AT_ONCE):
        apply_batch.defer(
            contacts=[str(id) for id in ids[start : start + AT_ONCE]],
            kinds=sorted(target.wanted),
            keys=sorted({key for keys in target.wanted.values() for key in keys}),
            exact=target.exact,
            staff_id=str(actor.id) if actor else "",
        )
    return len(ids), True


def give(target: Target, ids: Sequence[uuid.UUID]) -> None:
    """Do it for these few. Their rows are held: who changes the same at once waits."""
    db.session.flush()
    held = select(Contact).where(Contact.id.in_(ids)).order_by(Contact.id).options(joinedload(Contact.person))
    contacts = list(db.session.scalars(held.with_for_update(key_share=True, of=Contact)))
    with force_locale("de"):  # the log is written in one language, whoever does it
        changes = target.changes(contacts)
        for kind in target.wanted:
            _write(target, kind, contacts)
        record_each("contact.defaults_applied", _told(contacts, changes))


@job("access.apply_defaults", BULK)
def apply_batch(contacts: list[str], kinds: list[str], keys: list[str], exact: bool, staff_id: str) -> None:
    """One batch; who is no contact any more is passed over, and what no section has any more is not given."""
    target = Target({kind: frozenset(labels(kind).keys() & set(keys)) for kind in kinds}, exact)
    with acting_as(StaffMember.find(staff_id)):
        give(target, [uuid.UUID(id) for id in contacts])


def _write(target: Target, kind: str, contacts: Sequence[Contact]) -> None:
    model, present = KINDS[kind], KINDS[kind].keys_of(contacts)
    key, at = getattr(model, model.column), now()
    theirs = delete(model).where(model.contact_id.in_(present), key.in_(target.gone(kind)))
    db.session.execute(theirs, execution_options={"synchronize_session": False})
    new = [(id, one) for id, keys in present.items() for one in sorted(target.wanted[kind] - keys)]
    insert_many(model, [{"contact_id": id, model.column: one, "created_at": at} for id, one in new])


def _told(contacts: Iterable[Contact], changes: dict[uuid.UUID, Change]) -> Iterator[tuple[Contact, dict[str, str]]]:
    for contact in contacts:
        if change := changes[contact.id]:
            yield contact, {"gained": _words(change.gained), "lost": _words(change.lost)}


def _words(names: Iterable[str]) -> str:
    return ", ".join(str(name) for name in names) or "–"
