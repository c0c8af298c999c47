"""Access of many contacts at once: whom it concerns, who is passed over and why, and doing it.

What is asked before and told afterwards stands here too, for the tab „Kontakte“ and the list of customers alike.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased

from app.mail.registry import Mail
from app.mail.switched import switched_off, way_to_switch_on
from tenants import db

from .access_states import ACCESS_WORDS
from .inviting import invite_all, resend_all, to_invite, to_resend
from .models import Contact, Person

NAMED = 20
"""So many of those whom it concerns are named on the page."""

Contacts = Sequence[uuid.UUID]


@dataclass(frozen=True)
class Way:
    """Something done to the access of many: `meant` selects the persons, `done` is told with their number."""

    key: str
    title: Any
    meant: Callable[[Contacts], Select[tuple[uuid.UUID]]]
    asks: Callable[[int], str]
    button: Callable[[int], str]
    done: Callable[[int], str]
    carry_out: Callable[[Contacts], int]
    danger: bool = False
    mails: tuple[str, ...] = ()
    """Those that it sends; without the first nothing happens."""


@dataclass(frozen=True)
class Concerned:
    """Whom it concerns: how many, the first by name, and how many of them are contact elsewhere too."""

    number: int
    named: Sequence[Person]
    elsewhere: int
    passed: Sequence[tuple[Any, int]]
    """Who of those chosen is passed over, by the words for their access."""
    unsent: Sequence[Mail] = ()
    """The mails of this way that are switched off."""
    possible: bool = True
    """There is somebody, and the mail without which nothing happens is not switched off."""


def look_at(way: Way, contacts: Contacts) -> Concerned:
    """What would happen to these contacts now, with a fixed number of queries."""
    meant = way.meant(contacts).subquery()
    ids = select(meant.c.id)
    number = db.session.scalar(select(func.count()).select_from(meant)) or 0
    first = select(Person).where(Person.id.in_(ids)).order_by(Person.last_name, Person.first_name, Person.id)
    other = aliased(Contact)
    unsent = switched_off(*way.mails)
    besides = select(func.count(other.person_id.distinct())).where(other.person_id.in_(ids), other.id.not_in(contacts))
    return Concerned(
        number,
        db.session.scalars(first.limit(NAMED)).all(),
        db.session.scalar(besides) or 0,
        _passed(contacts, ids),
        list(unsent.values()),
        bool(number) and not (way.mails and way.mails[0] in unsent),
    )


def _passed(contacts: Contacts, meant: Select) -> list[tuple[Any, int]]:
    """The others by their access. Whose state fits all the same is kept out by locked customers."""
    revoked = case((Person.access_revoked_at.is_not(None), "revoked"), else_=Person.access_kind)
    kind = case((Person.access_kind == "none", revoked), else_=Person.access_kind)
    chosen = select(Contact.person_id).where(Contact.id.in_(contacts))
    query = select(kind.label("kind"), func.count()).where(Person.id.in_(chosen), Person.id.not_in(meant))
    words = ACCESS_WORDS | {"revoked": _l("Zugang widerrufen")}
    return [(words[found], number) for found, number in db.session.execute(query.group_by("kind").order_by("kind"))]


def _with(*conditions: ColumnElement[bool]) -> Callable[[Contacts], Select[tuple[uuid.UUID]]]:
    def meant(contacts: Contacts) -> Select[tuple[uuid.UUID]]:
        chosen = select(Contact.person_id).where(Contact.id.in_(contacts))
        return select(Person.id.label("id")).where(Person.id.in_(chosen), *conditions)

    return meant


def _each(meant: Callable[[Contacts], Select], verb: Callable[[Person], None]) -> Callable[[Contacts], int]:
    """Do it to each, at once: nobody stays in the portal for as long as a worker is busy."""

    def carry_out(contacts: Contacts) -> int:
        ids = db.session.scalars(meant(contacts)).all()
        held = select(Person).where(Person.id.in_(ids)).order_by(Person.id).with_for_update()
        persons = db.session.scalars(held.execution_options(populate_existing=True)).all()
        for person in persons:
            verb(person)
        return len(persons)

    return carry_out


_HAS_ACCESS = or_(Person.invited_at.is_not(None), Person.password_hash.is_not(None))
_to_revoke = _with(_HAS_ACCESS)
_to_lock = _with(_HAS_ACCESS, Person.locked_at.is_(None))
_to_unlock = _with(Person.locked_at.is_not(None))

WAYS = {
    "einladen": Way(
        "invite",
        _l("Einladungen senden"),
        to_invite,
        lambda n: ngettext(
            "Eine Person bekommt eine Einladung mit einem Link, der 48 Stunden gilt:",
            "%(num)d Personen bekommen je eine Einladung mit einem Link, der 48 Stunden gilt:", n,
        ),
        lambda n: ngettext("%(num)d Person einladen", "%(num)d Personen einladen", n),
        lambda n: ngettext("%(num)d Einladung wird gesendet.", "%(num)d Einladungen werden gesendet.", n),
        invite_all,
        mails=("set_password", "welcome"),
    ),
    "erneut": Way(
        "resend",
        _l("Links erneut senden"),
        to_resend,
        lambda n: ngettext(
            "Eine Person, die noch kein Passwort hat, bekommt einen neuen Link. Er gilt 48 Stunden; frühere werden "
            "ungültig:",
            "%(num)d Personen, die noch kein Passwort haben, bekommen je einen neuen Link. Er gilt 48 Stunden; frühere "
            "werden ungültig:", n,
        ),
        lambda n: ngettext("%(num)d Link senden", "%(num)d Links senden", n),
        lambda n: ngettext("%(num)d Link wird gesendet.", "%(num)d Links werden gesendet.", n),
        resend_all,
        mails=("set_password",),
    ),
    "widerrufen": Way(
        "revoke",
        _l("Zugang widerrufen"),
        _to_revoke,
        lambda n: ngettext(
            "Eine Person wird sofort abgemeldet. Ihr Passwort wird gelöscht, ihre Links werden ungültig:",
            "%(num)d Personen werden sofort abgemeldet. Ihre Passwörter werden gelöscht, ihre Links werden ungültig:",
            n,
        ),
        lambda n: ngettext("%(num)d Zugang widerrufen", "%(num)d Zugänge widerrufen", n),
        lambda n: ngettext("%(num)d Person hat keinen Zugang mehr.", "%(num)d Personen haben keinen Zugang mehr.", n),
        _each(_to_revoke, Person.revoke),
        danger=True,
    ),
    "sperren": Way(
        "lock",
        _l("Kontakte sperren"),
        _to_lock,
        lambda n: ngettext(
            "Eine Person wird sofort abgemeldet und kommt nicht mehr ins Portal, bis Sie sie entsperren:",
            "%(num)d Personen werden sofort abgemeldet und kommen nicht mehr ins Portal, bis Sie sie entsperren:", n,
        ),
        lambda n: ngettext("%(num)d Person sperren", "%(num)d Personen sperren", n),
        lambda n: ngettext("%(num)d Person ist gesperrt.", "%(num)d Personen sind gesperrt.", n),
        _each(_to_lock, Person.lock),
        danger=True,
    ),
    "entsperren": Way(
        "unlock",
        _l("Kontakte entsperren"),
        _to_unlock,
        lambda n: ngettext(
            "Für eine Person gilt wieder, was vor dem Sperren galt:",
            "Für %(num)d Personen gilt wieder, was vor dem Sperren galt:", n,
        ),
        lambda n: ngettext("%(num)d Person entsperren", "%(num)d Personen entsperren", n),
        lambda n: ngettext("%(num)d Person ist entsperrt.", "%(num)d Personen sind entsperrt.", n),
        _each(_to_unlock, Person.unlock),
    ),
}  # fmt: skip
"""By their word in the address."""


def told_switched_off() -> Markup:
    """What is said when the links cannot be sent, and how to have them sent again."""
    said = _("Keine E-Mail versandt: Das E-Mail-Template „Lege ein neues Passwort fest“ ist nicht aktiv.")
    return Markup("{} {}").format(said, way_to_switch_on("set_password"))
