"""What a column of a file may become, and how it is recognised by its name.

Names are those of Excel lists as offices keep them, of exports of Kontor itself, and of DATEV (Format „Debitoren/
Kreditoren“, EXTF category 16).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.customers.sorting import fold, split


@dataclass(frozen=True)
class Target:
    """A field of a customer or of its contact that a column may fill, and the names columns for it bear."""

    key: str
    label: Any
    names: str

    @property
    def folded(self) -> set[str]:
        return {_key(self.key), *(_key(name) for name in self.names.split("|"))}


TARGETS = {
    target.key: target
    for target in (
        Target(
            "number",
            _l("Kundennummer"),
            "Kundennummer|Kunden-Nr|Kundennr|Kd-Nr|Kdnr|Kunden ID|Nr|Nummer|Konto|Debitor|Debitorennummer|"
            "Debitorenkonto|Mitgliedsnummer|Customer number|Customer no|ID",
        ),
        Target(
            "kind",
            _l("Art (Firma oder Privatperson)"),
            "Art|Kundenart|Art des Kunden|Typ|Adressattyp|Type|Kind of customer",
        ),
        Target(
            "company",
            _l("Firma"),
            "Firma|Firmenname|Firma 1|Firmierung|Unternehmen|Organisation|Organization|Company|Company name|Kunde|"
            "Customer|Name (Adressattyp Unternehmen)|Name (Adressattyp keine Angabe)|Firma/Name|Name 1|Name",
        ),
        Target("salutation", _l("Anrede"), "Anrede|Salutation"),
        Target("title", _l("Titel"), "Titel|Titel/Akad. Grad|Akad. Titel|Akademischer Grad|Academic title|Title"),
        Target("first_name", _l("Vorname"), "Vorname|Vorname (Adressattyp natürl. Person)|First name|Given name"),
        Target(
            "last_name",
            _l("Nachname"),
            "Nachname|Familienname|Name (Adressattyp natürl. Person)|Zuname|Last name|Surname|Family name",
        ),
        Target("position", _l("Position des Kontakts"), "Position|Funktion|Abteilung|Job title|Role"),
        Target(
            "street",
            _l("Straße und Hausnummer"),
            "Straße|Strasse|Straße und Hausnummer|Straße + Hausnr|Straße/Nr|Str|Anschrift|Adresse|Street|"
            "Street and number|Address",
        ),
        Target("postcode", _l("PLZ"), "PLZ|Postleitzahl|Post code|Postal code|Zip|Zip code"),
        Target("city", _l("Ort"), "Ort|Stadt|Wohnort|City|Town|Place"),
        Target("country", _l("Land"), "Land|Staat|Länderkennzeichen|Ländercode|Country|Country code"),
        Target(
            "phone",
            _l("Telefon"),
            "Telefon|Tel|Telefonnummer|Telefon 1|Telefon geschäftlich|Festnetz|Rufnummer|Phone|Telephone",
        ),
        Target("mobile", _l("Mobil"), "Mobil|Mobiltelefon|Handy|Mobilnummer|Mobile|Mobile phone|Cell"),
        Target("fax", _l("Fax"), "Fax|Telefax|Faxnummer|Fax geschäftlich"),
        Target(
            "email",
            _l("E-Mail-Adresse"),
            "E-Mail|Email|Mail|E-Mail-Adresse|E-mail address|E-Mail 1|E-Mail geschäftlich",
        ),
        Target(
            "website", _l("Internetadresse"), "Internetadresse|Internet|Website|Webseite|Homepage|URL|Web|Web address"
        ),
        Target("language", _l("Sprache"), "Sprache|Korrespondenzsprache|Language"),
        Target("address_form", _l("Anredeform (Sie oder Du)"), "Anredeform|Sie/Du|Sie oder Du|Du/Sie|Form of address"),
        Target("groups", _l("Gruppen"), "Gruppen|Gruppe|Kategorie|Kategorien|Groups|Tags|Schlagworte"),
        Target(
            "in_lists",
            _l("In Mitgliederlisten zeigen (ja oder nein)"),
            "Mitgliederliste|Mitgliederlisten|In Mitgliederlisten|In Mitgliederlisten auf der Website zeigen|"
            "Member list|In member lists",
        ),
        Target("note", _l("Notiz"), "Notiz|Notizen|Bemerkung|Bemerkungen|Kommentar|Note|Notes|Comment"),
        Target(
            "responsible",
            _l("Zuständig (E-Mail-Adresse)"),
            "Zuständig|Zuständiger|Zuständige|Betreuer|Betreuerin|Sachbearbeiter|Ansprechpartner intern|Responsible",
        ),
    )
}
"""Fields in the order in which they are offered."""

PREVIEWED = ("number", "company", "first_name", "last_name", "postcode", "city", "email")


def recognise(names: Sequence[str]) -> str:
    """The field that one of these names stands for; "" for none."""
    return next((found for name in names if (found := _BY_NAME.get(_key(name), ""))), "")


def guess(columns: Sequence[dict[str, Any]]) -> dict[int, str]:
    """For each column that is recognised the field it fills. A field is filled once: by the first that has content."""
    found: dict[int, str] = {}
    for number, column in enumerate(columns):
        field = recognise([column["name"]])
        if field and column["samples"] and field not in found.values():
            found[number] = field
    fields = set(found.values())
    if "company" in fields and {"first_name", "last_name"} & fields == {"first_name"}:
        _name_is_of_a_person(columns, found)
    return found


def _name_is_of_a_person(columns: Sequence[dict[str, Any]], found: dict[int, str]) -> None:
    """„Name“ beside „Vorname“, and no column for the last name: then it is that, and not the firm."""
    for number, field in found.items():
        if field == "company" and _key(columns[number]["name"]) == "name":
            found[number] = "last_name"


def letters(number: int) -> str:
    """How a spreadsheet calls its column: A to Z, AA …; counted from 0."""
    return (letters(number // 26 - 1) if number >= 26 else "") + chr(65 + number % 26)


def _key(name: str) -> str:
    return "".join(split(fold(name)))


_BY_NAME = {name: target.key for target in TARGETS.values() for name in target.folded}
