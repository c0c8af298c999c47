"""Einstellungen → Mitgliederliste."""

from __future__ import annotations

import uuid

from flask import Response, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import escape

from app.groups.models import Rubric
from app.settings.entries import add
from app.staff.activity import tell_of
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.asked import asked_words
from app.web.navigation import nav
from app.web.pages import asked_page, flash_ok, page, see_other
from tenants import agency_url, db

from ..answers import picture_answer
from ..forms import MemberListForm
from ..listing import find_listed, number_of, page_of
from ..models import MemberList
from ..section import SECTION
from .blueprint import bp

SETTINGS = "/verwaltung/mitgliederliste"

nav.add("Agentur", _l("Mitgliederliste"), "members.settings", "layout-list", Permission.SETTINGS_EDIT)
add(_l("Mitgliederliste"), _l("Welche Kunden öffentlich oder im Portal zu sehen sind und was von ihnen"),
    "members.settings", "layout-list", Permission.SETTINGS_EDIT)  # fmt: skip
tell_of(Permission.SETTINGS_EDIT, MemberList.__tablename__)


@bp.route(SETTINGS, methods=["GET", "POST"])
@staff_required(Permission.SETTINGS_EDIT)
def settings() -> Response:
    """How the list is set up, with the code that shows it on other websites."""
    lists, rubrics = MemberList.current(), db.session.scalars(Rubric.in_order()).all()
    form = MemberListForm.of(lists, rubrics)
    if form.submitted_ok():
        MemberList.change(form.chosen_of(rubrics), **form.values)
        flash_ok(_("Die Mitgliederliste ist gespeichert."))
        return see_other(".settings")
    groups = [group for rubric in rubrics for group in rubric.groups]
    return page(
        "members/settings.html",
        form,
        lists=lists,
        number=number_of(lists),
        address=agency_url(url_for("members.index")),
        code=_code(lists),
        opening=[group for group in groups if group.opens_all or SECTION in group.keys],
    )


@bp.get(f"{SETTINGS}/vorschau")
@staff_required(Permission.SETTINGS_EDIT)
def preview() -> Response:
    """The public page as it is set up, before anybody else sees it."""
    lists, words = MemberList.current(), asked_words()
    found = page_of(lists, words, asked_page())
    return page("members/preview.html", lists=lists, members=found, query=words, picture="members.preview_picture")


@bp.get(f"{SETTINGS}/vorschau/bild/<uuid:customer_id>")
@staff_required(Permission.SETTINGS_EDIT)
def preview_picture(customer_id: uuid.UUID) -> Response:
    return picture_answer(find_listed(MemberList.current(), customer_id))


def _code(lists: MemberList) -> str:
    """What is put into a website to show the list there."""
    address, title = agency_url(url_for("members.embed")), escape(lists.heading)
    return f'<iframe src="{address}" title="{title}" width="100%" height="800" loading="lazy"></iframe>'
