"""The work of the demo agency, done by its people at the time they did it, through the verbs of the product."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO

from sqlalchemy import delete, select

from app.audit import acting_as
from app.contacts.persons import Person
from app.customers.models import Customer
from app.discussion.models import Comment, ReadMark
from app.files.models import File
from app.files.uploads import Upload
from app.notifications.models import Notice
from app.projects.models import Project
from app.settings.day import today
from app.staff.models import StaffMember
from app.tasks.models import Task
from tenants import clock, db, now

from .demo_files import NOTE, pdf, picture
from .demo_work_data import ALONE, ORGAN, PROJECTS, READ, SAID, PlannedProject, PlannedTask

Place = Task | Project


def make_work() -> None:
    """Projects, tasks, discussion and files. Nobody is mailed about them: nobody reads mail at example.org."""
    staff = {member.last_name: member for member in db.session.scalars(select(StaffMember))}
    firms = {customer.company: customer for customer in db.session.scalars(select(Customer))}
    places: dict[str, Place] = {}
    for planned in PROJECTS:
        project = places[planned.name] = _project(planned, firms[planned.firm], staff)
        for task in planned.tasks:
            places[task.title] = _task(task, staff, max(planned.begun, 1), project=project, visible=not task.internal)
    for firm, task in ALONE:
        customer = firms.get(firm) if firm else None
        places[task.title] = _task(task, staff, 8, customer=customer, visible=bool(customer) and not task.internal)
    said = _talk(places, staff)
    _file(firms[ORGAN], places, said, staff["Kröger"])
    _read(places, said, staff)
    db.session.execute(delete(Notice))


@contextmanager
def ago(**span: float) -> Iterator[None]:
    """Do what follows so long ago: what it dates is dated then."""
    former = clock.offset
    clock.move(**{unit: -number for unit, number in span.items()})
    try:
        yield
        db.session.flush()
    finally:
        clock.offset = former


def _project(planned: PlannedProject, customer: Customer, staff: dict[str, StaffMember]) -> Project:
    team, day = [staff[name] for name in planned.team], today()
    ends_on = None if planned.days is None else day + timedelta(days=planned.days)
    with ago(days=max(planned.begun, 1), hours=2), acting_as(team[0]):
        project = Project.add(
            customer=customer, name=planned.name, description=planned.description, members=team, ends_on=ends_on,
            starts_on=day - timedelta(days=planned.begun), visible=planned.visible,
        )  # fmt: skip
    if planned.status != "planned":
        ended = -planned.days if planned.status == "done" and planned.days else max(planned.begun - 1, 0)
        with ago(days=ended), acting_as(team[0]):
            project.set_status(planned.status)
    return project


def _task(planned: PlannedTask, staff: dict[str, StaffMember], begun: int, **values) -> Task:
    who, day = [staff[name] for name in planned.who], today()
    maker = who[0] if who else staff["Kröger"]
    due_on = None if planned.days is None else day + timedelta(days=planned.days)
    with ago(days=begun, hours=1), acting_as(maker):
        task = Task.add(
            title=planned.title, description=planned.description, priority=planned.priority, due_on=due_on,
            assignees=who, customer_ticks=planned.customer_ticks, **values,
        )  # fmt: skip
        for step in planned.steps:
            item = task.add_item(step.removeprefix("+"))
            if step.startswith("+"):
                item.tick(maker)
    if planned.status != "open":
        days = -(planned.days or 0) + 1 if planned.status == "done" else begun // 3
        with ago(days=days, hours=5), acting_as(maker):
            task.set_status(planned.status)
    return task


def _talk(places: dict[str, Place], staff: dict[str, StaffMember]) -> list[Comment]:
    said = []
    persons = {person.last_name: person for person in db.session.scalars(select(Person))}
    for title, hours, name, text, internal in sorted(SAID, key=lambda one: -one[1]):
        with ago(hours=hours):
            author = staff.get(name) or persons[name]
            said.append(Comment.post(places[title], author, text, internal=internal))
    return said


def _file(organ: Customer, places: dict[str, Place], said: list[Comment], author: StaffMember) -> None:
    draft, site = places["Startseite: Entwurf freigeben"], places["Neue Website"]
    shown = next(comment for comment in said if comment.task_id == draft.id)
    schedule = pdf("Neue Website: Zeitplan", "", "Entwurf: Woche 1 bis 3", "Texte: Woche 2 bis 5", "Freigabe: Woche 6")
    contract = pdf("Vertrag über die Pflege der Website", "", "Muster & Söhne Orgelbau", "Hafenlicht")
    for hours, place, name, content, visible in (
        (52, shown, "Startseite Entwurf 3.png", picture(), False),
        (52, draft, "Werkverzeichnis.png", picture(720, 720), True),
        (90, site, "Zeitplan Website.pdf", schedule, True),
        (88, site, "Zugänge.txt", NOTE.encode(), False),
        (200, organ, "Pflegevertrag.pdf", contract, True),
        (199, organ, "Gesprächsnotiz.txt", NOTE.encode(), False),
    ):
        with ago(hours=hours), acting_as(author):
            File.attach(place, [Upload(name, BytesIO(content))], author, visible=visible)


def _read(places: dict[str, Place], said: list[Comment], staff: dict[str, StaffMember]) -> None:
    """Who wrote something has read what stood there; some places everybody of the staff has read."""
    read = {(comment.author_kind, comment.author_id, comment.place): comment.created_at for comment in said}
    read |= {("staff", member.id, places[title]): now() for title in READ for member in staff.values()}
    for (kind, reader, place), until in read.items():
        column = "task_id" if isinstance(place, Task) else "project_id"
        db.session.add(ReadMark(reader_kind=kind, reader_id=reader, read_until=until, **{column: place.id}))
