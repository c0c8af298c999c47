"""The same form from two windows, and a comment that is taken back while it is being changed."""

from __future__ import annotations

import threading
from io import BytesIO

import pytest
from sqlalchemy import select

from app.discussion.models import Comment
from app.files.models import File
from tenants import db, uuid7
from tests.discussion.test_views import changing


@pytest.fixture(autouse=True)
def _like_production(app):
    """Faults become answers, as they do outside of tests."""
    app.testing = False
    yield
    app.testing = True


@pytest.mark.parametrize(("who", "side", "page"), [("member", "verwaltung", "office"), ("person", "kunden", "portal")])
def test_the_same_form_many_times_at_once_is_one_comment_with_one_file(task, who, side, page):
    id, answers, start = str(uuid7()), [], threading.Barrier(8)
    clients = [task.agency.sign_in(who).get(getattr(task, page)) for _time in range(8)]

    def send(client):
        sent = {"id": id, "body": "Einmal", "audience": "open", "files": (BytesIO(b"x"), "plan.txt")}
        start.wait()
        answers.append(client.post(task.posting(side), sent, follow=False).status)

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 8
    assert task.bodies() == ["Einmal"]
    with task.agency.work():
        assert [file.name for file in db.session.scalars(select(File))] == ["plan.txt"]


def test_changing_what_is_taken_back_meanwhile_changes_nothing(task):
    id = task.say("Erst")
    client = task.agency.sign_in("member").get(changing(id, "bearbeiten"))
    late = threading.Thread(target=lambda: client.submit("Speichern", {"Beitrag": "Dann"}))
    with task.agency.work():
        Comment.get(id).delete()
        late.start()
        late.join(timeout=1)
    late.join()
    assert client.status == 422
    assert client.value("Beitrag") == "Dann"
    assert task.bodies() == [""]
    with task.agency.work():
        assert [version.body for version in Comment.get(id).versions] == ["Erst"]
