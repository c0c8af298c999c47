"""Between the right password and the session: ten minutes in which the second factor is asked for.

Nobody is signed in meanwhile. What the browser keeps is a signed claim in its session cookie: agency, kind and id of
the user, and a seal over password, address, app and last sign-in. Whatever of these changes (a new password, a reset of
the second factor, the sign-in itself) ends it, so a cookie that was copied opens nothing afterwards.
"""

from __future__ import annotations

from typing import Any

from flask import session
from flask_babel import ngettext

from app.web.pages import flash_warn

from . import throttle, tokens
from .factor import WrongCode

PURPOSE = "second-step"
KEYS = {"staff": "staff_second_step", "person": "portal_second_step"}

MANY = 3
"""So many wrong codes in a row are not one's own slip any more."""


def begin(user: Any) -> None:
    """The password was right: wait for the code of this one."""
    kind = user.actor_kind
    session[KEYS[kind]] = tokens.sign(PURPOSE, kind, user.id, tokens.seal(*_state(user)))


def end(kind: str) -> None:
    """Wait for nobody in this browser any more."""
    session.pop(KEYS[kind], None)


def waiting(kind: str, find: Any) -> Any:
    """Whose code this browser may give; None for nobody (any more). `find(id)` gives the row, held in a POST."""
    try:
        claim = tokens.read(session.get(KEYS[kind], ""), PURPOSE, kind=kind)
        user = find(claim.id)
        if user is None or not user.may_sign_in or not user.second_factor:
            return None
        claim.require(*_state(user))
    except tokens.DeadLink:
        return None
    return user


def give(user: Any, typed: str) -> int:
    """Take the code, throttled as passwords are; returns how many were wrong before. Raises WrongCode."""
    scope, account = f"{user.actor_kind}-code", str(user.id)
    throttle.check(scope, account)
    try:
        wrong_before = user.give_code(typed)
    except WrongCode:
        throttle.failed(scope, account)
        raise
    throttle.succeeded(scope, account)
    return wrong_before


def tell(user: Any, wrong_before: int, recovery: bool) -> None:
    """What who has just come in should know: that others tried, and how many recovery codes are left."""
    if wrong_before >= MANY:
        flash_warn(
            ngettext(
                "Seit Ihrer letzten Anmeldung wurde ein falscher Code eingegeben, nach dem richtigen Passwort. Waren"
                " Sie das nicht, ändern Sie bitte Ihr Passwort.",
                "Seit Ihrer letzten Anmeldung wurden %(num)d falsche Codes eingegeben, nach dem richtigen Passwort."
                " Waren Sie das nicht, ändern Sie bitte Ihr Passwort.",
                wrong_before,
            )
        )
    if recovery:
        left = user.recovery_codes_left
        flash_warn(
            ngettext(
                "Ein Wiederherstellungscode ist Ihnen geblieben. Neue gibt es in Ihrem Profil.",
                "%(num)d Wiederherstellungscodes sind Ihnen geblieben. Neue gibt es in Ihrem Profil.",
                left,
            )
        )


def _state(user: Any) -> tuple[Any, ...]:
    app = user.second_factor
    return (user.email_key, user.password_hash, user.last_sign_in_at, app and app.id, app and app.confirmed_at)
