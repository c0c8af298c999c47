"""Tasks: what they belong to, what changes with them, and their checklists."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import NotFound

from app.audit import AuditEntry
from app.customers import search
from app.projects.models import Project
from app.settings.day import today
from app.tasks.models import KIND, ChecklistItem, ForeignProject, Task
from app.tasks.progress import Progress, checklists_of, progress_of
from tenants import as_tenant, current_tenant, db, uuid7


@pytest.fixture
def agency(app, cast):
    """Inside agency A."""
    with app.app_context(), as_tenant(cast.a.tenant_id):
        yield cast.a


@pytest.fixture
def project(agency):
    return Project.add(customer=agency.customer.load(), name="Neue Website")


def told(task) -> list[tuple[str, dict]]:
    """What the log says of it, the oldest first."""
    return [(entry.verb, entry.details) for entry in db.session.scalars(AuditEntry.about(task))][::-1]


class TestAdding:
    def test_a_project_brings_its_customer_along(self, agency, project):
        assert Task.add(title="Entwurf", project=project).customer == agency.customer.load()

    def test_a_project_of_another_customer_is_refused(self, agency, project):
        with pytest.raises(ForeignProject):
            Task.add(title="Entwurf", project=project, customer=agency.other_customer.load())

    @pytest.mark.parametrize("default", [True, False])
    def test_tasks_of_customers_are_visible_as_the_agency_wants_it(self, agency, default):
        current_tenant().tasks_visible = default
        assert Task.add(title="Entwurf", customer=agency.customer.load()).visible == default
        assert Task.add(title="Entwurf", customer=agency.customer.load(), visible=not default).visible != default

    def test_a_task_without_customer_is_never_visible(self, agency):
        assert not Task.add(title="Ablage", visible=True).visible

    def test_the_same_id_makes_one_task(self, agency):
        id = uuid7()
        Task.add(title="Eins", id=id)
        db.session.expunge_all()
        with pytest.raises(IntegrityError), db.session.begin_nested():
            Task.add(title="Eins", id=id)

    def test_the_newest_stands_at_the_top_of_its_column(self, agency):
        first, second = Task.add(title="Eins"), Task.add(title="Zwei")
        assert second.rank < first.rank

    def test_it_is_found_by_its_title(self, agency):
        task = Task.add(title="Startseite übersetzen")
        assert search.find(KIND, "startseite uebers", 10).ids == [task.id]


class TestChanging:
    def test_the_customer_stays_once_there_is_one(self, agency):
        task = Task.add(title="Entwurf", customer=agency.customer.load())
        with pytest.raises(ForeignProject):
            task.update(customer=agency.other_customer.load())

    def test_a_task_without_customer_may_get_one_and_stays_hidden(self, agency):
        task = Task.add(title="Entwurf")
        task.update(customer=agency.customer.load())
        assert (task.customer_id, task.visible) == (agency.customer.id, False)

    def test_it_moves_between_projects_of_its_customer_only(self, agency, project):
        other = Project.add(customer=agency.customer.load(), name="Pflege")
        foreign = Project.add(customer=agency.other_customer.load(), name="Fremd")
        task = Task.add(title="Entwurf", project=project)
        task.update(project=other)
        assert task.project == other
        with pytest.raises(ForeignProject):
            task.update(project=foreign)
        task.update(project=None)
        assert (task.project_id, task.customer_id) == (None, agency.customer.id)

    def test_a_project_gives_a_task_without_customer_its_own(self, agency, project):
        task = Task.add(title="Entwurf")
        task.update(project=project)
        assert task.customer_id == agency.customer.id

    def test_the_log_says_what_stood_there_and_what_stands_there_now(self, agency):
        task = Task.add(title="Entwurf")
        task.update(title="Reinzeichnung", due_on=today(), description="Geheim")
        verb, details = told(task)[-1]
        assert verb == "task.changed"
        assert details["changes"] == {
            "title": ["Entwurf", "Reinzeichnung"],
            "due_on": [None, today().isoformat()],
            "description": None,
        }

    def test_nothing_changed_is_not_told(self, agency):
        task = Task.add(title="Entwurf")
        task.update(title="Entwurf", description="")
        task.set_status("open")
        task.assign([])
        assert [verb for verb, _details in told(task)] == ["task.created"]

    def test_it_is_found_by_its_new_title_only(self, agency):
        task = Task.add(title="Entwurf")
        task.update(title="Reinzeichnung")
        assert search.find(KIND, "reinz", 10).ids == [task.id]
        assert search.find(KIND, "entwurf", 10).ids == []

    def test_done_has_a_moment_and_is_taken_back(self, agency):
        task = Task.add(title="Entwurf")
        task.set_status("done")
        assert task.done
        assert task.done_at is not None
        task.set_status("waiting")
        assert (task.done, task.done_at) == (False, None)
        assert told(task)[-1] == ("task.status_changed", {"before": "done", "after": "waiting"})

    def test_overdue_is_what_should_have_been_done_before_today(self, agency):
        day = today()
        task = Task.add(title="Entwurf", due_on=day)
        assert not task.overdue(day)
        assert task.overdue(day.replace(year=day.year + 1))
        task.set_status("done")
        assert not task.overdue(day.replace(year=day.year + 1))

    def test_showing_needs_a_customer(self, agency):
        with pytest.raises(ForeignProject):
            Task.add(title="Ablage").show()

    def test_showing_and_hiding_are_told_once(self, agency):
        task = Task.add(title="Entwurf", customer=agency.customer.load(), visible=False)
        for verb in (task.show, task.show, task.hide, task.hide):
            verb()
        assert [verb for verb, _details in told(task)][1:] == ["task.shown", "task.hidden"]


class TestPeople:
    def test_who_does_it_is_told_by_name(self, agency):
        member, admin = agency.member.load(), agency.admin.load()
        task = Task.add(title="Entwurf", assignees=[member])
        task.assign([admin])
        assert task.people == [admin]
        assert told(task)[-1] == ("task.assigned", {"added": ["Ada Amsel"], "removed": ["Mika Moor"]})

    def test_news_go_to_who_does_it_else_to_the_project_else_to_who_made_it(self, agency, project):
        member, admin, owner = agency.member.load(), agency.admin.load(), agency.owner.load()
        task = Task.add(title="Entwurf", project=project, created_by_id=owner.id)
        project.set_members([admin])
        assert task.team == [admin]
        task.assign([member])
        assert task.team == [member]
        member.deactivated_at = task.created_at
        assert task.team == [admin]
        assert Task.add(title="Ablage", created_by_id=owner.id).team == [owner]
        assert Task.add(title="Ablage").team == []


class TestChecklist:
    def test_lines_keep_their_order_and_move(self, agency):
        task = Task.add(title="Entwurf")
        for text in ("Eins", "Zwei", "Drei"):
            task.add_item(text)
        task.checklist[2].move(-1)
        task.checklist[0].move(-1)
        db.session.flush()
        db.session.expire(task)
        assert [item.text for item in task.checklist] == ["Eins", "Drei", "Zwei"]

    def test_the_same_line_sent_twice_is_one(self, agency):
        task, id = Task.add(title="Entwurf"), uuid7()
        assert task.add_item("Eins", id=id) is task.add_item("Eins", id=id)
        assert len(task.checklist) == 1

    def test_who_ticked_first_stays(self, agency):
        item = Task.add(title="Entwurf").add_item("Eins")
        item.tick(agency.member.load())
        item.tick(agency.person.load())
        assert item.done_by == "Mika Moor"
        item.untick()
        assert (item.done, item.done_by) == (False, "")

    def test_rename_and_remove_are_told(self, agency):
        task = Task.add(title="Entwurf")
        item = task.add_item("Eins")
        item.rename("Zwei")
        item.rename("Zwei")
        item.remove()
        assert task.checklist == []
        assert [verb for verb, _details in told(task)][1:] == [
            "task.item_added", "task.item_renamed", "task.item_removed",
        ]  # fmt: skip


class TestRemoving:
    def test_everything_of_it_goes(self, agency):
        task = Task.add(title="Entwurf", assignees=[agency.member.load()])
        task.add_item("Eins")
        id = task.id
        task.remove()
        assert Task.find(id) is None
        assert db.session.scalar(select(func.count(ChecklistItem.id))) == 0
        assert search.find(KIND, "entwurf", 10).ids == []

    def test_a_task_that_has_gone_cannot_be_moved(self, agency):
        task = Task.add(title="Entwurf")
        db.session.expunge(task)
        Task.find(task.id).remove()
        with pytest.raises(NotFound):
            task.move("done")


class TestProgress:
    def test_projects_are_counted_at_once(self, agency, project, count_queries):
        empty = Project.add(customer=agency.customer.load(), name="Leer")
        done, hidden = Task.add(title="Eins", project=project), Task.add(title="Zwei", project=project, visible=False)
        Task.add(title="Drei", project=project)
        done.set_status("done")
        hidden.set_status("done")
        db.session.flush()
        with count_queries() as statements:
            assert progress_of([project.id, empty.id]) == {project.id: Progress(2, 3), empty.id: Progress()}
        assert len(statements) == 1
        assert progress_of([project.id], only_visible=True) == {project.id: Progress(1, 2)}
        assert progress_of([]) == {}

    def test_checklists_are_counted_at_once(self, agency):
        task, other = Task.add(title="Eins"), Task.add(title="Zwei")
        task.add_item("a").tick(agency.member.load())
        task.add_item("b")
        db.session.flush()
        assert checklists_of([task.id, other.id]) == {task.id: Progress(1, 2), other.id: Progress()}

    def test_only_all_is_a_hundred_per_cent(self):
        assert [Progress(*pair).percent for pair in ((0, 0), (0, 3), (999, 1000), (3, 3))] == [0, 0, 99, 100]


def test_another_agency_has_none_of_it(app, cast):
    with app.app_context():
        with as_tenant(cast.a.tenant_id):
            id = Task.add(title="Geheim").id
        with as_tenant(cast.b.tenant_id):
            assert Task.find(id) is None
            assert search.find(KIND, "geheim", 10).ids == []
