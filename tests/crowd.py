"""Many tasks and comments at once, as rows: what lists and threads are counted and measured with."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Table

from app.customers.search import SearchWord
from app.discussion.models import Comment
from app.files.models import File
from app.projects.models import Project, ProjectMember
from app.tasks.models import KIND, ChecklistItem, Task, TaskAssignee
from tenants import now, uuid7

STATUSES = ("open", "doing", "waiting", "done")

Rows = list[tuple[Table, list[dict[str, Any]]]]


def write(connection: Connection, rows: Rows) -> None:
    """Put the rows into their tables; defaults of the columns fill in what they do not say."""
    for table, some in rows:
        if some:
            connection.execute(table.insert(), some)


def project(tenant: int, customer: uuid.UUID, staff: Sequence[uuid.UUID], **columns: Any) -> tuple[uuid.UUID, Rows]:
    """A visible project with these members."""
    own = {"tenant_id": tenant, "id": uuid7()}
    row = own | {"customer_id": customer, "name": "Website", "sort_key": "website", "visible": True} | columns
    members = [{"tenant_id": tenant, "id": uuid7(), "project_id": own["id"], "staff_id": id} for id in staff]
    return own["id"], [(Project.__table__, [row]), (ProjectMember.__table__, members)]


def tasks(
    tenant: int, customer: uuid.UUID, project_id: uuid.UUID, staff: Sequence[uuid.UUID], number: int
) -> tuple[list[uuid.UUID], Rows]:
    """Visible tasks in every state, due before and after today, each with somebody at work and two lines to tick."""
    moment = now()
    tasks, assignees, items = [], [], []
    for n in range(number):
        status = STATUSES[n % len(STATUSES)]
        own = {"tenant_id": tenant, "id": uuid7()}
        tasks.append(
            own | {
                "customer_id": customer, "project_id": project_id, "title": f"Aufgabe {n}", "sort_key": f"aufgabe {n}",
                "status": status, "done_at": moment if status == "done" else None, "visible": True, "rank": n,
                "due_on": (moment + timedelta(days=n % 60 - 30)).date(), "shown_at": moment,
            }
        )  # fmt: skip
        part = {"tenant_id": tenant, "task_id": own["id"]}
        assignees.append(part | {"id": uuid7(), "staff_id": staff[n % len(staff)]})
        items += [part | {"id": uuid7(), "text": f"Zeile {line}", "place": line} for line in range(2)]
    words = [
        {"tenant_id": tenant, "id": uuid7(), "kind": KIND, "word": word, "sort_key": task["sort_key"]}
        | {"object_id": task["id"], "source_id": task["id"]}
        for task in tasks
        for word in task["sort_key"].split()
    ]
    rows: Rows = [(Task.__table__, tasks), (TaskAssignee.__table__, assignees), (ChecklistItem.__table__, items)]
    rows += [(SearchWord.__table__, words)]
    return [row["id"] for row in tasks], rows


def comments(tenant: int, task_id: uuid.UUID, staff: Sequence[uuid.UUID], number: int, files: int = 5) -> Rows:
    """Open comments of an hour each, by turns of the staff; on every `files`-th hangs a file without bytes."""
    start = now() - timedelta(hours=number)
    comments, attached = [], []
    for n in range(number):
        author = {"author_kind": "staff", "author_id": staff[n % len(staff)], "author_name": "Olga Ohm"}
        own = {"tenant_id": tenant, "id": uuid7(), "created_at": start + timedelta(hours=n)} | author
        comments.append(
            own | {"task_id": task_id, "body": f"Beitrag **{n}** mit einer [Adresse](https://example.org)."}
        )
        if n % files == 0:
            known = {"name": f"Entwurf {n}.txt", "size": 1, "media_type": "text/plain", "digest": "0" * 64}
            attached.append(own | {"id": uuid7(), "comment_id": own["id"], "visible": True} | known)
    return [(Comment.__table__, comments), (File.__table__, attached)]
