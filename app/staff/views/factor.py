"""„Zwei-Faktor-Anmeldung“ in one's own profile."""

from __future__ import annotations

from typing import Any

from flask_login import current_user

from app.accounts.factor_pages import FactorPages

from ..guard import staff_required
from ..roles import Permission
from .gate import bp

PATH = "/verwaltung/profil/zwei-faktor"
pages = FactorPages("staff")


@bp.get(PATH)
@staff_required(Permission.OFFICE_ENTER, without_factor=True)
def factor() -> Any:
    """Whether it is on; for who must have one and has none, the only page there is, with its next three."""
    return pages.show(current_user._get_current_object())


@bp.route(f"{PATH}/einschalten", methods=["GET", "POST"])
@staff_required(Permission.OFFICE_ENTER, without_factor=True)
def factor_begin() -> Any:
    return pages.begin(current_user._get_current_object())


@bp.route(f"{PATH}/einrichten", methods=["GET", "POST"])
@staff_required(Permission.OFFICE_ENTER, without_factor=True)
def factor_set_up() -> Any:
    return pages.set_up(current_user._get_current_object())


@bp.route(f"{PATH}/codes", methods=["GET", "POST"])
@staff_required(Permission.OFFICE_ENTER, without_factor=True)
def factor_codes() -> Any:
    return pages.codes(current_user._get_current_object())


@bp.route(f"{PATH}/neue-codes", methods=["GET", "POST"])
@staff_required(Permission.OFFICE_ENTER)
def factor_new_codes() -> Any:
    return pages.new_codes(current_user._get_current_object())


@bp.route(f"{PATH}/ausschalten", methods=["GET", "POST"])
@staff_required(Permission.OFFICE_ENTER)
def factor_off() -> Any:
    return pages.turn_off(current_user._get_current_object())
