"""What may be chosen about a file of customers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.web.forms import Form, Radio

from .vcard import V3, V4

CUSTOMERS, CONTACTS, CARDS = "kunden", "kontakte", "karten"
EXCEL, PLAIN = "excel", "einfach"


class ExportForm(Form):
    """Table or address book, and for which program."""

    what = Radio(
        _l("Was Sie mitnehmen"),
        choices=[
            (CUSTOMERS, _l("Kunden als Tabelle")),
            (CONTACTS, _l("Kontakte als Tabelle")),
            (CARDS, _l("Adressbuch (vCard)")),
        ],
        default=CUSTOMERS,
        cards=True,
    )
    table = Radio(
        _l("Tabelle öffnen mit"),
        choices=[(EXCEL, _l("Excel")), (PLAIN, _l("anderen Programmen"))],
        default=EXCEL,
        hint=_l("Für Excel mit Semikolon getrennt, für andere Programme mit Komma; beides in UTF-8."),
    )
    version = Radio(
        _l("Adressbuch öffnen mit"),
        choices=[(V4, _l("Telefon, Apple, Thunderbird")), (V3, _l("Outlook"))],
        default=V4,
        hint=_l("Outlook liest nur die ältere Fassung 3.0, alle anderen auch 4.0."),
    )

    def narrow_to_contact(self) -> None:
        """Of a single contact there is no table of customers."""
        self.what.choices = [(choice.value, choice.label) for choice in self.what.choices if choice.value != CUSTOMERS]
        if not self.is_submitted():
            self.what.data = CARDS
