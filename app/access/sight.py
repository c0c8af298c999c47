"""„Was dieser Kontakt sieht“: what comes of permissions, groups and ticks, and what stands in the way of the rest.

Whether something is reached or mailed is asked of the one rule; an obstacle only explains what the rule denies.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import lazy_gettext as _l

from app.contacts.models import Contact
from app.mail.models import MailSwitch
from app.mail.registry import Mail, all_mails
from app.staff.roles import Permission

from .models import ContactNotification, ContactPermission
from .registry import Occasion, Section, sections
from .rule import groups_open, heard_by, sections_of

NEWS = "news"
"""The mail that carries what contacts asked to be told."""


@dataclass(frozen=True, slots=True)
class Way:
    """The page on which an obstacle is removed, for staff who have the permission."""

    label: Any
    endpoint: str
    permission: Permission
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why something is not seen or not mailed, and the ways to mend it."""

    key: str
    words: Any
    ways: tuple[Way, ...] = ()


_SWITCHED_OFF = Obstacle(
    "mail_off",
    _l("Das E-Mail-Template ist nicht aktiv."),
    (Way(_l("Template einschalten"), "mail.templates", Permission.TEMPLATES_EDIT),),
)


@dataclass(frozen=True, slots=True)
class Sight:
    """What one contact has of the portal and in its mailbox.

    `door`: why it does not get in, empty when it does. `shut`: the sections it does not reach. `news`: every occasion,
    `mails`: the other mails to persons; each of these with its obstacles, of which none means that it happens.
    """

    door: list[Obstacle]
    shut: list[tuple[Section, list[Obstacle]]]
    news: list[tuple[Section, Occasion, list[Obstacle]]]
    mails: list[tuple[Mail, list[Obstacle]]]


def sight_of(contact: Contact) -> Sight:
    """What the contact sees and is mailed now, with a fixed number of queries."""
    reached = {section.key for section in sections_of(contact)}
    obstacles = _obstacles(contact)
    return Sight(
        door=_door(contact),
        shut=[(section, obstacles[section.key]) for section in sections if section.key not in reached],
        news=_news(contact, obstacles),
        mails=_mails(contact),
    )


def _news(contact: Contact, shut: dict[str, list[Obstacle]]) -> list[tuple[Section, Occasion, list[Obstacle]]]:
    """Every occasion; that the mail itself is switched off is a last obstacle for all."""
    heard, asked = heard_by(contact), ContactNotification.keys(contact)
    ticks = Way(_l("Benachrichtigungen ändern"), "contacts.edit", Permission.CUSTOMERS_EDIT, _form(contact))
    untold = Obstacle("not_asked", _l("Das Häkchen bei den Benachrichtigungen fehlt."), (ticks,))
    off, door = [_SWITCHED_OFF] if NEWS in MailSwitch.off() else [], _without_ways(_unmailed(contact))

    def missing(section: Section, one: Occasion) -> list[Obstacle]:
        if one.key in heard:
            return off
        unasked = [] if one.key in asked else [untold]
        return [*door, *shut.get(section.key, []), *unasked, *off]

    return [(section, one, missing(section, one)) for section in sections for one in section.occasions]


def _mails(contact: Contact) -> list[tuple[Mail, list[Obstacle]]]:
    """The mails that are no news, with what keeps them back; when each is sent is said by its occasion."""
    without = {"no_address", "locked", "customer_locked"}
    common = _without_ways(one for one in _unmailed(contact) if one.key in without)
    off = MailSwitch.off()
    others = [mail for mail in all_mails() if mail.audience == "person" and mail.key != NEWS]
    return [(mail, [*common, *([_SWITCHED_OFF] if mail.can_switch_off and mail.key in off else [])]) for mail in others]


def _obstacles(contact: Contact) -> dict[str, list[Obstacle]]:
    """Of each section that is not reached: permission, group, switch."""
    permitted, opened = ContactPermission.keys(contact), groups_open(contact.customer)
    found: dict[str, list[Obstacle]] = {}
    for section in sections:
        missing = []
        if section.permission and section.key not in permitted:
            tick = Way(_l("Berechtigungen ändern"), "contacts.edit", Permission.CUSTOMERS_EDIT, _form(contact))
            missing.append(Obstacle("no_permission", _l("Die Berechtigung fehlt."), (tick,)))
        if section.key not in opened:
            groups = {"customer_id": contact.customer_id}
            ways = (
                Way(_l("Gruppen ändern"), "customers.edit", Permission.CUSTOMERS_EDIT, groups),
                Way(_l("Was Gruppen öffnen"), "groups.index", Permission.SETTINGS_EDIT),
            )
            missing.append(Obstacle("not_opened", _l("Keine Gruppe des Kunden öffnet es."), ways))
        if section.available and not section.available():
            ways = (Way(_l("Einschalten"), section.switch, Permission.SETTINGS_EDIT),) if section.switch else ()
            missing.append(Obstacle("switched_off", _l("Im Portal ist es für alle ausgeschaltet."), ways))
        if missing:
            found[section.key] = missing
    return found


def _door(contact: Contact) -> list[Obstacle]:
    """Why the contact does not get into the portal."""
    person, found = contact.person, _unmailed(contact)
    if person.email and person.has_access and not person.password_hash:
        way = Way(_l("Zum Zugang"), "contacts.show", Permission.ACCESS_MANAGE, _access(contact))
        found.append(Obstacle("no_password", _l("Eingeladen, aber noch ohne Passwort."), (way,)))
    return found


def _unmailed(contact: Contact) -> list[Obstacle]:
    """Why nothing of what is new is mailed, whatever was ticked; the portal is closed for the same reasons."""
    person, found = contact.person, []
    if not person.email:
        way = Way(_l("Adresse eintragen"), "contacts.edit", Permission.CUSTOMERS_EDIT, _form(contact, "email"))
        found.append(Obstacle("no_address", _l("Eine E-Mail-Adresse fehlt."), (way,)))
    elif not person.has_access:
        way = Way(_l("Zugang geben"), "contacts.password", Permission.ACCESS_MANAGE, {"contact_id": contact.id})
        found.append(Obstacle("no_access", _l("Der Kontakt hat keinen Zugang."), (way,)))
    if person.locked_at:
        way = Way(_l("Zum Zugang"), "contacts.show", Permission.ACCESS_MANAGE, _access(contact))
        found.append(Obstacle("locked", _l("Der Zugang ist gesperrt."), (way,)))
    if contact.customer.locked_at:
        way = Way(_l("Zum Kunden"), "customers.show", Permission.CUSTOMERS_VIEW, {"customer_id": contact.customer_id})
        found.append(Obstacle("customer_locked", _l("Der Kunde ist gesperrt."), (way,)))
    return found


def _without_ways(obstacles: Iterable[Obstacle]) -> list[Obstacle]:
    """What stands with its ways beside the door already."""
    return [replace(one, ways=()) for one in obstacles]


def _form(contact: Contact, anchor: str = "rechte") -> dict[str, Any]:
    return {"contact_id": contact.id, "_anchor": anchor}


def _access(contact: Contact) -> dict[str, Any]:
    return {"contact_id": contact.id, "_anchor": "zugang"}
