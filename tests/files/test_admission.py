"""Who may send much: those alone whom the view lets in, and nothing of the database waits for them."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import text

from tenants import db, uuid7
from tests.files.test_views import names, sent, tab, token_of

MEGABYTES = b"x" * 3_000_000


class Slow:
    """A body that tells, whenever it is read, how many connections are out and how much was read."""

    def __init__(self, content: bytes, app) -> None:
        self.app, self.out, self.taken, self._bytes = app, [], 0, io.BytesIO(content)
        self.tell, self.seek = self._bytes.tell, self._bytes.seek

    def read(self, size: int = -1) -> bytes:
        with self.app.app_context():
            self.out.append(sum(engine.pool.checkedout() for engine in db.engines.values()))
        found = self._bytes.read(size)
        self.taken += len(found)
        return found

    readline = read


def multipart(fields: dict[str, str], content: bytes, name: str = "a.bin") -> bytes:
    parts = [(f'name="{field}"', value.encode()) for field, value in fields.items()]
    parts.append((f'name="files"; filename="{name}"', content))
    body = b"".join(
        b"--x\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (head.encode(), value) for head, value in parts
    )
    return body + b"--x--\r\n"


def send(client, path: str, content: bytes = MEGABYTES, **headers):
    """Post a file to `path`; returns the body, which knows what was read of it."""
    token = token_of(client)
    whole = multipart({"csrf_token": token, "id": str(uuid7())}, content)
    body = Slow(whole, client.app)
    client._open(
        "POST", path, False, input_stream=body, content_type="multipart/form-data; boundary=x",
        content_length=len(whole), headers=headers,
    )  # fmt: skip
    return body


def test_no_connection_is_held_while_the_body_arrives(cast):
    client = cast.a.sign_in("member").get(tab(cast.a))
    body = send(client, f"{tab(cast.a)}/hochladen")
    assert client.status == 303
    assert len(body.out) > 20
    assert set(body.out) == {0}
    assert names(cast.a) == ["a.bin"]


def test_nor_in_the_portal_where_pages_ask_first_who_is_there(cast):
    cast.a.permit(cast.a.contact, "files")
    client = cast.a.sign_in("person").get("/kunden/dateien")
    body = send(client, "/kunden/dateien")
    assert (client.status, set(body.out)) == (303, {0})


@pytest.mark.parametrize(
    ("who", "page", "path"),
    [
        (None, "/anmelden", "/verwaltung/dateien/kunde/{customer}/hochladen"),
        ("reader", "/verwaltung/kunden", "/verwaltung/dateien/kunde/{customer}/hochladen"),
        ("member", "/verwaltung/kunden", "/verwaltung/kunden/{customer}/bearbeiten"),
        ("member", "/verwaltung/kunden", "/verwaltung/gibtsnicht"),
        ("member", "/verwaltung/kunden", "/kunden/dateien"),
        (None, "/kunden/anmelden", "/kunden/dateien"),
        ("person", "/kunden/profil", "/kunden/dateien"),
        (None, "/anmelden", "/anmelden"),
    ],
)
def test_everybody_else_is_refused_before_anything_is_read(cast, who, page, path):
    cast.a.permit(cast.a.contact)
    client = cast.a.sign_in(who) if who else cast.a.visit()
    body = send(client.get(page), path.format(customer=cast.a.customer.id))
    assert (client.status, client.page.all("h1")[0].text()) == (413, "Das ist zu groß")
    assert body.taken == 0
    assert names(cast.a) == []


def test_a_form_of_another_site_is_refused_before_anything_is_read(cast):
    client = cast.a.sign_in("member").get(tab(cast.a))
    body = send(client, f"{tab(cast.a)}/hochladen", **{"Sec-Fetch-Site": "cross-site"})
    assert (client.status, body.taken) == (413, 0)
    body = send(client.get(tab(cast.a)), f"{tab(cast.a)}/hochladen", Origin="https://[")
    assert (client.status, body.taken) == (413, 0)


def test_a_token_that_does_not_fit_keeps_nothing(cast, kept):
    client = cast.a.sign_in("member").get(tab(cast.a))
    client.post(f"{tab(cast.a)}/hochladen", sent(("a.txt", b"x"), csrf_token="falsch"))
    assert (client.status, names(cast.a)) == (400, [])
    assert list(kept.of_tenant(cast.a.tenant_id)) == []


def test_more_than_a_sending_may_hold_is_refused_with_the_limit(cast, app, monkeypatch):
    monkeypatch.setitem(app.config, "UPLOAD_SIZE", 1_500_000)
    client = cast.a.sign_in("member").get(tab(cast.a))
    body = send(client, f"{tab(cast.a)}/hochladen")
    assert (client.status, body.taken) == (413, 0)
    assert "Auf einmal gehen höchstens 1,5 MB." in client.text


def test_a_body_that_hides_its_length_is_stopped_at_the_limit(cast, app, monkeypatch):
    monkeypatch.setitem(app.config, "UPLOAD_SIZE", 500_000)
    client = cast.a.sign_in("member").get(tab(cast.a))
    body = Slow(multipart({"csrf_token": token_of(client), "id": str(uuid7())}, MEGABYTES), app)
    client._open(
        "POST", f"{tab(cast.a)}/hochladen", False, input_stream=body, content_type="multipart/form-data; boundary=x",
        headers={"Transfer-Encoding": "chunked"}, environ_overrides={"wsgi.input_terminated": True},
    )  # fmt: skip
    assert (client.status, names(cast.a)) == (413, [])
    assert body.taken < 1_700_000


def test_far_too_many_files_are_not_even_taken_in(cast):
    client = cast.a.sign_in("member").get(tab(cast.a))
    client.post(f"{tab(cast.a)}/hochladen", sent(*[(f"{number}.txt", b"x") for number in range(41)]))
    assert (client.status, names(cast.a)) == (413, [])


def test_what_could_not_be_committed_leaves_no_row_and_bytes_that_are_swept(cast, app, superuser, clock, kept):
    from app.files.sweep import sweep

    client = cast.a.sign_in("member").get(tab(cast.a))
    with superuser.begin() as connection:
        connection.execute(
            text("CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$")
        )
        connection.execute(
            text(
                "CREATE CONSTRAINT TRIGGER no AFTER INSERT ON file DEFERRABLE INITIALLY DEFERRED"
                " FOR EACH ROW EXECUTE FUNCTION no()"
            )
        )
    app.testing = False
    try:
        client.post(f"{tab(cast.a)}/hochladen", sent(("a.txt", b"x")))
        assert client.status == 500
    finally:
        app.testing = True
        with superuser.begin() as connection:
            connection.execute(text("DROP TRIGGER no ON file"))
            connection.execute(text("DROP FUNCTION no()"))
    assert names(cast.a) == []
    clock.move(hours=25)
    with app.app_context():
        sweep()
    assert list(kept.of_tenant(cast.a.tenant_id)) == []


def test_a_full_disk_is_said_and_passes(cast, app, kept, monkeypatch):
    client = cast.a.sign_in("member").get(tab(cast.a))
    monkeypatch.setattr("app.files.store.os.fsync", _full)
    client.post(f"{tab(cast.a)}/hochladen", sent(("a.txt", b"x")))
    assert (client.status, client.headers["Retry-After"]) == (503, "5")
    assert names(cast.a) == []
    assert not list((kept.folder / "staging").iterdir())
    monkeypatch.undo()
    client.get(tab(cast.a)).post(f"{tab(cast.a)}/hochladen", sent(("a.txt", b"x")))
    assert names(cast.a) == ["a.txt"]


def _full(_handle: int) -> None:
    raise OSError(28, "No space left on device")
