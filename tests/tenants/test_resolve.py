"""Host → tenant."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tenants import APEX_SLUG, RESERVED, SLUG, find_by_slug, now, pending_ok, request_tenant, slug_of

AGENCY_HOSTS = ["hafen.kontor.example", "HAFEN.Kontor.Example", "hafen.kontor.example:8000", "hafen.kontor.example:0"]

NOBODYS_HOSTS = [
    "", ".", ":", "kontor.example.", "hafen.kontor.example.", ".kontor.example", "hafen..kontor.example",
    "a.hafen.kontor.example", "hafen.kontor.example.evil.example", "hafenkontor.example", "evil.example", "localhost",
    "127.0.0.1", "[::1]", "[::1", "hafen.kontor.example:", "hafen.kontor.example:abc", "hafen.kontor.example:99999",
    "hafen.kontor.example:-1", "hafen.kontor.example:٣", "hafen.kontor.example:8000:8000", "hafen.kontor.example@evil",
    "user@hafen.kontor.example", "hafen.kontor.example/", "hafen.kontor.example\x00", "hafen\x00.kontor.example",
    "hafen.kontor.example,evil.example", " hafen.kontor.example", "hafen.kontor.example ", "-hafen.kontor.example",
    "hafen-.kontor.example", "ha--fen.kontor.example", "xn--hafen-abc.kontor.example", "xn--.kontor.example",
    "häfen.kontor.example", "hafen_x.kontor.example", "1hafen.kontor.example", "h.kontor.example",
    "ha.kontor.example", f"{'h' * 31}.kontor.example", "www.kontor.example", "api.kontor.example", "@.kontor.example",
    "%68afen.kontor.example",
    "hafen.kontor.example\r\nX-Injected: 1", "hafen。kontor.example", "hafen.kontor.example:" + "9" * 5000,
    "ſhafen.kontor.example",
]  # fmt: skip


@pytest.mark.parametrize("host", AGENCY_HOSTS)
def test_one_label_before_the_base_domain_is_an_agency(host):
    assert slug_of(host, "kontor.example") == "hafen"


@pytest.mark.parametrize("host", ["kontor.example", "KONTOR.example", "kontor.example:443"])
def test_the_base_domain_is_the_apex(host):
    assert slug_of(host, "kontor.example") == APEX_SLUG


@pytest.mark.parametrize("host", NOBODYS_HOSTS)
def test_any_other_host_is_nobodys(host):
    assert slug_of(host, "kontor.example") is None


def test_no_slug_can_be_the_apex_or_reserved():
    assert not SLUG.fullmatch(APEX_SLUG)
    assert all(slug_of(f"{name}.kontor.example", "kontor.example") is None for name in RESERVED)


def test_the_public_learns_nothing_but_id_slug_and_state(kernel, agency):
    ref = agency()
    with kernel.app_context():
        assert find_by_slug(ref.slug) == ref
        assert find_by_slug("nobody-here") is None


@pytest.fixture
def visit(kernel):
    """GET a page of an agency: the status, by whether the page is marked for pending agencies."""

    @kernel.get("/open")
    @pending_ok
    def open_page():
        return request_tenant().slug

    @kernel.get("/page")
    def page():
        return request_tenant().slug

    return lambda ref, path="/page": kernel.test_client().get(path, headers={"Host": f"{ref.slug}.localhost"})


def test_an_active_agency_answers(visit, agency):
    ref = agency()
    assert (visit(ref).status_code, visit(ref).text) == (200, ref.slug)
    assert visit(ref, "/open").status_code == 200


def test_a_pending_agency_answers_only_where_marked_and_only_for_48_hours(visit, agency, clock):
    ref = agency(confirmed_at=None)
    assert (visit(ref).status_code, visit(ref, "/open").status_code) == (404, 200)
    clock.move(hours=47, minutes=59)
    assert visit(ref, "/open").status_code == 200
    clock.move(minutes=2)
    assert visit(ref, "/open").status_code == 404


@pytest.mark.parametrize("state", ["suspended_at", "deleted_at"])
@pytest.mark.parametrize("confirmed", [True, False])
def test_suspended_deleted_and_unknown_agencies_give_the_same_answer(visit, agency, state, confirmed):
    gone = agency(**{state: now()}, **({} if confirmed else {"confirmed_at": None}))
    unknown = type(gone)(1, "nobody-here")
    for path in ("/page", "/open", "/nothing"):
        answers = [visit(ref, path) for ref in (gone, unknown)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].data == answers[1].data
        assert dict(answers[0].headers) == dict(answers[1].headers)


def test_confirmation_lasts_for_ever(visit, agency, clock):
    ref = agency(created_at=now() - timedelta(days=900))
    clock.move(days=900)
    assert visit(ref).status_code == 200


def test_a_client_cannot_name_its_tenant_itself(kernel, visit, agency):
    a, b = agency(), agency()
    headers = {"Host": f"{a.slug}.localhost", "Kontor.Tenant": str(b.id), "Kontor-Tenant": str(b.id)}
    headers |= {"X-Forwarded-Host": f"{b.slug}.localhost", "Forwarded": f"host={b.slug}.localhost"}
    assert kernel.test_client().get("/page", headers=headers).text == a.slug


def test_a_database_out_of_reach_is_not_an_unknown_agency(kernel, visit, agency):
    ref = agency()
    with kernel.app_context():
        pool = find_by_slug.__globals__["side_engine"]().pool
    held = [pool.connect() for _ in range(pool.size())]
    pool._timeout = 0.05
    try:
        assert visit(ref).status_code == 500
    finally:
        for connection in held:
            connection.close()
    assert visit(ref).status_code == 200
