"""Dateien as the staff see them: upload, list, show, hide, remove, room."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from app.files.models import File
from app.projects.models import Project
from app.tasks.models import Task
from tenants import db, uuid7
from tests.files.conftest import attach, upload

FILES = "/verwaltung/dateien"


def tab(agency) -> str:
    return f"{FILES}/kunde/{agency.customer.id}"


def sent(*files: tuple[str, bytes], **values) -> dict:
    """A form with these files."""
    return {"id": str(uuid7()), "files": [(io.BytesIO(content), name) for name, content in files]} | values


@pytest.fixture
def file(cast):
    with cast.a.work():
        return attach(cast.a)[0].id


@pytest.fixture
def task(cast):
    with cast.a.work():
        return Task.add(title="Plan prüfen", customer=cast.a.customer.load(), visible=True).id


def token_of(client) -> str:
    return next(node["value"] for node in client.page.all("input") if node["name"] == "csrf_token")


def names(agency) -> list[str]:
    with agency.work():
        return sorted(db.session.scalars(select(File.name)))


class TestWhoGetsIn:
    @pytest.mark.parametrize("who", ["owner", "admin", "member", "reader"])
    def test_staff_see_list_and_file(self, cast, file, who):
        client = cast.a.sign_in(who).get(tab(cast.a))
        assert "plan.txt" in client.text
        assert client.get(f"{FILES}/{file}").html == "Grundriss"

    def test_who_only_reads_is_offered_nothing_to_change(self, cast, file):
        reader = cast.a.sign_in("reader").get(tab(cast.a))
        assert reader.page.all("form") == [form for form in reader.page.all("form") if "dateien" not in form["action"]]
        for path in (f"{tab(cast.a)}/hochladen", f"{FILES}/{file}/entfernen"):
            assert reader.get(path).status == 403
        assert reader.get(tab(cast.a)).post(f"{FILES}/{file}/sichtbarkeit", {"visible": "y"}).status == 403

    @pytest.mark.parametrize("path", ["", "/vorschau", "/entfernen"])
    def test_another_agencys_file_is_404(self, cast, file, path):
        assert cast.b.sign_in("owner").get(f"{FILES}/{file}{path}").status == 404

    def test_another_agencys_places_are_404(self, cast, project, task):
        client = cast.b.sign_in("owner").get(tab(cast.b))
        for place in (f"kunde/{cast.a.customer.id}", f"projekt/{project}", f"aufgabe/{task}"):
            assert client.get(f"{FILES}/{place}/hochladen").status == 404
            client.get(tab(cast.b))
            assert client.post(f"{FILES}/{place}/hochladen", sent(("a.txt", b"x"))).status == 404
        assert names(cast.a) == []

    @pytest.mark.parametrize("path", ["", "/vorschau", "/entfernen"])
    def test_the_signed_out_are_sent_to_sign_in(self, cast, file, path):
        client = cast.a.visit().get(f"{FILES}/{file}{path}", follow=False)
        assert (client.status, client.location.partition("?")[0]) == (303, "/anmelden")


class TestUpload:
    def test_several_files_at_a_customer(self, cast):
        client = cast.a.sign_in("member").get(tab(cast.a))
        client.post(f"{tab(cast.a)}/hochladen", sent(("Plan A.txt", b"a"), ("Plan B.txt", b"bb")))
        assert client.path == tab(cast.a)
        for said in ("2 Dateien hochgeladen.", "Plan A.txt", "Plan B.txt", "Mika Moor", "nur intern"):
            assert said in client.text

    def test_on_a_project_and_a_task_the_tick_stands_as_the_place_does(self, cast, project, task):
        client = cast.a.sign_in("member")
        for path in (f"{FILES}/projekt/{project}/hochladen", f"{FILES}/aufgabe/{task}/hochladen"):
            assert client.get(path).value("für den Kunden sichtbar") == "y"
            client.post(path, sent((f"{path[20:25]}.txt", b"x"), visible="y"))
            assert client.status == 200
        with cast.a.work():
            assert all(db.session.scalars(select(File.visible)))
            Project.get(project).hide()
        client.get(f"{FILES}/projekt/{project}/hochladen")
        assert client.value("für den Kunden sichtbar") == ""
        assert "erst, wenn das Projekt für ihn sichtbar ist" in client.text

    def test_what_has_no_customer_is_shown_to_nobody(self, cast):
        with cast.a.work():
            task = Task.add(title="Inventur").id
        client = cast.a.sign_in("member").get(f"{FILES}/aufgabe/{task}/hochladen")
        assert "für den Kunden sichtbar" not in client.text
        client.post(f"{FILES}/aufgabe/{task}/hochladen", sent(("a.txt", b"x"), visible="y"))
        with cast.a.work():
            assert db.session.scalars(select(File.visible)).all() == [False]

    def test_the_same_form_twice_is_one_upload(self, cast):
        client, form = cast.a.sign_in("member").get(tab(cast.a)), str(uuid7())
        for _time in range(2):
            client.post(f"{tab(cast.a)}/hochladen", sent(("a.txt", b"x"), id=form))
            assert client.path == tab(cast.a)
        assert names(cast.a) == ["a.txt"]

    @pytest.mark.parametrize(
        ("files", "said"),
        [
            ([], "Bitte wählen Sie mindestens eine Datei aus."),
            ([("leer.txt", b"")], "„leer.txt“ ist leer."),
            ([("gut.txt", b"x"), ("Rechnung.pdf.exe", b"x")], "„Rechnung.pdf.exe“ ist ein Programm."),
            ([("Foto.jpg", b"MZ\x90\x00\x03")], "„Foto.jpg“ ist ein Programm."),
            ([("<img src=x onerror=alert(1)>.js", b"x")], "„<img src=x onerror=alert(1)>.js“ ist ein Programm."),
            ([(f"{number}.txt", b"x") for number in range(21)], "Bitte höchstens 20 Dateien auf einmal."),
        ],
    )
    def test_what_does_not_fit_is_said_beside_the_field(self, cast, kept, files, said):
        path = f"{tab(cast.a)}/hochladen"
        client = cast.a.sign_in("member").get(path).post(path, sent(*files))
        assert client.status == 422
        assert said in client.errors()["Dateien"]
        assert ("Bitte wählen Sie die Dateien noch einmal aus." in client.text) == bool(files)
        assert names(cast.a) == []
        assert list(kept.of_tenant(cast.a.tenant_id)) == []

    def test_a_full_storage_is_said_beside_the_field(self, cast, limit):
        limit(5)
        path = f"{tab(cast.a)}/hochladen"
        client = cast.a.sign_in("member").get(path).post(path, sent(("a.txt", b"zu viel")))
        assert (client.status, "Der Speicher der Agentur reicht dafür nicht" in client.errors()["Dateien"]) == (
            422,
            True,
        )

    def test_a_script_hears_where_to_go_and_what_does_not_fit(self, cast):
        client, path = cast.a.sign_in("member").get(tab(cast.a)), f"{tab(cast.a)}/hochladen"
        token = token_of(client)
        asked = {"headers": {"Accept": "application/json"}}
        client.post(path, sent(("a.txt", b"x"), csrf_token=token), **asked)
        assert (client.status, client.json) == (200, {"location": tab(cast.a)})
        client.post(path, sent(("a.exe", b"x"), csrf_token=token), **asked)
        assert (client.status, list(client.json["errors"])) == (422, ["files"])


class TestNamesThatAttack:
    @pytest.mark.parametrize(
        ("name", "kept_as"),
        [
            ("../../../etc/cron.d/x.txt", "x.txt"),
            ("a\u202etxt.fdp", "atxt.fdp"),
            ("<script>alert(1)</script>.txt", "script>.txt"),
            ("NUL.txt", "_NUL.txt"),
            ("Rechnung.pdf.html", "Rechnung.pdf.html"),
        ],
    )
    def test_a_name_never_becomes_a_path(self, cast, kept, name, kept_as):
        client = cast.a.sign_in("member").get(tab(cast.a))
        client.post(f"{tab(cast.a)}/hochladen", sent((name, b"x")))
        assert names(cast.a) == [kept_as]
        assert kept_as in client.text
        [stored] = kept.of_tenant(cast.a.tenant_id)
        client.get(f"{FILES}/{stored.key.file_id}")
        assert client.headers["Content-Disposition"].startswith("attachment; ")

    @pytest.mark.parametrize(
        ("name", "status", "kept_names"), [(b"a\x00b.txt", 200, ["ab.txt"]), (b"\xff.txt", 400, [])]
    )
    def test_raw_bytes_in_names_do_no_harm(self, cast, name, status, kept_names):
        """No browser sends what is no UTF-8; whoever does gets the form back."""
        client = cast.a.sign_in("member").get(tab(cast.a))
        parts = {b'"csrf_token"': token_of(client).encode(), b'"id"': str(uuid7()).encode()}
        parts[b'"files"; filename="%s"' % name] = b"x"
        body = b"".join(
            b"--x\r\nContent-Disposition: form-data; name=%s\r\n\r\n%s\r\n" % part for part in parts.items()
        )
        multipart = {"data": body + b"--x--\r\n", "content_type": "multipart/form-data; boundary=x"}
        client._open("POST", f"{tab(cast.a)}/hochladen", True, **multipart)
        assert (client.status, names(cast.a)) == (status, kept_names)


class TestAfterwards:
    def test_shown_and_hidden_with_a_button(self, cast, file):
        client = cast.a.sign_in("member").get(tab(cast.a)).submit("Zeigen plan.txt")
        assert "für den Kunden sichtbar" in client.page.all("ul")[-1].text()
        with cast.a.work():
            assert File.get(file).visible
        assert "nur intern" in client.submit("Verbergen plan.txt").text

    def test_removed_after_a_question(self, cast, file):
        client = cast.a.sign_in("member").get(tab(cast.a)).follow("plan.txt entfernen")
        assert "lässt sich nicht zurückholen" in client.text
        client.submit("Entfernen")
        assert (client.path, "„plan.txt“ ist entfernt" in client.text) == (tab(cast.a), True)
        assert names(cast.a) == []

    def test_the_room_that_files_take(self, cast, limit):
        limit(2_000_000)
        with cast.a.work():
            attach(cast.a, upload(content=b"x" * 500_000))
        client = cast.a.sign_in("owner").get("/verwaltung/einstellungen").follow("Speicher")
        assert "500 kB von 2 MB belegt" in client.text
        assert cast.a.sign_in("member").get(f"{FILES}/speicher").status == 403

    def test_the_number_of_queries_does_not_grow(self, cast, count_queries, app):
        client, counts = cast.a.sign_in("member"), []
        client.get(tab(cast.a))
        for _round in range(2):
            with cast.a.work():
                attach(cast.a, *[upload(f"{number}.txt") for number in range(10)])
            with count_queries() as statements:
                client.get(tab(cast.a))
            counts.append(len(statements))
        assert counts[0] == counts[1]
