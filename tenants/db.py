"""Engines and sessions. One session object belongs to one tenant for its whole life."""

from __future__ import annotations

import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Connection, Engine, MetaData, event, make_url
from sqlalchemy.exc import InvalidatePoolError, OperationalError, PendingRollbackError
from sqlalchemy.orm import DeclarativeBase

from .context import NoTenant, TenantViolation, current_tenant_id, find_tenant_id, reads_only

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SYSTEM = "system"
SIDE = "side"


class FixedInfo(dict):
    """Session.info whose tenant cannot change: what was read for one tenant must not serve another."""

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise TenantViolation("the tenant of a session is fixed; open a new session")

    def __setitem__(self, key: Any, value: Any) -> None:
        if key in ("tenant_id", "engine"):
            self._refuse()
        super().__setitem__(key, value)

    def __delitem__(self, key: Any) -> None:
        if key in ("tenant_id", "engine"):
            self._refuse()
        super().__delitem__(key)

    pop = clear = update = setdefault = popitem = __ior__ = _refuse  # type: ignore[assignment]


class TenantSession(FlaskSession):
    """A session that sends its tenant with every BEGIN and never changes it.

    That of a GET or HEAD request cannot write: a page that changes something when it is looked at is an error, not a
    hole through which a mail scanner or a foreign site acts for somebody (forms are protected, looking is not).
    """

    def __init__(self, db: SQLAlchemy, *, info: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(db, **kwargs)
        self._fixed = FixedInfo({"tenant_id": find_tenant_id(), "engine": None} if info is None else info)
        self._bound: Engine | None = None
        self._reads_only = info is None and reads_only()

    @property
    def info(self) -> FixedInfo:  # type: ignore[override]
        """Fixed for life, and not to be replaced either."""
        return self._fixed

    @property
    def system(self) -> bool:
        """True for the worker's cross-tenant sessions (role app_system)."""
        return self.info.get("engine") == SYSTEM

    @property
    def tenant_id(self) -> int:
        tenant_id = self.info.get("tenant_id")
        if tenant_id is None:
            raise NoTenant("this session belongs to no tenant")
        return tenant_id

    def get_bind(self, *_: Any, **__: Any) -> Engine:  # type: ignore[override]
        if self._bound is None:
            engine = self._db.engines[self.info.get("engine")]
            options = {"tenant_id": self.tenant_id, "read_only": self._reads_only} if not self.system else {}
            self._bound = engine.execution_options(**options) if options else engine
        return self._bound


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, session_options={"class_": TenantSession})


def connect_options(url: str, *, pool_size: int, max_overflow: int = 0, timeout: float = 10) -> dict[str, Any]:
    """Engine options for one role: the driver never begins by itself, `begin` (below) does."""
    own = make_url(url).query.get("options", "")
    return {
        "url": url,
        "pool_size": pool_size,
        "max_overflow": max_overflow,
        "pool_timeout": timeout,
        "pool_recycle": 1800,
        "hide_parameters": True,  # names, addresses and hashes have no place in the log of an error
        # prepare_threshold=0: the extended protocol refuses stacked statements.
        # tcp_user_timeout in milliseconds: a server that vanished without a word is an error, not a hanging request
        # jit: compiling a statement takes longer than any of ours runs; options of the address come after it and hold
        "connect_args": {
            "autocommit": True, "prepare_threshold": 0, "connect_timeout": 5, "tcp_user_timeout": 15_000,
            "options": f"-c jit=off {own}".strip(),
        },
    }  # fmt: skip


def listen(engine: Engine) -> None:
    """Send BEGIN and the tenant in one message, so that scoping costs no round trip."""
    event.listen(engine, "checkout", _check_alive)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "commit", _check_whole)


def _check_alive(driver: Any, *_: Any) -> None:
    """A server that restarted has closed our sockets. Seen without a round trip: nothing may wait on an idle one."""
    waiting = select.poll()
    if not driver.closed:
        waiting.register(driver.fileno(), select.POLLIN)
    if driver.closed or waiting.poll(0):
        raise InvalidatePoolError("the server closed this connection")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("plain"):
        return
    tenant_id = options.get("tenant_id")
    statement = b"BEGIN READ ONLY" if options.get("read_only") else b"BEGIN"
    if tenant_id is not None:
        statement += b"; SET LOCAL app.tenant_id = '%d'" % int(tenant_id)
    result = connection.connection.driver_connection.pgconn.exec_(statement)
    if result.status != ExecStatus.COMMAND_OK:  # only a lost connection can refuse this
        original = connection.dialect.loaded_dbapi.OperationalError(result.error_message.decode(errors="replace"))
        connection.invalidate(original)
        raise OperationalError("BEGIN", None, original, connection_invalidated=True)


def _check_whole(connection: Connection) -> None:
    """After an error PostgreSQL answers COMMIT with ROLLBACK, and no word: an error passed over would be lost work.

    A connection that was lost meanwhile, by a server that restarts, is a database that cannot be reached.
    """
    if connection.invalidated:
        original = connection.dialect.loaded_dbapi.OperationalError("the connection was lost before the commit")
        raise OperationalError("COMMIT", None, original, connection_invalidated=True)
    if connection.connection.driver_connection.info.transaction_status == TransactionStatus.INERROR:
        raise PendingRollbackError("an error of the database was passed over; there is nothing left to commit")


def init_db(app: Flask) -> None:
    """Make the engines: requests, the small side engine and, in the worker, app_system's."""
    threads = app.config["DATABASE_POOL"]
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = connect_options(app.config["DATABASE_URL"], pool_size=threads)
    app.config["SQLALCHEMY_BINDS"] = {SIDE: connect_options(app.config["DATABASE_URL"], pool_size=max(2, threads // 2))}
    if app.config.get("DATABASE_SYSTEM_URL"):
        app.config["SQLALCHEMY_BINDS"][SYSTEM] = connect_options(app.config["DATABASE_SYSTEM_URL"], pool_size=2)
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            listen(engine)


@contextmanager
def own_transaction() -> Iterator[TenantSession]:
    """A second session of the same tenant, on the side engine, committed at once.

    For what must survive a refusal: throttle, audit of refusals, last seen. Its own pool, because a request that
    holds one connection and waits for a second in the same pool waits for ever.
    """
    with TenantSession(db, info={"tenant_id": current_tenant_id(), "engine": SIDE}) as session, session.begin():
        yield session


@contextmanager
def system_session() -> Iterator[TenantSession]:
    """A session as app_system, which sees all agencies in the few tables it is granted. Only the worker can open it."""
    if SYSTEM not in db.engines:
        raise NoTenant("only the worker holds the password of app_system")
    with TenantSession(db, info={"engine": SYSTEM}) as session, session.begin():
        yield session


def side_engine() -> Engine:
    return db.engines[SIDE]
