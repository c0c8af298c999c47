"""What the placeholders of a mail print."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from app.web.branding import current_agency
from tenants import agency_url

from .registry import Mail
from .wording import Variant

_MOMENTS = {
    "de": ("de", "EEEE, d. MMMM y, H:mm 'Uhr'"),
    "en": ("en_GB", "EEEE, d MMMM y, HH:mm z"),
    "ar": ("ar", "EEEE، d MMMM y، 'الساعة' H:mm '('zzzz')'"),
}


def values_for(mail: Mail, variant: Variant, given: Mapping[str, object]) -> dict[str, object]:
    """One value for every placeholder of the mail, by its word, ready to print for the current agency.

    What is empty is None: to Liquid "" is something. Raises ValueError when a value is missing or unknown.
    """
    agency = current_agency()
    names = {placeholder.name for placeholder in mail.placeholders}
    own = {"agency_name": agency.name, "portal_url": agency_url("/kunden/"), "has_link": bool(given.get("link"))}
    ready = own | dict(given)
    if missing := names - ready.keys():
        raise ValueError(f"the mail {mail.key} needs {', '.join(sorted(missing))}")
    if unknown := given.keys() - names - {"agency_name"}:
        raise ValueError(f"the mail {mail.key} has no placeholder {', '.join(sorted(unknown))}")
    values = worded(mail, variant, ready, agency.time_zone)
    return {"agentur": ready["agency_name"]} | values


def worded(mail: Mail, variant: Variant, ready: Mapping[str, object], time_zone: str = "UTC") -> dict[str, object]:
    """Values for all placeholders, given by name, as a wording sees them: by word."""
    zone = ZoneInfo(time_zone)
    return {place.word: _told(place.value(ready[place.name]), variant, zone) for place in mail.placeholders}


def _told(value: object, variant: Variant, zone: ZoneInfo) -> object:
    """A value as the wording sees it."""
    if isinstance(value, list):
        return [{word: one or None for word, one in row.items()} for row in value]
    return None if value == "" else _moment(value, variant, zone)


def _moment(value: object, variant: Variant, zone: ZoneInfo) -> object:
    if not isinstance(value, datetime):
        return value
    locale, pattern = _MOMENTS.get(variant.language, (variant.language, "long"))
    return format_datetime(value.astimezone(zone), pattern, locale=locale)
