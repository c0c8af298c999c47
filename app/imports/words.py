"""What is written in cells, as values that the form of a customer knows: countries, languages, yes and no."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from babel import Locale
from flask_babel import gettext as _

from app.customers.choices import countries, languages
from app.customers.models import FIRM, PRIVATE
from app.customers.sorting import fold, split

YES = frozenset({"ja", "j", "yes", "y", "1", "x", "true", "wahr", "on"})
NO = frozenset({"nein", "n", "no", "0", "false", "falsch", "off"})
KINDS = {
    **dict.fromkeys(("firma", "f", "firm", "unternehmen", "company", "geschaftskunde", "organisation", "2"), FIRM),
    **dict.fromkeys(("privat", "p", "privatperson", "private", "person", "privatkunde", "private individual"), PRIVATE),
    **dict.fromkeys(("naturliche person", "naturl person", "1"), PRIVATE),
    **dict.fromkeys(("0", "keine angabe"), ""),
}
"""The figures are those of DATEV („Adressattyp“)."""

SALUTATIONS = {
    **dict.fromkeys(("frau", "fr", "ms", "mrs", "w", "weiblich", "female"), "Frau"),
    **dict.fromkeys(("herr", "herrn", "hr", "mr", "m", "mannlich", "male"), "Herr"),
    **dict.fromkeys(("firma", "familie", "eheleute", "divers", "d", "an", "keine", "herr und frau"), ""),
    **dict.fromkeys(("frau und herr", "damen und herren", "mx", "person", "neutral"), ""),
}
FORMS = {
    **dict.fromkeys(("sie", "s", "formal", "formell", "sie formal"), "sie"),
    **dict.fromkeys(("du", "d", "informal", "informell", "du informal"), "du"),
}
PLATES = {"D": "DE", "A": "AT", "F": "FR", "I": "IT", "E": "ES", "B": "BE", "L": "LU", "H": "HU", "S": "SE", "P": "PT",
          "FL": "LI", "UK": "GB", "DEU": "DE", "AUT": "AT", "CHE": "CH", "USA": "US", "GBR": "GB", "FRA": "FR",
          "ITA": "IT", "NLD": "NL", "POL": "PL"}  # fmt: skip
"""Car plates and three-letter codes that stand in address lists."""

NICKNAMES = {"brd": "DE", "germany": "DE", "holland": "NL", "england": "GB", "grossbritannien": "GB", "usa": "US"}


class Unclear(ValueError):
    """A cell that means nothing; the text is the sentence."""


def read_word(field: str, text: str) -> str:
    """The value that stands for `text` in this field; other fields keep what was typed. Raises Unclear."""
    read = _READERS.get(field)
    return read(text) if read and text else text


def _kind(text: str) -> str:
    return _one_of(KINDS, text, _("„%(text)s“ ist keine Art von Kunde. Richtig wären Firma oder Privatperson."))


def _salutation(text: str) -> str:
    return _one_of(SALUTATIONS, text, _("„%(text)s“ ist keine Anrede. Richtig wären Frau oder Herr."))


def _form(text: str) -> str:
    return _one_of(FORMS, text, _("„%(text)s“ ist keine Anredeform. Richtig wären Sie oder Du."))


def _yes_no(text: str) -> str:
    word = _plain(text)
    if word in YES | NO:
        return "ja" if word in YES else "nein"
    raise Unclear(_("„%(text)s“ heißt weder ja noch nein.", text=_short(text)))


def _country(text: str) -> str:
    code = text.strip().upper()
    if code in dict(countries()):
        return code
    found = PLATES.get(code) or _countries().get(_plain(text))
    if not found:
        raise Unclear(_("Das Land „%(text)s“ kennen wir nicht.", text=_short(text)))
    return found


def _language(text: str) -> str:
    code = text.strip().replace("_", "-").partition("-")[0].lower()
    if code in dict(languages()):
        return code
    found = _languages().get(_plain(text))
    if not found:
        raise Unclear(_("Die Sprache „%(text)s“ kennen wir nicht.", text=_short(text)))
    return found


_READERS: dict[str, Callable[[str], str]] = {
    "kind": _kind,
    "salutation": _salutation,
    "address_form": _form,
    "in_lists": _yes_no,
    "country": _country,
    "language": _language,
}


def _one_of(known: dict[str, str], text: str, sentence: str) -> str:
    word = _plain(text)
    if word not in known:
        raise Unclear(sentence.replace("%(text)s", _short(text)))
    return known[word]


@cache
def _countries() -> dict[str, str]:
    codes = {code for code, _name in countries()}
    names = [(Locale(locale).territories.get(code, ""), code) for locale in ("en", "de") for code in codes]
    return {_plain(name): code for name, code in names if name} | NICKNAMES


@cache
def _languages() -> dict[str, str]:
    codes = {code for code, _name in languages()}
    names = [(Locale(locale).languages.get(code, ""), code) for locale in ("en", "de") for code in codes]
    own = [(Locale.parse(code).get_display_name(code) or "", code) for code in ("de", "en", "fr", "it", "es", "nl")]
    return {_plain(name): code for name, code in (*own, *names) if name}


def _plain(text: str) -> str:
    return " ".join(split(fold(text)))


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
