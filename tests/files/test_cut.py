"""Connections that are cut and processes that are killed half-way: nothing is left over, and nothing is half there."""

from __future__ import annotations

import os
import signal
import socket
import time
import uuid

import pytest
from sqlalchemy import select

from app.files.models import File
from app.files.store import FolderStore
from app.files.sweep import sweep
from tenants import db, uuid7
from tests.cast import Agency, make_agency
from tests.files.test_admission import multipart
from tests.files.test_views import tab, token_of

CONTENT = os.urandom(4_000_000)


@pytest.fixture
def agency(app) -> Agency:
    return make_agency(app, "Sturmflut")


@pytest.fixture
def left(live, app, agency, clock):
    """`left()`: what the store of the running installation holds of the agency after the next night's sweep."""
    folder = FolderStore(live.folder / "files")

    def look() -> tuple[int, int]:
        kept, app.extensions["files"] = app.extensions["files"], folder
        clock.move(hours=25)
        try:
            with app.app_context():
                sweep()
        finally:
            app.extensions["files"] = kept
            clock.reset()
        return len(list(folder.of_tenant(agency.tenant_id))), len(list((folder.folder / "staging").iterdir()))

    return look


@pytest.fixture
def browser(live, agency):
    """Somebody of the staff, signed in at the running installation, on the page with the form."""
    client = live.client(agency.host)
    client.get("/anmelden").submit(
        "Anmelden", {"E-Mail-Adresse": agency.member.email, "Passwort": agency.member.password}
    )
    return client.get(tab(agency))


def request(browser, agency, content: bytes = CONTENT) -> bytes:
    """The whole request as a browser sends it."""
    body = multipart({"csrf_token": token_of(browser), "id": str(uuid7())}, content)
    head = [
        f"POST {tab(agency)}/hochladen HTTP/1.1",
        f"Host: {agency.host}:{browser.app.port}",
        f"Cookie: {browser.app._cookie_header()}",
        "Content-Type: multipart/form-data; boundary=x",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + body


def rows(agency) -> list[uuid.UUID]:
    with agency.work():
        return list(db.session.scalars(select(File.id)))


def connect(live) -> socket.socket:
    return socket.create_connection(("127.0.0.1", live.port), 60)


def kill(live) -> None:
    """kill -9, and wait until nobody listens any more."""
    os.killpg(live.web.pid, signal.SIGKILL)
    live.web.wait(10)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            connect(live).close()
        except OSError:
            return
        time.sleep(0.02)


@pytest.mark.parametrize("share", [0.0005, 0.3, 0.999999])
def test_a_cut_connection_leaves_nothing(live, browser, agency, left, share):
    whole = request(browser, agency)
    with connect(live) as line:
        line.sendall(whole[: int(len(whole) * share)])
    assert rows(agency) == []
    assert left() == (0, 0)
    assert browser.get(tab(agency)).status == 200


def test_somebody_signed_out_is_answered_before_the_body_has_arrived(live, browser, agency, left):
    head, _end, body = request(browser, agency).partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Cookie")]
    with connect(live) as line:
        line.sendall(b"\r\n".join([*lines, b"", b""]) + body[:1000])
        assert line.recv(12) == b"HTTP/1.1 413"
    assert (rows(agency), left()) == ([], (0, 0))


def test_what_was_uploaded_comes_back_whole_and_in_parts(live, browser, agency):
    with connect(live) as line:
        line.sendall(request(browser, agency))
        assert line.recv(12) == b"HTTP/1.1 303"
    path = f"/verwaltung/dateien/{rows(agency)[0]}"
    assert browser.get(path).response.data == CONTENT
    browser.get(path, headers={"Range": "bytes=3999990-"})
    assert (browser.status, browser.response.data) == (206, CONTENT[-10:])


def test_whoever_stops_sending_holds_nobody_up(live, browser, agency, left):
    whole = request(browser, agency)
    lines = [connect(live) for _number in range(4)]
    try:
        for line in lines:
            line.sendall(whole[: len(whole) // 2])
        assert browser.get(tab(agency)).status == 200
    finally:
        for line in lines:
            line.close()
    assert (rows(agency), left()) == ([], (0, 0))


def test_a_killed_web_process_leaves_nothing_and_the_next_try_works(live, browser, agency, left):
    for share in (0.5, 1.0):
        whole = request(browser, agency)
        with connect(live) as line:
            line.sendall(whole[: int(len(whole) * share)])
            time.sleep(0.05 * (share == 1.0))  # somewhere between the last byte and the answer, or after it
            kill(live)
        live.start_web()
        found = rows(agency)
        assert left() == (len(found), 0)
        assert share == 1.0 or found == []
    before = len(rows(agency))
    with connect(live) as line:
        line.sendall(request(browser.get(tab(agency)), agency))
        assert line.recv(12) == b"HTTP/1.1 303"
    assert len(rows(agency)) == before + 1
    assert browser.get(tab(agency)).text.count("a.bin") >= before + 1
