"""News of real work, from the verb to the page behind the link: projects, tasks, comments and files."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from io import BytesIO

import pytest
from sqlalchemy import delete

from app.discussion.models import Comment
from app.files.models import File
from app.files.uploads import Upload
from app.mail.models import OutgoingMail
from app.notifications.models import Notice
from app.projects.models import Project
from app.tasks.models import Task
from tenants import db
from tests import letters

ALL = ["project_new", "project_done", "task_new", "task_status", "comment_new", "file_new"]


@pytest.fixture
def agency(cast, post):
    """A visible project with a visible task that the member is to do; what was told of that is forgotten."""
    cast.a.permit(cast.a.contact, "projects", "files", notifications=ALL)
    with cast.a.work():
        customer, member = cast.a.customer.load(), cast.a.member.load()
        project = Project.add(customer=customer, name="Website", visible=True, members=[member])
        task = Task.add(title="Startseite", project=project, assignees=[member], visible=True)
        db.session.flush()
        cast.a.things |= {"project": project.id, "task": task.id}
        db.session.execute(delete(Notice))
    return cast.a


def subjects(post, clock, who: str = "contact") -> list[str]:
    """What the reader's mail is called once the quiet time is over."""
    clock.move(minutes=3)
    post.make(who)
    return [subject for _to, subject, _key in post.mails()]


def place(agency, kind: str):
    return {"project": Project, "task": Task}[kind].get(agency.things[kind])


def link(agency) -> str:
    """The path of the first link of the newest mail."""
    with agency.work():
        mail = db.session.scalars(OutgoingMail.newest_first()).first()
        body = letters.text_of(message_from_bytes(mail.content, policy=policy.default))
    return re.search(r"Ansehen: http://[^/]+(\S+)", body).group(1)


def opens(agency, who: str, anchor: str = "") -> bool:
    """Whether the link of the mail leads the reader to a page with the place that it names."""
    path, _sign, fragment = link(agency).partition("#")
    client = agency.sign_in(who).get(path)
    assert fragment.startswith(anchor)
    return client.status == 200 and (not fragment or any(node["id"] == fragment for node in client.page.walk()))


@pytest.mark.parametrize("kind", ["project", "task"])
def test_what_staff_write_reaches_the_contact_with_a_link_to_it(agency, post, clock, kind):
    with agency.work():
        Comment.post(place(agency, kind), agency.owner.load(), "Passt **das** so?\n\n- eins")
        Comment.post(place(agency, kind), agency.owner.load(), "Nur für uns.", internal=True)
    title = {"project": "Website", "task": "Startseite"}[kind]
    assert subjects(post, clock) == [f"Neuer Beitrag: {title}"]
    assert opens(agency, "person", "beitrag-")


@pytest.mark.parametrize("kind", ["project", "task"])
def test_what_the_contact_writes_reaches_the_staff_with_a_link_to_it(agency, post, clock, kind):
    with agency.work():
        Comment.post(place(agency, kind), agency.person.load(), "Ja, so passt es.")
    title = {"project": "Website", "task": "Startseite"}[kind]
    assert subjects(post, clock, "member") == [f"Neuer Beitrag: {title}"]
    assert opens(agency, "member", "beitrag-")
    post.make()
    assert len(post.mails()) == 1, "who wrote it is not told"


def hide_again(agency):
    place(agency, "task").hide()


def take_back(agency):
    db.session.scalars(Comment.thread(place(agency, "task"))).one().delete()


def turn_internal(agency):
    place(agency, "task").hide()
    place(agency, "task").show(keep_internal=True)
    db.session.execute(delete(Notice).where(Notice.occasion == "task_new"))


def hide_project(agency):
    place(agency, "project").hide()


@pytest.mark.parametrize(
    ("change", "told"), [(hide_again, []), (take_back, []), (turn_internal, []), (hide_project, ["Neuer Beitrag"])]
)
def test_what_a_contact_does_not_see_any_more_is_not_told(agency, post, clock, change, told):
    with agency.work():
        Comment.post(place(agency, "task"), agency.owner.load(), "Passt das so?")
    with agency.work():
        change(agency)
    assert subjects(post, clock) == [f"{label}: Startseite" for label in told]


def test_an_edited_comment_is_told_as_it_is_now(agency, post, clock):
    with agency.work():
        Comment.post(place(agency, "task"), agency.owner.load(), "Alt")
    with agency.work():
        db.session.scalars(Comment.thread(place(agency, "task"))).one().edit("Neu und besser")
    subjects(post, clock)
    with agency.work():
        mail = db.session.scalars(OutgoingMail.newest_first()).one()
        body = letters.text_of(message_from_bytes(mail.content, policy=policy.default))
    assert "> Neu und besser" in body
    assert "Alt" not in body


def test_several_kinds_of_news_come_in_one_mail(agency, post, clock):
    with agency.work():
        customer = agency.customer.load()
        Project.add(customer=customer, name="Shop", visible=True)
        Task.add(title="Impressum", customer=customer, visible=True)
        place(agency, "task").set_status("waiting")
        place(agency, "project").set_status("done")
        File.attach(customer, [Upload("Logo.txt", BytesIO(b"Logo"))], agency.owner.load(), visible=True)
        Task.add(title="Intern", customer=customer, visible=False)
        File.attach(customer, [Upload("Intern.txt", BytesIO(b"x"))], agency.owner.load(), visible=False)
    assert subjects(post, clock) == ["5 Neuigkeiten bei Hafenlicht"]
    with agency.work():
        mail = db.session.scalars(OutgoingMail.newest_first()).one()
        body = letters.text_of(message_from_bytes(mail.content, policy=policy.default))
    told = re.findall(r"(?m)^(.*): http\S+/kunden/(?:projekte|aufgaben|dateien)\S*", body)
    assert told == [
        "Neues Projekt: Shop", "Neue Aufgabe: Impressum", "Diese Aufgabe wartet auf Sie: Startseite",
        "Projekt abgeschlossen: Website", "Neue Datei: Logo.txt",
    ]  # fmt: skip
    for path in re.findall(r"http://[^/\s]+(/kunden/(?:projekte|aufgaben|dateien)\S*)", body):
        assert agency.sign_in("person").get(path).status == 200


@pytest.mark.parametrize(
    ("changes", "subject"),
    [
        ({"address_form": "du"}, "Diese Aufgabe wartet auf dich: Startseite"),
        ({"language": "en"}, "This task is waiting for you: Startseite"),
    ],
)
def test_labels_are_in_the_readers_language_and_form_of_address(agency, post, clock, changes, subject):
    with agency.work():
        agency.person.load().update(**changes)
        place(agency, "task").set_status("waiting")
    assert subjects(post, clock) == [subject]


def test_a_colleague_hears_of_tasks_and_projects_as_long_as_they_are_theirs(agency, post, clock):
    with agency.work():
        customer, reader = agency.customer.load(), agency.reader.load()
        Project.add(customer=customer, name="Shop", members=[reader])
        Task.add(title="Logo", customer=customer, assignees=[reader])
        other = Task.add(title="Foto", customer=customer, assignees=[reader])
        other_id = other.id
    with agency.work():
        Task.get(other_id).assign([])
    assert subjects(post, clock, "reader") == ["2 Neuigkeiten bei Hafenlicht"]


def test_a_person_of_another_customer_or_agency_hears_nothing(agency, post, clock, cast):
    for house in (cast.a, cast.b):
        house.permit(house.other_contact, "projects", "files", notifications=ALL)
    cast.b.permit(cast.b.contact, "projects", "files", notifications=ALL)
    with agency.work():
        Comment.post(place(agency, "task"), agency.owner.load(), "Passt das so?")
    assert subjects(post, clock, "other_contact") == []
    post.make()
    assert [to for to, _subject, _key in post.mails()] == ["anna@example.org"]
    with cast.b.work():
        assert db.session.scalars(OutgoingMail.newest_first()).all() == []
