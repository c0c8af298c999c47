"""The columns of the tables: customers, one line each with the primary contact; or contacts, one line each.

The headings are the labels of the forms, so that a table that was exported can be imported again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.contacts.access_states import ACCESS_WORDS
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.choices import country_name, language_name
from app.customers.models import Customer
from app.customers.phones import shown
from app.web.locale import show_date, show_email

from .reading import Entry

GROUPS = " | "
"""Between the groups of one customer; their names may hold a comma."""


@dataclass(frozen=True)
class Column:
    """A heading, and what stands below it."""

    label: Any
    value: Callable[..., Any]


def dialled(number: str, country: str) -> str:
    """A stored number as it is dialled in `country`, else as „(+49) 30 23125100“.

    It never begins with a plus sign, which a spreadsheet takes for a formula, and never has digits alone, of which it
    would drop the zero at the front. Read in the same country it is the same number.
    """
    text = shown(number, country)
    if text.isdigit():
        text = shown(number, "")
    code, blank, rest = text.partition(" ")
    return f"({code}) {rest}" if blank and code.startswith("+") else text


def _named(entry: Entry) -> Customer | Person | None:
    """Who has the names: a private customer itself, at a firm its primary contact."""
    if not entry.customer.firm:
        return entry.customer
    return entry.primary.person if entry.primary else None


def _name(field: str) -> Callable[[Entry], str]:
    return lambda entry: getattr(_named(entry), field, "")


def _own(field: str) -> Callable[[Entry], str]:
    return lambda entry: getattr(entry.customer, field)


def _number(field: str) -> Callable[[Entry], str]:
    return lambda entry: dialled(getattr(entry.customer, field), entry.customer.country)


def _first(value: Callable[[Entry, Contact], Any]) -> Callable[[Entry], Any]:
    """Of the primary contact; empty without one."""
    return lambda entry: value(entry, entry.primary) if entry.primary else ""


def yes_no(value: Any) -> str:
    return _("ja") if value else _("nein")


def form_of_address(value: str) -> str:
    return _("Du") if value == "du" else _("Sie")


def day(value: datetime | None) -> str:
    return show_date(value)


CUSTOMERS: Sequence[Column] = (
    Column(_l("Kundennummer"), _own("number")),
    Column(_l("Art des Kunden"), lambda entry: _("Firma") if entry.customer.firm else _("Privatperson")),
    Column(_l("Firma"), _own("company")),
    Column(_l("Anrede"), _name("salutation")),
    Column(_l("Titel"), _name("title")),
    Column(_l("Vorname"), _name("first_name")),
    Column(_l("Nachname"), _name("last_name")),
    Column(_l("Straße und Hausnummer"), _own("street")),
    Column(_l("PLZ"), _own("postcode")),
    Column(_l("Ort"), _own("city")),
    Column(_l("Land"), lambda entry: country_name(entry.customer.country)),
    Column(_l("Telefon"), _number("phone")),
    Column(_l("Mobil"), _number("mobile")),
    Column(_l("Fax"), _number("fax")),
    Column(_l("E-Mail-Adresse"), _first(lambda _entry, contact: show_email(contact.person.email))),
    Column(_l("Allgemeine E-Mail-Adresse"), lambda entry: show_email(entry.customer.email)),
    Column(_l("Internetadresse"), _own("website")),
    Column(_l("Sprache"), lambda entry: language_name(entry.customer.language)),
    Column(_l("Anredeform"), lambda entry: form_of_address(entry.customer.address_form)),
    Column(_l("In Mitgliederlisten"), lambda entry: yes_no(entry.customer.in_lists)),
    Column(_l("Gruppen"), lambda entry: GROUPS.join(entry.groups)),
    Column(_l("Zuständig"), lambda entry: entry.customer.responsible.email if entry.customer.responsible else ""),
    Column(_l("Notiz"), _own("note")),
    Column(_l("Position"), _first(lambda _entry, contact: contact.position)),
    Column(
        _l("Telefon des Ansprechpartners"),
        _first(lambda entry, contact: dialled(contact.phone, entry.customer.country)),
    ),
    Column(
        _l("Mobil des Ansprechpartners"),
        _first(lambda entry, contact: dialled(contact.mobile, entry.customer.country)),
    ),
    Column(_l("Zugang zum Portal"), _first(lambda _entry, contact: ACCESS_WORDS[contact.person.access.kind])),
    Column(_l("Angelegt am"), lambda entry: day(entry.customer.created_at)),
    Column(_l("Gesperrt am"), lambda entry: day(entry.customer.locked_at)),
)

CONTACTS: Sequence[Column] = (
    Column(_l("Kundennummer"), lambda customer, _contact: customer.number),
    Column(_l("Kunde"), lambda customer, _contact: customer.name),
    Column(_l("Anrede"), lambda _customer, contact: contact.person.salutation),
    Column(_l("Titel"), lambda _customer, contact: contact.person.title),
    Column(_l("Vorname"), lambda _customer, contact: contact.person.first_name),
    Column(_l("Nachname"), lambda _customer, contact: contact.person.last_name),
    Column(_l("Position"), lambda _customer, contact: contact.position),
    Column(_l("Haupt-Ansprechpartner"), lambda _customer, contact: yes_no(contact.primary)),
    Column(_l("E-Mail-Adresse"), lambda _customer, contact: show_email(contact.person.email)),
    Column(_l("E-Mail-Adresse bestätigt am"), lambda _customer, contact: day(contact.person.email_confirmed_at)),
    Column(_l("Telefon"), lambda customer, contact: dialled(contact.phone, customer.country)),
    Column(_l("Mobil"), lambda customer, contact: dialled(contact.mobile, customer.country)),
    Column(_l("Sprache"), lambda _customer, contact: language_name(contact.person.language)),
    Column(_l("Anredeform"), lambda _customer, contact: form_of_address(contact.person.address_form)),
    Column(_l("Zugang zum Portal"), lambda _customer, contact: ACCESS_WORDS[contact.person.access.kind]),
    Column(_l("Angelegt am"), lambda _customer, contact: day(contact.created_at)),
)


def heads(columns: Sequence[Column]) -> list[str]:
    return [str(column.label) for column in columns]


def customer_rows(entry: Entry) -> Iterator[list[Any]]:
    yield [column.value(entry) for column in CUSTOMERS]


def contact_rows(entry: Entry) -> Iterator[list[Any]]:
    for contact in entry.contacts:
        yield [column.value(entry.customer, contact) for column in CONTACTS]
