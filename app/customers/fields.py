"""Fields that forms about customers and about their contacts share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.web.forms import Text, Tick, ValidationError

from .phones import e164, shown

ADDRESS_FORMS = [("sie", _l("Sie")), ("du", _l("Du"))]
LANGUAGE_HINT = _l("Wir schreiben auf Deutsch, Englisch und Arabisch; in allen anderen Sprachen auf Englisch.")
HOST = re.compile(r"[^\s@/?#\\:\[\]]+\.[^\s@/?#\\:\[\].]+")


class Website(Text):
    """An address on the web; `data` begins with http:// or https://, and names neither a user nor a password."""

    def __init__(self, label: Any = _l("Internetadresse"), max: int = 300, **kwargs: Any) -> None:
        super().__init__(label, max, **kwargs)
        self.render_kw = {"autocomplete": "off", "dir": "ltr", "inputmode": "url"} | (self.render_kw or {})

    def check(self) -> None:
        address = self.data if "://" in self.data else f"https://{self.data}"
        try:
            parts = urlsplit(address)
            fits = parts.scheme in ("http", "https") and parts.port != 0 and "@" not in parts.netloc
        except ValueError:
            fits = False
        if not fits or re.search(r"\s", address) or not HOST.fullmatch(parts.hostname or ""):
            raise ValidationError(_("Das ist keine Internetadresse. Richtig wäre etwa https://www.example.org."))
        self.data = address


class SamePerson(Tick):
    """„Dieselbe Person?“: the tick carries the id of the one who was offered, so it cannot mean somebody else."""

    offered = ""

    def offer(self, person_id: Any) -> None:
        """Show the tick for this person; a tick for somebody else is taken out."""
        self.offered = str(person_id)
        if self.data != self.offered:
            self.data = ""

    def process_formdata(self, valuelist: list) -> None:
        self.data = str(valuelist[0]) if valuelist else ""

    def _value(self) -> str:
        return self.offered


class OffersPerson:
    """A form with an address that may belong to somebody already."""

    same_person = SamePerson(_l("Ja, dieselbe Person"))
    taken: Any = None

    def offer(self, person: Any) -> None:
        """Ask whether it is this person, beside the address."""
        self.taken = person
        self.same_person.offer(person.id)
        told = _(
            "Diese Adresse gehört schon %(name)s. Ist es jemand anders, geben Sie bitte eine andere an.",
            name=person.name,
        )
        self.add_error("email", told)


class WithNumbers:
    """Telephone numbers as people type them in the country of the customer; stored as E.164."""

    _before: Mapping[str, tuple[str, str]] = MappingProxyType({})

    def show_numbers(self, thing: Any, country: str, fields: tuple[str, ...]) -> None:
        """Show the numbers of a row as they are dialled in its country."""
        numbers = {name: getattr(thing, name) for name in fields}
        self._before = {name: (shown(number, country), number) for name, number in numbers.items()}
        if not self.is_submitted():
            for name, (text, _number) in self._before.items():
                self[name].data = text

    def read_numbers(self, country: str, fields: tuple[str, ...]) -> dict[str, str]:
        """The numbers to store. What cannot be one becomes an error of its field; what nobody touched stays."""
        numbers = {}
        for name in fields:
            text, number = self._before.get(name, (None, ""))
            try:
                numbers[name] = number if self[name].data == text else e164(self[name].data, country)
            except ValueError:
                if not self[name].errors:
                    self.add_error(name, _("Diese Nummer lässt sich so nicht wählen. Richtig wäre etwa 030 23125 100."))
        return numbers
