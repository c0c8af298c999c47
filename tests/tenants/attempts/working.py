"""Projects, tasks, discussion, files and notices of another agency, by statements of the ORM and objects."""

from __future__ import annotations

from sqlalchemy import case, func, or_, select, union_all
from sqlalchemy.orm import aliased, joinedload, make_transient_to_detached, selectinload

from app.discussion.models import Comment, CommentVersion, ReadMark
from app.files.models import File
from app.notifications.models import Notice
from app.projects.models import Project, ProjectMember
from app.staff.models import StaffMember
from app.tasks.models import ChecklistItem, Task, TaskAssignee
from tenants import now
from tests.tenants import rows
from tests.tenants.naive import NaiveTask

from . import World, attempt, seen


def detached(model: type, key: tuple, **columns):
    """An object of B that says it was loaded, though it never was."""
    thing = model(tenant_id=key[0], id=key[1], **columns)
    make_transient_to_detached(thing)
    return thing


# Reading


@attempt
def tasks_of_a_foreign_project(s, w: World):
    return seen(s.scalars(select(Task.title).where(Task.project_id == w.b.project)))


@attempt(planted=True)
def tasks_planted_in_an_own_project(s, w):
    return seen(s.scalars(select(Task.title).where(Task.project_id == w.a.project)))


@attempt(planted=True)
def project_joined_by_its_id_alone(s, w):
    return seen(s.scalars(select(Project.name).join(Task, Task.project_id == Project.id)))


@attempt(planted=True)
def comments_planted_on_an_own_task(s, w):
    return seen(s.scalars(select(Comment.body).where(Comment.task_id == w.a.task)))


@attempt(planted=True)
def files_joined_to_an_own_comment(s, w):
    query = select(File.name).join(Comment, Comment.id == File.comment_id).where(Comment.task_id == w.a.task)
    return seen(s.scalars(query))


@attempt
def file_by_its_key(s, w):
    return s.get(File, w.b.key(w.b.file)) is not None


@attempt
def file_on_whatever_is_named(s, w):
    """As a download would be looked up: by any of the places a file can lie at."""
    there = or_(File.comment_id == w.b.comment, File.task_id == w.b.task, File.customer_id == w.b.first)
    return seen(s.scalars(select(File.digest).where(there)))


@attempt
def what_a_comment_said_before(s, w):
    return seen(s.scalars(select(CommentVersion.body).join(Comment, Comment.id == CommentVersion.comment_id)))


@attempt
def read_mark_of_a_foreign_reader(s, w):
    return bool(s.scalars(select(ReadMark.read_until).where(ReadMark.reader_id == w.b.staff)).all())


@attempt
def notices_for_a_foreign_reader(s, w):
    waiting = select(Notice.occasion).where(Notice.reader_id == w.b.contact, Notice.due_at <= now())
    return seen(s.scalars(waiting))


@attempt
def unread_comments_counted(s, w):
    read = (ReadMark.task_id == Comment.task_id) & (ReadMark.read_until >= Comment.created_at)
    count = select(Comment.task_id, func.count()).outerjoin(ReadMark, read).group_by(Comment.task_id)
    return w.b.task in dict(s.execute(count).all())


@attempt
def progress_of_a_foreign_project(s, w):
    done = func.sum(case((Task.status == "done", 1), else_=0))
    counted = select(Task.project_id, done).where(Task.project_id.in_([w.a.project, w.b.project]))
    return w.b.project in dict(s.execute(counted.group_by(Task.project_id)).all())


@attempt
def who_does_what_in_the_association(s, w):
    return bool(s.scalars(select(TaskAssignee.id).where(TaskAssignee.staff_id == w.b.staff)).all())


@attempt(planted=True)
def colleague_joined_over_the_association(s, w):
    names = select(StaffMember.last_name).join(TaskAssignee, TaskAssignee.staff_id == StaffMember.id)
    return seen(s.scalars(names.where(TaskAssignee.task_id == w.a.task)))


@attempt
def one_search_over_everything(s, w):
    texts = (Project.name, Task.title, Comment.body, File.name, ChecklistItem.text)
    return seen(s.scalars(union_all(*(select(column) for column in texts))))


@attempt
def latest_comment_in_a_lateral_subquery(s, w):
    other = aliased(Comment)
    latest = select(func.max(other.body)).where(other.task_id == Comment.task_id).scalar_subquery()
    return seen(s.scalars(select(latest).select_from(Comment)))


@attempt(planted=True)
def thread_loaded_beside_its_task(s, w):
    task = s.scalars(select(NaiveTask).where(NaiveTask.id == w.a.task).options(selectinload(NaiveTask.comments))).one()
    return seen(comment.body for comment in task.comments)


@attempt(planted=True)
def tasks_project_loaded_with_it(s, w):
    tasks = s.scalars(select(NaiveTask).options(joinedload(NaiveTask.project)))
    return seen(task.project.name for task in tasks.unique() if task.project)


@attempt
def checklist_of_a_detached_task(s, w):
    task = detached(Task, w.b.key(w.b.task))
    s.add(task)
    return seen(item.text for item in task.checklist)


# Writing


def _comment(w: World, **columns) -> Comment:
    return Comment(**{"tenant_id": w.a.tenant_id, "body": "neu"} | rows.author(w.a, "A") | columns)


@attempt
def comment_on_a_foreign_task(s, w):
    s.add(_comment(w, task_id=w.b.task))
    s.commit()


@attempt
def comment_on_a_foreign_task_as_an_object(s, w):
    task = detached(Task, w.b.key(w.b.task))
    with s.no_autoflush:
        s.add(task)
        s.add(_comment(w, task=task))
    s.commit()


@attempt
def file_on_a_foreign_comment(s, w):
    s.add(File(tenant_id=w.a.tenant_id, **rows.file(w.a, "neu", comment_id=w.b.comment)))
    s.commit()


@attempt
def move_a_task_to_a_foreign_project(s, w):
    s.get(Task, w.a.key(w.a.task)).project_id = w.b.project
    s.commit()


@attempt
def move_a_task_to_a_foreign_project_and_customer(s, w):
    """Both parts of the key of three columns fit each other, but not the tenant."""
    task = s.get(Task, w.a.key(w.a.task))
    task.customer_id, task.project_id = w.b.first, w.b.project
    s.commit()


@attempt
def assign_a_foreign_project(s, w):
    project = detached(Project, w.b.key(w.b.project))
    with s.no_autoflush:
        s.add(project)
        task = s.get(Task, w.a.key(w.a.task))
        task.project = project
    s.commit()


@attempt
def bring_a_foreign_colleague_in(s, w):
    s.add(TaskAssignee(tenant_id=w.a.tenant_id, task_id=w.a.task, staff_id=w.b.staff))
    s.commit()


@attempt
def bring_a_foreign_colleague_in_by_the_relation(s, w):
    colleague = detached(StaffMember, w.b.key(w.b.staff))
    with s.no_autoflush:
        s.add(colleague)
        project = s.get(Project, w.a.key(w.a.project))
        project.members.append(ProjectMember(tenant_id=w.a.tenant_id, staff=colleague))
    s.commit()


@attempt
def name_a_foreign_contact(s, w):
    s.get(Project, w.a.key(w.a.project)).contact_id = w.b.contact
    s.commit()


@attempt
def take_a_foreign_line_of_a_checklist(s, w):
    item = detached(ChecklistItem, w.b.key(w.b.item), task_id=w.b.task)
    with s.no_autoflush:
        s.add(item)
        task = s.get(Task, w.a.key(w.a.task))
        task.checklist.append(item)
    s.commit()


@attempt
def merge_a_foreign_comment_to_open_it(s, w):
    s.merge(Comment(tenant_id=w.b.tenant_id, id=w.b.comment, internal=False))
    s.commit()


@attempt
def mark_as_read_at_another_agency(s, w):
    s.add(ReadMark(tenant_id=w.b.tenant_id, **rows.reader(w.b) | {"reader_kind": "person", "task_id": w.b.task}))
    s.commit()


@attempt
def notice_into_another_agency(s, w):
    s.add(Notice(tenant_id=w.b.tenant_id, **rows.notice(w.b, "task_new")))
    s.commit()


@attempt
def delete_a_foreign_task_and_all_below(s, w):
    task = detached(Task, w.b.key(w.b.task), customer_id=w.b.first)
    s.add(task)
    s.delete(task)
    s.commit()


@attempt
def notices_in_bulk(s, w):
    s.bulk_insert_mappings(Notice, [{"tenant_id": w.b.tenant_id} | rows.notice(w.b, "task_new")])
    s.commit()


@attempt
def ranks_in_bulk(s, w):
    s.bulk_update_mappings(Task, [{"tenant_id": w.b.tenant_id, "id": w.b.task, "rank": 7}])
    s.commit()
