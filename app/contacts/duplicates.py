"""Customers that may be there twice: by an e-mail address, by name and postcode, by a telephone number.

They are compared by stored keys with indexes, so looking costs the same in an agency of any size.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, Text, Uuid, and_, any_, cast, func, literal, or_, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from app.accounts.addresses import address_key
from app.customers.models import PRIVATE, Customer
from app.customers.phones import e164
from app.customers.twins import twin_key
from app.web.text import UNREADABLE
from tenants import db

from .models import Contact
from .persons import Person

REASONS = {
    "name": _l("gleicher Name und gleiche PLZ"),
    "email": _l("gleiche E-Mail-Adresse"),
    "phone": _l("gleiche Telefonnummer"),
}
COMPARED = (
    "kind", "company", "title", "first_name", "last_name", "postcode", "country", "email", "phone", "mobile",
)  # fmt: skip
"""The fields of a customer that are looked at."""

MOST_ALIKE, MOST_TOGETHER = 4, 20
LONGEST = 300


@dataclass(frozen=True)
class Alike:
    """A customer that another one is like, and in what: keys of REASONS."""

    customer: Customer
    reasons: tuple[str, ...]

    @property
    def about(self) -> str:
        """„K-1076, Oldenburg (gleiche Telefonnummer)“."""
        known = ", ".join(filter(None, (self.customer.number, self.customer.city)))
        return f"{known} ({_words(self.reasons)})"


@dataclass(frozen=True)
class Cluster:
    """Customers that have `key` in common; `count` may be more than are listed."""

    key: str
    customers: list[Customer]
    count: int


def alike_to(typed: Mapping[str, Any], besides: uuid.UUID | None = None) -> list[Alike]:
    """The first customers that are like what was typed into the fields COMPARED, finished or not. One query.

    `besides` is the customer that is being changed.
    """
    parts = _parts({name: _readable(typed.get(name)) for name in COMPARED})
    if not parts:
        return []
    if besides:
        parts = [part.where(part.selected_columns.id != besides) for part in parts]
    found = union_all(*(part.limit(MOST_ALIKE + 1).subquery().select() for part in parts)).subquery()
    rows = select(Customer, found.c.reason).join(found, found.c.id == Customer.id)
    reasons: dict[Customer, set[str]] = {}
    for customer, reason in db.session.execute(rows.order_by(Customer.sort_key, Customer.id)):
        reasons.setdefault(customer, set()).add(reason)
    every = [Alike(customer, _in_order(why)) for customer, why in reasons.items()]
    return every[:MOST_ALIKE]


def clusters(reason: str, limit: int, offset: int = 0) -> tuple[list[Cluster], int]:
    """Customers of this agency that are alike for one of REASONS, by what is alike, and how many such sets there are.

    Somebody who is a contact at two customers makes no duplicates of them. Three queries.
    """
    keys, total = _repeated(reason, limit, offset)
    among = [
        part.where(part.selected_columns.key.element == any_(literal(keys, ARRAY(Text)))) for part in _entries(reason)
    ]
    entries = union_all(*among).subquery()
    ids = func.array_agg(entries.c.id.distinct(), type_=ARRAY(Uuid))
    sets = select(entries.c.key, ids.label("ids")).group_by(entries.c.key).subquery()
    rows = db.session.execute(select(sets.c.key, sets.c.ids[1:MOST_TOGETHER], func.cardinality(sets.c.ids))).all()
    wanted = {id for _key, listed, _count in rows for id in listed}
    known = db.session.scalars(Customer.listed().where(Customer.id.in_(wanted))).all()
    found = {key: Cluster(key, [one for one in known if one.id in set(ids)], count) for key, ids, count in rows}
    return [found[key] for key in keys], total


def _repeated(reason: str, limit: int, offset: int) -> tuple[list[str], int]:
    """The keys that stand at several customers and do not belong to one person, and how many there are in all."""
    entries = union_all(*_entries(reason)).subquery()
    several = (func.min(cast(each, Text)) != func.max(cast(each, Text)) for each in (entries.c.id, entries.c.source))
    keys = select(entries.c.key, func.count().over()).group_by(entries.c.key).having(and_(*several))
    rows = db.session.execute(keys.order_by(entries.c.key).limit(limit).offset(offset)).all()
    return [key for key, _total in rows], rows[0][1] if rows else 0


def _parts(typed: Mapping[str, str]) -> list[Select]:
    """What finds the customers that are like this, one SELECT of reason and id for each index that is asked."""
    names = ("title", "first_name", "last_name") if typed["kind"] == PRIVATE else ("company",)
    parts = []
    if key := twin_key(" ".join(typed[name] for name in names), typed["postcode"]):
        parts.append(_customers("name", Customer.twin_key == key))
    if key := address_key(typed["email"]):
        person = select(Person.id).where(Person.email_key == key).scalar_subquery()
        parts += [_customers("email", Customer.email_key == key), _contacts("email", Contact.person_id == person)]
    numbers = {number for name in ("phone", "mobile") if (number := _number(typed[name], typed["country"]))}
    if numbers:
        for find, kind in ((_customers, Customer), (_contacts, Contact)):
            parts.append(find("phone", or_(kind.phone.in_(numbers), kind.mobile.in_(numbers))))
    return parts


def _customers(reason: str, condition: Any) -> Select:
    return select(literal(reason).label("reason"), Customer.id.label("id")).where(condition)


def _contacts(reason: str, condition: Any) -> Select:
    return select(literal(reason).label("reason"), Contact.customer_id.label("id")).where(condition)


def _entries(reason: str) -> list[Select]:
    """Every key of this kind, with the customer that is found by it, and with whom it belongs to."""

    def entry(key: Any, id: Any, source: Any) -> Select:
        return select(key.label("key"), id.label("id"), source.label("source")).where(key != "")

    own = (Customer.id, Customer.id)
    theirs = (Contact.customer_id, Contact.person_id)
    if reason == "name":
        return [entry(Customer.twin_key, *own)]
    if reason == "email":
        of_contacts = entry(Person.email_key, *theirs).join_from(Contact, Person, Person.id == Contact.person_id)
        return [entry(Customer.email_key, *own), of_contacts]
    numbers = [entry(column, *own) for column in (Customer.phone, Customer.mobile)]
    return numbers + [entry(column, *theirs) for column in (Contact.phone, Contact.mobile)]


def _number(text: str, country: str) -> str:
    try:
        return e164(text, country or "DE")
    except ValueError:
        return ""


def _readable(text: Any) -> str:
    return UNREADABLE.sub("", str(text or ""))[:LONGEST].strip()


def _words(reasons: Iterable[str]) -> str:
    return ", ".join(str(REASONS[reason]) for reason in reasons)


def _in_order(reasons: Iterable[str]) -> tuple[str, ...]:
    return tuple(reason for reason in REASONS if reason in reasons)
