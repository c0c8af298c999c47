"""The mails of an installation without a mail server, to read and to click. Does not exist in production."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, make_response
from markupsafe import Markup, escape

from app.web.doors import apex_too
from app.web.pages import page
from app.web.security import public
from tenants import APEX_ID, current_tenant_id, pending_ok

bp = Blueprint("development", __name__, url_prefix="/entwicklung")

NAME = re.compile(r"\d{8}-\d{6}-(\d+)-[0-9a-f-]{36}")
LINK = re.compile(r"https?://[^\s<>]+[^\s<>.,;:!?)]")
NEWEST = 200


@bp.get("/mails")
@apex_too
@pending_ok
@public
def mails() -> Any:
    """The newest mails: at an agency its own, at the apex all."""
    names = sorted((path.stem for path in _folder().glob("*.eml") if _is_ours(path.stem)), reverse=True)[:NEWEST]
    return page("development/mails.html", mails=[(name, _load(name)) for name in names])


@bp.get("/mails/<name>")
@apex_too
@pending_ok
@public
def mail(name: str) -> Any:
    message = _load(name)
    return page("development/mail.html", name=name, mail=message, text=_with_links(message))


@bp.get("/mails/<name>/html")
@apex_too
@pending_ok
@public
def html(name: str) -> Response:
    """The mail as it looks: a page of its own, whose styles are its own and which runs nothing."""
    answer = make_response(_load(name).get_body(("html",)).get_content())
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
    return answer


def _folder() -> Path:
    return Path(current_app.config["MAIL_DIR"])


def _is_ours(name: str) -> bool:
    found = NAME.fullmatch(name)
    return bool(found) and current_tenant_id() in (APEX_ID, int(found[1]))


def _load(name: str) -> EmailMessage:
    path = _folder() / f"{name}.eml"
    if not _is_ours(name) or not path.is_file():
        abort(404)
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def _with_links(message: EmailMessage) -> Markup:
    """The plain text, its addresses as links."""
    text, parts, end = message.get_body(("plain",)).get_content(), [], 0
    for link in LINK.finditer(text):
        parts += [escape(text[end : link.start()]), Markup('<a href="{0}">{0}</a>').format(link[0])]
        end = link.end()
    return Markup("").join([*parts, escape(text[end:])])
