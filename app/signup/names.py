"""Which subdomains an agency may choose."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask_babel import gettext as _

from app.config import DEMO_SLUG
from tenants import RESERVED, SLUG, find_by_slug

LOOKALIKES = (
    *(("rn", "m"), ("vv", "w"), ("-", "")),
    *zip("0123456789", "olzeasbtbg", strict=True),
    *(("i", "l"), ("j", "l")),
)
"""What is easily read as something else, in the order of replacing; both sides of a comparison are folded."""


def slug_from(typed: str) -> str:
    """What was typed, as it would stand in the address."""
    return typed.strip().lower()


def problem_with(slug: str) -> Any:
    """The sentence that says why nobody may have this subdomain, or None. Whether it is taken is another question."""
    if "--" in slug:
        return _("Bitte keine zwei Bindestriche hintereinander.")
    if not SLUG.fullmatch(slug):
        return _(
            "Bitte 3 bis 30 Zeichen: Kleinbuchstaben a bis z, Ziffern und einzelne Bindestriche, vorn ein Buchstabe."
        )
    if slug in RESERVED or slug == DEMO_SLUG:
        return _("Dieser Name ist reserviert. Bitte wählen Sie einen anderen.")
    if fold(slug) in _folded_reserved():
        return _("Dieser Name sieht einem reservierten zum Verwechseln ähnlich. Bitte wählen Sie einen anderen.")
    return None


def taken() -> Any:
    """The sentence for a subdomain that another agency has."""
    return _("Diese Subdomain ist schon vergeben. Bitte wählen Sie eine andere.")


def is_free(slug: str) -> bool:
    """Whether nobody has it at this moment. Only the constraint of the database decides; this is for hints."""
    return find_by_slug(slug) is None


def fold(slug: str) -> str:
    """What the eye makes of it: `k0ntor`, `kon-tor` and `kontor` are one."""
    for sign, read_as in LOOKALIKES:
        slug = slug.replace(sign, read_as)
    return slug


@cache
def _folded_reserved() -> frozenset[str]:
    return frozenset(fold(name) for name in RESERVED)
