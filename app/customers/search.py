"""Finding customers by the beginnings of words.

Every customer has rows in a word table, written in the transaction that changes it: its own words and, each under a
source of its own, those of its contacts. A search reads ranges of an index, which works under row-level security
where LIKE and full text do not. What a result is ordered by stands in the rows too, so that a word that half of all
customers share costs no look at the customers.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import phonenumbers
from sqlalchemy import ColumnElement, Index, Select, Text, and_, delete, false, func, or_, select, update
from sqlalchemy.orm import Mapped, aliased, mapped_column

from tenants import TenantScoped, db, insert_many

from .sorting import fold, spellings, split

MOST_WORDS, MOST_LETTERS = 8, 300
"""Words and letters of a search beyond these numbers are left out."""

MOST_FOUND = 2000
"""Rows of the word table that one search looks at before it says „mehr als …“."""

LAST_LETTER = "\U0010ffff"
PHONE = re.compile(r"(?:\+|\b0)\d*(?:[\s/().-]+\d+)*")
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]*@[\w.-]*")
"""What may stand in an address (RFC 5322, `atext`), so nothing that no database takes."""


class SearchWord(TenantScoped, db.Model):
    """One word by which one object is found. `source_id` is the row that the word stands in."""

    __tablename__ = "search_word"
    __table_args__ = (
        Index(None, "tenant_id", "kind", "word", "sort_key", "object_id"),
        Index(None, "tenant_id", "object_id", "word"),
    )

    word: Mapped[str] = mapped_column(Text(collation="C"))
    kind: Mapped[str] = mapped_column(Text)
    sort_key: Mapped[str] = mapped_column(Text(collation="C"))
    object_id: Mapped[uuid.UUID]
    source_id: Mapped[uuid.UUID]


class Findable(Protocol):
    """What can be searched for."""

    id: uuid.UUID
    sort_key: str


@dataclass(frozen=True)
class Found:
    """A part of a result: ids in their order, how many there are in all, or `more` than that, which nobody counted."""

    ids: list[uuid.UUID]
    total: int
    more: bool


def index(kind: str, thing: Findable, words: Iterable[str], source_id: uuid.UUID | None = None) -> None:
    """Let `thing` be found by `words`, in place of those that the same source gave before.

    `source_id` is whose words they are (a contact of the customer); left out, they are the thing's own.
    """
    forget(thing.id, source_id or thing.id)
    index_new([(kind, thing, words, source_id or thing.id)])


def index_new(found: Iterable[tuple[str, Findable, Iterable[str], uuid.UUID]]) -> None:
    """Let new things be found: for each its kind, itself, the words, and whose words they are. One statement."""
    rows = []
    for kind, thing, words, source_id in found:
        row = {"kind": kind, "object_id": thing.id, "source_id": source_id, "sort_key": thing.sort_key}
        rows += [row | {"word": word} for word in sorted(set(words))]
    insert_many(SearchWord, rows)


def forget(object_id: uuid.UUID, source_id: uuid.UUID | None = None) -> None:
    """Take the words of one source away, or all words of the object."""
    theirs = delete(SearchWord).where(SearchWord.object_id == object_id)
    if source_id is not None:
        theirs = theirs.where(SearchWord.source_id == source_id)
    db.session.execute(theirs, execution_options={"synchronize_session": False})


def forget_each(object_ids: Select[tuple[uuid.UUID]]) -> None:
    """Take all words of all these objects away, in one statement."""
    theirs = delete(SearchWord).where(SearchWord.object_id.in_(object_ids))
    db.session.execute(theirs, execution_options={"synchronize_session": False})


def reorder(thing: Findable) -> None:
    """Tell all its words, those of other sources too, that the thing is ordered differently now."""
    theirs = update(SearchWord).where(SearchWord.object_id == thing.id).values(sort_key=thing.sort_key)
    db.session.execute(theirs, execution_options={"synchronize_session": False})


def text_words(*texts: str | None) -> set[str]:
    """Words of names and places, in every spelling they are looked for."""
    return {form for text in texts if text for word in split(text) for form in spellings(word)}


def email_words(*addresses: str | None) -> set[str]:
    """The whole address and its parts."""
    return {fold(address) for address in addresses if address} | text_words(*addresses)


def number_words(number: str) -> set[str]:
    """„K-1001“ is found as k1001, k and 1001."""
    return {fold("".join(split(number)))} | text_words(number)


def phone_words(*numbers: str | None) -> set[str]:
    """E.164 numbers as people type them: with country code, with trunk zero, without area code."""
    words = set()
    for number in filter(None, numbers):
        try:
            parsed = phonenumbers.parse(number)
        except phonenumbers.NumberParseException:
            words.add("".join(filter(str.isdigit, number)))
            continue
        national = phonenumbers.national_significant_number(parsed)
        area = phonenumbers.length_of_geographical_area_code(parsed)
        words |= {f"{parsed.country_code}{national}", f"0{national}", national[area:]}
    return words - {""}


def terms(query: str) -> list[set[str]]:
    """What is looked for: every set must be met by a word that begins with one of its members."""
    query = query[:MOST_LETTERS]
    found = []
    for pattern, form in ((ADDRESS, _address), (PHONE, _phone)):
        for match in pattern.findall(query):
            if prefix := form(match):
                found.append({prefix})
        query = pattern.sub(" ", query)
    found += [spellings(word) for word in split(query)]
    return [term for term in found if term][:MOST_WORDS]


def find(kind: str, query: str, limit: int, offset: int = 0, most: int = MOST_FOUND) -> Found:
    """What is met by every word of `query`, ordered by sort key; nothing for a query without words. One query.

    Beyond the end it begins anew. Past `most` rows it stops looking.
    """
    # the longest word goes first: it is likely to be the rarest
    wanted = sorted(terms(query), key=lambda prefixes: -min(map(len, prefixes)))
    if not wanted:
        return Found([], 0, False)
    rows = select(SearchWord.object_id, SearchWord.sort_key).where(*begins(SearchWord, kind, wanted[0]))
    for prefixes in wanted[1:]:
        other = aliased(SearchWord)
        rows = rows.where(SearchWord.object_id.in_(select(other.object_id).where(*begins(other, kind, prefixes))))
    rows = rows.order_by(SearchWord.word, SearchWord.sort_key).limit(most + 1).cte("rows")
    things = select(rows.c.object_id, rows.c.sort_key).distinct().subquery()
    seen = select(func.count()).select_from(rows).scalar_subquery()
    part = select(things.c.object_id, func.count().over(), seen).order_by(things.c.sort_key, things.c.object_id)
    found = db.session.execute(part.limit(limit).offset(offset)).all()
    if not found:
        return find(kind, query, limit, most=most) if offset else Found([], 0, False)
    _id, total, looked_at = found[0]
    return Found([row[0] for row in found], total, looked_at > most)


def met(kind: str, query: str, column: Any) -> ColumnElement[bool]:
    """That the thing whose id stands in `column` meets every word of `query`: to narrow a list that has other filters.

    Nothing meets a query without words.
    """
    ids = [select(SearchWord.object_id).where(*begins(SearchWord, kind, prefixes)) for prefixes in terms(query)]
    return and_(*(column.in_(found) for found in ids)) if ids else false()


def met_within(object_id: uuid.UUID, query: str, column: Any) -> ColumnElement[bool]:
    """That the source whose id stands in `column` gave the object words which every word of `query` begins.

    To search among the contacts of one customer: no words of others are read. Nothing meets a query without words.
    """
    here = SearchWord.object_id == object_id
    ids = [select(SearchWord.source_id).where(here, in_ranges(SearchWord.word, prefixes)) for prefixes in terms(query)]
    return and_(*(column.in_(found) for found in ids)) if ids else false()


def begins(words: type[SearchWord], kind: str, prefixes: set[str]) -> tuple[ColumnElement[bool], ...]:
    return words.kind == kind, in_ranges(words.word, prefixes)


def in_ranges(word: Any, prefixes: set[str]) -> ColumnElement[bool]:
    """That the word in this column begins with one of the prefixes."""
    return or_(*(and_(word >= prefix, word < prefix + LAST_LETTER) for prefix in sorted(prefixes)))


def _address(text: str) -> str:
    return fold(text)


def _phone(text: str) -> str:
    """The digits, without the sign or the zeros that stand for „international“."""
    digits = "".join(filter(str.isdigit, text))
    return digits.removeprefix("00")
