"""The member list in the portal, for customers to whom a group opens it."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, abort

from app.members.answers import picture_answer
from app.members.listing import find_listed, page_of
from app.members.models import MemberList
from app.members.section import SECTION
from app.web.asked import asked_words
from app.web.pages import asked_page, page

from ..guard import portal_required

bp = Blueprint("portal_members", __name__, url_prefix="/kunden/mitglieder")


@bp.get("")
@portal_required(SECTION)
def index() -> Response:
    lists, words = MemberList.current(), asked_words()
    found = page_of(lists, words, asked_page())
    return page("portal/members/index.html", lists=lists, members=found, query=words, picture=".picture")


@bp.get("/bild/<uuid:customer_id>")
@portal_required(SECTION)
def picture(customer_id: uuid.UUID) -> Response:
    """The picture of a customer who stands in the list."""
    lists = MemberList.current()
    return picture_answer(find_listed(lists, customer_id) if lists.pictures else abort(404))
