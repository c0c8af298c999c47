"""The pages on which one sets up one's own second factor: the same for persons and staff, each within its own layout.

The recovery codes are shown once, for ten minutes: meanwhile they stand encrypted in the browser's session cookie, for
the database knows only their digests.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pyotp
import segno
from flask import Response, request, session
from flask_babel import gettext as _
from markupsafe import Markup

from app.web.pages import flash_ok, page, see_other
from tenants import clock, current_tenant, current_tenant_id

from . import box, sessions, throttle
from .factor import WrongCode
from .factor_forms import WRONG_PASSWORD, CodeForm, SureForm
from .passwords import verify_password

SHOWN_FOR = 600
"""Seconds that fresh recovery codes may be looked at."""

KEPT = "recovery_codes"


@dataclass(frozen=True)
class FactorPages:
    """`blueprint` names the endpoints and the folder of the templates: "staff" or "portal"."""

    blueprint: str

    def show(self, user: Any) -> Response:
        """Whether it is on, and what can be done."""
        owed = getattr(user, "owes_second_factor", False)
        return self._page("factor", None, app=user.second_factor, left=user.recovery_codes_left, owed=owed)

    def begin(self, user: Any) -> Response:
        """Asks for the password, then leads to the secret."""
        form = SureForm()
        if sure(user, form):
            user.begin_second_factor()
            return self._to("factor" if user.second_factor else "factor_set_up")
        return self._page("factor_begin", form)

    def set_up(self, user: Any) -> Response:
        """Shows the secret; the first code of the app switches the second factor on and signs other devices out."""
        begun = user.begun_factor
        if begun is None:
            return self._to("factor")
        form = CodeForm()
        if form.submitted_ok():
            scope, account = f"{user.actor_kind}-factor", str(user.id)
            throttle.check(scope, account)
            try:
                codes = user.confirm_second_factor(form.code.data)
            except WrongCode:
                throttle.failed(scope, account)
                form.add_error("code", form.wrong)
            else:
                throttle.succeeded(scope, account)
                here = sessions.current()
                sessions.end_all(user.actor_kind, user.id, keep=here and here.id)
                return self._show_codes(user, codes)
        secret = user.secret_of(begun)
        return self._page("factor_set_up", form, secret=groups_of(secret), qr=qr_code(secret, user.email))

    def codes(self, user: Any) -> Response:
        """The fresh recovery codes, as long as they may be seen; the POST puts them away."""
        if request.method == "POST":
            session.pop(KEPT, None)
            flash_ok(_("Die Zwei-Faktor-Anmeldung ist eingeschaltet."))
            return self._to("factor")
        codes = _kept(user)
        return self._page("factor_codes", None, codes=codes) if codes else self._to("factor")

    def new_codes(self, user: Any) -> Response:
        """Ten others in place of those there are."""
        form = SureForm()
        if sure(user, form):
            codes = user.renew_recovery_codes()
            return self._show_codes(user, codes) if codes else self._to("factor")
        return self._page("factor_new_codes", form)

    def turn_off(self, user: Any) -> Response:
        form = SureForm()
        if sure(user, form):
            if user.remove_second_factor():
                flash_ok(_("Die Zwei-Faktor-Anmeldung ist ausgeschaltet."))
            return self._to("factor")
        return self._page("factor_off", form)

    def _show_codes(self, user: Any, codes: list[str]) -> Response:
        session[KEPT] = box.lock(json.dumps([int(clock.timestamp()), codes]), *_context(user))
        return self._to("factor_codes")

    def _page(self, name: str, form: Any, **values: Any) -> Response:
        return page(f"{self.blueprint}/{name}.html", form, **values)

    def _to(self, name: str) -> Response:
        return see_other(f"{self.blueprint}.{name}")


def sure(user: Any, form: SureForm) -> bool:
    """Whether the form came with the user's own password; what is wrong is said beside the field."""
    if not form.submitted_ok():
        return False
    scope, account = f"{user.actor_kind}-password", str(user.id)
    throttle.check(scope, account)
    if verify_password(user.password_hash, form.own_password.data):
        throttle.succeeded(scope, account)
        return True
    throttle.failed(scope, account)
    form.add_error("own_password", WRONG_PASSWORD)
    return False


def qr_code(secret: str, address: str) -> Markup:
    """The address that apps read with the camera, as a drawing of black squares on white."""
    issuer = current_tenant().name
    uri = pyotp.TOTP(secret).provisioning_uri(name=address, issuer_name=issuer)
    drawing = segno.make(uri, error="m", micro=False)
    # squares and nothing else: no text of anybody stands in it
    return Markup(drawing.svg_inline(omitsize=True, border=4, light="#fff", svgclass="qr", lineclass=None))  # noqa: S704


def groups_of(secret: str) -> str:
    """The secret for typing: in groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _kept(user: Any) -> list[str]:
    plain = box.unlock(session.get(KEPT, ""), *_context(user))
    if plain is None:
        return []
    since, codes = json.loads(plain)
    return codes if clock.timestamp() < since + SHOWN_FOR else []


def _context(user: Any) -> tuple[Any, ...]:
    return ("recovery-codes", current_tenant_id(), user.actor_kind, user.id)
