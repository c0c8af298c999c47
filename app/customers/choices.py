"""Countries and languages by their names in the language of the page, from the Unicode CLDR that Babel carries."""

from __future__ import annotations

from functools import cache

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _

from app.web.locale import LANGUAGES

from .sorting import sort_key

NEAR = ("DE", "AT", "CH")
"""Countries that stand first."""

NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Two-letter codes of CLDR that are no countries."""


def countries() -> list[tuple[str, str]]:
    """ISO 3166 codes with names: Germany, Austria, Switzerland, then by the alphabet."""
    return _countries(_language())


@cache
def _countries(language: str) -> list[tuple[str, str]]:
    names = {
        code: name
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    }
    return _near_first(names, NEAR)


def languages() -> list[tuple[str, str]]:
    """ISO 639-1 codes with names: those with wording of our own, then by the alphabet."""
    return _languages(_language())


@cache
def _languages(language: str) -> list[tuple[str, str]]:
    names = {code: name for code, name in Locale(language).languages.items() if len(code) == 2}
    return _near_first(names, tuple(LANGUAGES))


def country_name(code: str) -> str:
    return dict(countries()).get(code, code)


def language_name(code: str) -> str:
    return dict(languages()).get(code, code)


def salutations() -> list[tuple[str, str]]:
    return [("", _("keine")), ("Frau", _("Frau")), ("Herr", _("Herr"))]


def _language() -> str:
    return (get_locale() or Locale("de")).language


def _near_first(names: dict[str, str], near: tuple[str, ...]) -> list[tuple[str, str]]:
    others = sorted(names.keys() - set(near), key=lambda code: sort_key(names[code]))
    return [(code, names[code]) for code in (*near, *others)]
