"""The demo agency: made once, told about, and never in production."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app import create_app
from app.config import DEMO_SLUG, ConfigurationError
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.development import demo
from app.development.demo_data import PORTAL
from app.discussion.models import Comment
from app.files.models import File
from app.mail.models import OutgoingMail
from app.members.models import MemberList
from app.newsletter.subscription import Subscription
from app.notifications.models import Notice
from app.overview import work
from app.overview.letters import letters
from app.projects.choices import STATUSES as PROJECT_STATUSES
from app.projects.models import Project
from app.settings.day import today
from app.signup.names import problem_with
from app.staff.models import StaffMember
from app.startup import check_database
from app.tasks.choices import STATUSES as TASK_STATUSES
from app.tasks.models import Task
from tenants import as_tenant, db, find_by_slug, uuid7
from tests.client import Client

PRODUCTION = {"PRODUCTION": True, "SCHEME": "https", "BASE_DOMAIN": "kontor.example", "SMTP_URL": "smtps://example.org"}


@pytest.fixture(scope="module")
def lines(app) -> str:
    return demo.seed(app)


@pytest.fixture
def agency(app, lines):
    with app.app_context():
        tenant_id = find_by_slug(DEMO_SLUG).id
        with as_tenant(tenant_id):
            yield tenant_id


def test_it_is_made_once(app, lines, agency):
    assert demo.seed(app) == lines
    names = [customer.name for customer in db.session.scalars(Customer.listed())]
    assert len(names) == len(set(names)) >= 30


def test_every_state_of_access_appears(agency):
    primaries = Contact.primaries(db.session.scalars(Customer.listed()))
    assert {contact.person.access.kind for contact in primaries.values()} == {
        "none", "no_address", "invited", "link_expired", "password_set", "active", "locked", "undeliverable",
    }  # fmt: skip


def test_it_is_plainly_invented(agency):
    for contact in Contact.primaries(db.session.scalars(Customer.listed())).values():
        assert (contact.person.email or "@example.org").endswith("@example.org")
        assert contact.phone.startswith("+493023125")


def test_customers_are_known_in_every_way(agency):
    customers = db.session.scalars(Customer.listed()).all()
    assert {bool(customer.hours) for customer in customers} == {True, False}
    assert {customer.in_lists for customer in customers} == {True, False}
    assert all(customer.responsible for customer in customers)
    assert any(customer.note for customer in customers)
    assert MemberList.current().public
    people = db.session.scalars(select(Person)).all()
    assert {person.address_state.kind for person in people} >= {"unchecked", "confirmed"}
    assert {Subscription(person).given for person in people} == {True, False}


def test_work_in_every_state_appears(agency):
    projects, tasks = db.session.scalars(select(Project)).all(), db.session.scalars(select(Task)).all()
    assert {project.status for project in projects} == set(PROJECT_STATUSES)
    assert {task.status for task in tasks} == set(TASK_STATUSES)
    assert len(projects) >= 6
    assert len(tasks) >= 40
    assert {task.overdue(today()) for task in tasks} == {True, False}
    assert {(one.author_kind, one.internal) for one in db.session.scalars(select(Comment))} == {
        ("staff", True), ("staff", False), ("person", False),
    }  # fmt: skip


def test_who_signs_in_first_has_something_to_read_and_to_do(agency):
    owner = StaffMember.find_by_email(demo.address("Merle", "Kröger"))
    assert work.my_tasks(owner, today()).overdue
    assert letters(owner).total > 1
    assert letters(owner).items[0].mine


def test_the_contact_of_the_portal_sees_projects_tasks_comments_and_files(agency):
    person = Person.find_by_email(demo.address(*PORTAL))
    (contact,) = person.contacts
    for kind in (Project, Task, Comment, File):
        assert len(db.session.scalars(kind.visible_to(contact)).all()) > 1, kind
    assert {file.media_type for file in db.session.scalars(select(File))} == {
        "image/png", "application/pdf", "text/plain",
    }  # fmt: skip


def test_nobody_is_mailed_about_the_work(agency):
    assert db.session.scalars(select(Notice)).all() == []
    assert db.session.scalars(select(OutgoingMail)).all() == []


def test_all_who_are_told_about_can_sign_in(app, lines):
    rows = re.findall(r"(\S+@example\.org)\s+http://demo\.localhost:8000(/\S+)", lines)
    assert len(rows) == 5
    for email, path in rows:
        client = Client(app, f"{DEMO_SLUG}.localhost").get(path)
        client.submit("Anmelden", {"E-Mail-Adresse": email, "Passwort": demo.PASSWORD})
        assert client.status == 200
        assert client.path in ("/verwaltung/", "/kunden/")


def test_production_neither_makes_nor_serves_it(app, config, lines):
    production = create_app(config | PRODUCTION)
    with pytest.raises(ConfigurationError, match="demo"):
        demo.seed(production)
    with pytest.raises(ConfigurationError, match="demo"):
        check_database(production)
    check_database(app)


def test_nobody_can_sign_up_for_its_subdomain(app):
    with app.test_request_context():
        assert problem_with(DEMO_SLUG)


def test_its_password_is_one_that_may_be_chosen(agency):
    customer = Customer.add(id=uuid7(), company="Probewerft")
    person = Contact.primaries(Customer.search("muster")[0]).popitem()[1].person
    person.give_password(demo.PASSWORD)
    assert customer.number
    db.session.rollback()
