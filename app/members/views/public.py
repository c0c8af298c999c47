"""The member list as everybody sees it: the page, the frame for other websites, and the pictures."""

from __future__ import annotations

import uuid

from flask import Response, abort

from app.web.asked import asked_words
from app.web.pages import asked_page, page
from app.web.security import let_frame, public

from ..answers import picture_answer
from ..listing import find_listed, page_of
from ..models import MemberList
from .blueprint import bp

UNFOUND = "noindex, nofollow"
"""What search engines are told (Robots header, as Google and Bing document it)."""


@bp.get("/mitglieder")
@public
def index() -> Response:
    lists = _opened()
    response = _list("members/index.html", lists)
    if not lists.findable:
        response.headers["X-Robots-Tag"] = UNFOUND
    return response


@bp.get("/mitglieder/einbetten")
@public
def embed() -> Response:
    """The same without chrome, for the frame on the websites that the agency named. The page itself may be found."""
    lists = _opened()
    response = let_frame(_list("members/embed.html", lists), lists.origins)
    response.headers["X-Robots-Tag"] = UNFOUND
    return response


@bp.get("/mitglieder/bild/<uuid:customer_id>")
@public
def public_picture(customer_id: uuid.UUID) -> Response:
    """The picture of a customer who stands in the list, as long as it does."""
    lists = _opened()
    if not lists.pictures:
        abort(404)
    response = picture_answer(find_listed(lists, customer_id))
    if not lists.findable:
        response.headers["X-Robots-Tag"] = UNFOUND
    return response


def _opened() -> MemberList:
    """The list, if the agency shows it to everybody."""
    lists = MemberList.current()
    return lists if lists.public else abort(404)


def _list(template: str, lists: MemberList) -> Response:
    words = asked_words()
    found = page_of(lists, words, asked_page())
    return page(template, lists=lists, members=found, query=words, picture="members.public_picture")
