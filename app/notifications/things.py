"""What notices are about: who says how a thing reads in a mail, and the occasions that staff are told of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l

from app.contacts.models import Contact
from app.staff.models import StaffMember
from app.staff.roles import Permission

if TYPE_CHECKING:
    from .models import Notice

Reader = Contact | StaffMember
"""Who is told: a contact, by mail to its person, or somebody of the staff."""


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news as the mail prints it, in the reader's language.

    `label` says what happened („Neuer Beitrag“), `title` what it happened to. `excerpt` and `author` may be empty; the
    excerpt is plain text, see `excerpts.plain()`. `url` is a path at the agency („/kunden/aufgaben/…#beitrag-…“). What
    people typed may stand in all but `url`.
    """

    label: Any
    title: str
    excerpt: str
    author: str
    url: str


@dataclass(frozen=True, slots=True)
class StaffOccasion:
    """Something that staff may be told of by mail; nobody is told who has not the permission."""

    key: str
    label: Any
    permission: Permission


Teller = Callable[["Notice", Reader], Item | None]

_tellers: dict[str, Teller] = {}
_staff_occasions: dict[str, StaffOccasion] = {}


def register_thing(kind: str, teller: Teller) -> None:
    """Let `teller` say how things of this kind (their table) read; the same kind again replaces it.

    It is asked when the mail is made, in the reader's language, and answers None when the thing is gone or the reader
    may not see it now.
    """
    _tellers[kind] = teller


def register_staff_occasion(key: str, label: Any, permission: Permission = Permission.PROJECTS_VIEW) -> None:
    """Add something that staff may be told of; the same key again replaces it."""
    _staff_occasions[key] = StaffOccasion(key, label, permission)


def staff_occasions() -> list[StaffOccasion]:
    """All that staff may be told of, in the order of registration."""
    return list(_staff_occasions.values())


def item_of(notice: Notice, reader: Reader) -> Item | None:
    """What the reader is told of this notice as things stand now; None for nothing."""
    teller = _tellers.get(notice.thing_kind)
    return teller(notice, reader) if teller else None


register_staff_occasion("task_assigned", _l("Eine Aufgabe wird mir zugewiesen"))
register_staff_occasion("project_member", _l("Ich werde in ein Projekt aufgenommen"))
register_staff_occasion("customer_comment", _l("Ein Kunde schreibt"))
register_staff_occasion("colleague_comment", _l("Ein Kollege schreibt"))
register_staff_occasion("customer_file", _l("Ein Kunde lädt eine Datei hoch"))
register_staff_occasion("task_returned", _l("Ein Kunde gibt eine Aufgabe zurück"))
