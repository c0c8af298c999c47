"""A small application of its own: the kernel, accounts, and as few pages as show what accounts does."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask, abort, request, session
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

import tenants
from app import accounts
from app.accounts import actor, sessions, throttle
from app.accounts.actor import Actor
from tenants import Tenant, TenantRef, as_tenant, db, now, tenant_ids, uuid7


@dataclass
class User(Actor):
    """Somebody who signs in; `locked` is what deactivating does."""

    id: UUID
    kind: str
    locked: bool = False
    name: str = "Mika Moor"

    @property
    def actor_kind(self) -> str:
        return self.kind


@pytest.fixture
def users(monkeypatch) -> dict[UUID, User]:
    """A user of each kind, found with one query as the features do."""
    known = {user.id: user for user in (User(uuid7(), "staff"), User(uuid7(), "person"))}

    def load(user_id: UUID) -> User | None:
        db.session.scalar(select(Tenant.id))
        user = known.get(user_id)
        return None if user is None or user.locked else user

    for kind in ("staff", "person"):
        monkeypatch.setitem(actor._loaders, kind, load)
    return known


@pytest.fixture
def staff(users) -> User:
    return next(user for user in users.values() if user.kind == "staff")


@pytest.fixture
def person(users) -> User:
    return next(user for user in users.values() if user.kind == "person")


@pytest.fixture
def make_site(users) -> Iterator[Callable[..., Flask]]:
    """Make an application from settings. `/kunden/…` is the portal's half, everything else the staff's."""
    made = []

    def make(config: dict) -> Flask:
        app = Flask("site")
        app.config.update(config, DATABASE_POOL=8)
        app.config["SECRET_KEY"], *app.config["SECRET_KEY_FALLBACKS"] = config["SECRET_KEYS"]
        tenants.init_app(app)
        accounts.init_app(app)
        for half, kind in (("", "staff"), ("/kunden", "person")):
            _pages(app, half, kind)
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


@pytest.fixture
def site(make_site, config) -> Flask:
    return make_site(config)


def _pages(app: Flask, half: str, kind: str) -> None:
    def page(path: str, view: Callable, *methods: str) -> None:
        app.add_url_rule(half + path, f"{kind}{path}", view, methods=methods or ["GET"])

    def sign_in():
        throttle.check("sign-in", request.form["account"])
        if request.form["password"] != "right":
            throttle.failed("sign-in", request.form["account"])
            return "wrong", 422
        throttle.succeeded("sign-in", request.form["account"])
        sessions.start(kind, UUID(request.form["account"]))
        return "welcome", 303, {"Location": "/"}

    def sign_out():
        sessions.end()
        return "bye", 303, {"Location": "/"}

    def follow_link():
        throttle.trust("sign-in", request.form["account"])
        return "password set"

    def refuse():
        sessions.start(kind, UUID(request.form["account"]))
        return "no", 422

    def keep():
        session["note"] = request.form["note"]
        return "kept"

    page("/form", generate_csrf)
    page("/who", lambda: f"{current_user.actor_kind} {current_user.id}" if current_user.is_authenticated else "nobody")
    page("/gone", lambda: abort(404 if current_user.is_authenticated else 410))
    page("/sign-in", sign_in, "POST")
    page("/sign-out", sign_out, "POST")
    page("/refused", refuse, "POST")
    page("/note", lambda: session.get("note", "nothing"))
    page("/keep", keep, "POST", "PUT", "PATCH", "DELETE")
    page("/follow-link", follow_link, "POST")


@pytest.fixture
def agency(config, app) -> Callable[[], TenantRef]:
    """Make an agency."""

    def make() -> TenantRef:
        slug = f"probe-{secrets.token_hex(5)}"
        with app.app_context():
            with as_tenant(0):
                tenant_id = db.session.scalar(tenant_ids)
            with as_tenant(tenant_id):
                db.session.add(Tenant(id=tenant_id, slug=slug, name="Probe", confirmed_at=now()))
        return TenantRef(tenant_id, slug)

    return make


class Browser:
    """A browser at one agency. Cookies can be looked at and put in, as an attacker would."""

    def __init__(self, app: Flask, agency: TenantRef, scheme: str = "https") -> None:
        self.client = app.test_client()
        self.host = f"{agency.slug}.localhost"
        self.base = f"{scheme}://{self.host}"
        self.address = "203.0.113.7"

    def get(self, path: str, **options):
        return self.client.get(path, base_url=self.base, environ_base={"REMOTE_ADDR": self.address}, **options)

    def post(self, path: str, token: str | None = None, headers: dict[str, str] | None = None, **fields: str):
        """Send a form with a token of its own half of the site, unless one is given ("" for none)."""
        half = "/kunden" if path.startswith("/kunden") else ""
        fields["csrf_token"] = self.token(half) if token is None else token
        headers = {"Referer": self.base + "/"} | (headers or {})
        return self.client.post(
            path, data=fields, base_url=self.base, headers=headers, environ_base={"REMOTE_ADDR": self.address}
        )

    def token(self, half: str = "") -> str:
        return self.get(f"{half}/form").text

    def sign_in(self, user: User):
        half = "/kunden" if user.kind == "person" else ""
        answer = self.post(f"{half}/sign-in", account=str(user.id), password="right")
        assert answer.status_code == 303
        return answer

    def who(self, half: str = "") -> str:
        return self.get(f"{half}/who").text

    def cookie(self, name: str) -> str | None:
        found = self.client.get_cookie(name, domain=self.host)
        return found.value if found else None

    def put_cookie(self, name: str, value: str) -> None:
        self.client.set_cookie(name, value, domain=self.host)


@pytest.fixture
def browser(site, agency) -> Callable[..., Browser]:
    """A new browser, at a new agency unless one is given."""
    return lambda at=None, **options: Browser(site, at or agency(), **options)
