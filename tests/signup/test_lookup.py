"""„Zu meiner Agentur“: the list comes by mail, and only there."""

import secrets

import pytest
from sqlalchemy import select, text, update

from app.signup.models import MOST_LISTED, AgencyLookup
from app.staff.models import StaffMember
from app.staff.roles import Role
from tenants import Tenant, as_tenant, db, now, uuid7
from tests.cast import make_agency
from tests.client import Client
from tests.letters import text_of


@pytest.fixture
def apex(app) -> Client:
    return Client(app, "localhost")


@pytest.fixture
def address(cast) -> str:
    """Somebody who works at both agencies of the cast."""
    address = f"{secrets.token_hex(5)}@example.org"
    for agency in (cast.a, cast.b):
        with agency.work():
            StaffMember.join(id=uuid7(), first_name="Uta", last_name="Ufer", email=address, role=Role.MEMBER)
    return address


def look_up(apex, address):
    return apex.get("/zu-meiner-agentur").submit("Adressen schicken", {"E-Mail-Adresse": address})


def test_all_agencies_of_an_address_come_by_mail(apex, cast, address, letters):
    assert look_up(apex, address.upper()).title == "Bitte sehen Sie in Ihr Postfach"
    (mail,) = letters.to(address)
    for agency in (cast.a, cast.b):
        assert agency.name in text_of(mail)
        assert f"http://{agency.host}:8000/anmelden" in text_of(mail)
    assert "Kontor" in str(mail["From"])


def test_the_answer_is_the_same_for_everybody(apex, address, letters):
    stranger = f"{secrets.token_hex(5)}@example.org"
    assert look_up(apex, address).response.data == look_up(apex, stranger).response.data
    assert letters.to(stranger) == []


def test_who_left_and_agencies_that_are_gone_do_not_count(superuser, apex, cast, address, letters):
    with cast.a.work():
        StaffMember.find_by_email(address).deactivate()
    suspended = update(Tenant).where(Tenant.id == cast.b.tenant_id).values(suspended_at=now())
    with superuser.begin() as connection:  # no agency can do that to itself, or undo it
        connection.execute(suspended)
    look_up(apex, address)
    assert letters.to(address) == []


def test_an_agency_not_yet_confirmed_gets_its_link_anew(app, apex, letters):
    slug = f"neu-{secrets.token_hex(5)}"
    address = f"{slug}@example.org"
    apex.get("/agentur-anlegen").submit(
        "Agentur anlegen",
        {
            "Name der Agentur": "Neues Ufer", "Subdomain": slug, "Vorname": "Frieda", "Nachname": "Föhr",
            "E-Mail-Adresse": address, "Passwort": "Sieben-Bojen-vor-der-Mole-4",
        },
    )  # fmt: skip
    first = letters.link(address, slug, "/l/agentur/")
    look_up(apex, address)
    assert letters.link(address, slug, "/l/agentur/") != first


def test_a_mail_lists_no_more_than_fits(app, apex, letters):
    address = f"{secrets.token_hex(5)}@example.org"
    for number in range(MOST_LISTED + 2):
        with make_agency(app, f"Agentur{number:02}").work():
            StaffMember.join(id=uuid7(), first_name="Uta", last_name="Ufer", email=address, role=Role.MEMBER)
    look_up(apex, address)
    (mail,) = letters.to(address)
    assert text_of(mail).count("/anmelden") == MOST_LISTED


def test_the_question_is_forgotten_once_answered(app, apex, address, letters):
    look_up(apex, address)
    letters.to(address)
    with app.app_context(), as_tenant(0):
        query = select(AgencyLookup).where(AgencyLookup.email_key == address)
        assert db.session.scalars(query).all() == []


def test_asking_often_is_slowed_down(apex, address):
    answers = [look_up(apex, address).status for _time in range(11)]
    assert answers == [200] * 10 + [429]


def test_a_wrong_address_is_said_beside_the_field(apex):
    client = look_up(apex, "keine-adresse")
    assert client.status == 422
    assert "keine E-Mail-Adresse" in client.errors()["E-Mail-Adresse"]
    assert client.value("E-Mail-Adresse") == "keine-adresse"


def test_the_worker_may_not_read_passwords_of_the_staff(app, urls):
    from sqlalchemy import create_engine
    from sqlalchemy.exc import ProgrammingError

    engine = create_engine(urls["app_system"])
    with engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(text("SELECT password_hash FROM staff_member"))
    engine.dispose()


def test_tenants_are_seen_by_the_worker_only(app):
    with app.app_context(), as_tenant(0):
        assert [tenant.id for tenant in db.session.scalars(select(Tenant))] == [0]
