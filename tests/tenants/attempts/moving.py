"""Changing another agency's projects, tasks, discussion, files and notices with statements."""

from __future__ import annotations

from sqlalchemy import case, delete, func, insert, literal, select, text, update
from sqlalchemy.dialects import postgresql

from app.discussion.models import Comment, ReadMark
from app.files.models import File
from app.notifications.models import Notice
from app.tasks.models import ChecklistItem, Task, TaskAssignee
from tenants import uuid7
from tests.tenants import rows

from . import World, attempt


@attempt
def update_to_a_foreign_project(s, w: World):
    s.execute(update(Task).where(Task.id == w.a.task).values(project_id=w.b.project))
    s.commit()


@attempt
def update_to_a_foreign_project_and_customer(s, w):
    s.execute(update(Task).where(Task.id == w.a.task).values(project_id=w.b.project, customer_id=w.b.first))
    s.commit()


@attempt
def open_all_notes_of_a_task(s, w):
    s.execute(update(Comment).where(Comment.task_id == w.b.task).values(internal=False))
    s.commit()


@attempt
def show_all_files(s, w):
    s.execute(update(File).values(visible=True))
    s.commit()


@attempt
def update_over_a_join_by_ids_alone(s, w):
    theirs = update(Comment).where(Comment.task_id == Task.id, Task.title == rows.SECRET).values(body="gekapert")
    s.execute(theirs, execution_options={"synchronize_session": False})
    s.commit()


@attempt
def order_of_a_whole_column_at_once(s, w):
    rank = case((Task.id == w.a.task, 1), (Task.id == w.b.task, 2), else_=3)
    s.execute(update(Task).where(Task.id.in_([w.a.task, w.b.task])).values(rank=rank))
    s.commit()


@attempt
def ranks_by_key(s, w):
    s.execute(update(Task), [{"tenant_id": w.b.tenant_id, "id": w.b.task, "rank": 7}])
    s.commit()


@attempt
def tick_with_returning(s, w):
    ticked = update(ChecklistItem).where(ChecklistItem.id == w.b.item).values(done_by="gekapert")
    s.execute(ticked.returning(ChecklistItem.text))
    s.commit()


@attempt
def delete_waiting_notices(s, w):
    s.execute(delete(Notice).where(Notice.reader_id == w.b.contact))
    s.commit()


@attempt
def delete_a_foreign_task(s, w):
    s.execute(delete(Task).where(Task.id == w.b.task))
    s.commit()


@attempt
def insert_a_notice(s, w):
    s.execute(insert(Notice).values({"tenant_id": w.b.tenant_id} | rows.notice(w.b, "task_new")))
    s.commit()


@attempt
def insert_comments_at_both(s, w):
    sides = ((w.a, w.a.task), (w.b, w.b.task))
    body = [
        {"tenant_id": side.tenant_id, "task_id": task, "body": "x"} | rows.author(side, "A") for side, task in sides
    ]
    s.execute(insert(Comment), body)
    s.commit()


@attempt
def take_over_by_association(s, w):
    values = {"tenant_id": w.b.tenant_id, "id": uuid7(), "task_id": w.b.task, "staff_id": w.a.staff}
    s.execute(insert(TaskAssignee).from_select([*values], select(*map(literal, values.values()))))
    s.commit()


@attempt
def upsert_a_read_mark(s, w):
    """As reading is written down: the row is that of B's reader."""
    values = {"tenant_id": w.b.tenant_id, "task_id": w.b.task} | rows.reader(w.b)
    fresh = postgresql.insert(ReadMark).values(values)
    key = ["tenant_id", "reader_kind", "reader_id", "task_id"]
    s.execute(fresh.on_conflict_do_update(index_elements=key, set_={"read_until": func.now()}))
    s.commit()


@attempt
def core_delete_of_files(s, w):
    s.execute(delete(File.__table__))
    s.commit()


@attempt
def text_that_opens_notes(s, w):
    s.connection().execute(text("UPDATE comment SET internal = false"))
    s.commit()


@attempt
def text_that_rewrites_what_was_said(s, w):
    s.connection().execute(text("UPDATE comment_version SET body = 'gekapert'"))
    s.commit()


@attempt
def truncate_the_discussion(s, w):
    s.connection().execute(text("TRUNCATE comment CASCADE"))
    s.commit()


@attempt
def copy_in_a_silence(s, w):
    statement = "COPY staff_silence (tenant_id, id, staff_id, occasion) FROM STDIN"
    with s.connection().connection.driver_connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(f"{w.b.tenant_id}\t{uuid7()}\t{w.b.staff}\ttask_new\n".encode())
    s.commit()
