"""Searching the member list: in what it shows, and in nothing else.

The word table of customers knows their e-mail addresses and numbers, shown or not: whoever searched it could find out
what is not shown, letter by letter. So the few shown columns are read here, of those alone who stand in the list.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select

from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import FIRM, Customer
from app.customers.sorting import fold, split
from app.groups.models import Group, GroupMembership

from .models import MemberList, MemberListGroup

MOST_WORDS = 8

_letters = [chr(code) for code in (*range(0x41, 0x5B), *range(0xC0, 0x530))]
_one = [letter for letter in _letters if len(fold(letter)) == 1 and fold(letter) != letter]
FROM, TO = "".join(_one), "".join(map(fold, _one))
SPELLED = ("ß", "ẞ", "æ", "Æ", "œ", "Œ")
"""Letters that fold() writes with two."""


def said(lists: MemberList, words: str) -> ColumnElement[bool]:
    """That each of the words stands in what the list shows of a customer, in any case and without accents."""
    found = [_stands(lists, word) for word in split(words)[:MOST_WORDS]]
    return and_(*found) if found else false()


def _stands(lists: MemberList, word: str) -> ColumnElement[bool]:
    keys, shown = lists.keys, [_name()]
    shown += [getattr(Customer, key) for key in ("street", "postcode", "city", "email", "website") if key in keys]
    if "phone" in keys:
        shown += [Customer.phone, _national(Customer.phone)]
    places = [_holds(func.concat_ws(" ", *shown), word)]
    if "contact" in keys:
        persons = select(Contact.customer_id).join(Person, Person.id == Contact.person_id)
        name = func.concat_ws(" ", Person.first_name, Person.last_name)
        places.append(Customer.id.in_(persons.where(Contact.primary, _holds(name, word))))
    if "groups" in keys or lists.by_group:
        inside = select(GroupMembership.customer_id).join(Group, Group.id == GroupMembership.group_id)
        if not lists.all_groups:
            inside = inside.join(MemberListGroup, MemberListGroup.group_id == Group.id)
        places.append(Customer.id.in_(inside.where(_holds(Group.name, word))))
    return or_(*places)


def _name() -> ColumnElement[str]:
    """What Customer.name says."""
    person = func.concat_ws(" ", Customer.title, Customer.first_name, Customer.last_name)
    return case((Customer.kind == FIRM, Customer.company), else_=person)


def _national(phone: Any) -> ColumnElement[str]:
    """A German number as it is dialled in Germany, as pages show it."""
    return case((func.starts_with(phone, "+49"), func.concat("0", func.substr(phone, 4))), else_="")


def _holds(text: Any, word: str) -> ColumnElement[bool]:
    """„Müller“ is found as „muller“ and as „mueller“."""
    folded = func.translate(text, FROM, TO)
    for letter in SPELLED:
        folded = func.replace(folded, letter, fold(letter))
    plain = fold(word)
    shorter = plain.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    return or_(*(folded.contains(form, autoescape=True) for form in dict.fromkeys((plain, shorter))))
