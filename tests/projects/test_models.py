"""Projects: what they belong to, how they are found, what changes with them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.audit import AuditEntry
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers import search
from app.customers.models import Customer
from app.projects.contents import _contents, register_content
from app.projects.filters import NOT_DONE, Filters
from app.projects.models import KIND, NotEmpty, Project
from app.projects.opening import _keepers, when_kept_internal
from tenants import as_tenant, db, uuid7
from tests.projects.conftest import start


@pytest.fixture
def agency(app, cast):
    """Inside agency A."""
    with app.app_context(), as_tenant(cast.a.tenant_id):
        yield cast.a


def told(project) -> list[str]:
    """What the log says of it, the oldest first."""
    return [entry.verb for entry in db.session.scalars(AuditEntry.about(project))][::-1]


def found(query) -> list[str]:
    return [project.name for project in db.session.scalars(Project.listed(Filters(query=query)))]


def listed(**asked) -> list[str]:
    return [project.name for project in db.session.scalars(Project.listed(Filters(**asked)))]


class TestStarting:
    def test_it_is_planned_internal_and_without_team(self, agency):
        project = start(agency)
        assert (project.status, project.visible, project.members, project.done_at) == ("planned", False, [], None)
        assert told(project) == ["project.created"]

    def test_one_that_begins_done_knows_since_when(self, agency):
        assert start(agency, status="done").done_at is not None

    def test_the_contact_is_one_of_the_customers_own(self, agency):
        with pytest.raises(ValueError, match="not one of the project's customer"):
            start(agency, contact_id=agency.other_contact.id)

    def test_the_same_id_makes_one_project(self, agency):
        id = uuid7()
        start(agency, id=id)
        db.session.expunge_all()
        with pytest.raises(IntegrityError), db.session.begin_nested():
            start(agency, id=id)

    def test_it_cannot_end_before_it_begins(self, agency):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            start(agency, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 1))


class TestFinding:
    @pytest.mark.parametrize("query", ["website", "WEB", "orgelbau", "matthiesen website"])
    def test_it_is_found_by_its_name_and_by_its_customers(self, agency, query):
        start(agency)
        start(agency, "Anderes", customer=agency.other_customer.load())
        assert found(query) == ["Neue Website"]

    def test_a_new_name_is_findable_and_the_old_one_is_gone(self, agency):
        project = start(agency)
        project.update(name="Relaunch")
        assert (found("relaunch"), found("website"), found("orgelbau")) == (["Relaunch"], [], ["Relaunch"])
        assert search.find(KIND, "orgelbau", 10).ids == [project.id]

    def test_a_customers_new_name_leads_to_its_projects(self, agency):
        start(agency)
        agency.customer.load().update(company="Glockengießerei Voss")
        assert (found("voss"), found("orgelbau")) == (["Neue Website"], [])

    def test_what_is_no_word_finds_nothing(self, agency):
        start(agency)
        assert found("%") == found("\ud800") == []


class TestListing:
    def test_by_state_customer_colleague_and_what_is_late(self, agency):
        other = agency.other_customer.load()
        start(agency, "Alt", status="done", ends_on=date(2026, 1, 1))
        start(agency, "Bald", members=[agency.member.load()], ends_on=date(2026, 5, 1))
        start(agency, "Café", customer=other, status="active", ends_on=date(2026, 4, 1))
        assert listed() == ["Alt", "Bald", "Café"]
        assert listed(status=NOT_DONE) == ["Bald", "Café"]
        assert listed(status="active") == ["Café"]
        assert listed(customer_id=other.id) == ["Café"]
        assert listed(staff_id=agency.member.id) == ["Bald"]
        assert listed(overdue_on=date(2026, 4, 2)) == ["Café"]
        assert listed(query="orgelbau", status=NOT_DONE) == ["Bald"]

    def test_in_every_order(self, agency):
        other = agency.other_customer.load()
        start(agency, "Äpfel", ends_on=date(2026, 5, 1))
        start(agency, "Birnen", customer=other)
        start(agency, "Apfelwein 10", customer=other, ends_on=date(2026, 4, 1))
        start(agency, "Apfelwein 9")
        names = ["Äpfel", "Apfelwein 9", "Apfelwein 10", "Birnen"]
        assert listed(order="name") == names
        assert listed(order="-name") == names[::-1]
        assert listed(order="kunde") == ["Apfelwein 10", "Birnen", "Äpfel", "Apfelwein 9"]
        assert listed(order="-kunde") == ["Äpfel", "Apfelwein 9", "Apfelwein 10", "Birnen"]
        assert listed(order="ende") == ["Apfelwein 10", "Äpfel", "Apfelwein 9", "Birnen"]
        assert listed(order="-ende") == ["Äpfel", "Apfelwein 10", "Apfelwein 9", "Birnen"]


class TestChanging:
    def test_what_stays_as_it_was_is_not_told(self, agency):
        project = start(agency)
        project.update(name="Neue Website", description="")
        assert told(project) == ["project.created"]

    def test_each_state_is_told_and_the_end_is_kept(self, agency):
        project = start(agency)
        for status in ("active", "active", "paused", "done"):
            project.set_status(status)
        assert project.done_at is not None
        project.set_status("planned")
        assert project.done_at is None
        assert told(project)[1:] == ["project.active", "project.paused", "project.done", "project.planned"]

    def test_the_team_is_exactly_those_who_were_named(self, agency):
        member, owner = agency.member.load(), agency.owner.load()
        project = start(agency, members=[member])
        project.set_members([member, owner])
        assert project.people == project.team == [member, owner]
        project.set_members([owner])
        assert project.people == [owner]
        entry = db.session.scalars(AuditEntry.about(project)).first()
        assert entry.details == {"added": [], "removed": ["Mika Moor"]}

    def test_without_members_it_is_the_business_of_who_made_it(self, agency):
        assert start(agency, created_by_id=agency.admin.id).team == [agency.admin.load()]
        assert start(agency).team == []

    def test_it_is_overdue_from_the_day_after_its_end(self, agency):
        project = start(agency, ends_on=date(2026, 4, 1))
        assert not project.overdue(date(2026, 4, 1))
        assert project.overdue(date(2026, 4, 2))
        project.set_status("done")
        assert not project.overdue(date(2026, 4, 2))


class TestShowing:
    def test_showing_and_hiding_are_told_once(self, agency):
        project = start(agency)
        for _twice in range(2):
            project.show()
        for _twice in range(2):
            project.hide()
        assert told(project)[1:] == ["project.shown", "project.hidden"]

    @pytest.mark.parametrize("keep", [True, False])
    def test_what_was_said_before_stays_internal_only_when_asked(self, agency, keep):
        kept = []
        when_kept_internal(kept.append)
        try:
            project = start(agency)
            project.show(keep_internal=keep)
        finally:
            _keepers.remove(kept.append)
        assert kept == ([project] if keep else [])

    def test_a_contact_sees_what_is_shown_of_its_own_customer(self, cast):
        cast.a.permit(cast.a.contact, "projects")
        cast.a.permit(cast.a.other_contact)
        with cast.a.work():
            seen = start(cast.a, "Gezeigt", visible=True)
            start(cast.a, "Intern")
            start(cast.a, "Fremd", customer=cast.a.other_customer.load(), visible=True)
            assert db.session.scalars(Project.visible_to(cast.a.contact.load())).all() == [seen]
            assert db.session.scalars(Project.visible_to(cast.a.other_contact.load())).all() == []


class TestLeaving:
    def test_what_nothing_hangs_on_goes_with_its_words_and_team(self, agency):
        project = start(agency, members=[agency.member.load()])
        project.remove()
        assert (Project.find(project.id), found("website")) == (None, [])
        rest = select(func.count()).select_from(search.SearchWord).filter_by(object_id=project.id)
        assert db.session.scalar(rest) == 0

    def test_what_something_hangs_on_stays(self, agency):
        register_content("probe", lambda project: 2, lambda number: f"{number} Dinge")
        try:
            project = start(agency)
            with pytest.raises(NotEmpty) as refused:
                project.remove()
        finally:
            del _contents["probe"]
        assert refused.value.contents == ["2 Dinge"]
        assert Project.find(project.id) is project

    def test_a_primary_contact_that_goes_leaves_it_to_its_heir(self, agency):
        customer = agency.customer.load()
        heir = Contact.add(customer, Person.add(first_name="Nele", last_name="Neu", email="nele@example.org"))
        project = start(agency, contact_id=agency.contact.id)
        agency.contact.load().remove()
        db.session.refresh(project)
        assert project.contact_id == heir.id

    def test_another_contact_that_goes_leaves_nobody(self, agency):
        customer = agency.customer.load()
        guest = Contact.add(customer, Person.add(first_name="Nele", last_name="Neu", email="nele@example.org"))
        project = start(agency, contact_id=guest.id)
        guest.remove()
        db.session.refresh(project)
        assert project.contact_id is None


def test_another_agency_sees_and_finds_nothing(app, cast):
    with cast.a.work():
        start(cast.a, customer=Customer.add(company="Geheimwerft"))
    with cast.b.work():
        assert (listed(), found("website"), found("geheimwerft")) == ([], [], [])
