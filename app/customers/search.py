"""Finding customers by the beginnings of words.

Every customer has rows in a word table, written in the transaction that changes it: its own words and, each under a
source of its own, those of its contacts. A search reads ranges of an index, which works under row-level security
where LIKE and full text do not.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable

import phonenumbers
from sqlalchemy import ColumnElement, Index, Select, Text, and_, delete, insert, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.web.text import UNREADABLE
from tenants import TenantScoped, current_tenant_id, db, uuid7

from .sorting import fold, spellings, split

MOST_WORDS, MOST_LETTERS = 8, 300
"""Words and letters of a search beyond these numbers are left out."""

LAST_LETTER = "\U0010ffff"
PHONE = re.compile(r"(?:\+|\b0)\d*(?:[\s/().-]+\d+)*")
ADDRESS = re.compile(r"\S*@\S*")


class SearchWord(TenantScoped, db.Model):
    """One word by which one object is found. `source_id` is the row that the word stands in."""

    __tablename__ = "search_word"
    __table_args__ = (
        Index(None, "tenant_id", "kind", "word", "object_id"),
        Index(None, "tenant_id", "object_id", "word"),
    )

    word: Mapped[str] = mapped_column(Text(collation="C"))
    kind: Mapped[str] = mapped_column(Text)
    object_id: Mapped[uuid.UUID]
    source_id: Mapped[uuid.UUID]


def index(kind: str, object_id: uuid.UUID, words: Iterable[str], source_id: uuid.UUID | None = None) -> None:
    """Let `object_id` be found by `words`, in place of those that the same source gave before.

    `source_id` is whose words they are (a contact of the customer); left out, they are the object's own.
    """
    source_id = source_id or object_id
    forget(object_id, source_id)
    row = {"tenant_id": current_tenant_id(), "kind": kind, "object_id": object_id, "source_id": source_id}
    if rows := [row | {"id": uuid7(), "word": word} for word in sorted(set(words))]:
        db.session.execute(insert(SearchWord), rows)


def forget(object_id: uuid.UUID, source_id: uuid.UUID | None = None) -> None:
    """Take the words of one source away, or all words of the object."""
    theirs = delete(SearchWord).where(SearchWord.object_id == object_id)
    if source_id is not None:
        theirs = theirs.where(SearchWord.source_id == source_id)
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
    query = UNREADABLE.sub(" ", query[:MOST_LETTERS])
    found = []
    for pattern, form in ((ADDRESS, _address), (PHONE, _phone)):
        for match in pattern.findall(query):
            if prefix := form(match):
                found.append({prefix})
        query = pattern.sub(" ", query)
    found += [spellings(word) for word in split(query)]
    return [term for term in found if term][:MOST_WORDS]


def matching(kind: str, column: ColumnElement[uuid.UUID], query: str) -> list[ColumnElement[bool]]:
    """Conditions under which the object with the id `column` is found by `query`; empty for an empty query."""
    return [column.in_(_objects(kind, prefixes)) for prefixes in terms(query)]


def _objects(kind: str, prefixes: set[str]) -> Select[tuple[uuid.UUID]]:
    ranges = [and_(SearchWord.word >= prefix, SearchWord.word < prefix + LAST_LETTER) for prefix in sorted(prefixes)]
    return select(SearchWord.object_id).where(SearchWord.kind == kind, or_(*ranges))


def _address(text: str) -> str:
    return fold(text)


def _phone(text: str) -> str:
    """The digits, without the sign or the zeros that stand for „international“."""
    digits = "".join(filter(str.isdigit, text))
    return digits.removeprefix("00")
