"""Pages that were opened a while ago: what they send means what they said, whatever has happened since."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import select, text
from werkzeug.exceptions import NotFound

from app.access.models import ContactPermission
from app.contacts.models import Contact
from app.discussion.models import Comment
from app.discussion.reading import mark_read
from app.files.models import File
from app.portal.models import Visit
from app.tasks.models import Task
from tenants import db, now, uuid7
from tests.portal.work import permit, post, project, task

KINDS = {"project": "/verwaltung/projekte", "task": "/verwaltung/aufgaben"}


@pytest.fixture(params=KINDS)
def place(request, cast):
    """A project or a task that the customer sees, and its page."""
    permit(cast.a, "projects")
    made = (project if request.param == "project" else task)(cast.a)
    return made, f"{KINDS[request.param]}/{made.id}"


def is_seen(agency, one) -> bool:
    with agency.work():
        return one.load().visible


def test_hiding_twice_hides(cast, place):
    one, path = place
    client = cast.a.sign_in("owner").get(f"{path}/sichtbarkeit")
    page = client.page
    for _time in range(2):
        client.page, client.path = page, f"{path}/sichtbarkeit"
        client.submit("Verbergen")
        assert "verborgen" in client.text
        assert not is_seen(cast.a, one)


def test_hiding_what_a_colleague_has_hidden_does_not_show_it(cast, place):
    one, path = place
    client = cast.a.sign_in("owner").get(f"{path}/sichtbarkeit")
    with cast.a.work():
        Comment.post(one.load(), cast.a.member.load(), "Offenes Wort")
        one.load().hide()
    client.submit("Verbergen")
    assert client.status == 200
    assert not is_seen(cast.a, one)


def test_showing_what_a_colleague_has_shown_does_not_hide_it(cast, place):
    one, path = place
    with cast.a.work():
        one.load().hide()
    client = cast.a.sign_in("owner").get(f"{path}/sichtbarkeit")
    with cast.a.work():
        one.load().show()
    client.submit("Sichtbar machen")
    assert is_seen(cast.a, one)


def test_a_note_on_an_internal_task_does_not_go_to_the_customer_it_was_given_meanwhile(cast):
    with cast.a.work():
        id = Task.add(title="Ablage").id
    client = cast.a.sign_in("member").get(f"/verwaltung/aufgaben/{id}")
    with cast.a.work():
        Task.get(id).update(customer=cast.a.customer.load())
        Task.get(id).show()
    client.submit("Absenden", {"Beitrag": "Die zahlen schlecht"})
    assert client.status == 422
    assert "Antwort an den Kunden" in client.text
    with cast.a.work():
        assert db.session.scalars(select(Comment)).all() == []


def test_files_do_not_go_to_the_customer_that_was_changed_to_in_another_window(cast):
    permit(cast.a, "files")
    with cast.a.work():
        second = Contact.add(cast.a.other_customer.load(), cast.a.person.load())
        ContactPermission.set(second, ["files"])
        id = second.id
    client = cast.a.sign_in("person").get("/kunden/dateien")
    (form,) = [node for node in client.page.all("form") if node["enctype"]]
    other = client.get("/kunden/")
    other.post("/kunden/kunde", {"contact": str(id)})
    sent = {"id": str(uuid7()), "files": (BytesIO(b"Gehalt"), "Vertrag.txt")}
    client.post(form["action"], sent)
    assert client.status == 422
    assert "als Kontakt von Café Brandt hier" in client.text
    with cast.a.work():
        assert db.session.scalars(select(File)).all() == []
    (form,) = [node for node in client.page.all("form") if node["enctype"]]
    client.post(form["action"], {**sent, "files": (BytesIO(b"Karte"), "Karte.txt")})
    with cast.a.work():
        (file,) = db.session.scalars(select(File))
        assert file.customer_id == cast.a.other_customer.id


def test_the_id_of_a_line_of_another_task_makes_nothing(cast):
    first, second = task(cast.a, items=["Skizze"]), task(cast.a, "Zweite")
    with cast.a.work():
        taken = Task.get(first.id).checklist[0].id
    client = cast.a.sign_in("member").get(f"/verwaltung/aufgaben/{second.id}")
    assert client.post(f"/verwaltung/aufgaben/{second.id}/checkliste", {"id": str(taken), "text": "x"}).status == 404


@pytest.mark.parametrize(
    "does",
    [
        lambda task, comment, item, member: Comment.post(task, member, "Noch da?"),
        lambda task, comment, item, member: comment.edit("Anders"),
        lambda task, comment, item, member: comment.delete(),
        lambda task, comment, item, member: task.add_item("Noch eine"),
        lambda task, comment, item, member: item.move(1),
    ],
    ids=["write", "edit", "delete", "add a line", "move a line"],
)
def test_what_a_colleague_deletes_at_the_same_moment_is_not_found(cast, superuser, does):
    one = task(cast.a, items=["Skizze", "Entwurf"])
    said = post(cast.a, one)
    with cast.a.work():
        rows = one.load(), said.load(), one.load().checklist[0], cast.a.member.load()
        delete(superuser, "task", one.id)
        with pytest.raises(NotFound):
            does(*rows)
        db.session.rollback()


def test_no_receipt_is_kept_of_what_goes_while_it_is_looked_at(cast, superuser):
    one = task(cast.a)
    with cast.a.work():
        place, contact, person = one.load(), cast.a.contact.load(), cast.a.person.load()
        delete(superuser, "task", one.id)
        delete(superuser, "contact", contact.id)
        mark_read(person, place, now())
        Visit.note(contact, uuid7())
        assert Visit.of(contact) is None
        db.session.rollback()


def delete(superuser, table: str, id) -> None:
    """As somebody else does it meanwhile."""
    with superuser.begin() as connection:
        connection.execute(text(f"DELETE FROM {table} WHERE id = :id"), {"id": id})


def test_changing_a_task_and_moving_its_card_at_once_wait_for_each_other_in_one_order(cast, count_queries):
    """The agency's turn first, then the row: the other way round both would wait for ever, and one would fail."""
    one = task(cast.a)
    client = cast.a.sign_in("member").get(f"/verwaltung/aufgaben/{one.id}/bearbeiten")
    with count_queries() as statements:
        client.submit("Speichern", {"Titel": "Anders", "Status": "in Arbeit"})
    turn = next(number for number, sent in enumerate(statements) if "FROM tenant" in sent and "NO KEY UPDATE" in sent)
    row = next(number for number, sent in enumerate(statements) if sent.startswith("UPDATE task"))
    assert turn < row
