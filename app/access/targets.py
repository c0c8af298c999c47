"""What contacts that are there shall have: who of them would gain what, and who would lose what."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import joinedload

from app.contacts.models import Contact
from app.customers.models import Customer
from app.groups.models import Group, GroupMembership
from tenants import db

from .models import ContactDefault, ContactNotification, ContactPermission
from .registry import sections

KINDS = {"permission": ContactPermission, "notification": ContactNotification}


@dataclass(frozen=True)
class Change:
    """The labels of what one contact gains and loses, or of one thing how many contacts do."""

    gained: list[str]
    lost: list[str]

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost)


@dataclass(frozen=True)
class Count:
    """Of one permission or notification: how many contacts gain it, and how many lose it."""

    label: str
    gained: int
    lost: int


@dataclass(frozen=True)
class Target:
    """What contacts shall have: `wanted` keys by kind, of the kinds that are changed at all.

    `exact`: they lose whatever else of these kinds they have; else they keep it. Keys that no section has are left
    alone, for nobody sees or ticks them.
    """

    wanted: dict[str, frozenset[str]]
    exact: bool

    @classmethod
    def defaults(cls, kinds: Iterable[str], *, exact: bool) -> Target:
        """The defaults of the agency as they are now."""
        return cls({kind: frozenset(ContactDefault.keys(kind) & labels(kind).keys()) for kind in kinds}, exact)

    def gone(self, kind: str) -> set[str]:
        """The keys that are taken away."""
        return labels(kind).keys() - self.wanted[kind] if self.exact else set()

    def counts(self, contacts: Select[tuple[uuid.UUID]]) -> list[Count]:
        """How many of these contacts gain and lose what, without what nobody does. One query a kind, and one more."""
        total, found = db.session.scalar(select(func.count()).select_from(contacts.subquery())) or 0, []
        for kind, wanted in self.wanted.items():
            model = KINDS[kind]
            key = getattr(model, model.column)
            held = select(key, func.count()).where(model.contact_id.in_(contacts)).group_by(key)
            holders = dict(db.session.execute(held).all())
            for one, label in labels(kind).items():
                gained = total - holders.get(one, 0) if one in wanted else 0
                found.append(Count(label, gained, holders.get(one, 0) if one in self.gone(kind) else 0))
        return [count for count in found if count.gained or count.lost]

    def changing(self, contacts: Select[tuple[uuid.UUID]]) -> Select[tuple[Contact]]:
        """Those of these contacts for whom anything changes, by their customers, with their persons."""
        query = select(Contact).join(Customer, Customer.id == Contact.customer_id).where(Contact.id.in_(contacts))
        query = query.where(or_(*(self._differs(kind) for kind in self.wanted)))
        return query.options(joinedload(Contact.person)).order_by(Customer.sort_key, Contact.created_at, Contact.id)

    def changes(self, contacts: Iterable[Contact]) -> dict[uuid.UUID, Change]:
        """What each of these contacts gains and loses, by its id; one query a kind, however many they are."""
        contacts = list(contacts)
        found = {contact.id: Change([], []) for contact in contacts}
        for kind, wanted in self.wanted.items():
            for id, present in KINDS[kind].keys_of(contacts).items():
                for key, label in labels(kind).items():
                    if key in wanted - present:
                        found[id].gained.append(label)
                    if key in present & self.gone(kind):
                        found[id].lost.append(label)
        return found

    # private

    def _differs(self, kind: str) -> ColumnElement[bool]:
        """That a contact lacks some of what is wanted, or has some of what goes."""
        model = KINDS[kind]
        key = getattr(model, model.column)

        def having(keys: Iterable[str]) -> Select[tuple[uuid.UUID]]:
            return select(model.contact_id).where(key.in_(keys))

        wanted = self.wanted[kind]
        all_of_it = having(wanted).group_by(model.contact_id).having(func.count() == len(wanted))
        lacks = Contact.id.not_in(all_of_it) if wanted else false()
        return or_(lacks, Contact.id.in_(having(self.gone(kind))))


def contacts_in(*, primary: bool = False, group: Group | None = None) -> Select[tuple[uuid.UUID]]:
    """The ids of all contacts, or of the primary ones alone, of all customers or of those in a group."""
    query = select(Contact.id)
    if primary:
        query = query.where(Contact.primary)
    if group is not None:
        members = select(GroupMembership.customer_id).where(GroupMembership.group_id == group.id)
        query = query.where(Contact.customer_id.in_(members))
    return query


def labels(kind: str) -> dict[str, str]:
    """Every permission or notification there is, by its key, in the order of the menu."""
    if kind == "permission":
        return {section.key: section.label for section in sections.with_permission()}
    return {occasion.key: occasion.label for section in sections for occasion in section.occasions}
