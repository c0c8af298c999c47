"""Every mail the product sends, declared once by the feature that sends it.

Outbox, template list, checks and tests read it; a new mail is one `register()` and its wordings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from flask_babel import lazy_gettext as _l

from .liquid import Secret, Url
from .wording import Variant

AREAS = {"contacts": _l("Kunden und Kontakte"), "staff": _l("Mitarbeiter"), "agency": _l("Agentur")}
"""Where a mail stands in the list of templates; in this order."""


@dataclass(frozen=True)
class Placeholder:
    """Something a wording may print: its name in code, the word that wordings know it by, an example, an explanation.

    `url` marks an address of our own; nothing else may become a link. A `secret` one opens an access: it may not stand
    in the subject, which the Postausgang keeps, nor within another address. A `required` one must stand in every
    wording; `absent` says what becomes of one that need not, where a wording goes without it.
    """

    name: str
    word: str
    sample: object
    meaning: str
    required: bool = False
    url: bool = False
    absent: str = ""
    secret: bool = False

    def sample_for(self, variant: Variant) -> object:
        """The example for one language and form of address; most are the same in all."""
        return self.sample[variant.folder] if isinstance(self.sample, Mapping) else self.sample

    def value(self, value: object) -> object:
        """The value as the wording may use it: addresses marked as such, also those in a list of rows."""
        if not self.url or value is None:
            return value
        if isinstance(value, list):
            return [row | {"adresse": Url(row["adresse"])} for row in value]
        return (Secret if self.secret else Url)(str(value))


@dataclass(frozen=True)
class Mail:
    """One kind of mail.

    `sensitive`: it carries a link that opens an access, so its bytes are erased once it is sent and its text is never
    shown to staff. `audience` decides where the line at its foot leads: the portal, the staff's sign-in, the apex.
    `without` is a sentence that says what is missing while the mail is switched off; `unsent` says why it does not go,
    in the places where it would.
    """

    key: str
    area: str
    label: str
    occasion: str
    placeholders: tuple[Placeholder, ...]
    sensitive: bool = False
    can_switch_off: bool = True
    audience: Literal["person", "staff", "apex"] = "person"
    without: str = ""
    unsent: str = ""

    def samples(self, variant: Variant) -> dict[str, object]:
        """A value for every placeholder, for previews and tests."""
        return {placeholder.name: placeholder.sample_for(variant) for placeholder in self.placeholders}


SAMPLE_TIME = datetime(2026, 11, 24, 8, 20, tzinfo=UTC)
"""What a placeholder for a time shows in previews; written as the reader's language has it."""

_AGENCY = Placeholder("agency_name", "agentur", "Hafenlicht", _l("Name der Agentur"))
_SALUTATIONS = {
    "de_sie": "Guten Tag Frau Dr. Muster",
    "de_du": "Hallo Anna",
    "en": "Hello Anna",
    "ar": "السيدة د. Anna Muster المحترمة",
}
_FIRST_NAME = Placeholder("first_name", "vorname", "Anna", _l("Vorname"))

PERSON = (
    Placeholder("salutation", "anrede", _SALUTATIONS, _l("Anrede, wie sie zu Sprache und Anredeform passt")),
    _FIRST_NAME,
    Placeholder("last_name", "nachname", "Muster", _l("Nachname")),
    _AGENCY,
    Placeholder(
        "portal_url", "portal", "https://hafenlicht.kontor.example/kunden/", _l("Adresse des Kundenportals"), url=True
    ),
)
"""What every mail to a person on the customers' side may print."""

STAFF = (_FIRST_NAME, _AGENCY)
"""What every mail to staff may print."""

LINK = (
    Placeholder(
        "link",
        "link",
        "https://hafenlicht.kontor.example/kunden/passwort/Beispiel",
        _l("Der persönliche Link"),
        required=True,
        url=True,
        secret=True,
    ),
    Placeholder("link_expires", "link_gilt_bis", SAMPLE_TIME, _l("Bis wann der Link gilt")),
    Placeholder("has_link", "mit_link", True, _l("Ob diese E-Mail einen Link enthält")),
)
"""For mails that carry a personal link."""

_mails: dict[str, Mail] = {}


def register(mail: Mail) -> None:
    """Declare a mail. Raises ValueError when its key is taken by another one or its area is unknown."""
    if _mails.setdefault(mail.key, mail) != mail:
        raise ValueError(f"the mail {mail.key} is declared twice")
    if mail.area not in AREAS:
        raise ValueError(f"{mail.area} is no area of mails")


def get_mail(key: str) -> Mail:
    """The declaration of a mail. Raises KeyError for an unknown key."""
    return _mails[key]


def find_mail(key: str) -> Mail | None:
    return _mails.get(key)


def all_mails() -> list[Mail]:
    """Every declared mail, by area and in the order of declaration."""
    areas = list(AREAS)
    return sorted(_mails.values(), key=lambda mail: areas.index(mail.area))
