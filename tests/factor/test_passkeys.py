"""Passkeys of the staff: made with the password, used once per question, at the agency they were made for."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.audit import AuditEntry
from app.staff.passkeys import Passkey, origin
from tenants import db
from tests.cast import PASSWORD, Agency, Someone
from tests.factor.authenticator import PRESENT, Authenticator
from tests.factor.conftest import set_up
from tests.factor.test_helping import oblige

LIST = "/verwaltung/profil/passkeys"


def device(agency: Agency) -> Authenticator:
    with agency.work():
        return Authenticator(origin())


def add(agency: Agency, who: Someone, key: Authenticator, password: str = PASSWORD):
    client = agency.sign_in(who).get(f"{LIST}/neu")
    options = next(node["data-options"] for node in client.page.walk() if node.tag == "passkey-create")
    answer = key.make(json.loads(options))
    return client.post(f"{LIST}/neu", {"label": "Laptop", "own_password": password, "answer": answer})


def asked(agency: Agency):
    """A browser on the sign-in page, and what it was asked."""
    client = agency.visit().get("/anmelden")
    token = next(node["value"] for node in client.page.all("input") if node["name"] == "csrf_token")
    return client, client.get("/anmelden/passkey/frage").json, token


def answer(client, token: str, text: str):
    return client.post("/anmelden/passkey", {"answer": text, "csrf_token": token})


def knock(agency: Agency, key: Authenticator):
    client, options, token = asked(agency)
    return answer(client, token, key.use(options))


def is_in(client) -> bool:
    return client.get("/verwaltung/profil", follow=False).status == 200


@pytest.fixture
def key(cast) -> Authenticator:
    """The administrator's."""
    key = device(cast.a)
    assert add(cast.a, cast.a.admin, key).path == LIST
    return key


def test_a_passkey_is_made_with_the_password_and_told_by_mail(cast, letters):
    client = add(cast.a, cast.a.admin, device(cast.a))
    assert "Der Passkey ist angelegt." in client.text
    assert "Laptop" in client.text
    assert "Passkey" in letters.to(cast.a.admin.email, cast.a.slug)[-1]["Subject"]
    with cast.a.work():
        assert "staff.passkey_added" in db.session.scalars(select(AuditEntry.verb)).all()


def test_nothing_is_made_without_the_password(cast):
    assert add(cast.a, cast.a.admin, device(cast.a), "falsch").status == 422
    with cast.a.work():
        assert db.session.scalar(select(Passkey)) is None


@pytest.mark.parametrize("fault", ["unverified", "elsewhere", "another challenge", "nonsense"])
def test_nothing_is_made_of_an_answer_that_does_not_count(cast, fault):
    key = device(cast.a)
    if fault == "unverified":
        key.flags = PRESENT
    if fault == "elsewhere":
        key = device(cast.b)
    client = cast.a.sign_in("admin").get(f"{LIST}/neu")
    options = json.loads(next(n["data-options"] for n in client.page.walk() if n.tag == "passkey-create"))
    if fault == "another challenge":
        options["challenge"] = options["challenge"][::-1]
    text = "{" if fault == "nonsense" else key.make(options)
    assert client.post(f"{LIST}/neu", {"label": "x", "own_password": PASSWORD, "answer": text}).status == 422
    with cast.a.work():
        assert db.session.scalar(select(Passkey)) is None


def test_a_passkey_signs_in_without_password_and_code(cast, key):
    set_up(cast.a, cast.a.admin)
    client = knock(cast.a, key)
    assert client.path == "/verwaltung/"
    assert "Ada" in client.get("/verwaltung/profil").text + client.html


def test_one_gets_where_one_was_going_and_nowhere_else(cast, key):
    for target, path in (("/verwaltung/rollen", "/verwaltung/rollen"), ("//example.org/", "/verwaltung/")):
        client, options, token = asked(cast.a)
        form = {"answer": key.use(options), "csrf_token": token}
        assert client.post(f"/anmelden/passkey?next={target}", form).path == path


def test_an_answer_counts_once(cast, key):
    client, options, token = asked(cast.a)
    kept = client.http.get_cookie("__Host-kontor", domain=cast.a.host, path="/").value
    text = key.use(options)
    assert is_in(answer(client, token, text))
    thief = cast.a.visit()
    thief.http.set_cookie("__Host-kontor", kept, domain=cast.a.host, path="/")
    assert answer(thief, token, text).status == 422
    assert not is_in(thief)


def test_even_a_device_that_does_not_count_answers_once(cast, key, clock):
    """Many devices say 0 for ever, so the count alone proves nothing."""
    still = replace(key, count=-1)
    with cast.a.work():
        db.session.scalars(select(Passkey)).one().sign_count = 0
    client, options, token = asked(cast.a)
    kept = client.http.get_cookie("__Host-kontor", domain=cast.a.host, path="/").value
    text = still.use(options)
    assert is_in(answer(client, token, text))
    thief = cast.a.visit()
    thief.http.set_cookie("__Host-kontor", kept, domain=cast.a.host, path="/")
    assert answer(thief, token, text).status == 422


def test_a_copy_of_a_device_is_noticed_by_its_count(cast, key):
    copy = replace(key)
    assert is_in(knock(cast.a, key))
    assert is_in(knock(cast.a, key))
    assert knock(cast.a, copy).status == 422


def test_a_question_is_good_for_ten_minutes(cast, key, clock):
    client, options, token = asked(cast.a)
    clock.move(minutes=10, seconds=1)
    assert answer(client, token, key.use(options)).status == 422


def test_an_answer_to_nobodys_question_is_refused(cast, key):
    _client, options, _token = asked(cast.a)
    other = cast.a.visit().get("/anmelden")
    token = next(node["value"] for node in other.page.all("input") if node["name"] == "csrf_token")
    assert answer(other, token, key.use(options)).status == 422


@pytest.mark.parametrize("fault", ["unverified", "another key", "unknown", "elsewhere"])
def test_an_answer_that_proves_nothing_is_refused_and_noted(cast, key, fault):
    liar = {
        "unverified": replace(key, flags=PRESENT),
        "another key": replace(key, key=device(cast.a).key),
        "unknown": device(cast.a),
        "elsewhere": replace(key, origin=device(cast.b).origin),
    }[fault]
    client = knock(cast.a, liar)
    assert (client.status, client.title) == (422, "Anmelden")
    assert "Das hat nicht geklappt." in client.text
    with cast.a.work():
        assert "staff.passkey_refused" in db.session.scalars(select(AuditEntry.verb)).all()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"id": 1}', '{"id": "\\u0000"}', "x" * 30_000, "[" * 20_000])
def test_nonsense_is_refused(cast, text):
    client, _options, token = asked(cast.a)
    assert answer(client, token, text).status == 422


def test_guessing_is_slowed_down(cast, key):
    liar = replace(key, key=device(cast.a).key)
    for _try in range(10):
        assert knock(cast.a, liar).status == 422
    assert knock(cast.a, key).status == 429


def test_who_left_does_not_come_in_by_a_passkey(cast, key):
    with cast.a.work():
        cast.a.admin.load().deactivate()
    assert knock(cast.a, key).status == 422


def test_a_passkey_of_one_agency_opens_no_other(cast, key):
    client, options, token = asked(cast.b)
    assert answer(client, token, replace(key, origin=device(cast.b).origin).use(options)).status == 422


def test_the_password_alone_does_not_become_enough_by_a_passkey(cast, key):
    """Who must have a second factor sets up the app too: the password would open the door by itself."""
    oblige(cast.a)
    assert knock(cast.a, key).path == "/verwaltung/profil/zwei-faktor"


def test_a_passkey_is_renamed_and_removed_with_the_password(cast, key):
    client = cast.a.sign_in("admin").get(LIST).follow("Umbenennen")
    client.submit("Speichern", {"Bezeichnung": "Telefon"})
    assert "Der Passkey heißt jetzt „Telefon“." in client.text
    client.follow("Entfernen …")
    assert client.submit("Entfernen", {"Ihr Passwort": "falsch"}).status == 422
    client.submit("Entfernen", {"Ihr Passwort": PASSWORD})
    assert client.path == LIST
    assert knock(cast.a, key).status == 422


@pytest.mark.parametrize("who", ["owner", "member", "owner of B"])
def test_nobody_touches_anothers(cast, key, who):
    with cast.a.work():
        id = db.session.scalars(select(Passkey.id)).one()
    client = cast.b.sign_in("owner") if who == "owner of B" else cast.a.sign_in(who)
    assert "Laptop" not in client.get(LIST).text
    client.get("/verwaltung/profil")
    for part, form in (("umbenennen", {"label": "x"}), ("entfernen", {"own_password": PASSWORD})):
        assert client.get(f"{LIST}/{id}/{part}").path == LIST
        client.get("/verwaltung/profil")
        assert client.post(f"{LIST}/{id}/{part}", form).path == LIST
    assert is_in(knock(cast.a, key))


def test_a_reset_takes_the_passkeys_too(cast, key):
    client = cast.a.sign_in("owner").get(f"/verwaltung/mitarbeiter/{cast.a.admin.id}")
    client.follow("Zurücksetzen …").submit("Zurücksetzen")
    assert knock(cast.a, key).status == 422
