"""Postcodes that look mistyped. Nobody is kept from writing one: there are more kinds of addresses than rules."""

from __future__ import annotations

from flask_babel import gettext as _

from .choices import country_name

DIGITS = {"DE": 5, "AT": 4, "CH": 4}
"""So many digits a postcode has in these countries."""


def remark_on(postcode: str, country: str) -> str:
    """What to say about a postcode that is not of its country's kind; "" when nothing is odd, or no rule is known."""
    digits = DIGITS.get(country)
    plain = "".join(postcode.split()).upper().removeprefix(f"{country}-").removeprefix(f"{country[:1]}-")
    if not digits or not plain or (len(plain) == digits and plain.isascii() and plain.isdigit()):
        return ""
    name = country_name(country)
    return _("Die PLZ „%(plz)s“ hat nicht die %(digits)d Ziffern, die in %(country)s üblich sind.",
             plz=postcode, digits=digits, country=name)  # fmt: skip
