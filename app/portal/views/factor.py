"""„Zwei-Faktor-Anmeldung“ in one's own profile."""

from __future__ import annotations

from flask import Response
from flask_babel import lazy_gettext as _l

from app.accounts.factor_pages import FactorPages

from ..blueprint import bp
from ..guard import current_person, portal_required
from ..profile import add_page

PATH = "/profil/zwei-faktor"
pages = FactorPages("portal")

add_page(_l("Zwei-Faktor-Anmeldung"), "portal.factor")


@bp.get(PATH)
@portal_required()
def factor() -> Response:
    """Whether it is on, and what can be done."""
    return pages.show(current_person())


@bp.route(f"{PATH}/einschalten", methods=["GET", "POST"])
@portal_required()
def factor_begin() -> Response:
    return pages.begin(current_person())


@bp.route(f"{PATH}/einrichten", methods=["GET", "POST"])
@portal_required()
def factor_set_up() -> Response:
    return pages.set_up(current_person())


@bp.route(f"{PATH}/codes", methods=["GET", "POST"])
@portal_required()
def factor_codes() -> Response:
    return pages.codes(current_person())


@bp.route(f"{PATH}/neue-codes", methods=["GET", "POST"])
@portal_required()
def factor_new_codes() -> Response:
    return pages.new_codes(current_person())


@bp.route(f"{PATH}/ausschalten", methods=["GET", "POST"])
@portal_required()
def factor_off() -> Response:
    return pages.turn_off(current_person())
