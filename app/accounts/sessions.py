"""Sign-in sessions: rows in the database, so that signing out, deactivating and expiry hold at once and everywhere.

Staff: 8 hours unused, 7 days altogether. Persons: 1 hour, 24 hours. At most 20 at a time per user; then the oldest
ends.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask, Response, g, request
from sqlalchemy import Select, and_, delete, or_, select, update

from tenants import db, now, own_transaction

from .cookies import NAMES, kind_of_path, send
from .devices import device_label
from .models import LIFETIMES, SignInSession

__all__ = [
    "LIFETIMES", "SignInSession", "current", "end", "end_all", "end_each", "end_impersonated", "end_one", "forget",
    "live_sessions", "of_browser", "start",
]  # fmt: skip

MOST_SESSIONS = 20
SEEN_EVERY = timedelta(minutes=5)
"""How exactly `last_seen_at` is kept."""


def start(kind: str, user_id: UUID, *, impersonation_id: UUID | None = None) -> SignInSession:
    """Sign this browser in as a user whose password was just checked; the answer carries the new cookie.

    Always a new token; the session that the browser had before, if any, ends. With `impersonation_id` it is not the
    user who looks: such a session ends none of the user's own.
    """
    if (before := _find(kind)) is not None:
        db.session.delete(before)
    if impersonation_id is None:
        _end_surplus(kind, user_id)
    token = secrets.token_urlsafe(32)
    session = SignInSession(
        kind=kind,
        user_id=user_id,
        token_digest=_digest(token),
        device=device_label(request.user_agent.string),
        impersonation_id=impersonation_id,
    )
    db.session.add(session)
    db.session.flush()
    _send(kind, token)
    if kind == kind_of_path(request.path):
        g.sign_in_session = session
    return session


def end() -> None:
    """Sign this browser out of the part of the site it is in, and have it forget what it keeps of the pages."""
    if (session := _find(kind_of_path(request.path))) is not None:
        db.session.delete(session)
    _send(kind_of_path(request.path), None)
    g.sign_in_session = None
    g.clear_site_data = True


def forget() -> None:
    """As end(), for a session that is over already: nothing is written, so also while a page is looked at."""
    _send(kind_of_path(request.path), None)
    g.sign_in_session = None
    g.clear_site_data = True


def end_one(kind: str, user_id: UUID, session_id: UUID) -> bool:
    """End one session of this user; False when there is no such session (any more)."""
    return _delete(_of_user(kind, user_id), SignInSession.id == session_id) == 1


def end_all(kind: str, user_id: UUID, keep: UUID | None = None) -> int:
    """End all sessions of a user but the one with the id `keep`; returns how many ended."""
    others = [SignInSession.id != keep] if keep is not None else []
    return _delete(_of_user(kind, user_id), *others)


def end_impersonated(impersonation_id: UUID) -> None:
    """End the sessions in which somebody looks in the user's place."""
    _delete(SignInSession.impersonation_id == impersonation_id)


def end_each(kind: str, user_ids: Select[tuple[UUID]]) -> int:
    """End all sessions of all these users, in one statement; returns how many ended."""
    return _delete(SignInSession.kind == kind, SignInSession.user_id.in_(user_ids))


def current() -> SignInSession | None:
    """The live session of this request, by the cookie that counts on its path. One query per request."""
    if "sign_in_session" not in g:
        session = _find(kind_of_path(request.path))
        g.sign_in_session = session if session is not None and session.live else None
        if g.sign_in_session is not None:
            _seen(g.sign_in_session)
    return g.sign_in_session


def of_browser(kind: str) -> SignInSession | None:
    """The live session of this kind whose cookie came along, whatever part of the site is asked for."""
    session = _find(kind)
    return session if session is not None and session.live else None


def live_sessions(kind: str, user_id: UUID) -> list[SignInSession]:
    """The user's own sessions for „Angemeldete Geräte“, the one last used first."""
    newest = _of(kind, user_id).order_by(SignInSession.last_seen_at.desc(), SignInSession.id.desc())
    return [session for session in db.session.scalars(newest) if session.live]


def purge(session: Any) -> int:
    """Delete sessions that have ended. For the periodic job, with `system_session()`."""
    moment = now()
    ended = [
        and_(
            SignInSession.kind == kind,
            or_(
                SignInSession.last_seen_at <= moment - lifetime.idle,
                SignInSession.created_at <= moment - lifetime.absolute,
            ),
        )
        for kind, lifetime in LIFETIMES.items()
    ]
    statement = delete(SignInSession).where(or_(*ended)).execution_options(synchronize_session=False)
    return session.execute(statement).rowcount


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _find(kind: str) -> SignInSession | None:
    """The row behind the cookie of this request, whether it is live or not."""
    token = request.cookies.get(NAMES[kind])
    if not token:
        return None
    query = select(SignInSession).where(SignInSession.token_digest == _digest(token), SignInSession.kind == kind)
    return db.session.scalar(query)


def _seen(session: SignInSession) -> None:
    """Note that the session is in use, at most every five minutes, in a transaction of its own."""
    moment = now()
    if moment - session.last_seen_at < SEEN_EVERY:
        return
    with own_transaction() as own:
        own.execute(
            update(SignInSession)
            .where(SignInSession.id == session.id)
            .values(last_seen_at=moment)
            .execution_options(synchronize_session=False)
        )


def _of_user(kind: str, user_id: UUID) -> Any:
    return and_(SignInSession.kind == kind, SignInSession.user_id == user_id)


def _of(kind: str, user_id: UUID) -> Select[tuple[SignInSession]]:
    return select(SignInSession).where(_of_user(kind, user_id), SignInSession.impersonation_id.is_(None))


def _end_surplus(kind: str, user_id: UUID) -> None:
    """Make room for one more session of the user's own."""
    newest = _of(kind, user_id).order_by(SignInSession.created_at.desc(), SignInSession.id.desc())
    for session in db.session.scalars(newest.offset(MOST_SESSIONS - 1)):
        db.session.delete(session)


def _delete(*conditions: Any) -> int:
    return db.session.execute(delete(SignInSession).where(*conditions)).rowcount


def _send(kind: str, token: str | None) -> None:
    """Have the answer set the cookie, or take it away; `current_user` is found anew when it is next asked for."""
    send(NAMES[kind], token)
    g.pop("_login_user", None)


def _clear(response: Response) -> Response:
    if response.status_code < 400 and g.get("clear_site_data"):
        # not "cookies": that would reach the sibling agencies, which share the registrable domain
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def init_app(app: Flask) -> None:
    app.after_request(_clear)
