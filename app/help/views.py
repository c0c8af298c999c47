"""The pages of „Hilfe“."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, request, url_for

from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.asked import asked_words
from app.web.pages import page
from app.web.security import local_path

from .search import search
from .topics import TOPICS, Topic, find_topic, topic_for

bp = Blueprint("help", __name__, url_prefix="/verwaltung/hilfe")


@bp.get("")
@staff_required(Permission.OFFICE_ENTER)
def index():
    query = asked_words()
    return page("help/index.html", topics=search(query) if query else TOPICS, query=query, back=_back())


@bp.get("/<page_key>")
@staff_required(Permission.OFFICE_ENTER)
def topic(page_key: str):
    topic = find_topic(page_key) or abort(404)
    beside = [other for other in map(find_topic, topic.beside) if other]
    return page("help/topic.html", topic=topic, beside=beside, back=_back())


@bp.app_template_global()
def help_topic() -> Topic | None:
    """What explains the screen that is shown."""
    return topic_for(request.endpoint)


@bp.app_template_global()
def may_open(endpoint: str) -> bool:
    """Whether there is such a screen and whoever is signed in may see it."""
    view = current_app.view_functions.get(endpoint)
    return view is not None and getattr(view, "admits", lambda: True)()


def _back() -> str:
    """The screen from which help was asked for; "" when that is not known."""
    return local_path(request.args.get("von"), default="", within=url_for("office.start"))
