"""Telephone numbers: stored as E.164 (ITU-T), read in the country of the customer."""

from __future__ import annotations

import phonenumbers


def e164(text: str, country: str = "DE") -> str:
    """`030 23125-100` as +493023125100; "" stays "". `country` is where a number without country code is dialled.

    Raises ValueError for what cannot be a telephone number, and for an extension that E.164 has no room for.
    """
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise ValueError(text) from error
    if number.extension or not phonenumbers.is_possible_number(number):
        raise ValueError(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(number: str, country: str = "DE") -> str:
    """A stored number as it is dialled in `country`, or with its country code when it is another country's."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    home = parsed.country_code == phonenumbers.country_code_for_region(country)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)
