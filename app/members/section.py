"""Mitgliederliste in the registry of sections: a group opens it, and no contact needs a permission for it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.access import Section, sections

from .models import MemberList

SECTION = "members"

sections.add(
    Section(
        SECTION,
        _l("Mitgliederliste"),
        "portal_members.index",
        "layout-list",
        permission=False,
        available=MemberList.stands_in_portal,
        switch="members.settings",
        order=60,
    )
)
