"""Links that must have died stay dead."""

from __future__ import annotations

import pytest

from app.accounts.tokens import seal, sign
from tenants import now


@pytest.mark.parametrize(("path", "purpose"), [("/passwort/", "forgot-password"), ("/einladung/", "staff-invite")])
def test_letting_a_colleague_in_again_brings_no_link_back_to_life(cast, path, purpose):
    with cast.a.work():
        member = cast.a.member.load()
        member.forgot_at = member.invited_at = now()
        if purpose == "staff-invite":
            member.password_hash = None
        state = member.invitation_state if purpose == "staff-invite" else member.forgot_state
        link = path + sign(purpose, "staff", member.id, seal(*state))
    assert cast.a.visit().get(link).status == 200
    for verb in ("deactivate", "reactivate"):
        with cast.a.work():
            getattr(cast.a.member.load(), verb)()
        assert cast.a.visit().get(link).status == 410
