"""The pages of one's own profile; features add theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.impersonation import current_impersonation

from .impersonated import opens_to_staff


@dataclass(frozen=True)
class ProfilePage:
    """One tab. `shown` asks whether there is anything on it for the contact at work; None: always."""

    label: Any
    endpoint: str
    shown: Callable[[], bool] | None = None


_pages = {
    page.endpoint: page
    for page in (
        ProfilePage(_l("Angaben"), "portal.profile"),
        ProfilePage(_l("Passwort"), "portal.change_password"),
        ProfilePage(_l("Benachrichtigungen"), "portal.notifications"),
        ProfilePage(_l("Geräte"), "portal.devices"),
        ProfilePage(_l("Zugriffe"), "portal.accesses"),
    )
}


def add_page(label: Any, endpoint: str, shown: Callable[[], bool] | None = None) -> None:
    """Add a page. Adding the same endpoint again replaces it."""
    _pages[endpoint] = ProfilePage(label, endpoint, shown)


def profile_pages() -> list[ProfilePage]:
    """Those with something on them, in the order in which they were added; for staff what opens to them."""
    return [page for page in _pages.values() if (page.shown is None or page.shown()) and _opens(page)]


def _opens(page: ProfilePage) -> bool:
    return opens_to_staff(page.endpoint) or current_impersonation() is None
