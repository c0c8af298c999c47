"""Files as the customers' people see them."""

from __future__ import annotations

from flask import Blueprint, Response

from app.files import section  # noqa: F401
from app.files.models import SECTION, File
from app.web.pages import page, paged

from ..guard import portal_contact, portal_required

bp = Blueprint("portal_files", __name__, url_prefix="/kunden/dateien")


@bp.get("")
@portal_required(SECTION)
def index() -> Response:
    files = paged(File.visible_to(portal_contact()).order_by(File.created_at.desc(), File.id))
    return page("portal/files/index.html", files=files)
