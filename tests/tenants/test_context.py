"""One session, one tenant: how it gets it, and that it keeps it."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

import tenants
from tenants import (
    NoTenant,
    Tenant,
    TenantViolation,
    agency_url,
    apex_url,
    as_tenant,
    current_tenant,
    current_tenant_id,
    db,
    is_apex,
    own_transaction,
    request_tenant,
    system_session,
)

ASK = text("SELECT current_setting('app.tenant_id', true)")


def setting(session) -> str | None:
    """The tenant that PostgreSQL was told in the session's present transaction."""
    return session.scalar(ASK, execution_options={"tenant_checked": True})


def test_without_a_tenant_no_query(kernel):
    with kernel.app_context():
        with pytest.raises(NoTenant):
            current_tenant_id()
        for statement in (select(Tenant), text("SELECT 1"), select(1)):
            with pytest.raises(NoTenant):
                db.session.execute(statement, execution_options={"tenant_checked": True})
        with pytest.raises(NoTenant), own_transaction():
            pass
    with pytest.raises(NoTenant), as_tenant(1):
        pass


def test_as_tenant_works_as_that_tenant_and_commits(kernel, agency):
    a, b = agency(), agency()
    with kernel.app_context():
        with as_tenant(a.id):
            assert (current_tenant().slug, setting(db.session), is_apex()) == (a.slug, str(a.id), False)
            current_tenant().name = "Umbenannt"
            with as_tenant(b.id):
                assert (current_tenant().slug, setting(db.session)) == (b.slug, str(b.id))
            assert (current_tenant().slug, setting(db.session)) == (a.slug, str(a.id))
        with as_tenant(a.id):
            assert current_tenant().name == "Umbenannt"
        with as_tenant(0):
            assert is_apex()


def test_as_tenant_rolls_back_on_an_error(kernel, agency):
    ref = agency()
    with kernel.app_context():
        with pytest.raises(ZeroDivisionError), as_tenant(ref.id):
            current_tenant().name = "Verloren"
            db.session.flush()
            raise ZeroDivisionError
        with as_tenant(ref.id):
            assert current_tenant().name == "Probe"


def test_own_transaction_survives_a_refusal_and_is_of_the_same_tenant(kernel, agency):
    ref = agency()

    @kernel.post("/refused")
    def refused():
        current_tenant().imprint_url = "https://example.org/undone"
        db.session.flush()
        with own_transaction() as side:
            assert side is not db.session()
            assert setting(side) == str(ref.id)
            assert side.scalars(select(Tenant.id)).all() == [ref.id]
        return "refused", 403

    @kernel.post("/kept")
    def kept():
        with own_transaction() as side:
            side.get_one(Tenant, ref.id).privacy_url = "https://example.org/kept"
        return "refused", 403

    client = kernel.test_client()
    for path in ("/refused", "/kept"):
        assert client.post(path, headers={"Host": f"{ref.slug}.localhost"}).status_code == 403
    with kernel.app_context(), as_tenant(ref.id):
        assert current_tenant().imprint_url is None
        assert current_tenant().privacy_url == "https://example.org/kept"


def test_the_tenant_of_a_session_is_fixed(kernel, agency):
    a, b = agency(), agency()
    with kernel.app_context(), as_tenant(a.id):
        session = db.session()
        attempts = [
            lambda: session.info.__setitem__("tenant_id", b.id), lambda: session.info.__setitem__("engine", "system"),
            lambda: session.info.__delitem__("tenant_id"), lambda: session.info.update(tenant_id=b.id),
            lambda: session.info.pop("tenant_id"), lambda: session.info.clear(), lambda: session.info.popitem(),
            lambda: session.info.setdefault("tenant_id", b.id), lambda: session.info.__ior__({"tenant_id": b.id}),
        ]  # fmt: skip
        for attempt in attempts:
            with pytest.raises(TenantViolation):
                attempt()
        with pytest.raises(AttributeError):
            session.info = {"tenant_id": b.id}
        session.info["anything else"] = 1
        assert (session.tenant_id, setting(session)) == (a.id, str(a.id))


def test_a_session_of_the_system_needs_the_workers_password(kernel, config, agency):
    a, b = agency(), agency()
    with kernel.app_context(), system_session() as session:
        assert {a.id, b.id} <= set(session.scalars(select(Tenant.id)))
        with pytest.raises(NoTenant):
            _ = session.tenant_id
    web = type(kernel)("web")
    web.config.update(config, DATABASE_SYSTEM_URL="", DATABASE_POOL=1)
    tenants.init_app(web)
    with web.app_context(), pytest.raises(NoTenant), system_session():
        pass


def test_a_request_inside_another_tenants_context_is_refused(kernel, agency):
    a, b = agency(), agency()
    kernel.config["PROPAGATE_EXCEPTIONS"] = True

    @kernel.get("/who")
    def who():
        return f"{request_tenant().slug} {current_tenant().slug}"

    def get(ref):
        return kernel.test_client().get("/who", headers={"Host": f"{ref.slug}.localhost"}).text

    assert (get(a), get(b)) == (f"{a.slug} {a.slug}", f"{b.slug} {b.slug}")
    with kernel.app_context(), as_tenant(a.id):
        assert get(a) == f"{a.slug} {a.slug}"
        with pytest.raises(TenantViolation):
            get(b)
        with pytest.raises(TenantViolation):
            kernel.test_client().get("/who", headers={"Host": "nobody-here.localhost"})
    with kernel.app_context():  # shared by both requests, and so is its session
        assert get(a) == f"{a.slug} {a.slug}"
        with pytest.raises(TenantViolation):
            get(b)


def test_links_are_made_from_the_stored_slug(kernel, agency):
    ref = agency()

    @kernel.get("/link")
    def link():
        return f"{agency_url('/kunden/')} {apex_url('/x')} {agency_url('/y', slug='other')}"

    headers = {"Host": f"{ref.slug.upper()}.LOCALHOST:4711", "X-Forwarded-Host": "evil.example"}
    links = kernel.test_client().get("/link", headers=headers).text.split()
    own, apex, other = "http://" + ref.slug + ".localhost:8000", "http://localhost:8000", "http://other.localhost:8000"
    assert links == [own + "/kunden/", apex + "/x", other + "/y"]
    with kernel.app_context(), as_tenant(0):
        assert agency_url("/z") == apex + "/z"
