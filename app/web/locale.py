"""Language, form of address, time zone, and how dates and numbers are written.

The German Sie wording is the source and stands in the code; German Du and English are catalogues, read from their .po
files at start. Staff pages are German. A person's own language goes first (`use_locale`), then the language chosen with
the links at the foot of a page (`?sprache=en`), then German.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from gettext import c2py
from pathlib import Path
from zoneinfo import ZoneInfo

import phonenumbers
from babel import Locale
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel, Domain, format_date, format_datetime, get_locale, get_timezone, refresh
from flask_babel import gettext as _

from tenants import is_apex, now

from .branding import current_agency

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
LANGUAGES = {"de": "Deutsch", "en": "English"}
"""Languages with wording of our own, by their own name."""

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
EVERYBODY = ("/kunden", "/l/", "/impressum", "/datenschutz", "/mitglieder")
"""Where an agency's pages are read by others than its staff."""

FRAMED = ("/mitglieder/einbetten",)
"""What stands in other websites: cookies are neither read nor set there, the language stands in the address alone."""

COOKIE = "kontor-sprache"


class Catalogues(Domain):
    """Translations straight from .po files: nothing to compile, so nothing can be out of date."""

    def get_translations(self) -> NullTranslations:
        return catalogue(str(get_locale() or "de"))


@cache
def catalogue(locale: str) -> NullTranslations:
    """The translations of one locale (`en`, `de@du`), whatever files they stand in; else the source wording."""
    translations = Translations()
    for path in sorted((CATALOGUES / locale / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            entries = read_po(file, locale=locale.partition("@")[0])
        translations.plural = c2py(entries.plural_expr)  # type: ignore[attr-defined]
        for message in entries:
            if message.id and not message.fuzzy:
                _enter(translations, message)
    return translations


def _enter(translations: Translations, message) -> None:
    if isinstance(message.id, tuple):
        for number, string in enumerate(message.string):
            if string:
                translations._catalog[(message.id[0], number)] = string
    elif message.string:
        key = f"{message.context}\x04{message.id}" if message.context else message.id
        translations._catalog[key] = message.string


def use_locale(language: str | None, address_form: str | None = None, direction: str | None = None) -> None:
    """Speak to a person as they wish, for the rest of this request.

    `language` as BCP 47 (`de`, `en-GB`); one without wording of ours is answered in English. `address_form` is
    "sie" or "du" and matters in German only. `direction` is "ltr", "rtl" or None: as the language has it.
    """
    code = (language or "de").replace("_", "-").partition("-")[0].lower()
    wording = code if code in LANGUAGES else "en"
    g.locale = "de@du" if wording == "de" and (address_form or "").lower() == "du" else wording
    g.direction = direction if direction in ("ltr", "rtl") else None
    refresh()


def languages_offered() -> dict[str, str]:
    """Languages a visitor may choose on the page shown: none on staff pages, which are German."""
    everybody = is_apex() or request.path.startswith(EVERYBODY)
    return LANGUAGES if everybody and "locale" not in g else {}


def select_locale() -> str:
    """The locale of this request; it never asks the database."""
    if chosen := g.get("locale"):
        return chosen
    if not has_request_context():
        return "de"
    wished = request.args.get("sprache") or (None if _framed() else request.cookies.get(COOKIE))
    return wished if wished in languages_offered() else "de"


def _framed() -> bool:
    return request.path.startswith(FRAMED)


def select_time_zone() -> str:
    """The agency's time zone."""
    return current_agency().time_zone


def language() -> str:
    """For `lang` on the root element: `de`, `en`."""
    return get_locale().language


def direction() -> str:
    """For `dir` on the root element: `ltr` or `rtl`."""
    return g.get("direction") or ("rtl" if language() in RIGHT_TO_LEFT else "ltr")


def remember_language(response: Response) -> Response:
    """Keep the choice made with `?sprache=`; a preference, not a secret."""
    wished = request.args.get("sprache")
    if wished and response.status_code < 400 and wished in languages_offered() and not _framed():
        response.set_cookie(COOKIE, wished, max_age=31536000, samesite="Lax", httponly=True, secure=request.is_secure)
    return response


def show_date(value: date | datetime | None) -> str:
    """`23.11.2026`, or what the reader's language makes of it; nothing for None."""
    return format_date(value, "medium") if value else ""


def show_datetime(value: datetime | None) -> str:
    """`23.11.2026, 9:20`, in the agency's time zone; nothing for None."""
    return format_datetime(value, "dd.MM.y, H:mm" if language() == "de" else "medium") if value else ""


def show_when(value: datetime | None) -> str:
    """As one would say it: `heute, 9:20`, `gestern`, `19.11.`, `19.11.2025`; nothing for None."""
    if not value:
        return ""
    zone = ZoneInfo(str(get_timezone()))
    day, today = value.astimezone(zone).date(), now().astimezone(zone).date()
    days = (day - today).days
    if days in (-1, 0, 1):
        hour = format_datetime(value, "H:mm")
        names = {-1: _("gestern, %(hour)s", hour=hour), 0: _("heute, %(hour)s", hour=hour)}
        return names.get(days) or _("morgen, %(hour)s", hour=hour)
    if day.year == today.year:
        return format_date(value, "dd.MM." if language() == "de" else "d MMM")
    return show_date(value)


def show_moment(value: datetime | None) -> str:
    """As show_when() has it, but always with the hour: `heute, 9:20`, `17. November, 14:05`; nothing for None."""
    if not value:
        return ""
    zone = ZoneInfo(str(get_timezone()))
    day, today = value.astimezone(zone).date(), now().astimezone(zone).date()
    if abs((day - today).days) <= 1:
        return show_when(value)
    month = "d. MMMM" if language() == "de" else "d MMMM"
    return format_datetime(value, f"{month}, H:mm" if day.year == today.year else f"{month} y, H:mm")


def show_phone(value: str | None) -> str:
    """A telephone number in the usual groups: German ones as dialled in Germany, others with their country code."""
    try:
        number = phonenumbers.parse(value or "", "DE")
    except phonenumbers.NumberParseException:
        return value or ""
    if not phonenumbers.is_possible_number(number):
        return value or ""
    home = number.country_code == 49
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def show_email(value: str | None) -> str:
    """An address as people write it: the domain with its umlauts instead of `xn--`."""
    local, at, domain = (value or "").rpartition("@")
    try:
        return local + at + domain.encode("ascii").decode("idna")
    except UnicodeError:
        return value or ""


def init_app(app: Flask) -> None:
    babel = Babel(
        app,
        default_locale="de",
        locale_selector=select_locale,
        timezone_selector=select_time_zone,
    )
    babel.domain_instance = Catalogues()
    for locale in ("de@du", "en"):
        catalogue(locale)
        Locale.parse(locale)
    app.after_request(remember_language)
    app.jinja_env.globals.update(language=language, direction=direction, languages_offered=languages_offered)
    app.jinja_env.filters.update(
        date=show_date,
        datetime=show_datetime,
        when=show_when,
        moment=show_moment,
        phone=show_phone,
        email=show_email,
    )
