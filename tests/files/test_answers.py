"""How files leave: as downloads, in parts, and never as something that runs."""

from __future__ import annotations

import io
import zipfile

import pytest

from app.files.models import File
from app.mail.worker import run_once
from app.pictures.kinds import UNKNOWN
from tests.files.conftest import attach, picture, upload

FILES = "/verwaltung/dateien"


def zipped(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../bombe", content)
    return made.getvalue()


@pytest.fixture
def send(cast):
    """`send(name, content)`: the address of a file with this name and content."""

    def make(name: str, content: bytes) -> str:
        with cast.a.work():
            return f"{FILES}/{attach(cast.a, upload(name, content))[0].id}"

    return make


@pytest.fixture
def reader(cast):
    return cast.a.sign_in("reader")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("seite.html", b"<!doctype html><script>alert(document.domain)</script>", UNKNOWN),
        ("bild.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", UNKNOWN),
        ("harmlos.png", b"<script>alert(1)</script>", UNKNOWN),
        ("seite.html", picture(), "image/png"),
        ("Angebot.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("bombe.zip", zipped(b"\0" * 20_000_000), "application/zip"),
        ("x.xyz", b"\x00\x01", UNKNOWN),
    ],
)
def test_everything_is_a_download_in_a_sandbox(send, reader, name, content, kind):
    reader.get(send(name, content))
    headers = reader.headers
    assert headers["Content-Disposition"] == f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    assert headers["Content-Type"].partition(";")[0] == kind
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-store"
    assert reader.response.data == content


def test_a_name_of_any_script_reaches_the_browser(send, reader):
    reader.get(send("Größe „neu“ 50%.txt", b"x"))
    assert reader.headers["Content-Disposition"] == (
        'attachment; filename="Groe neu 50_.txt"; '
        "filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%E2%80%9Eneu%E2%80%9C%2050%25.txt"
    )


@pytest.mark.parametrize(
    ("asked", "status", "said", "content"),
    [
        ("bytes=0-3", 206, "bytes 0-3/10", b"0123"),
        ("bytes=5-", 206, "bytes 5-9/10", b"56789"),
        ("bytes=-2", 206, "bytes 8-9/10", b"89"),
        ("bytes=10-", 416, "bytes */10", None),
        ("quatsch", 416, "bytes */10", None),
    ],
)
def test_parts_can_be_asked_for(send, reader, asked, status, said, content):
    reader.get(send("zahlen.txt", b"0123456789"), headers={"Range": asked})
    assert (reader.status, reader.headers["Content-Range"]) == (status, said)
    assert content is None or reader.response.data == content


def test_what_is_unchanged_is_not_sent_again(send, reader):
    path = send("zahlen.txt", b"0123456789")
    tag = reader.get(path).headers["ETag"]
    reader.get(path, headers={"If-None-Match": tag})
    assert (reader.status, reader.response.data) == (304, b"")
    assert reader.get(path, headers={"If-None-Match": '"anders"'}).status == 200
    reader.get(path, headers={"Range": "bytes=0-3", "If-Range": '"anders"'})
    assert (reader.status, reader.response.data) == (200, b"0123456789")


def test_only_the_head_can_be_asked_for(send, reader):
    reader._open("HEAD", send("zahlen.txt", b"0123456789"), False)
    assert (reader.status, reader.headers["Content-Length"], reader.response.data) == (200, "10", b"")


def test_bytes_that_are_gone_are_404_and_an_error_in_the_log(cast, send, reader, kept, caplog):
    path = send("weg.txt", b"x")
    with cast.a.work():
        kept.delete(File.get(path.rpartition("/")[2]).key)
    assert reader.get(path).status == 404
    assert "are not in the store" in caplog.text


class TestPreview:
    def test_a_picture_has_one_made_anew(self, cast, send, reader, app):
        path = send("Foto.jpg", picture("JPEG"))
        assert reader.get(f"{path}/vorschau").status == 404
        run_once(app)
        reader.get(f"{path}/vorschau")
        assert (reader.status, reader.headers["Content-Type"]) == (200, "image/webp")
        assert reader.response.data[:4] == b"RIFF"
        assert reader.headers["Content-Disposition"].startswith('inline; filename="Foto.jpg.webp"')
        assert reader.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        page = reader.get(f"{FILES}/kunde/{cast.a.customer.id}").page
        assert [node["src"] for node in page.all("img") if "/dateien/" in node["src"]] == [f"{path}/vorschau"]

    def test_a_broken_one_simply_has_none(self, cast, send, reader, app):
        path = send("Foto.png", picture()[:-100])
        run_once(app)
        assert reader.get(f"{path}/vorschau").status == 404
        assert reader.get(path).status == 200
