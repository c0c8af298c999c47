"""What „Hilfe“ explains: one topic for each area, its keywords, and the screens that lead to it.

The text of a topic is templates/help/de/_<key>.html, and in English templates/help/en/_<key>.html.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.web.locale import language, staff_language


@dataclass(frozen=True)
class Topic:
    """`endpoints` are the screens it explains; „groups.*“ stands for all of a blueprint that no other topic names.

    A topic without endpoints explains a part of a screen, which leads to it with help/_about.html.
    """

    key: str
    title: Any
    lead: Any
    keywords: tuple[Any, ...]
    endpoints: tuple[str, ...]
    icon: str
    beside: tuple[str, ...] = ()
    """Topics that lie near."""

    @property
    def template(self) -> str:
        """In the language of the page."""
        return f"help/{staff_language(language())}/_{self.key}.html"

    def explains(self, endpoint: str) -> bool:
        return endpoint in self.endpoints


TOPICS: Sequence[Topic] = (
    Topic(
        "kunden",
        _l("Kunden"),
        _l("Anlegen, finden, ändern, sperren und löschen."),
        (_l("Firma"), _l("Privatperson"), _l("Kundennummer"), _l("Suche"), _l("Filter"), _l("Doppelte"),
         _l("Sperren"), _l("Löschen"), _l("Notiz"), _l("Zuständig")),
        ("customers.*", "files.of_customer", "projects.of_customer", "settings.customers"),
        "users",
        ("kontakte", "gruppen", "import-und-export"),
    ),
    Topic(
        "kontakte",
        _l("Kontakte"),
        _l("Die Menschen beim Kunden: wer sie sind, was sie sehen und worüber sie E-Mails bekommen."),
        (_l("Ansprechpartner"), _l("Haupt-Ansprechpartner"), _l("Berechtigung"), _l("Benachrichtigung"),
         _l("Willkommens-E-Mail"), _l("Person"), _l("Position")),
        ("contacts.*", "customers.contacts", "overview.contacts", "access.*"),
        "contact-round",
        ("zugang", "kunden", "erreichbarkeit"),
    ),
    Topic(
        "gruppen",
        _l("Gruppen und Rubriken"),
        _l("Was Kunden gemeinsam haben und welche Funktionen des Portals sich für sie öffnen."),
        (_l("Gruppe"), _l("Rubrik"), _l("Funktion"), _l("vorausgewählt"), _l("Reihenfolge"), _l("Projekte"),
         _l("Dateien")),
        ("groups.*",),
        "layers",
        ("kontakte", "zugang"),
    ),
    Topic(
        "zugang",
        _l("Zugang zum Portal"),
        _l("Passwort, Einladung, Sperre: wie ein Kontakt ins Kundenportal kommt und wie lange er bleibt."),
        (_l("Passwort"), _l("Einladung"), _l("Link"), _l("Anmeldung"), _l("Sperren"), _l("Widerrufen"),
         _l("Kundenportal")),
        ("contacts.invite", "contacts.lock", "contacts.password", "contacts.revoke"),
        "key-round",
        ("adresse-bestaetigen", "kontakte", "gruppen"),
    ),
    Topic(
        "erreichbarkeit",
        _l("Erreichbarkeit"),
        _l("Zu welchen Stunden der Woche Sie einen Kunden oder Kontakt erreichen."),
        (_l("Uhrzeit"), _l("Wochentag"), _l("Zeitzone"), _l("jetzt erreichbar"), _l("Sommerzeit")),
        (),
        "clock",
        ("kunden", "kontakte"),
    ),
    Topic(
        "adresse-bestaetigen",
        _l("Adresse bestätigen"),
        _l("Prüfen, ob eine E-Mail-Adresse stimmt, und nach der Einwilligung zum Newsletter fragen."),
        (_l("E-Mail-Adresse"), _l("Bestätigung"), _l("Newsletter"), _l("Einwilligung"), _l("Nachweis"),
         _l("Double-Opt-in")),
        ("contacts.check_address", "contacts.send_confirmation", "newsletter.*"),
        "mail-check",
        ("zugang", "kontakte"),
    ),
    Topic(
        "e-mail-templates",
        _l("E-Mail-Templates"),
        _l("Wie Sie den Wortlaut Ihrer E-Mails ändern: Platzhalter, Bedingungen, Gestaltung und Fassungen."),
        (_l("Vorlage"), _l("Wortlaut"), _l("Betreff"), _l("Platzhalter"), _l("Bedingung"), _l("Vorschau"),
         _l("Testmail"), _l("Fassungen"), _l("Markdown"), _l("Liquid")),
        ("mail.templates", "mail.editor", "mail.test_mail", "mail.compare", "mail.server", "mail.remove_server"),
        "mail",
        ("zugang", "adresse-bestaetigen"),
    ),
    Topic(
        "postausgang",
        _l("Postausgang"),
        _l("Was an wen verschickt wurde, was daraus wurde, und wie es noch einmal hinausgeht."),
        (_l("E-Mails"), _l("nicht zugestellt"), _l("nicht zustellbar"), _l("Erneut senden"), _l("Aufbewahrung"),
         _l("Mailserver")),
        ("mail.outbox", "mail.outgoing", "mail.of_customer", "mail.resend_many", "mail.retention"),
        "send",
        ("e-mail-templates", "zugang"),
    ),
    Topic(
        "mitgliederliste",
        _l("Mitgliederliste"),
        _l("Eine öffentliche Liste der Kunden, die dem zugestimmt haben, auch auf Ihrer eigenen Website."),
        (_l("Website"), _l("Einbetten"), _l("iframe"), _l("Suchmaschinen"), _l("Foto"), _l("Zustimmung"),
         _l("Öffentlich")),
        ("members.*",),
        "list",
        ("kunden", "gruppen"),
    ),
    Topic(
        "import-und-export",
        _l("Import und Export"),
        _l("Kunden aus einer Tabelle übernehmen, und Kunden als Tabelle oder Adressbuch mitnehmen."),
        (_l("CSV"), _l("Excel"), _l("DATEV"), _l("vCard"), _l("Outlook"), _l("Tabelle"), _l("Probelauf"),
         _l("Fehlerdatei"), _l("Adressbuch")),
        ("imports.*", "exports.*"),
        "arrow-left-right",
        ("kunden", "zugang"),
    ),
)  # fmt: skip


def find_topic(key: str) -> Topic | None:
    return next((topic for topic in TOPICS if topic.key == key), None)


def topic_for(endpoint: str | None) -> Topic | None:
    """What explains a screen: who names it, else who names its blueprint."""
    whole = f"{(endpoint or '').partition('.')[0]}.*"
    named = (topic for name in (endpoint or "", whole) for topic in TOPICS if topic.explains(name))
    return next(named, None)
