"""The menu of the portal: one list for the pages of the portal and for the staff's „Was dieser Kontakt sieht“."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import lazy_gettext as _l

from app.access import Place, sections_of
from app.contacts.models import Contact

START = Place(_l("Start"), "portal.start")

_beside: dict[str, tuple[Place, Callable[[Contact], bool]]] = {}


def add_to_menu(place: Place, shown: Callable[[Contact], bool]) -> None:
    """Let a page that belongs to no section stand at the end of the menu of those contacts for whom `shown` is true.

    Adding the same endpoint again replaces it, so several applications may live in one process.
    """
    _beside[place.endpoint] = (place, shown)


def menu_of(contact: Contact | None) -> list[Place]:
    """What stands in the menu of a contact, in order: the start page, what it reaches, what is beside."""
    if contact is None:
        return [START]
    reached = [place for section in sections_of(contact) for place in section.places]
    return [START, *reached, *(place for place, shown in _beside.values() if shown(contact))]
