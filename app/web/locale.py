"""Language, form of address, time zone, and how dates and numbers are written.

The German Sie wording is the source and stands in the code; German Du, English and Arabic are catalogues, read from
their .po files at start. Staff pages are German or English. The language of who is signed in goes first
(`use_locale`), then the language chosen with the links at the foot of a page (`?sprache=en`), then the agency's first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
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

from tenants import current_tenant, is_apex, now

from .branding import current_agency

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
LANGUAGES = {"de": "Deutsch", "en": "English", "ar": "العربية"}
"""Languages with wording of our own, by their own name."""

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
ISOLATED = "\N{FIRST STRONG ISOLATE}{}\N{POP DIRECTIONAL ISOLATE}"
EVERYBODY = ("/kunden", "/l/", "/impressum", "/datenschutz", "/mitglieder")
"""Where an agency's pages are read by others than its staff."""

STAFF_LANGUAGES = ("de", "en")
"""In which the pages of the staff are written."""

GATE = ("/anmelden", "/passwort-vergessen", "/passwort/", "/einladung/")
"""Where the staff come in: nobody is signed in there yet, so the language is chosen as by any visitor."""

FRAMED = ("/mitglieder/einbetten",)
"""What stands in other websites: cookies are neither read nor set there, the language stands in the address alone."""

COOKIE = "kontor-sprache"

DAY = {"de": "dd.MM.y", "en": "d MMM y", "ar": "d MMM y"}
"""How a day is written, where that is not as Babel has it. English is that of Europe: the day first, 24 hours."""


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
                _enter(translations, message, isolate if locale in RIGHT_TO_LEFT else str)
    return translations


def isolate(message: str) -> str:
    """The message with each text that is put into it in a direction of its own (Unicode Annex 9, 2.4)."""
    return re.sub(r"%\(\w+\)s", lambda found: ISOLATED.format(found[0]), message)


def _enter(translations: Translations, message, mended: Callable[[str], str]) -> None:
    if isinstance(message.id, tuple):
        for number, string in enumerate(message.string):
            if string:
                translations._catalog[(message.id[0], number)] = mended(string)
    elif message.string:
        key = f"{message.context}\x04{message.id}" if message.context else message.id
        translations._catalog[key] = mended(message.string)


def use_locale(language: str | None, address_form: str | None = None, direction: str | None = None) -> None:
    """Speak to a person as they wish, for the rest of this request.

    `language` as BCP 47 (`de`, `en-GB`); one without wording of ours, or that the agency does not speak, is answered in
    English. `address_form` is "sie" or "du" and matters in German only. `direction` is "ltr", "rtl" or None: as the
    language has it.
    """
    code = (language or "de").replace("_", "-").partition("-")[0].lower()
    if for_everybody() and not is_apex():
        wording = current_tenant().language_for(code)
    else:
        wording = code if code in LANGUAGES else "en"
    g.locale = "de@du" if wording == "de" and (address_form or "").lower() == "du" else wording
    g.direction = direction if direction in ("ltr", "rtl") else None
    refresh()


def languages_offered() -> dict[str, str]:
    """Languages a visitor may choose on the page shown: those of the agency, and of the staff where these come in."""
    if "locale" in g:
        return {}
    spoken = current_agency().languages if for_everybody() else STAFF_LANGUAGES if _at_the_gate() else ()
    return {code: LANGUAGES[code] for code in spoken if code in LANGUAGES}


def for_everybody() -> bool:
    """Whether the page shown is for others than the staff: those of the product, the portal and what is public."""
    return is_apex() or request.path.startswith(EVERYBODY)


def select_locale() -> str:
    """The locale of this request: as chosen by the visitor, else the first language of the agency."""
    if chosen := g.get("locale"):
        return chosen
    if not has_request_context():
        return "de"
    wished = request.args.get("sprache") or g.get("likely_language")
    wished = wished or (None if _framed() else request.cookies.get(COOKIE))
    offered = languages_offered()
    return wished if wished in offered else next(iter(offered), "de")


def staff_language(code: str) -> str:
    """In which language the pages of the staff speak to who prefers `code`."""
    return code if code in STAFF_LANGUAGES else "en"


def suggest_language(code: str) -> None:
    """Speak `code` for the rest of this request, unless the visitor wishes another language with `?sprache=`."""
    g.likely_language = code
    refresh()


def keep_language(code: str) -> None:
    """Have this browser remember `code` for the pages where nobody is signed in."""
    g.kept_language = code


def wished_language() -> str | None:
    """What the visitor wishes with `?sprache=`, if the page shown is there in it."""
    wished = request.args.get("sprache")
    return wished if wished and not _framed() and wished in languages_offered() else None


def _at_the_gate() -> bool:
    return request.path.startswith(GATE)


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
    """Keep the choice made with `?sprache=`, or what keep_language() says; a preference, not a secret."""
    wished = g.get("kept_language") or wished_language()
    if wished and response.status_code < 400:
        response.set_cookie(COOKIE, wished, max_age=31536000, samesite="Lax", httponly=True, secure=request.is_secure)
    return response


def translated(text: str) -> str:
    """Words kept in German, in the reader's language where they are ours; a % among them is no placeholder."""
    return _(text) if text else ""


def show_date(value: date | datetime | None) -> str:
    """`23.11.2026`, `23 Nov 2026`, or what the reader's language makes of it; nothing for None."""
    return format_date(value, DAY.get(language(), "medium")) if value else ""


def show_datetime(value: datetime | None) -> str:
    """`23.11.2026, 9:20`, in the agency's time zone; nothing for None."""
    if not value:
        return ""
    pattern = DAY.get(language())
    return format_datetime(value, f"{pattern}{comma()}H:mm" if pattern else "medium")


def comma() -> str:
    """What stands between the parts of a list."""
    return _(", ")


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
    return format_datetime(value, f"{month}{comma()}H:mm" if day.year == today.year else f"{month} y{comma()}H:mm")


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
    for locale in ("de@du", "en", "ar"):
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
        translated=translated,
        email=show_email,
    )
