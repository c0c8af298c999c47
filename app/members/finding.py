"""Searching the member list: in what it shows, and in nothing else.

The word table of customers knows their e-mail addresses and numbers, shown or not: whoever searched it could find out
what is not shown, letter by letter. So the few shown columns are read here, of those alone who stand in the list.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, false, func, literal_column, or_, select

from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import FIRM, Customer
from app.customers.sorting import fold, split
from app.groups.models import Group, GroupMembership

from .models import MemberList, MemberListGroup

MOST_WORDS = 8

_letters = [chr(code) for code in (*range(0x41, 0x5B), *range(0xC0, 0x530))]
_one = [letter for letter in _letters if len(fold(letter)) == 1 and fold(letter) != letter]
ASCII, WESTERN = "[^\x01-\x7f]", "[^\x01-\xff]"
"""What a text has that is not written with these letters alone (regular expressions of PostgreSQL)."""

SPELLED = ("ß", "ẞ", "æ", "Æ", "œ", "Œ")
"""Letters that fold() writes with two."""


def said(lists: MemberList, who: ColumnElement[bool], words: str) -> ColumnElement[bool]:
    """That each of the words stands in what the list shows of a customer, in any case and without accents.

    `who` says who may stand in it at all: of them alone the texts are read, each once for all words together.
    """
    shown = _shown(lists, who)
    found = [_stands(lists, shown, word) for word in split(words)[:MOST_WORDS]]
    return Customer.id.in_(select(shown.c.id).where(*found)) if found else false()


def _shown(lists: MemberList, who: ColumnElement[bool]) -> Subquery:
    """The ids of these customers, and what is shown of each as one folded text; names of groups are not in it."""
    keys, parts, query = lists.keys, [_name()], select(Customer.id.label("id")).where(who)
    parts += [getattr(Customer, key) for key in ("street", "postcode", "city", "email", "website") if key in keys]
    if "phone" in keys:
        parts += [Customer.phone, _national(Customer.phone)]
    if "contact" in keys:
        primary = and_(Contact.customer_id == Customer.id, Contact.primary)
        query = query.outerjoin(Contact, primary).outerjoin(Person, Person.id == Contact.person_id)
        parts += [Person.first_name, Person.last_name]
    text = query.add_columns(func.concat_ws(" ", *parts).label("text")).subquery()
    return select(text.c.id, _folded(text.c.text).label("text")).offset(literal_column("0")).subquery()


def _stands(lists: MemberList, shown: Subquery, word: str) -> ColumnElement[bool]:
    places = [_holds(shown.c.text, word)]
    if "groups" in lists.keys or lists.by_group:
        groups = select(Group.id).where(_holds(_folded(Group.name), word))
        if not lists.all_groups:
            groups = groups.join(MemberListGroup, MemberListGroup.group_id == Group.id)
        places.append(shown.c.id.in_(select(GroupMembership.customer_id).where(GroupMembership.group_id.in_(groups))))
    return or_(*places)


def _name() -> ColumnElement[str]:
    """What Customer.name says."""
    person = func.concat_ws(" ", Customer.title, Customer.first_name, Customer.last_name)
    return case((Customer.kind == FIRM, Customer.company), else_=person)


def _national(phone: Any) -> ColumnElement[str]:
    """A German number as it is dialled in Germany, as pages show it."""
    return case((func.starts_with(phone, "+49"), func.concat("0", func.substr(phone, 4))), else_="")


def _folded(text: Any) -> ColumnElement[str]:
    """As fold() writes it. PostgreSQL looks every letter up in the whole list, so most texts get a short one."""
    western = text
    for letter in SPELLED:
        western = func.replace(western, letter, fold(letter))
    return case(
        (text.regexp_match(ASCII).is_(False), _translated(text, 0x7F)),
        (text.regexp_match(WESTERN).is_(False), _translated(western, 0xFF)),
        else_=_translated(western, 0x530),
    )


def _translated(text: Any, last: int) -> ColumnElement[str]:
    """Letters up to this one folded."""
    letters = "".join(letter for letter in _one if ord(letter) <= last)
    return func.translate(text, letters, "".join(map(fold, letters)))


def _holds(folded: Any, word: str) -> ColumnElement[bool]:
    """„Müller“ is found as „muller“ and as „mueller“."""
    plain = fold(word)
    shorter = plain.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    return or_(*(folded.contains(form, autoescape=True) for form in dict.fromkeys((plain, shorter))))
