"""The one rule: a contact reaches what it is permitted and a group of its customer opens."""

import pytest

from app.access import (
    Occasion,
    Section,
    heard_by,
    listeners,
    opened_by_groups,
    reaches,
    sections,
    sections_of,
    sections_of_each,
)
from app.access.models import ContactNotification, ContactPermission
from app.audit import AuditEntry
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.groups.models import Group, GroupMembership
from tenants import db, now

PROJECTS = Section("projects", "Projekte", "x.projects", "folder", occasions=(Occasion("project.new", "Projekt neu"),))
INVOICES = Section("invoices", "Rechnungen", "x.invoices", "receipt", occasions=(Occasion("invoice.new", "Neu"),))
MEMBERS = Section("members", "Mitgliederliste", "x.members", "users", permission=False)


@pytest.fixture(autouse=True)
def registry(app):
    """These three sections and no other, whatever the product has."""
    own = list(sections)
    for section in own:
        sections.remove(section.key)
    for section in (PROJECTS, INVOICES, MEMBERS):
        sections.add(section)
    yield
    for section in list(sections):
        sections.remove(section.key)
    for section in own:
        sections.add(section)


@pytest.fixture
def work(cast):
    with cast.a.work():
        yield cast.a


@pytest.fixture
def contact(work):
    return work.contact.load()


def into_group(customer, *keys, group=""):
    """Put the customer into one group that opens these sections, and into no other."""
    rubric = db.session.scalars(Group.preselection()).one().rubric
    group = Group(rubric=rubric, name=f"Öffnet {keys} {group}")
    db.session.add(group)
    group.open(*keys)
    GroupMembership.set(customer, [group])


@pytest.mark.parametrize(
    ("permitted", "opened", "reached"),
    [
        ([], [], []),
        (["projects"], [], []),
        ([], ["projects"], []),
        (["projects"], ["projects"], ["projects"]),
        (["projects"], ["invoices"], []),
        (["invoices", "projects"], ["projects", "invoices"], ["projects", "invoices"]),
        ([], ["members"], ["members"]),
        (["members"], [], []),
        (["gone"], ["gone"], []),
    ],
)
def test_permission_and_group_together(contact, permitted, opened, reached):
    ContactPermission.set(contact, permitted)
    into_group(contact.customer, *opened)
    assert [section.key for section in sections_of(contact)] == reached
    for key in ("projects", "invoices", "members", "gone"):
        assert reaches(contact, key) == (key in reached)


def test_group_that_opens_all_opens_later_sections_too(contact):
    later = sections.add(Section("later", "Später", "x.later", "clock", permission=False))
    assert later in sections_of(contact)
    sections.remove("later")
    assert not reaches(contact, "later")


def test_any_of_several_groups_is_enough(contact):
    rubric = db.session.scalars(Group.preselection()).one().rubric
    shut, ajar = Group(rubric=rubric, name="Zu"), Group(rubric=rubric, name="Auf")
    db.session.add_all([shut, ajar])
    ajar.open("projects")
    GroupMembership.set(contact.customer, [shut, ajar])
    ContactPermission.set(contact, ["projects"])
    assert reaches(contact, "projects")


def test_without_group_nothing_is_reached(contact):
    ContactPermission.set(contact, ["projects"])
    GroupMembership.set(contact.customer, [])
    assert opened_by_groups(contact.customer) == set()
    assert sections_of(contact) == []


def test_permissions_belong_to_one_contact_not_to_the_person(work, contact):
    other = Contact.add(work.other_customer.load(), contact.person)
    ContactPermission.set(contact, ["projects"])
    assert reaches(contact, "projects")
    assert not reaches(other, "projects")


def test_rule_needs_a_fixed_number_of_queries(contact, count_queries):
    ContactPermission.set(contact, ["projects", "invoices"])
    into_group(contact.customer, "projects", "invoices", "members")
    db.session.flush()
    with count_queries() as statements:
        assert len(sections_of(contact)) == 3
    assert len(statements) == 2


def test_several_contacts_cost_as_much_as_one(work, contact, count_queries):
    customers = [Customer.add(kind="firm", company=f"Firma {number}") for number in range(5)]
    for number, customer in enumerate(customers):
        into_group(customer, *(["projects"] if number % 2 else []), group=number)
    contacts = [Contact.add(customer, contact.person) for customer in customers]
    for each in contacts:
        ContactPermission.set(each, ["projects", "invoices"])
    db.session.flush()
    with count_queries() as statements:
        found = sections_of_each(contacts)
    assert len(statements) == 2
    assert [[section.key for section in found[each.id]] for each in contacts] == [[], ["projects"]] * 2 + [[]]
    assert [found[each.id] for each in contacts] == [sections_of(each) for each in contacts]


def test_who_is_told_and_what_one_hears_of_are_the_same_rule(work, contact):
    customer, occasions = contact.customer, ("project.new", "invoice.new")
    cases = [
        lambda: ContactPermission.set(contact, ["projects"]),
        lambda: ContactNotification.set(contact, occasions),
        lambda: into_group(customer, "projects"),
        lambda: ContactPermission.set(contact, ["projects", "invoices"]),
        lambda: setattr(customer, "locked_at", now()),
        lambda: setattr(customer, "locked_at", None),
        contact.person.lock,
        contact.person.unlock,
        contact.person.revoke,
    ]
    heard = []
    for change in cases:
        change()
        heard.append(heard_by(contact))
        assert heard[-1] == {key for key in occasions if contact in listeners(customer, key)}
    some = {"project.new"}
    assert heard == [set(), some, some, some, set(), some, set(), some, set()]


def test_mail_goes_to_who_asked_and_reaches_and_has_access(work, contact):
    customer = contact.customer
    colleague = Contact.add(customer, Person.add(first_name="Bo", email="bo@example.org"))
    for each in (contact, colleague):
        ContactPermission.set(each, ["projects"])
        ContactNotification.set(each, ["project.new", "invoice.new"])
    assert listeners(customer, "project.new") == [contact]
    colleague.person.give_password("Tonne-Priel-Kanal-Anker47", welcome=False)
    assert listeners(customer, "project.new") == [contact, colleague]
    assert listeners(customer, "invoice.new") == []
    assert listeners(customer, "unbekannt") == []
    ContactNotification.set(colleague, [])
    contact.person.lock()
    assert listeners(customer, "project.new") == []


def test_nobody_gets_mail_about_what_no_group_opens(contact):
    ContactPermission.set(contact, ["projects"])
    ContactNotification.set(contact, ["project.new"])
    GroupMembership.set(contact.customer, [])
    assert listeners(contact.customer, "project.new") == []


def test_changes_of_rights_are_in_the_log(contact):
    ContactPermission.set(contact, ["projects"])
    ContactPermission.set(contact, ["projects"])
    ContactNotification.set(contact, ["project.new"])
    verbs = [entry.verb for entry in db.session.scalars(AuditEntry.about(contact))]
    assert verbs[:2] == ["contact.notifications_changed", "contact.permissions_changed"]
    assert verbs.count("contact.permissions_changed") == 1


def test_rights_go_with_the_contact(cast):
    with cast.a.work():
        contact = Contact.add(Customer.add(kind="firm", company="Neu"), cast.a.person.load())
        ContactPermission.set(contact, ["projects"])
        contact.remove()
        assert db.session.scalars(ContactPermission.of(contact)).all() == []
