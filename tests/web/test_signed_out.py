"""Whoever is signed out while typing loses nothing."""

import pytest

from app.accounts.cookies import NAMES as COOKIES

FORM = {"agency_name": "x", "note": "eins\nzwei", "csrf_token": "old"}


@pytest.mark.parametrize(
    ("who", "path"), [("owner", "/verwaltung/kunden/neu"), ("person", "/kunden/profil")], ids=["staff", "portal"]
)
def test_what_was_typed_waits_until_one_is_signed_in_again(cast, who, path):
    client = cast.a.sign_in(who)
    key = COOKIES[getattr(cast.a, who).kind.actor_kind]
    cookie = client.http.get_cookie(key, domain=cast.a.host).value
    client.http.delete_cookie(key, domain=cast.a.host)
    client.post(path, FORM)
    assert (client.status, "Sie sind nicht mehr angemeldet." in client.text) == (400, True)
    client.submit("Ich bin wieder angemeldet")
    assert (client.status, "Sie sind nicht mehr angemeldet." in client.text) == (400, True)
    client.http.set_cookie(key, cookie, domain=cast.a.host, path="/")
    client.submit("Ich bin wieder angemeldet")
    assert "eins\nzwei" in client.html
    client.submit("Noch einmal absenden")
    assert client.status == 422


def test_a_script_is_told_to_sign_in_first(cast):
    answer = cast.a.visit().post("/verwaltung/kunden/neu", FORM, headers={"Accept": "application/json"})
    assert (answer.status, answer.json["token"]) == (400, "")
    assert answer.json["errors"][""][0].startswith("Sie sind nicht mehr angemeldet.")
