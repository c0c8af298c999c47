"""Who is acting is found from the sign-in session alone."""

import re
from pathlib import Path

import pytest
from flask_login.utils import encode_cookie

from app.accounts.cookies import kind_of_path

ROOT = Path(__file__).parents[2]
BANNED = re.compile(
    r"\b(login_user|logout_user|login_fresh|confirm_login|login_remembered|user_loader|header_loader)\b"
)


def test_nothing_uses_flask_logins_own_cookies():
    sources = [path for folder in ("app", "tenants") for path in (ROOT / folder).rglob("*.py")]
    assert sources
    assert [str(path) for path in sources if BANNED.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("name", ["remember_token", "__Host-kontor-unused", "__Host-kontor-staffx"])
@pytest.mark.parametrize("genuine", [True, False])
def test_remember_cookie_neither_signs_in_nor_out(site, browser, staff, name, genuine):
    with site.app_context():
        value = encode_cookie(str(staff.id)) if genuine else "x"
    anna = browser()
    anna.put_cookie(name, value)
    assert anna.who() == "nobody"
    anna.sign_in(staff)
    if name != "__Host-kontor-unused":
        assert anna.who() == f"staff {staff.id}"


def test_flasks_session_cannot_say_who_is_signed_in(site, browser, staff):
    anna = browser()
    anna.post("/keep", note="x")
    with site.test_request_context("/", base_url=anna.base):
        forged = site.session_interface.get_signing_serializer(site).dumps({"_user_id": str(staff.id), "_fresh": True})
    anna.put_cookie("__Host-kontor", forged)
    assert anna.who() == "nobody"


@pytest.mark.parametrize(
    ("path", "half"),
    [
        ("/kunden", "person"),
        ("/kunden/", "person"),
        ("/kunden/projekte", "person"),
        ("/", "staff"),
        ("/kundenkarte", "staff"),
        ("/verwaltung/kunden/", "staff"),
        ("/Kunden/", "staff"),
    ],
)
def test_path_decides_whose_cookie_counts(path, half):
    assert kind_of_path(path) == half
