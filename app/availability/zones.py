"""Time zones: which there are, what they are called, and which one a country has.

From the tz database, which lists the zones of each country (zone.tab), with the names of the Unicode CLDR in the
language of the page.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from datetime import timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_timezone_location
from flask_babel import get_locale
from flask_babel import gettext as _

from tenants import now

NEAR = ("DE", "AT", "CH")
"""Countries whose zones stand first."""

DAYS_OF_YEAR = 366


@cache
def zones_by_country() -> dict[str, list[str]]:
    """IANA names by ISO 3166 code, the one with most people first, as zone.tab has them."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in (files("tzdata.zoneinfo") / "zone.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _place, zone = line.split("\t")[:3]
            found[country].append(zone)
    return dict(found)


def zones() -> list[tuple[str, str]]:
    """IANA names with what they are called: „Kanada (Vancouver)“; those of NEAR, then by the alphabet."""
    return _zones(_language())


@cache
def _zones(language: str) -> list[tuple[str, str]]:
    names, countries = Locale(language).territories, zones_by_country()
    order = [*NEAR, *sorted(countries.keys() - set(NEAR), key=lambda country: _filed(names.get(country, country)))]
    return [
        (zone, _named(names.get(country, country), _place(zone, language)))
        for country in order
        for zone in _in_order(country, countries[country], language)
    ]


def zones_by_continent() -> dict[str, list[tuple[str, str]]]:
    """The same in groups, for a list to choose from: those of NEAR, then each part of the world."""
    parts = {"Europe": _("Europa"), "Africa": _("Afrika"), "America": _("Amerika"), "Asia": _("Asien"),
             "Australia": _("Australien und Ozeanien"), "Pacific": _("Australien und Ozeanien")}  # fmt: skip
    near = {zone for country in NEAR for zone in zones_by_country()[country]}
    found: dict[str, list[tuple[str, str]]] = {
        _("Deutschland, Österreich, Schweiz"): [],
        **{part: [] for part in parts.values()},
        _("Übrige"): [],
    }
    for zone, label in zones():
        part = parts.get(zone.partition("/")[0], _("Übrige"))
        found[_("Deutschland, Österreich, Schweiz") if zone in near else part].append((zone, label))
    return found


def place_of(zone: str) -> str:
    """The place after which a zone is named: „Lissabon“."""
    return _place(zone, _language())


@cache
def _place(zone: str, language: str) -> str:
    return get_timezone_location(zone, locale=language, return_city=True).rpartition("/")[2]


def _in_order(country: str, zones: list[str], language: str) -> list[str]:
    """Those of NEAR as the tz database has them, the others by their names."""
    return zones if country in NEAR else sorted(zones, key=lambda zone: _filed(_place(zone, language)))


def _language() -> str:
    return (get_locale() or Locale("de")).language


@cache
def known(zone: str) -> bool:
    """Whether this is a time zone, under whatever name."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # a KeyError is the answer to a name, the others to what can be none
        return False
    return bool(zone)


def zone_of_country(country: str) -> str:
    """The time zone of a country in which all clocks show the same; "" for one with several, or none known."""
    theirs = zones_by_country().get(country, [])
    return theirs[0] if len({_clocks(zone, now().year) for zone in theirs}) == 1 else ""


@cache
def _clocks(zone: str, year: int) -> tuple[timedelta | None, ...]:
    """The distance to UTC on every day of a year: zones with the same one show the same time."""
    first = now().replace(year=year, month=1, day=1)
    return tuple((first + timedelta(days=day)).astimezone(ZoneInfo(zone)).utcoffset() for day in range(DAYS_OF_YEAR))


def same_clocks(one: str, other: str) -> bool:
    """Whether two zones show the same time all through this year."""
    return one == other or _clocks(one, now().year) == _clocks(other, now().year)


def _named(country: str, place: str) -> str:
    return country if country == place else f"{country} ({place})"


def _filed(name: str) -> str:
    """What a name is ordered by: without case and accents."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
