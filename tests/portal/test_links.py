"""Links that set a password: opened by anybody any number of times, used once, and dead when they should be."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.accounts.tokens import seal, sign
from app.audit import AuditEntry
from app.contacts.persons import Person
from app.mail.models import MailSwitch, OutgoingMail
from tenants import db

NEW = "Tonne-Priel-Kanal-Anker47"
FORM = "Passwort festlegen"
DEAD = "Dieser Link gilt nicht mehr"


@pytest.fixture
def link(cast, newcomer):
    """The path of the link that was just sent to a newcomer."""
    return invite(cast.a, newcomer)


def invite(agency, id) -> str:
    with agency.work():
        person = Person.get(id)
        person.invite()
        return path(person, "set-password")


def reset(agency) -> str:
    """The path of a one-hour link for somebody who has a password."""
    with agency.work():
        person = agency.person.load()
        person.request_link()
        return path(person, "forgot-password")


def path(person, purpose) -> str:
    return f"/kunden/passwort/{person.link(purpose)}"


def test_link_leads_to_a_password_and_to_the_filled_sign_in(cast, link):
    client = cast.a.visit().get(link)
    assert (client.status, client.title) == (200, FORM)
    assert "Nele@Example.org" in client.text
    assert client.headers["Referrer-Policy"] == "strict-origin"
    client.submit(FORM, {"Neues Passwort": NEW})
    assert client.path == "/kunden/anmelden"
    assert "Ihr Passwort ist festgelegt." in client.text
    assert client.value("E-Mail-Adresse") == "Nele@Example.org"
    client.submit("Anmelden", {"Passwort": NEW})
    assert client.title.endswith(", Frau Neu")


def test_address_of_the_sign_in_page_holds_no_address(cast, link):
    client = cast.a.visit().get(link).submit(FORM, {"Neues Passwort": NEW})
    assert all("nele" not in visited.lower() for visited in client.visited)
    assert cast.b.visit().get("/kunden/").value("E-Mail-Adresse") == ""


def test_opening_a_link_changes_nothing(cast, link, newcomer):
    with cast.a.work():
        before = Person.get(newcomer).sealed_state
    scanner = cast.a.visit()
    for _time in range(25):
        assert scanner.get(link).status == 200
        assert scanner.http.head(link, base_url=scanner.base).status_code == 200
    with cast.a.work():
        assert Person.get(newcomer).sealed_state == before
    assert cast.a.visit().get(link).submit(FORM, {"Neues Passwort": NEW}).path == "/kunden/anmelden"


def test_of_many_at_once_one_succeeds(cast, link, newcomer):
    clients = [cast.a.visit().get(link) for _number in range(20)]

    def use(number):
        clients[number].submit(FORM, {"Neues Passwort": f"{NEW}{number}"}, follow=False)
        return clients[number].status

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(use, range(20)))
    assert sorted(answers) == [303] + [410] * 19
    winner = answers.index(303)
    client = cast.a.visit().get("/kunden/")
    client.submit("Anmelden", {"E-Mail-Adresse": "nele@example.org", "Passwort": f"{NEW}{winner}"})
    assert client.path == "/kunden/"


def test_link_lives_48_hours(cast, link, clock):
    clock.move(hours=47, minutes=59, seconds=55)
    assert cast.a.visit().get(link).title == FORM
    clock.move(seconds=10)
    client = cast.a.visit().get(link)
    assert (client.status, client.title) == (410, DEAD)


def test_link_of_a_forgotten_password_lives_one_hour(cast, clock):
    link = reset(cast.a)
    clock.move(minutes=59, seconds=55)
    assert cast.a.visit().get(link).title == FORM
    clock.move(seconds=10)
    assert cast.a.visit().get(link).title == DEAD


def test_newer_invitation_kills_the_older(cast, link, newcomer):
    newer = invite(cast.a, newcomer)
    assert cast.a.visit().get(link).title == DEAD
    assert cast.a.visit().get(newer).title == FORM


def test_newer_link_of_a_forgotten_password_kills_the_older(cast, clock):
    older = reset(cast.a)
    newer = reset(cast.a)
    assert cast.a.visit().get(older).title == DEAD
    assert cast.a.visit().get(newer).title == FORM


@pytest.mark.parametrize(
    "change",
    [
        lambda person: person.change_address("neu@example.org"),
        lambda person: person.change_address(None),
        lambda person: person.set_password(NEW),
        lambda person: person.revoke(),
        lambda person: person.lock(),
        lambda person: person.contacts[0].remove(),
    ],
    ids=["address changed", "address taken away", "password set", "revoked", "locked", "contact removed"],
)
def test_link_is_dead_after(cast, link, newcomer, change):
    opened = cast.a.visit().get(link)
    with cast.a.work():
        change(Person.get(newcomer))
    assert (cast.a.visit().get(link).status, cast.a.visit().get(link).title) == (410, DEAD)
    opened.submit(FORM, {"Neues Passwort": f"{NEW}0"})
    assert (opened.status, opened.title) == (410, DEAD)


def test_revived_access_does_not_revive_a_link(cast, link, newcomer):
    with cast.a.work():
        person = Person.get(newcomer)
        person.revoke()
        person.invite()
    assert cast.a.visit().get(link).title == DEAD


def test_used_link_is_dead(cast, link):
    cast.a.visit().get(link).submit(FORM, {"Neues Passwort": NEW})
    assert cast.a.visit().get(link).title == DEAD


def test_link_is_refused_at_another_agency(cast, link):
    assert cast.b.visit().get(link).status == 404
    for path, data in ((link, {"password": NEW}), (f"{link}/neu", {})):
        client = cast.b.visit().get("/kunden/")
        assert client.post(path, data).status == 404


def test_what_we_did_not_sign_is_no_link(cast, link, newcomer, app):
    with cast.a.work():
        state = seal(*Person.get(newcomer).sealed_state)
        foreign = [
            sign("staff-invite", "staff", newcomer, state),
            sign("set-password", "staff", newcomer, state),
            sign("confirm-agency", "person", newcomer, state),
        ]
    for token in ["x", f"{link[17:-1]}x", link[17:] + "A", *foreign]:
        assert cast.a.visit().get(f"/kunden/passwort/{token}").status == 404


def test_link_signed_for_another_state_is_dead(cast, newcomer):
    with cast.a.work():
        token = sign("set-password", "person", newcomer, seal("anders"))
    assert cast.a.visit().get(f"/kunden/passwort/{token}").title == DEAD


def test_dead_link_offers_a_new_one_to_the_stored_address(cast, link, newcomer, clock, letters):
    clock.move(hours=49)
    client = cast.a.visit().get(link).submit("Neuen Link anfordern")
    assert client.title == "Bitte sehen Sie in Ihr Postfach"
    fresh = letters.link("Nele@Example.org", cast.a.slug, "/kunden/passwort/")
    assert cast.a.visit().get(fresh).title == FORM


def test_dead_link_answers_the_same_but_mails_nobody_without_access(cast, link, newcomer, clock, letters):
    clock.move(hours=49)
    first = cast.a.visit().get(link).submit("Neuen Link anfordern").html
    sent = len(letters.to("Nele@Example.org", cast.a.slug))
    with cast.a.work():
        Person.get(newcomer).revoke()
    second = cast.a.visit().get(link).submit("Neuen Link anfordern").html
    with cast.a.work():
        Person.get(newcomer).contacts[0].remove()
    third = cast.a.visit().get(link).submit("Neuen Link anfordern").html
    assert first == second == third
    assert len(letters.to("Nele@Example.org", cast.a.slug)) == sent


def test_new_link_goes_to_a_changed_address(cast, link, newcomer, letters):
    with cast.a.work():
        Person.get(newcomer).change_address("nele.neu@example.org")
    cast.a.visit().get(link).submit("Neuen Link anfordern")
    assert letters.to("nele.neu@example.org", cast.a.slug)


def test_no_new_link_while_the_mail_is_inactive(cast, link, newcomer, clock, letters):
    clock.move(hours=49)
    letters.to("Nele@Example.org", cast.a.slug)
    with cast.a.work():
        db.session.add(MailSwitch(key="set_password"))
    cast.a.visit().get(link).submit("Neuen Link anfordern")
    letters.to("Nele@Example.org", cast.a.slug)
    with cast.a.work():
        assert len(db.session.scalars(OutgoingMail.about("person", newcomer)).all()) == 1


def test_weak_password_keeps_the_link_alive(cast, link):
    client = cast.a.visit().get(link).submit(FORM, {"Neues Passwort": "kurz"})
    assert client.status == 422
    assert "mindestens 12 Zeichen" in client.errors()["Neues Passwort"]
    assert client.submit(FORM, {"Neues Passwort": NEW}).path == "/kunden/anmelden"


def test_password_is_set_by_the_person_in_the_log(cast, link, newcomer):
    cast.a.visit().get(link).submit(FORM, {"Neues Passwort": NEW})
    with cast.a.work():
        entry = db.session.scalar(AuditEntry.about(Person.get(newcomer)))
        assert (entry.verb, entry.actor_kind, entry.actor_name) == ("person.password_set", "person", "Nele Neu")


def test_another_person_signed_in_here_is_signed_out(cast, link):
    client = cast.a.sign_in("person").get(link)
    client.submit(FORM, {"Neues Passwort": NEW})
    assert client.path == "/kunden/anmelden"
    assert client.value("E-Mail-Adresse") == "Nele@Example.org"


def test_replacing_a_password_signs_out_everywhere_and_says_so(cast, letters):
    elsewhere = cast.a.sign_in("person")
    cast.a.visit().get(reset(cast.a)).submit(FORM, {"Neues Passwort": NEW})
    assert elsewhere.get("/kunden/").title == "Anmelden"
    subjects = [mail["Subject"] for mail in letters.to(cast.a.person.email, cast.a.slug)]
    assert subjects[-1].endswith("geändert")
    with cast.a.work():
        assert db.session.scalar(select(Person.reset_requested_at).where(Person.id == cast.a.person.id)) is None
