"""What is written when there is news: to persons on the customers' side, and to the staff."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.contacts.models import Contact
from app.mail.outbox import enqueue
from app.mail.registry import PERSON, STAFF, Mail, Placeholder, register
from app.staff.models import StaffMember
from tenants import agency_url

from .excerpts import LONGEST, shorten
from .things import Item

MOST = 20
"""Pieces of news that one mail prints; of the others it says how many there are."""

PORTAL_SETTINGS = "/kunden/profil/benachrichtigungen"
STAFF_SETTINGS = "/verwaltung/benachrichtigungen"

_TITLE, _NAME = 200, 100  # characters
MANY, BRIEF = 8, 120
"""Beyond so many pieces of news each quotes no more than so many characters: the mail stays under 100 KB."""

_QUESTION = "Passt das Foto auf der Startseite so, oder sollen wir ein anderes nehmen?"
_ENGLISH = "Does the photo on the home page work for you, or shall we use another one?"
_ARABIC = "هل تناسبكم صورة الصفحة الرئيسية، أم نختار صورة أخرى؟"


def _sample(label: str, title: str, excerpt: str, path: str) -> dict[str, str]:
    url = f"https://hafenlicht.kontor.example{path}"
    return {"was": label, "titel": title, "auszug": excerpt, "von": "Merle Kröger", "adresse": url}


_GERMAN = [_sample("Neuer Beitrag", "Startseite gestalten", _QUESTION, "/kunden/aufgaben/1#beitrag-2")]
_SAMPLES = {
    "de_sie": _GERMAN,
    "de_du": _GERMAN,
    "en": [_sample("New post", "Design the home page", _ENGLISH, "/kunden/aufgaben/1#beitrag-2")],
    "ar": [_sample("مشاركة جديدة", "تصميم الصفحة الرئيسية", _ARABIC, "/kunden/aufgaben/1#beitrag-2")],
}


def _first(what: str) -> dict[str, str]:
    return {variant: rows[0][what] for variant, rows in _SAMPLES.items()}


_NEWS = (
    Placeholder(
        "items",
        "neuigkeiten",
        _SAMPLES,
        _l("Die Neuigkeiten, jede mit was, titel, auszug, von und adresse; höchstens 20"),
        required=True,
        url=True,
    ),
    Placeholder("count", "anzahl", 1, _l("Wie viele Neuigkeiten es sind")),
    Placeholder("more", "weitere", 0, _l("Wie viele davon nicht aufgeführt sind")),
    Placeholder("first_label", "erstes_was", _first("was"), _l("Was als Erstes geschah")),
    Placeholder("first_title", "erster_titel", _first("titel"), _l("Wovon es handelt")),
)


def _settings(path: str) -> Placeholder:
    meaning = _l("Seite, auf der sich Benachrichtigungen abstellen lassen")
    return Placeholder(
        "settings_url", "einstellungen", f"https://hafenlicht.kontor.example{path}", meaning, required=True, url=True
    )


register(
    Mail(
        key="news",
        area="contacts",
        label=_l("Neues im Kundenportal"),
        occasion=_l(
            "Wenn es für einen Kontakt Neuigkeiten gibt, zu denen er E-Mails bekommt; mehrere in einer E-Mail."
        ),
        placeholders=(*PERSON, *_NEWS, _settings(PORTAL_SETTINGS)),
        can_switch_off=True,
        audience="person",
        without=_l("Kontakte erfahren nur im Portal selbst, was es Neues gibt."),
        unsent=_l(
            "Das E-Mail-Template „Neues im Kundenportal“ ist nicht aktiv, es gehen keine Benachrichtigungen hinaus."
        ),
    )
)
register(
    Mail(
        key="staff_news",
        area="staff",
        label=_l("Neues aus Projekten und Aufgaben"),
        occasion=_l("Wenn es für einen Mitarbeiter Neuigkeiten gibt; mehrere in einer E-Mail."),
        placeholders=(*STAFF, *_NEWS, _settings(STAFF_SETTINGS)),
        can_switch_off=True,
        audience="staff",
        without=_l("Mitarbeiter erfahren nur auf ihrer Startseite, was es Neues gibt."),
        unsent=_l(
            "Ihre Agentur hat das E-Mail-Template „Neues aus Projekten und Aufgaben“ abgeschaltet. "
            "Zurzeit geht keine dieser E-Mails hinaus."
        ),
    )
)


def news(contact: Contact, items: list[Item]) -> None:
    """One mail to the contact's person with all that there is to tell."""
    person = contact.person
    enqueue(
        "news",
        person.email,
        to_name=person.name,
        locale=person.spoken,
        address_form=person.address_form,
        values={
            "salutation": person.greeting, "first_name": person.first_name, "last_name": person.last_name,
            "settings_url": agency_url(PORTAL_SETTINGS), **_values(items),
        },
        subject_of=("person", person.id),
    )  # fmt: skip


def staff_news(member: StaffMember, items: list[Item]) -> None:
    """The same to somebody of the staff."""
    enqueue(
        "staff_news",
        member.email,
        to_name=member.name,
        locale=member.language,
        values={"first_name": member.first_name, "settings_url": agency_url(STAFF_SETTINGS), **_values(items)},
        subject_of=("staff", member.id),
    )


def _values(items: list[Item]) -> dict[str, Any]:
    quoted = LONGEST if len(items) <= MANY else BRIEF
    rows = [_row(item, quoted) for item in items[:MOST]]
    return {
        "items": rows,
        "count": len(items),
        "more": len(items) - len(rows),
        "first_label": rows[0]["was"],
        "first_title": rows[0]["titel"],
    }


def _row(item: Item, quoted: int) -> dict[str, str | None]:
    """What people typed has an end here, and no lines. What is empty is None: to Liquid "" is something."""
    return {
        "was": item.label,
        "titel": shorten(item.title, _TITLE),
        "auszug": shorten(item.excerpt, quoted) or None,
        "von": shorten(item.author, _NAME) or None,
        "adresse": agency_url(item.url),
    }
