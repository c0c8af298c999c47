"""Files: what is kept, who sees it, and how much there may be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, text
from werkzeug.exceptions import NotFound

from app.audit import AuditEntry, describe
from app.discussion.models import Comment
from app.files.models import File
from app.files.quota import storage
from app.files.uploads import QuotaExceeded, Refused, TooLarge
from app.mail.worker import run_once
from app.notifications.models import Notice
from app.projects.models import Project
from app.tasks.models import Task
from tenants import db, uuid7
from tests.files.conftest import attach, picture, upload


def test_a_file_is_kept_with_what_is_known_of_it(cast, kept):
    with cast.a.work():
        [file] = attach(cast.a, upload("Plan.PNG", picture()))
        assert (file.name, file.media_type, file.size) == ("Plan.PNG", "image/png", len(picture()))
        assert (file.author_kind, file.author_name) == ("staff", "Mika Moor")
        assert file.place is cast.a.customer.load()
        with kept.open(file.key) as source:
            assert source.read() == picture()
        assert db.session.scalars(File.of(file.place)).all() == [file]


def test_the_log_says_so_at_the_place(cast):
    with cast.a.work():
        [file] = attach(cast.a)
        file.show()
        file.hide()
        file.remove()
        entries = db.session.scalars(AuditEntry.latest().where(AuditEntry.object_kind == "customer").limit(4)).all()
        assert [describe(entry).split(" bei ")[1] for entry in reversed(entries)] == [
            "„Orgelbau Matthiesen“ die Datei „plan.txt“ hochgeladen.",
            "„Orgelbau Matthiesen“ die Datei „plan.txt“ für den Kunden sichtbar gemacht.",
            "„Orgelbau Matthiesen“ die Datei „plan.txt“ vor dem Kunden verborgen.",
            "„Orgelbau Matthiesen“ die Datei „plan.txt“ entfernt.",
        ]


def test_bytes_go_with_the_file_but_only_once_that_is_committed(cast, app, kept):
    with cast.a.work():
        [file] = attach(cast.a)
        key = file.key
    with pytest.raises(ZeroDivisionError), cast.a.work():
        File.get(key.file_id).remove()
        raise ZeroDivisionError
    run_once(app)
    assert kept.has(key)
    with cast.a.work():
        File.get(key.file_id).remove()
        assert kept.has(key)
    run_once(app)
    assert not kept.has(key)


def test_files_go_with_their_task_and_its_comments(cast, app, kept):
    with cast.a.work():
        task = Task.add(title="Aufräumen", customer=cast.a.customer.load())
        comment = Comment.post(task, cast.a.member.load(), "Siehe Anhang")
        keys = [file.key for place in (task, comment) for file in attach(cast.a, place=place)]
        task.remove()
    run_once(app)
    assert [kept.has(key) for key in keys] == [False, False]


def test_a_comment_that_is_taken_back_takes_its_files_along(cast, app, kept):
    with cast.a.work():
        task = Task.add(title="Aufräumen", customer=cast.a.customer.load())
        comment = Comment.post(task, cast.a.member.load(), "Siehe Anhang")
        [file] = attach(cast.a, place=comment)
        key = file.key
        comment.delete()
        assert File.find(key.file_id) is None
    run_once(app)
    assert not kept.has(key)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("leer.txt", b"", "leer.txt“ ist leer"),
        ("setup.exe", b"x", "setup.exe“ ist ein Programm"),
        ("bild.png", b"MZ\x90\x00\x03", "bild.png“ ist ein Programm"),
    ],
)
def test_what_is_not_taken_leaves_nothing(cast, kept, name, content, said):
    with pytest.raises(Refused, match=said), cast.a.work():
        attach(cast.a, upload(), upload(name, content))
    assert list(kept.of_tenant(cast.a.tenant_id)) == []
    assert not list((kept.folder / "staging").iterdir())


def test_a_file_too_large_says_how_large_it_may_be(cast, app, monkeypatch):
    monkeypatch.setitem(app.config, "FILE_SIZE", 1_500_000)
    with pytest.raises(TooLarge, match="höchstens 1,5\xa0MB"), cast.a.work():
        attach(cast.a, upload("groß.bin", b"x" * 1_500_001))


def test_a_full_storage_says_how_much_is_left(cast, kept, limit):
    limit(20)
    with cast.a.work():
        attach(cast.a)
    with pytest.raises(QuotaExceeded, match="Von 20\xa0B sind noch 11\xa0B frei"), cast.a.work():
        attach(cast.a, upload(content=b"x" * 12))
    with cast.a.work():
        assert (storage().used, storage().limit) == (9, 20)
    assert len(list(kept.of_tenant(cast.a.tenant_id))) == 1
    with cast.b.work():
        attach(cast.b, upload(content=b"x" * 100))


def test_two_at_once_do_not_pass_the_limit(cast, kept, limit):
    limit(50)

    def one(_number: int) -> bool:
        try:
            with cast.a.work():
                attach(cast.a, upload(content=b"x" * 20))
        except QuotaExceeded:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(one, range(6))) == [False] * 4 + [True] * 2
    with cast.a.work():
        assert storage().used == 40
    assert len(list(kept.of_tenant(cast.a.tenant_id))) == 2


def test_the_same_form_twice_makes_one_file_also_at_once(cast, kept):
    id = uuid7()

    def one(number: int) -> int:
        with cast.a.work():
            customer, member = cast.a.customer.load(), cast.a.member.load()
            return len(File.attach(customer, [upload(content=b"%d" % number)], member, id=id))

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(4))) == [0, 0, 0, 1]
    with cast.a.work():
        [file] = db.session.scalars(select(File)).all()
        with kept.open(file.key) as source:
            content = source.read()
        assert content == b"%d" % int(content)
        assert file.digest == kept.put(kept.open(file.key)).digest


class TestWhoIsTold:
    def test_contacts_who_asked_hear_of_what_is_shown_to_them(self, cast):
        cast.a.permit(cast.a.contact, "files", "projects", notifications=["file_new"])
        with cast.a.work():
            [hidden] = attach(cast.a)
            [shown] = attach(cast.a, visible=True)
            assert db.session.scalars(select(Notice.thing_id)).all() == [shown.id]
            hidden.show()
            assert set(db.session.scalars(select(Notice.thing_id))) == {shown.id, hidden.id}
            shown.hide()
            hidden.remove()
            assert db.session.scalar(select(func.count(Notice.id))) == 0

    def test_the_team_hears_of_what_a_customer_sends(self, cast, project):
        with cast.a.work():
            person, place = cast.a.person.load(), Project.get(project)
            place.set_members([cast.a.member.load()])
            attach(cast.a, place=place, author=person, visible=True)
            notices = db.session.scalars(select(Notice).where(Notice.occasion == "customer_file")).all()
            assert [(one.occasion, one.reader_id) for one in notices] == [("customer_file", cast.a.member.id)]

    def test_a_file_on_a_comment_is_told_of_with_the_comment(self, cast, project):
        cast.a.permit(cast.a.contact, "files", "projects", notifications=["file_new"])
        with cast.a.work():
            comment = Comment.post(Project.get(project), cast.a.member.load(), "Hier")
            attach(cast.a, place=comment, visible=True)
            assert db.session.scalar(select(func.count(Notice.id)).where(Notice.occasion == "file_new")) == 0


class TestWhoSees:
    def seen(self, agency, contact="contact") -> set[str]:
        with agency.work():
            files = db.session.scalars(File.visible_to(getattr(agency, contact).load()))
            return {file.name for file in files}

    @pytest.fixture
    def files(self, cast, project):
        with cast.a.work():
            place = Project.get(project)
            attach(cast.a, upload("kunde.txt"), visible=True)
            attach(cast.a, upload("intern.txt"))
            attach(cast.a, upload("projekt.txt"), place=place, visible=True)
            attach(cast.a, upload("projekt-intern.txt"), place=place)
            for internal in (False, True):
                comment = Comment.post(place, cast.a.member.load(), "Da", internal=internal)
                attach(cast.a, upload(f"beitrag-{internal}.txt"), place=comment, visible=True)

    @pytest.mark.parametrize(
        ("permissions", "names"),
        [
            ([], set()),
            (["files"], {"kunde.txt"}),
            (["projects"], {"projekt.txt", "beitrag-False.txt"}),
            (["files", "projects"], {"kunde.txt", "projekt.txt", "beitrag-False.txt"}),
        ],
    )
    def test_contacts_see_what_is_shown_and_reached(self, cast, files, permissions, names):
        cast.a.permit(cast.a.contact, *permissions)
        cast.a.permit(cast.a.other_contact, "files", "projects")
        assert self.seen(cast.a) == names
        assert self.seen(cast.a, "other_contact") == set()

    def test_what_is_on_a_hidden_project_is_not_seen(self, cast, files, project):
        cast.a.permit(cast.a.contact, "projects")
        with cast.a.work():
            Project.get(project).hide()
        assert self.seen(cast.a) == set()


def test_files_for_a_place_that_goes_at_that_moment_are_not_kept(cast, kept, superuser):
    with cast.a.work():
        task_id = Task.add(title="Plan prüfen", customer=cast.a.customer.load()).id
    before = len(list(kept.of_tenant(cast.a.tenant_id)))
    with pytest.raises(NotFound), cast.a.work():
        place = Task.get(task_id)
        with superuser.begin() as connection:
            connection.execute(text("DELETE FROM task WHERE id = :id"), {"id": task_id})
        File.attach(place, [upload("plan.txt", b"Plan")], cast.a.member.load())
    assert len(list(kept.of_tenant(cast.a.tenant_id))) == before
