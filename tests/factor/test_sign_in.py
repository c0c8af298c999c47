"""Signing in with two factors: nobody is in before the second, and no code opens twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.accounts.factor import MOST_TRIES
from app.accounts.models import SignInSession
from app.accounts.second_factor import OneTimeCode
from app.audit import AuditEntry
from tenants import db
from tests.cast import PASSWORD
from tests.factor.conftest import DOORS, Phone, set_up

NEW = "Fünf-Segel-am-Horizont-09"


def give(client, code, **kwargs):
    return client.submit("Anmelden", {"Code aus der App": code}, **kwargs)


def recover(client, code):
    client.follow("Telefon nicht zur Hand? Mit einem Wiederherstellungscode anmelden")
    return client.submit("Anmelden", {"Wiederherstellungscode": code})


def test_the_password_alone_opens_nothing(phone):
    client = phone.knock()
    assert client.title == "Noch ein Code"
    assert not phone.is_in(client)
    with phone.agency.work():
        assert db.session.scalar(select(SignInSession).where(SignInSession.user_id == phone.who.id)) is None


def test_password_and_code_lead_in(phone):
    assert give(phone.knock(), phone.code()).path in ("/verwaltung/", "/kunden/")


def test_one_gets_where_one_was_going(phone):
    client = phone.agency.visit().get(phone.inside)
    client.submit("Anmelden", {"E-Mail-Adresse": phone.who.email, "Passwort": PASSWORD})
    assert give(client, phone.code()).path == phone.inside


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org", "/l/x", "/verwaltung/../kunden/"])
def test_one_gets_nowhere_else(phone, target):
    client = phone.knock()
    client.get(f"{DOORS[phone.kind]}/code", query_string={"next": target})
    assert give(client, phone.code()).path in ("/verwaltung/", "/kunden/")


def test_a_wrong_code_is_refused_and_noted(phone):
    client = give(phone.knock(), phone.wrong())
    assert client.status == 422
    assert client.errors()["Code aus der App"].startswith("Dieser Code stimmt nicht oder wurde schon benutzt.")
    assert not phone.is_in(client)
    with phone.agency.work():
        verbs = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.object_id == phone.who.id)).all()
    assert f"{phone.kind}.code_refused" in verbs


def test_a_code_is_taken_a_step_early_or_late_and_no_more(phone):
    for seconds, taken in ((-60, False), (60, False), (-30, True), (30, True)):
        client = give(phone.knock(), phone.code(seconds))
        assert (client.status == 200) is taken, seconds


def test_blanks_in_a_code_do_not_matter(phone):
    code = phone.code()
    assert phone.is_in(give(phone.knock(), f" {code[:3]} {code[3:]} "))


def test_no_code_is_taken_twice(phone):
    code = phone.code()
    assert phone.is_in(give(phone.knock(), code))
    assert give(phone.knock(), code).status == 422


def test_no_earlier_code_is_taken_after_a_later_one(phone):
    earlier = phone.code(-30)
    assert phone.is_in(give(phone.knock(), phone.code()))
    assert give(phone.knock(), earlier).status == 422


def test_of_many_at_once_one_uses_the_code(phone):
    clients, code = [phone.knock() for _client in range(8)], phone.code()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda client: give(client, code, follow=False), clients))
    assert [phone.is_in(client) for client in clients].count(True) == 1


def test_a_recovery_code_leads_in_once(phone):
    client = recover(phone.knock(), phone.codes[0])
    assert phone.is_in(client)
    assert recover(phone.knock(), phone.codes[0]).status == 422
    assert phone.is_in(recover(phone.knock(), phone.codes[1].upper().replace("-", " ")))


def test_after_a_recovery_code_one_is_told_how_many_are_left(phone):
    assert "9 Wiederherstellungscodes sind Ihnen geblieben." in recover(phone.knock(), phone.codes[0]).text


def test_of_many_at_once_one_uses_the_recovery_code(phone):
    clients = [phone.knock() for _client in range(8)]
    for client in clients:
        client.follow("Telefon nicht zur Hand? Mit einem Wiederherstellungscode anmelden")

    def use(client):
        client.submit("Anmelden", {"Wiederherstellungscode": phone.codes[3]}, follow=False)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(use, clients))
    assert [phone.is_in(client) for client in clients].count(True) == 1


def test_guessing_is_slowed_down_and_the_right_code_too(phone):
    client = phone.knock()
    for _try in range(10):
        assert give(client, phone.wrong()).status == 422
    assert give(client, phone.code()).status == 429
    assert int(client.headers["Retry-After"]) > 0
    assert give(phone.knock(), phone.code()).status == 429


def test_after_a_hundred_guesses_only_a_recovery_code_helps(phone):
    with phone.agency.work():
        phone.who.load().second_factor.tries = MOST_TRIES
    assert give(phone.knock(), phone.code()).status == 422
    assert phone.is_in(recover(phone.knock(), phone.codes[0]))
    assert phone.is_in(give(phone.knock(), phone.code()))


def test_tries_at_once_are_all_counted(phone):
    clients = [phone.knock() for _client in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda client: give(client, phone.wrong(), follow=False), clients))
    with phone.agency.work():
        assert phone.who.load().second_factor.tries == 8


def test_who_comes_in_is_told_that_others_tried(phone):
    stranger = phone.knock()
    for _try in range(3):
        give(stranger, phone.wrong())
    client = give(phone.knock(), phone.code())
    assert "Seit Ihrer letzten Anmeldung wurden 3 falsche Codes eingegeben" in client.text
    with phone.agency.work():
        assert phone.who.load().second_factor.tries == 0


def test_the_password_must_have_been_given_within_ten_minutes(phone, clock):
    client = phone.knock()
    clock.move(minutes=10, seconds=1)
    assert give(client, phone.code()).path.startswith(DOORS[phone.kind])
    assert "Bitte melden Sie sich noch einmal mit Ihrem Passwort an." in client.text
    assert not phone.is_in(client)


def test_another_password_ends_the_waiting(phone):
    client = phone.knock()
    with phone.agency.work():
        phone.who.load().set_password(NEW)
    assert not phone.is_in(give(client, phone.code()))
    assert phone.is_in(give(phone.knock(password=NEW), phone.code()))


def test_a_new_password_does_not_take_the_second_factor_away(phone):
    with phone.agency.work():
        phone.who.load().set_password(NEW)
    assert phone.knock(password=NEW).title == "Noch ein Code"


def test_what_was_kept_while_waiting_opens_nothing_after_signing_in(phone):
    client = phone.knock()
    kept = client.http.get_cookie("__Host-kontor", domain=phone.agency.host, path="/").value
    give(client, phone.code())
    thief = phone.agency.visit()
    thief.http.set_cookie("__Host-kontor", kept, domain=phone.agency.host, path="/")
    thief.get(f"{DOORS[phone.kind]}/code")
    assert thief.path == DOORS[phone.kind]


def test_who_is_shut_out_meanwhile_stays_out(phone):
    client = phone.knock()
    with phone.agency.work():
        user = phone.who.load()
        user.deactivate() if phone.kind == "staff" else user.lock()
    assert not phone.is_in(give(client, phone.code()))


def test_a_reset_ends_the_waiting_and_all_sessions(phone):
    inside, waiting = phone.agency.sign_in(phone.who), phone.knock()
    with phone.agency.work():
        assert phone.who.load().reset_second_factor()
    assert not phone.is_in(inside)
    assert not phone.is_in(give(waiting, phone.code()))
    assert phone.is_in(phone.knock())


def test_the_waiting_of_one_agency_counts_nowhere_else(cast, phone):
    other = set_up(cast.b, cast.b.admin if phone.kind == "staff" else cast.b.person)
    kept = phone.knock().http.get_cookie("__Host-kontor", domain=cast.a.host, path="/").value
    client = cast.b.visit()
    client.http.set_cookie("__Host-kontor", kept, domain=cast.b.host, path="/")
    client.get(f"{DOORS[phone.kind]}/code")
    assert client.path == DOORS[phone.kind]
    assert not other.is_in(client)


def test_the_waiting_of_the_staff_counts_nothing_in_the_portal(cast):
    staff, person = set_up(cast.a, cast.a.admin), set_up(cast.a, cast.a.person)
    client = staff.knock().get("/kunden/anmelden/code")
    assert client.path == "/kunden/anmelden"
    assert person.knock().get("/anmelden/code").path == "/anmelden"


def test_codes_of_one_user_are_nothing_to_another(cast):
    mine, theirs = set_up(cast.a, cast.a.admin), set_up(cast.a, cast.a.owner)
    assert give(mine.knock(), theirs.code()).status == 422 or theirs.code() == mine.code()
    assert recover(mine.knock(), theirs.codes[0]).status == 422


def test_signing_in_makes_a_new_session_and_ends_that_of_the_browser(phone):
    client = phone.agency.sign_in(phone.who)
    before = client.http.get_cookie(
        "__Host-kontor-staff", domain=phone.agency.host, path="/"
    ) or client.http.get_cookie("__Host-kontor-portal", domain=phone.agency.host, path="/")
    stolen = phone.agency.visit()
    stolen.http.set_cookie(before.key, before.value, domain=phone.agency.host, path="/")
    assert phone.is_in(stolen)
    client.post(
        {"staff": "/abmelden", "person": "/kunden/abmelden"}[phone.kind], {"csrf_token": token_of(client, phone)}
    )
    assert phone.is_in(give(phone.knock(client), phone.code()))
    assert not phone.is_in(stolen)


def token_of(client, phone: Phone) -> str:
    return next(node["value"] for node in client.get(phone.inside).page.all("input") if node["name"] == "csrf_token")


def test_the_code_page_alone_shows_nobody(cast):
    for path in ("/anmelden/code", "/kunden/anmelden/code"):
        client = cast.a.visit().get(path)
        assert client.path == path.removesuffix("/code")
        assert "Bitte melden Sie sich noch einmal mit Ihrem Passwort an." in client.text


def test_the_secret_stands_encrypted_and_opens_for_its_owner_alone(cast, superuser):
    mine, theirs = set_up(cast.a, cast.a.admin), set_up(cast.a, cast.a.owner)
    with cast.a.work():
        stored = {row.staff_id: row.secret for row in db.session.scalars(select(OneTimeCode))}
        assert mine.secret not in stored[mine.who.id]
        mine.who.load().second_factor.secret = stored[theirs.who.id]
    assert give(mine.knock(), theirs.code()).status == 422
