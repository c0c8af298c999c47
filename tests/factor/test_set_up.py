"""Switching the second factor on and off, for oneself: with the password, and seen by nobody else."""

from __future__ import annotations

import re

import pyotp
import pytest
from sqlalchemy import select

from app.accounts.second_factor import OneTimeCode, RecoveryCode
from app.audit import AuditEntry, describe
from tenants import clock, db
from tests.cast import PASSWORD
from tests.factor.conftest import set_up

PAGE = {"staff": "/verwaltung/profil/zwei-faktor", "person": "/kunden/profil/zwei-faktor"}


@pytest.fixture(params=["staff", "person"])
def who(request, cast):
    return cast.a.reader if request.param == "staff" else cast.a.person


@pytest.fixture
def page(who):
    return PAGE[who.kind.actor_kind]


def begin(client, page, password=PASSWORD):
    return client.get(page).follow("Einrichten").submit("Weiter", {"Ihr Passwort": password})


def secret_in(client):
    return re.search(r'class="copied">([A-Z2-7 ]+)<', client.html)[1].replace(" ", "")


def code_of(secret):
    return pyotp.TOTP(secret).at(int(clock.timestamp()))


def test_it_is_set_up_with_password_drawing_and_first_code(cast, who, page, letters):
    client, elsewhere = cast.a.sign_in(who), cast.a.sign_in(who)
    assert "ausgeschaltet" in client.get(page).text
    begin(client, page)
    assert client.path == f"{page}/einrichten"
    assert "<svg" in client.html
    secret = secret_in(client)
    client.submit("Einschalten", {"Code aus der App": code_of(secret)})
    assert client.title == "Wiederherstellungscodes"
    codes = [node.text() for node in client.page.all("code")]
    assert len(codes) == len(set(codes)) == 10
    client.submit("Ich habe sie aufbewahrt")
    assert "Die Zwei-Faktor-Anmeldung ist eingeschaltet." in client.text
    assert "Noch 10 Codes sind unbenutzt." in client.text
    assert codes[0] not in client.get(f"{page}/codes").text
    assert elsewhere.get(page, follow=False).status == 303
    assert "eingeschaltet" in letters.to(who.email, cast.a.slug)[-1]["Subject"]


def test_it_is_noted_who_switched_it_on(cast, who):
    set_up(cast.a, who)
    with cast.a.work():
        entry = db.session.scalar(
            select(AuditEntry).where(AuditEntry.object_id == who.id).order_by(AuditEntry.id.desc())
        )
        assert str(describe(entry)) == f"{who.name} hat die Zwei-Faktor-Anmeldung eingeschaltet."
        assert entry.details == {}


def test_a_wrong_password_begins_nothing(cast, who, page):
    client = begin(cast.a.sign_in(who), page, "falsch")
    assert (client.status, client.errors()["Ihr Passwort"]) == (422, "Das ist nicht Ihr Passwort.")
    with cast.a.work():
        assert db.session.scalar(select(OneTimeCode)) is None
    assert client.get(f"{page}/einrichten").path == page


def test_without_a_right_code_it_stays_off(cast, who, page):
    client = begin(cast.a.sign_in(who), page)
    secret = secret_in(client)
    wrong = f"{(int(code_of(secret)) + 500_000) % 1_000_000:06}"
    assert client.submit("Einschalten", {"Code aus der App": wrong}).status == 422
    assert secret_in(client) == secret
    with cast.a.work():
        assert who.load().second_factor is None
        assert db.session.scalar(select(RecoveryCode)) is None


def test_going_back_shows_the_same_secret_for_an_hour(cast, who, page, clock):
    client = begin(cast.a.sign_in(who), page)
    secret = secret_in(client)
    assert secret_in(begin(client, page)) == secret
    clock.move(minutes=61)
    client = cast.a.sign_in(who)
    assert client.get(f"{page}/einrichten").path == page
    assert secret_in(begin(client, page)) != secret


def test_the_code_that_switched_it_on_opens_no_session(cast, who):
    with cast.a.work():
        user = who.load()
        user.begin_second_factor()
        secret = user.secret_of(user.begun_factor)
        user.confirm_second_factor(code_of(secret))
    door = "/anmelden" if who.kind.actor_kind == "staff" else "/kunden/anmelden"
    client = cast.a.visit().get(door).submit("Anmelden", {"E-Mail-Adresse": who.email, "Passwort": PASSWORD})
    assert client.submit("Anmelden", {"Code aus der App": code_of(secret)}).status == 422


def test_fresh_recovery_codes_are_gone_after_ten_minutes(cast, who, page, clock):
    phone = set_up(cast.a, who)
    client = cast.a.sign_in(who).get(page).follow("Neue Codes …")
    client.submit("Neue Codes erstellen", {"Ihr Passwort": PASSWORD})
    fresh = [node.text() for node in client.page.all("code")]
    assert not set(fresh) & set(phone.codes)
    clock.move(minutes=10, seconds=1)
    assert client.get(f"{page}/codes").path == page


def test_new_recovery_codes_void_the_old_ones(cast, who, page):
    phone = set_up(cast.a, who)
    cast.a.sign_in(who).get(f"{page}/neue-codes").submit("Neue Codes erstellen", {"Ihr Passwort": PASSWORD})
    client = phone.knock().follow("Telefon nicht zur Hand? Mit einem Wiederherstellungscode anmelden")
    assert client.submit("Anmelden", {"Wiederherstellungscode": phone.codes[0]}).status == 422


def test_recovery_codes_in_the_browser_open_for_their_owner_alone(cast):
    set_up(cast.a, cast.a.owner)
    client = cast.a.sign_in("owner").get("/verwaltung/profil/zwei-faktor/neue-codes")
    client.submit("Neue Codes erstellen", {"Ihr Passwort": PASSWORD})
    codes = [node.text() for node in client.page.all("code")]
    kept = client.http.get_cookie("__Host-kontor", domain=cast.a.host, path="/").value
    assert codes[0] not in kept
    other = cast.a.sign_in("admin")
    other.http.set_cookie("__Host-kontor", kept, domain=cast.a.host, path="/")
    assert other.get("/verwaltung/profil/zwei-faktor/codes").path == "/verwaltung/profil/zwei-faktor"


def test_it_is_switched_off_with_the_password(cast, who, page, letters):
    phone = set_up(cast.a, who)
    client = cast.a.sign_in(who).get(page).follow("Ausschalten …")
    assert client.submit("Ausschalten", {"Ihr Passwort": "falsch"}).status == 422
    client.submit("Ausschalten", {"Ihr Passwort": PASSWORD})
    assert "Die Zwei-Faktor-Anmeldung ist ausgeschaltet." in client.text
    assert phone.is_in(phone.knock())
    assert "ausgeschaltet" in letters.to(who.email, cast.a.slug)[-1]["Subject"]
    with cast.a.work():
        assert db.session.scalar(select(RecoveryCode)) is None


def test_guessing_the_password_here_is_slowed_down(cast, who, page):
    client = cast.a.sign_in(who).get(f"{page}/einschalten")
    for _try in range(10):
        assert client.submit("Weiter", {"Ihr Passwort": "falsch"}).status == 422
    assert client.submit("Weiter", {"Ihr Passwort": PASSWORD}).status == 429


def test_the_same_form_twice_does_the_same(cast, who, page):
    client = begin(cast.a.sign_in(who), page)
    code = code_of(secret_in(client))
    form = {"code": code}
    client.post(f"{page}/einrichten", form)
    assert client.title == "Wiederherstellungscodes"
    assert client.post(f"{page}/einrichten", form).path == page
    for part in ("einschalten", "ausschalten", "ausschalten", "neue-codes"):
        assert client.get(f"{page}/{part}").post(f"{page}/{part}", {"own_password": PASSWORD}).path == page


def test_signed_out_it_leads_to_the_door(cast, page):
    for part in ("", "/einschalten", "/einrichten", "/codes", "/neue-codes", "/ausschalten"):
        assert cast.a.visit().get(page + part).title == "Anmelden"


def test_only_ones_own_can_be_reached(cast):
    set_up(cast.a, cast.a.person)
    assert "ausgeschaltet" in cast.a.sign_in("other_person").get(PAGE["person"]).text
    assert "ausgeschaltet" in cast.b.sign_in("person").get(PAGE["person"]).text
