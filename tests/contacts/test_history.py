"""What happened at a customer: whose lines they are, in which order, and what reading them costs."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.engine import Engine

from app.audit import AuditEntry
from app.contacts.history import MOST, history_of_contact, latest_of, number_of
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.discussion.models import Comment
from app.files.models import File
from app.files.uploads import Upload
from app.groups.models import GroupMembership
from app.projects.models import Project
from app.tasks.models import Task
from tenants import db


@pytest.fixture
def agency(cast):
    with cast.a.work():
        yield cast.a


def verbs(customer: Customer, **asked) -> list[str]:
    return [entry.verb for entry in latest_of(customer, 100, **asked)]


def test_everything_that_concerns_the_customer_is_told_the_latest_first(agency):
    customer, member = agency.customer.load(), agency.member.load()
    project = Project.add(customer=customer, name="Messe")
    task = Task.add(title="Stand", project=project)
    Comment.post(task, member, "Ist gebucht.")
    File.attach(customer, [Upload("plan.txt", BytesIO(b"x"))], member)
    GroupMembership.set(customer, [])
    agency.person.load().update(first_name="Anne")
    agency.contact.load().update(position="Leitung")
    db.session.flush()
    found = verbs(customer)
    wanted = [
        "contact.changed", "person.changed", "customer.groups_changed", "file.added", "comment.posted",
        "task.created", "project.created", "contact.added", "customer.created",
    ]  # fmt: skip
    assert [verb for verb in found if verb in wanted] == wanted
    assert number_of(customer) == (len(found), False)


def test_nothing_of_others_is_told(agency):
    other = agency.other_customer.load()
    Project.add(customer=other, name="Speisekarte")
    agency.other_person.load().update(first_name="Olaf")
    Task.add(title="Intern")
    db.session.flush()
    assert not {"project.created", "person.changed", "task.created"} & {*verbs(agency.customer.load())}
    assert {"project.created", "person.changed"} <= {*verbs(other)}


def test_a_persons_lines_stand_wherever_it_is_contact(agency):
    second = agency.other_customer.load()
    Contact.add(second, agency.person.load(), defaults=False)
    agency.person.load().update(first_name="Anne")
    db.session.flush()
    assert "person.changed" in verbs(agency.customer.load())
    assert "person.changed" in verbs(second)


def test_lines_about_what_is_gone_stay(agency):
    customer = agency.customer.load()
    Task.add(title="Kurz", customer=customer).remove()
    contact = Contact.add(customer, Person.add(last_name="Kurz"), defaults=False)
    contact.remove()
    db.session.flush()
    assert {"task.created", "task.removed", "contact.added", "customer.contact_removed"} <= {*verbs(customer)}


def test_one_kind_and_hidden_kinds(agency):
    customer = agency.customer.load()
    Project.add(customer=customer, name="Messe")
    agency.person.load().update(first_name="Anne")
    db.session.flush()
    assert verbs(customer, kinds={"project"}) == ["project.created"]
    assert verbs(customer, kinds={"person"}) == ["person.changed"]
    assert "project.created" not in verbs(customer, hidden={"project"})
    assert number_of(customer, {"project"}) == (1, False)
    assert number_of(customer, None, {"project"})[0] == number_of(customer)[0] - 1


def test_pages_follow_one_another_without_gap(agency):
    customer = agency.customer.load()
    for number in range(25):
        customer.update(city=f"Ort {number}")
        agency.person.load().update(first_name=f"Anne {number}")
    db.session.flush()
    whole = [entry.id for entry in latest_of(customer, 100)]
    parts = [entry.id for start in range(0, 100, 7) for entry in latest_of(customer, 7, start)]
    assert parts == whole
    assert len(whole) == number_of(customer)[0]


def test_a_long_history_is_not_counted_to_its_end(agency, monkeypatch):
    monkeypatch.setattr("app.contacts.history.MOST", 5)
    customer = agency.customer.load()
    for number in range(8):
        customer.update(city=f"Ort {number}")
    db.session.flush()
    assert number_of(customer) == (5, True)
    assert MOST == 10_000


def test_every_line_is_read_from_an_index(agency):
    """With sequential scans forbidden the plan has none: an index serves each part, under row-level security too."""
    customer, contact = agency.customer.load(), agency.contact.load()
    sent = []

    def heard(_connection, _cursor, statement, parameters, *_rest):
        sent.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", heard)
    latest_of(customer, 50)
    number_of(customer)
    db.session.scalars(history_of_contact(contact).limit(10)).all()
    event.remove(Engine, "before_cursor_execute", heard)
    connection = db.session.connection()
    connection.execute(text("SET LOCAL enable_seqscan = off"))
    told = [(statement, parameters) for statement, parameters in sent if "audit_entry" in statement]
    assert len(told) == 4
    for statement, parameters in told:
        plan = [line for (line,) in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)]
        assert not [line for line in plan if "Seq Scan on audit_entry" in line], plan


def test_a_line_says_which_customer_it_concerns(agency):
    project = Project.add(customer=agency.customer.load(), name="Messe")
    db.session.flush()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.object_id == project.id)).first()
    assert entry.customer_id == agency.customer.id
