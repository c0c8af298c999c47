"""The blueprint of the portal, and what its pages have in common."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, has_request_context, request, url_for

from app.accounts.cookies import kind_of_path

from .guard import current_person, own_contacts, portal_contact
from .menu import menu_of
from .profile import profile_pages

bp = Blueprint("portal", __name__, url_prefix="/kunden")
bp.add_app_template_global(profile_pages)


def menu() -> list[tuple[Any, str, bool]]:
    """Label, address and whether it is the present place, for the contact at work."""
    places = menu_of(portal_contact())
    return [(place.label, url_for(place.endpoint), _is_current(place.endpoint)) for place in places]


def _is_current(endpoint: str) -> bool:
    here = request.endpoint or ""
    blueprint = endpoint.rpartition(".")[0]
    return here == endpoint or (blueprint not in ("", "portal") and here.startswith(f"{blueprint}."))


@bp.app_context_processor
def portal_context() -> dict[str, Any]:
    """For the layout of portal pages; nothing elsewhere (mails are rendered without any request)."""
    if not has_request_context() or kind_of_path(request.path) != "person" or current_person() is None:
        return {}
    return {"portal_menu": menu(), "portal_contact": portal_contact(), "portal_contacts": own_contacts()}
